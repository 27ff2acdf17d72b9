"""Records: how they are kept, checked, written and read."""
