"""``hakobu approve``: let a run that a guard stopped go on, with its very plan."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hakobu.cli.desk import Desk, desk
from hakobu.cli.options import Home, Json, Lang, Quiet, RunNumber  # noqa: TC001 - typer reads them
from hakobu.cli.plan_text import show_plan
from hakobu.cli.run import conduct, find_run
from hakobu.reports.plan_files import plan_as_json

if TYPE_CHECKING:
    from hakobu.store import Run

__all__ = ["approve"]

SHOWN = 20
STOPPED = 4


def approve(
    run_id: RunNumber,
    *,
    yes: Annotated[bool, typer.Option("--yes")] = False,
    quiet: Quiet = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Let a run go on that a guard stopped."""
    with desk(json=json, lang=lang, home=home, quiet=quiet) as at:
        from hakobu.runs import approve_run, check_waiting  # noqa: PLC0415 - takes a second to import

        stopped = find_run(at, run_id)
        check_waiting(stopped)
        definition = at.load(Path(stopped.file))
        if yes or _asked(at, stopped):
            conduct(
                at,
                len(stopped.tasks),
                lambda options: approve_run(definition, stopped, home=at.home, options=options),
            )
        at.end(STOPPED)


def _asked(at: Desk, stopped: Run) -> bool:
    """Show what would be done, and ask where somebody can answer."""
    from hakobu.runs import Choice, planned_tasks  # noqa: PLC0415 - takes a second to import

    tasks = planned_tasks(stopped, home=at.home)
    if at.json:
        at.tell(plan_as_json(stopped, tasks, Choice().changes(tasks), Choice().invalid(tasks)))
        return False
    step = (at.command("approve", str(stopped.id), "--yes"), at.words("approve.next"))
    show_plan(at, stopped, tasks, Choice(), skip=0, limit=SHOWN, steps=[step])
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    at.out.print()
    return typer.confirm(at.words("approve.ask", run=stopped.id), default=False)
