"""Starts the command line: ``python -m hakobu``."""

from hakobu.cli import main

main()
