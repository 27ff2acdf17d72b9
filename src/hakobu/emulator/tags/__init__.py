"""Tags: made, changed and deleted per module, put on records and taken off."""
