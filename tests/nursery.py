"""Processes for tests, forked off one that has imported the application; none waits for imports.

Stories start more than two thousand processes, and importing takes each a second. Where the system cannot
fork, each imports for itself.
"""

from __future__ import annotations

import multiprocessing
import os
import pkgutil
import sys
import time
import warnings
from typing import TYPE_CHECKING

import hakobu.cli

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext, SpawnContext
    from multiprocessing.process import BaseProcess
    from pathlib import Path

__all__ = ["start_command", "start_emulator"]

_context: ForkServerContext | SpawnContext = (
    multiprocessing.get_context("forkserver")
    if "forkserver" in multiprocessing.get_all_start_methods()
    else multiprocessing.get_context("spawn")
)
_context.set_forkserver_preload(
    [
        "hakobu.emulator.command",
        "hakobu.runs",
        *(f"hakobu.cli.{module.name}" for module in pkgutil.iter_modules(hakobu.cli.__path__)),
    ]
)


def start_emulator(options: Sequence[str], ready: Connection, errors: Path) -> BaseProcess:
    """Start an emulator whose standard output is ``ready`` and whose standard error is a file."""
    process = _context.Process(
        target=_emulate, args=(list(options), dict(os.environ), ready, str(errors)), daemon=True
    )
    process.start()
    return process


def start_command(
    arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str], out: Path, err: Path
) -> BaseProcess:
    """Start ``hakobu`` with these words in a folder, its output in files; a warning ends it."""
    process = _context.Process(
        target=_command,
        args=(list(arguments), str(folder), dict(environment), str(out), str(err)),
        daemon=True,
    )
    process.start()
    return process


def _emulate(options: list[str], environment: dict[str, str], ready: Connection, errors: str) -> None:
    from hakobu.emulator.command import main  # noqa: PLC0415 - the forking process has it, others need it not

    _take(environment)
    os.dup2(ready.fileno(), 1)
    ready.close()
    _write_to(errors, 2)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - it lasts as long as the process
    sys.exit(main(["--port", "0", *options]))


def _command(arguments: list[str], folder: str, environment: dict[str, str], out: str, err: str) -> None:
    _take(environment)
    os.chdir(folder)
    _write_to(out, 1)
    _write_to(err, 2)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - likewise
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    sys.argv = ["hakobu", *arguments]
    warnings.resetwarnings()
    warnings.simplefilter("error")
    hakobu.cli.main()


def _take(environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    if sys.platform != "win32":  # where each process imports for itself, and reads its zone then
        time.tzset()


def _write_to(path: str, number: int) -> None:
    place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(place, number)
    os.close(place)
