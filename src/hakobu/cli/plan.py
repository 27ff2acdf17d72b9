"""``hakobu plan``: what a run would change, field by field, before anything is written."""

from __future__ import annotations

import csv
import io
from itertools import islice
from pathlib import Path  # noqa: TC003 - typer reads it at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from hakobu.cli.desk import Desk, desk
from hakobu.cli.failed import harmless, write_for_spreadsheet
from hakobu.cli.grid import heading, make_grid, make_steps
from hakobu.cli.guards import guards_as_json, show_guards, step_to_execute
from hakobu.cli.options import CompareWith, File, Format, Home, Job, Json, Lang, Quiet
from hakobu.cli.prose import say
from hakobu.cli.run import pick_job
from hakobu.cli.stopping import Stopping
from hakobu.model import Compare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hakobu.model import Change
    from hakobu.runs import PlannedTask
    from hakobu.store import Run

__all__ = ["plan", "plan_as_json", "show_plan"]

PAGE = 20
STYLES = {"create": "green", "update": "blue", "delete": "red"}


def plan(  # noqa: PLR0913 - each is an option of the command
    file: File,
    *,
    job: Job = None,
    compare: Annotated[CompareWith | None, typer.Option("--compare", metavar="ledger|live|none")] = None,
    yes: Annotated[bool, typer.Option("--yes")] = False,
    kind: Annotated[str | None, typer.Option("--kind", metavar="create|update|delete")] = None,
    field: Annotated[str | None, typer.Option("--field", metavar="FIELD")] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="TEXT")] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1)] = PAGE,
    format: Annotated[Format, typer.Option("--format", metavar="table|csv|json")] = Format.TABLE,  # noqa: A002
    quiet: Quiet = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Plan a job."""
    machine = json or format is Format.JSON
    with desk(json=machine, lang=lang, home=home, quiet=quiet) as at:
        stored = _plan(at, file, job, Compare(compare) if compare else None, yes=yes)
        from hakobu.runs import planned_tasks  # noqa: PLC0415 - takes a second to import

        tasks = planned_tasks(stored, home=at.home)
        found = _found(tasks, kind=kind, field=field, key=key)
        if machine:
            at.tell(plan_as_json(stored, tasks, found))
        elif format is Format.CSV:
            write_for_spreadsheet(_as_csv(at, found))
        else:
            steps = [step_to_execute(at, stored)]
            if any(task.plan.invalid for task in tasks):
                steps.append((at.command("check", stored.file), at.words("plan.next.check")))
            show_plan(at, stored, tasks, islice(found, limit), steps)
            more = sum(1 for _ in found)
            if more:
                say(at.out, at.words("plan.more", n=more), style="dim")


def _plan(at: Desk, file: Path, name: str | None, compare: Compare | None, *, yes: bool) -> Run:
    from hakobu.cli.progress import watching  # noqa: PLC0415 - seldom needed
    from hakobu.runs import Options, plan_job  # noqa: PLC0415 - takes a second to import

    definition = at.load(file)
    chosen = pick_job(definition, name)
    with watching(at.err, at.words, tasks=len(chosen.tasks), quiet=at.quiet) as (watch, _):
        at.stopping = Stopping(writing=lambda: False, told=lambda: None)
        with at.stopping as stopping:
            options = Options(compare=compare, yes=yes, watch=watch, stop=stopping.stop)
            return plan_job(definition, chosen.name, home=at.home, options=options)


def _found(
    tasks: Iterable[PlannedTask], *, kind: str | None, field: str | None, key: str | None
) -> Iterator[tuple[PlannedTask, Change]]:
    """Walk over the changes that the filters let through."""
    for task in tasks:
        for change in task.changes():
            if kind and change.kind != kind:
                continue
            if field and field not in change.new:
                continue
            if key and key.lower() not in f"{change.label} {change.id or ''}".lower():
                continue
            yield task, change


def show_plan(
    at: Desk,
    stored: Run,
    tasks: list[PlannedTask],
    found: Iterable[tuple[PlannedTask, Change]],
    steps: Iterable[tuple[str, str]],
) -> None:
    """Show a stored plan: its sums, its price, some of its changes, and what to type next."""
    words, out = at.words, at.out
    out.print(heading(words("plan.title", plan=stored.id, job=stored.job)))
    say(out, words("plan.nothing_written"))
    out.print(_totals(at, tasks))
    price = [task.plan.price for task in tasks]
    calls = words.count("calls", sum(each.calls for each in price))
    credits_ = words.count("credits", sum(each.credits for each in price))
    say(out, words("plan.price", calls=calls, credits=credits_))
    for warning in (warning for task in tasks for warning in task.plan.warnings):
        say(out, at.mask(warning), style="yellow")
    show_guards(at, stored)
    for task, change in found:
        _show_change(at, task, change)
    out.print()
    out.print(heading(words("run.next")))
    out.print(make_steps(steps))


def _totals(at: Desk, tasks: list[PlannedTask]) -> Any:
    words = at.words
    kinds = ("create", "update", "delete")
    return make_grid(
        [
            *(words(f"column.{name}") for name in ("task", "module", "operation", "read", *kinds)),
            *(words(f"outcome.{name}") for name in ("unchanged", "skipped", "invalid")),
        ],
        [
            [
                each.plan.task,
                each.plan.module,
                words.term("operation", each.plan.operation),
                each.plan.read,
                *(getattr(each.plan, name) for name in kinds),
                each.plan.unchanged,
                sum(each.plan.skipped.values()),
                each.plan.invalid,
            ]
            for each in tasks
        ],
    )


def _show_change(at: Desk, task: PlannedTask, change: Change) -> None:
    words, out = at.words, at.out
    title = Text()
    title.append(words(f"plan.kind.{change.kind}"), style=f"bold {STYLES[change.kind]}")
    title.append(f"  {task.plan.task}  ", style="dim")
    title.append(change.label or words("plan.row", row=change.row), style="bold")
    if change.id:
        title.append(f"  {change.id}", style="dim")
    if change.matched_by:
        title.append(f"  {words('plan.matched_by', key=change.matched_by)}", style="dim")
    out.print()
    out.print(title)
    shown = change.new if change.kind != "delete" else change.old
    for name, value in shown.items():
        line = Text(f"    {name}  ")
        if change.kind == "delete":
            if value is not None:
                line.append(_shown(at, value), style="red strike")
                out.print(line)
            continue
        if change.kind != "create":
            line.append(_shown(at, change.old[name]) if name in change.old else "?", style="red strike")
            line.append(" → ")
        line.append(_shown(at, value), style="green")
        out.print(line)


def _shown(at: Desk, value: str | None) -> str:
    return at.words("plan.empty") if value is None else at.mask(value)


def plan_as_json(
    stored: Run, tasks: list[PlannedTask], found: Iterator[tuple[PlannedTask, Change]]
) -> dict[str, Any]:
    """Give a stored plan for machines."""
    return {
        "plan": stored.id,
        "job": stored.job,
        "credits": sum(task.plan.price.credits for task in tasks),
        "calls": sum(task.plan.price.calls for task in tasks),
        "guards": guards_as_json(stored),
        "tasks": [
            {
                "task": task.plan.task,
                "module": task.plan.module,
                "operation": task.plan.operation,
                "read": task.plan.read,
                "create": task.plan.create,
                "update": task.plan.update,
                "delete": task.plan.delete,
                "unchanged": task.plan.unchanged,
                "skipped": task.plan.skipped,
                "invalid": task.plan.invalid,
                "credits": task.plan.price.credits,
                "calls": task.plan.price.calls,
                "warnings": list(task.plan.warnings),
            }
            for task in tasks
        ],
        "changes": [
            {
                "task": task.plan.task,
                "module": task.plan.module,
                "row": change.row,
                "key": change.label,
                "kind": str(change.kind),
                "id": change.id,
                "matched_by": change.matched_by,
                "old": change.old,
                "new": change.new,
                "old_from": change.old_from,
            }
            for task, change in found
        ],
    }


def _as_csv(at: Desk, found: Iterator[tuple[PlannedTask, Change]]) -> str:
    """Write the changes for a spreadsheet: one line per field, and no cell that it would compute."""
    words, out = at.words, io.StringIO()
    writer = csv.writer(out)
    names = ("task", "module", "row", "key", "kind", "id", "field", "old", "new")
    writer.writerow([words(f"plan.column.{name}") for name in names])
    for task, change in found:
        for name in change.new or {"": None}:
            cells = [
                task.plan.task,
                task.plan.module,
                str(change.row),
                change.label,
                words(f"plan.kind.{change.kind}"),
                change.id or "",
                name,
                change.old.get(name) or "",
                change.new.get(name) or "",
            ]
            writer.writerow([harmless(cell) for cell in cells])
    return out.getvalue()
