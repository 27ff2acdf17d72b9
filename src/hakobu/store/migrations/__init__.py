"""The numbered steps from the oldest store to the newest."""
