"""Starts the emulator: ``python -m hakobu.emulator``."""

import sys

from hakobu.emulator.command import main

sys.exit(main())
