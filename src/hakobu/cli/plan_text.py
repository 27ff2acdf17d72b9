"""A stored plan as people read it on a terminal."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from rich.text import Text

from hakobu.cli.failed import show_cause
from hakobu.cli.grid import fits, heading, make_grid, make_steps
from hakobu.cli.guards import show_guards, step_to_execute
from hakobu.cli.hooks import show_hooks
from hakobu.cli.kept import show_kept
from hakobu.cli.lines import show_lines
from hakobu.cli.parameters import show_parameters
from hakobu.cli.prose import say
from hakobu.cli.reading import show_reads
from hakobu.cli.way import way_notes
from hakobu.model import Outcome
from hakobu.reports.causes import causes_of_plan
from hakobu.reports.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hakobu.cli.desk import Desk
    from hakobu.cli.words import Words
    from hakobu.model import Change
    from hakobu.runs import Choice, PlannedTask
    from hakobu.store import Run

__all__ = ["ended", "matched", "plan_notes", "show_plan", "totals_of"]

STYLES = {"create": "green", "restore": "green", "update": "blue", "delete": "red"}
KINDS = ("create", "update", "delete")
WRITTEN = (Outcome.CREATED, Outcome.UPDATED, Outcome.DELETED)
SAMPLES = 3  # rows of each cause
DECIDE = 10  # ambiguous rows that are listed
SHORT = 200  # letters of a value on a terminal


def show_plan(
    at: Desk,
    stored: Run,
    tasks: list[PlannedTask],
    choice: Choice,
    *,
    skip: int,
    limit: int,
    steps: Iterable[tuple[str, str]] | None = None,
) -> None:
    """Show a stored plan: its sums, its price, some of its changes, what is not sent, what to type next."""
    from hakobu.runs import sql_of_plan  # noqa: PLC0415 - takes a second to import

    words, out = at.words, at.out
    out.print(heading(words("plan.title", plan=stored.id, job=stored.job)))
    say(out, ended(words, stored))
    show_parameters(at, stored)
    columns, rows = totals_of(words, tasks)
    table = make_grid(columns, rows)
    out.print(table if fits(out, table) else make_grid(*_upright(columns, rows)))
    for line in plan_notes(at, tasks):
        say(out, line)
    show_reads(at, [task.plan for task in tasks])
    for warning in (warning for task in tasks for warning in task.plan.warnings):
        say(out, at.mask(spoken(warning, words.lang)), style="yellow")
    show_hooks(at, sql_of_plan(tasks))
    show_guards(at, stored)
    found = choice.changes(tasks)
    for task, change in islice(found, skip, skip + limit):
        _show_change(at, task, change)
    more = sum(1 for _ in found)
    if more:
        out.print()
        say(out, words("plan.more", n=more, skip=skip + limit), style="dim")
    show_kept(at, tasks)
    _show_invalid(at, stored, tasks, choice)
    out.print()
    out.print(heading(words("run.next")))
    out.print(make_steps(_steps(at, stored, tasks) if steps is None else steps))


def totals_of(words: Words, tasks: list[PlannedTask]) -> tuple[list[str], list[list[Any]]]:
    """Give the table of sums: its columns, and a line for each task."""
    unsure = any(each.plan.unsure for each in tasks)
    columns = [
        *(words(f"column.{name}") for name in ("task", "module", "operation", "read", *KINDS)),
        *(words(f"outcome.{name}") for name in ("unchanged", "skipped", "invalid")),
        *([words("column.unsure")] if unsure else []),
    ]
    rows = [
        [
            each.plan.task,
            each.plan.module,
            words.term("operation", each.plan.operation),
            each.plan.read + each.plan.carried,
            *(getattr(each.plan, name) for name in KINDS),
            each.plan.unchanged,
            sum(each.plan.skipped.values()),
            each.plan.invalid,
            *([each.plan.unsure] if unsure else []),
        ]
        for each in tasks
    ]
    if len(tasks) > 1:
        sums: list[Any] = [sum(row[place] for row in rows) for place in range(3, len(columns))]
        rows.append([words("column.total"), "", "", *sums])
    return columns, rows


def plan_notes(at: Desk, tasks: list[PlannedTask]) -> Iterator[str]:
    """Tell the price, the way each task is sent, why rows are skipped, and what cannot be told."""
    words = at.words
    price = [task.plan.price for task in tasks]
    calls = words.count("calls", sum(each.calls for each in price))
    yield words(
        "plan.price", calls=calls, credits=words.count("credits", sum(each.credits for each in price))
    )
    for plan in (task.plan for task in tasks):
        yield from way_notes(words, plan)
        if plan.changes > plan.price.bulk:
            check = words("plan.way.check", fields=", ".join(plan.route.check)) if plan.route.check else ""
            way = words.term("plan.way", plan.route.create)
            yield words("plan.api", task=plan.task, n=plan.route.batch, way=f"{way}{check}")
        for why, number in plan.skipped.items():
            told = words.term("why", why)
            yield words("run.skipped", task=plan.task, rows=words.count("rows", number), why=told)
        if plan.lines:
            yield words("plan.lines", task=plan.task, lines=words.count("child_lines", plan.lines))
        if plan.drift:
            records = words.count("records", plan.drift)
            yield words("plan.drift", task=plan.task, records=records)
        if plan.verify:
            records = words.count("records", plan.verify)
            yield words("read_back.planned", task=plan.task, records=records, credits=plan.price.read_back)
        if plan.unsure:
            why = "none" if plan.compare == "none" else "read"
            records = words.count("records", plan.unsure)
            yield words(f"plan.unsure.{why}", task=plan.task, records=records)


def matched(words: Words, change: Change) -> str:
    """Tell how a record was found, and where its former values come from."""
    from hakobu.changes import BY_DECISION  # noqa: PLC0415 - takes a second to import

    if change.matched_by.startswith(BY_DECISION):
        how = words("plan.by_decision", day=change.matched_by.removeprefix(BY_DECISION))
    elif change.matched_by:
        how = words("plan.matched_by", key=change.matched_by)
    else:
        how = words("plan.known") if change.old_from == "ledger" else ""
    told = words.term("plan.old_from", change.old_from) if change.old_from else ""
    return " · ".join(part for part in (how, told) if part)


def _show_change(at: Desk, task: PlannedTask, change: Change) -> None:
    words, out = at.words, at.out
    title = Text()
    title.append(words(f"plan.kind.{change.kind}"), style=f"bold {STYLES[change.kind]}")
    title.append(f"  {task.plan.task}  ", style="dim")
    title.append(at.mask(change.label) or words("plan.row", row=change.row), style="bold")
    drift = words("plan.drift.mark") if change.drift else ""
    for part in (change.id or "", matched(words, change), drift):
        if part:
            title.append(f"  {part}", style="dim")
    out.print()
    out.print(title)
    shapes = {shape.field: shape for shape in task.plan.children}
    for name, value in (change.old if change.kind == "delete" else change.new).items():
        if name in shapes:
            new = None if change.kind == "delete" else value
            out.print(*show_lines(at, shapes[name], change.old.get(name), new), sep="\n")
        elif change.kind != "delete":
            out.print(_written(at, task, change, name))
        elif value is not None:
            out.print(Text(f"    {name}  ").append(_shown(at, value), style="red strike"))


def _written(at: Desk, task: PlannedTask, change: Change, name: str) -> Text:
    """Show one field's old and new value, and what is to be said of it."""
    words = at.words
    line = Text(f"    {name}  ")
    if not change.kind.makes:
        line.append(_shown(at, change.old[name]) if name in change.old else "?", style="red strike")
        line.append(" → ")
    line.append(_shown(at, change.new[name]), style="green")
    if name in change.unsure:
        line.append(f"  {words('plan.unsure.mark')}", style="yellow")
    if name in task.plan.policies:
        line.append(f"  ({words.term('plan.policy', task.plan.policies[name])})", style="dim")
    return line


def _show_invalid(at: Desk, stored: Run, tasks: list[PlannedTask], choice: Choice) -> None:
    from hakobu.runs import AMBIGUOUS, candidates_of  # noqa: PLC0415 - takes a second to import

    words, out = at.words, at.out
    causes = causes_of_plan(choice.invalid(tasks), SAMPLES)
    if not causes:
        return
    out.print()
    out.print(heading(words("plan.not_sent"), "bold yellow"))
    for cause in causes:
        show_cause(at, cause, SAMPLES)
    open_rows = (
        (task, row)
        for task, row in choice.invalid(tasks)
        if any(code in AMBIGUOUS for _, code, _ in row.faults)
    )
    listed = list(islice(open_rows, DECIDE))
    if listed:
        out.print()
        out.print(heading(words("plan.to_decide"), "bold yellow"))
        rows = [[task.plan.task, row.label, ", ".join(candidates_of(row))] for task, row in listed]
        out.print(make_grid([words(f"column.{name}") for name in ("task", "key", "candidates")], rows))
        first = listed[0][1]
        example = at.command("decide", str(stored.id), first.label, *candidates_of(first)[:1])
        say(out, words("plan.decide", command=example), indent=2)


def _steps(at: Desk, stored: Run, tasks: list[PlannedTask]) -> Iterator[tuple[str, str]]:
    words = at.words
    if stored.status == "planned" and any(task.plan.changes for task in tasks):
        yield step_to_execute(at, stored)
    yield (
        at.command("plan", "--show", str(stored.id), "--format", "html", "--output", "plan.html"),
        words("plan.next.html"),
    )
    if any(task.plan.invalid for task in tasks):
        yield at.command("plan", "--show", str(stored.id), "--kind", "invalid"), words("plan.next.check")


def ended(words: Words, stored: Run) -> str:
    """Tell whether a plan was executed."""
    if any(stored.outcomes[outcome] for outcome in WRITTEN):
        return words("plan.executed", status=words.term("status", stored.status))
    return words("plan.nothing_written")


def _upright(columns: list[str], rows: list[list[Any]]) -> tuple[list[str], list[list[Any]]]:
    lines = [list(line) for line in zip(columns, *rows, strict=True)]
    return [str(cell) for cell in lines[0]], lines[1:]


def _shown(at: Desk, value: str | None) -> str:
    if value is None:
        return at.words("plan.empty")
    flat = at.mask(value).replace("\n", "⏎")
    return flat if len(flat) <= SHORT else f"{flat[:SHORT]}…"
