"""``hakobu approve``: let a run that a guard stopped go on, with its very plan."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hakobu.cli.desk import Desk, desk
from hakobu.cli.grid import make_steps
from hakobu.cli.options import Home, Json, Lang, Quiet, RunNumber  # noqa: TC001 - typer reads them
from hakobu.cli.plan_text import show_plan
from hakobu.cli.prose import say
from hakobu.cli.remote import ask_server
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
    server: Annotated[str | None, typer.Option("--server", metavar="URL")] = None,
    refuse: Annotated[bool, typer.Option("--refuse")] = False,
    remark: Annotated[str, typer.Option("--remark", metavar="TEXT")] = "",
    standing: Annotated[bool, typer.Option("--standing")] = False,
    quiet: Quiet = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Let a run go on that a guard stopped; with ``server``, decide a request that waits there."""
    with desk(json=json, lang=lang, home=home, quiet=quiet) as at:
        if server is not None:
            _decide(at, server, run_id, refuse=refuse, yes=yes, said={"remark": remark, "standing": standing})
            return
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


def _decide(at: Desk, server: str, number: int, *, refuse: bool, yes: bool, said: dict[str, Any]) -> None:
    """Show a request for a second person, and decide it where that is wanted."""
    asked = ask_server(at, server, "GET", f"/api/approvals/{number}")
    if asked["state"] == "waiting" and (yes or refuse):
        body = {"remark": said["remark"]} if refuse else said
        verb = "refuse" if refuse else "approve"
        asked = ask_server(at, server, "POST", f"/api/approvals/{number}/{verb}", body)
    if at.json:
        at.tell(asked)
    else:
        state = at.words.term("approval", asked["state"])
        reasons = ", ".join(at.words.term("reason", each) for each in asked["reasons"])
        said = {"number": number, "what": asked["what"], "job": asked["job"], "to": asked["connection"]}
        say(at.out, at.words("approve.request", **said, reasons=reasons, by=asked["asked_by"], state=state))
    if asked["state"] == "waiting":
        if not at.json:
            again = at.command("approve", str(number), "--server", server, "--yes")
            at.out.print(make_steps([(again, at.words("approve.request.next"))]))
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
