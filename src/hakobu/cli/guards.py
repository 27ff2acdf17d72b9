"""Limits of a job that stop a run, as people read them."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from hakobu.cli.grid import heading
from hakobu.cli.prose import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.cli.desk import Desk
    from hakobu.store import GuardStop, Run

__all__ = ["said_of", "show_guards", "show_waiting", "step_to_approve", "step_to_execute"]

EXAMPLES = 5


def show_guards(at: Desk, run: Run) -> None:
    """Show what would stop a plan, or stopped a run, and who let it go on."""
    if run.guards:
        at.out.print()
        title = "guards.would" if run.status == "planned" else "guards.did"
        at.out.print(heading(at.words(title), "bold yellow"))
        for stop in run.guards:
            say(at.out, said_of(at, stop), indent=2)
    if run.approved:
        since = datetime.fromtimestamp(run.approved).astimezone()
        say(at.out, at.words("guards.approved", by=run.approved_by, time=f"{since:%Y-%m-%d %H:%M}"))


def show_waiting(at: Desk, run: Run) -> None:
    """Show some of what a stopped run would have written."""
    if run.status != "guard" or not run.tasks:
        return
    from hakobu.runs import planned_tasks  # noqa: PLC0415 - takes a second to import

    tasks = planned_tasks(run, home=at.home)
    changes = list(islice(((task, change) for task in tasks for change in task.changes()), EXAMPLES))
    if not changes:
        return
    at.out.print()
    at.out.print(heading(at.words("guards.examples")))
    for task, change in changes:
        line = at.words(
            "guards.example",
            kind=at.words(f"plan.kind.{change.kind}"),
            task=task.plan.task,
            key=change.label or at.words("plan.row", row=change.row),
            fields=", ".join(change.new) or change.id or "",
        )
        say(at.out, at.mask(line), indent=2)
    more = sum(task.plan.changes for task in tasks) - len(changes)
    if more:
        say(at.out, at.words("guards.more", n=more), style="dim", indent=2)


def step_to_execute(at: Desk, run: Run) -> tuple[str, str]:
    """Tell how a stored plan is executed: as it is, or by letting it go beyond its limits."""
    if run.guards:
        return at.command("approve", str(run.id)), at.words("guards.next.approve")
    return at.command("run", run.file, "--job", run.job, "--plan", str(run.id)), at.words("plan.next.run")


def step_to_approve(at: Desk, run: Run) -> Iterator[tuple[str, str]]:
    """Tell what can be done about a run that was stopped."""
    if run.tasks and not any(stop.final for stop in run.guards):
        yield at.command("approve", str(run.id)), at.words("guards.next.approve")
    yield at.command("plan", run.file, "--job", run.job), at.words("guards.next.plan")


def said_of(at: Desk, stop: GuardStop) -> str:
    """Say what a limit of the job stops."""
    words = at.words
    of = {"deletes": "known", "canary": "tried"}.get(stop.guard, "rows")
    form = f"guards.share.{of}" if stop.limit.endswith("%") else "guards.number"
    limit = words(form, limit=stop.limit, of=f"{stop.of:,}", allowed=f"{stop.allowed:,}")
    line = words(f"guard.{stop.guard}", found=f"{stop.found:,}", of=f"{stop.of:,}", limit=limit)
    final = words("guards.final") if stop.final else ""
    named = words("guards.task", task=stop.task, said=line) if stop.task else line
    return f"{named} {final}".strip()
