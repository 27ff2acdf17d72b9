"""A run as people read it: a table per task, what it cost, what failed and what to type next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.cli.grid import fits, heading, make_grid, make_steps
from hakobu.cli.guards import show_guards, show_waiting, step_to_approve
from hakobu.cli.kept import note_lines
from hakobu.cli.parameters import show_parameters
from hakobu.cli.prose import say
from hakobu.cli.read_back import show_read_back
from hakobu.reports.causes import causes_of, explain_cause
from hakobu.reports.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hakobu.cli.desk import Desk
    from hakobu.cli.words import Words
    from hakobu.store import Reject, Run

__all__ = ["cause_in", "outcome_table", "show_run", "steps_after_failure"]

ALWAYS = ("created", "updated", "unchanged")
FAILED = ("invalid", "rejected")
LEFT = ("unknown", "pending")
CAUSES = 5
STYLES = {"done": "bold green", "done with rejects": "bold yellow", "incomplete": "bold yellow"}


def cause_in(words: Words, cause: str) -> str:
    """Say why a run ended as it did, in the reader's language."""
    return words.find(f"cause.{cause}") or spoken(cause, words.lang)


def show_run(desk: Desk, run: Run, summary: dict[str, Any], rejects: Sequence[Reject]) -> None:
    """Show how a run ended."""
    out, words = desk.out, desk.words
    status = words.term("status", run.status)
    title = words("run.title", run=run.id, job=run.job, status=status)
    out.print()
    out.print(heading(title, STYLES.get(run.status, "bold red" if run.status == "failed" else "bold")))
    for line in _facts(words, summary):
        say(out, line)
    show_parameters(desk, run)
    if run.cause:
        say(
            out,
            desk.mask(words("run.cause", cause=cause_in(words, run.cause))),
        )
    if summary["tasks"]:
        table = outcome_table(words, summary)
        out.print(table if fits(out, table) else outcome_table(words, summary, upright=True))
    say(out, _totals(words, summary))
    show_guards(desk, run)
    show_waiting(desk, run)
    _show_notes(desk, summary)
    _show_unknown(desk, summary)
    show_read_back(desk, summary)
    _show_failed(desk, rejects)
    steps = list(_steps(desk, run, summary, rejects))
    if steps:
        out.print()
        out.print(heading(words("run.next")))
        out.print(make_steps(steps))


def outcome_table(words: Words, summary: dict[str, Any], *, upright: bool = False) -> Any:
    """Make the table of tasks, a task a line, or a column where ``upright``; what no task has is left out."""
    tasks, sums = summary["tasks"], summary["outcomes"]
    carried = ("carried",) if summary["carried"] else ()
    shown = [name for name in sums if name in ALWAYS or sums[name]]
    columns = [
        *(words(f"column.{name}") for name in ("task", "module", "operation", "read", *carried)),
        *(words(f"outcome.{name}") for name in shown),
    ]
    rows = [
        [
            task["task"],
            task["module"],
            words.term("operation", task["operation"]),
            *(task[name] for name in ("read", *carried)),
            *(task["outcomes"][name] for name in shown),
        ]
        for task in tasks
    ]
    total = None
    if len(tasks) > 1:
        numbers = [summary[name] for name in ("read", *carried)]
        total = [words("column.total"), "", "", *numbers, *(sums[name] for name in shown)]
    if not upright:
        return make_grid(columns, rows, total=total)
    lines = list(zip(columns, *rows, *([total] if total else []), strict=True))
    return make_grid(lines[0], lines[1:])


def _facts(words: Words, summary: dict[str, Any]) -> Iterator[str]:
    if summary["kind"] == "retry":
        yield words("run.retry_of", run=summary["of_run"])
    if summary["kind"] == "undo":
        yield words("run.undo_of", run=summary["of_run"])
    if summary["resumed"]:
        yield words("run.resumed")
    outcomes = summary["outcomes"]
    rows = summary["read"] + summary["carried"]
    if summary["status"] == "done" and rows and outcomes["unchanged"] == rows:
        yield words("run.all_same")


def _totals(words: Words, summary: dict[str, Any]) -> str:
    return words(
        "run.totals",
        rows=words.count("rows", summary["read"] + summary["carried"]),
        calls=words.count("calls", summary["calls"]),
        credits=words.count("credits", summary["credits"]),
        seconds=words.seconds(summary["seconds"]),
    )


def _show_notes(desk: Desk, summary: dict[str, Any]) -> None:
    words = desk.words
    lines = []
    for task in summary["tasks"]:
        notes = task["notes"]
        lines += [desk.mask(spoken(warning, words.lang)) for warning in notes.get("warnings", ())]
        lines += note_lines(words, task)
        for key, kind in (("skipped", "run.skipped"), ("not as planned", "run.surprise")):
            for why, number in notes.get(key, {}).items():
                rows, told = words.count("rows", number), words.term("why", why)
                lines.append(words(kind, task=task["task"], rows=rows, why=told))
    if lines:
        desk.out.print()
        desk.out.print(heading(words("run.warnings"), "bold yellow"))
        for line in lines:
            say(desk.out, line, indent=2)


def _show_unknown(desk: Desk, summary: dict[str, Any]) -> None:
    words = desk.words
    rows = [(task["task"], row) for task in summary["tasks"] for row in task["notes"].get("unknown", ())]
    if not rows:
        return
    desk.out.print()
    desk.out.print(heading(words("run.unknown"), "bold yellow"))
    for task, row in rows:
        line = words("run.unknown.row", task=task, row=row["row"], key=row["key"] or "-", why=row["why"])
        say(desk.out, desk.mask(line), indent=2)


def _show_failed(desk: Desk, rejects: Sequence[Reject]) -> None:
    words, out = desk.words, desk.out
    causes = causes_of(rejects)
    if not causes:
        return
    out.print()
    out.print(heading(words("run.failed"), "bold yellow"))
    for cause in causes[:CAUSES]:
        meaning, remedy = explain_cause(cause.code, words.lang)
        place = ".".join(part for part in (cause.task, cause.field) if part)
        rows = words.count("rows", cause.rows)
        line = words("run.failed.line", rows=rows, field=place, meaning=meaning)
        say(desk.out, line, indent=2)
        say(desk.out, words("rejects.remedy", remedy=remedy), style="dim", indent=4)
    if len(causes) > CAUSES:
        say(desk.out, words("run.failed.more", n=len(causes) - CAUSES), indent=2)


def _steps(
    desk: Desk, run: Run, summary: dict[str, Any], rejects: Sequence[Reject]
) -> Iterator[tuple[str, str]]:
    words = desk.words
    if rejects:
        yield desk.command("rejects", str(run.id)), words("run.next.rejects")
    if run.status == "guard":
        yield from step_to_approve(desk, run)
    elif any(summary["outcomes"][name] for name in LEFT):
        yield desk.command("run", run.file, "--job", run.job), words("run.next.run")
    elif rejects:
        yield from steps_after_failure(desk, run)


def steps_after_failure(desk: Desk, run: Run) -> Iterator[tuple[str, str]]:
    """Tell the two ways to deliver failed rows: from the corrected source, or as they were read."""
    words = desk.words
    yield desk.command("run", run.file, "--job", run.job), words("run.next.again")
    yield desk.command("retry", str(run.id)), words("run.next.retry")
