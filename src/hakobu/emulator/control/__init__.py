"""The control door: what tests and demos use to set the stage and to look behind it."""
