"""The command line: a thin twin of the library over the same verbs."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from hakobu.cli import connections, connectors, schedule, secrets, users
from hakobu.cli.approve import approve
from hakobu.cli.backup import backup, restore
from hakobu.cli.check import check
from hakobu.cli.crm import fields, modules
from hakobu.cli.decide import decide
from hakobu.cli.definitions import apply, export
from hakobu.cli.demo import demo
from hakobu.cli.dismiss import dismiss
from hakobu.cli.emulator import emulator
from hakobu.cli.explain import explain
from hakobu.cli.failed import rejects
from hakobu.cli.forget import forget
from hakobu.cli.helping import Command, Group
from hakobu.cli.history import runs
from hakobu.cli.init import init
from hakobu.cli.keys import keys
from hakobu.cli.plan import plan
from hakobu.cli.purge import purge
from hakobu.cli.query import query
from hakobu.cli.renaming import jobs, rename_connection
from hakobu.cli.run import retry, run
from hakobu.cli.serve import serve
from hakobu.cli.stop import start, stop
from hakobu.cli.support import support
from hakobu.cli.tables import history
from hakobu.cli.undo import undo

__all__ = ["app", "main"]

app = typer.Typer(
    name="hakobu",
    cls=Group,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
COMMANDS = (
    demo,
    init,
    check,
    plan,
    run,
    approve,
    runs,
    history,
    rejects,
    retry,
    decide,
    dismiss,
    explain,
    undo,
    forget,
    purge,
    stop,
    start,
    modules,
    fields,
    keys,
    query,
    export,
    apply,
    backup,
    restore,
    support,
    serve,
)
for command in COMMANDS:
    app.command(command.__name__, cls=Command)(command)
connections.connections.command("rename", cls=Command)(rename_connection)
app.add_typer(connections.connections, name="connections")
app.add_typer(jobs, name="jobs")
app.add_typer(connectors.connectors, name="connectors")
app.add_typer(schedule.schedule, name="schedule")
app.add_typer(schedule.calendars, name="calendars")
app.add_typer(users.users, name="users")
app.add_typer(secrets.secrets, name="secrets")
app.command(
    "emulator",
    cls=Command,
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)(emulator)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - a callback gets the option's value
    if wanted:
        from hakobu import __version__  # noqa: PLC0415 - read from the package only when asked for

        typer.echo(f"hakobu {__version__}")
        raise typer.Exit


@app.callback()
def _hakobu(
    *,
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True)] = False,
) -> None:
    """Give what holds for every command."""


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")  # a console of another encoding must not end a run
    try:
        app(prog_name="hakobu")
    except SystemExit as ended:
        raise SystemExit(_after_flushing(ended.code)) from None


def _after_flushing(code: object) -> object:
    """Write out what is still to be written; a place that takes nothing makes the command fail, once."""
    try:
        sys.stdout.flush()
    except OSError:
        # the interpreter would try again at its end, and end with a code of its own
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return code or 1
    return code
