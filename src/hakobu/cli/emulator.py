"""``hakobu emulator``: the built-in practice Zoho CRM, as a process of its own."""

import os
import subprocess
import sys

import typer

__all__ = ["emulator"]


def emulator(context: typer.Context) -> None:
    """Start the built-in practice Zoho CRM with the options that follow."""
    command = [sys.executable, "-m", "hakobu.emulator", *context.args]
    if os.name == "posix":
        os.execv(sys.executable, command)  # noqa: S606 - our own module, by our own interpreter
    raise typer.Exit(subprocess.call(command))  # noqa: S603 - likewise
