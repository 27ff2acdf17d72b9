"""``hakobu rejects``: the failed rows of a run by cause, with what to do."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.padding import Padding
from rich.text import Text

from hakobu.cli.desk import Desk, desk
from hakobu.cli.grid import heading, make_grid, make_steps
from hakobu.cli.options import Fetch, Format, Home, Json, Lang, Output, RunNumber
from hakobu.cli.output import part_of, writing
from hakobu.cli.prose import say
from hakobu.cli.refusal import WrongUseError
from hakobu.cli.report import steps_after_failure
from hakobu.cli.run import find_run
from hakobu.reports.causes import (
    Cause,
    cause_as_json,
    causes_of,
    causes_of_check,
    explain_cause,
    explain_detail,
)
from hakobu.reports.failed_files import write_sheet, write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hakobu.runs import TaskCheck
    from hakobu.store import Reject, Run

__all__ = ["rejects", "show_cause", "show_causes"]

PAGE = 50  # rows of one cause on a terminal
SAMPLES = 3  # rows of each cause where all causes are shown
GONE_BY = ("delivered", "again", "gone", "dismissed")


def rejects(  # noqa: PLR0913 - each is an option of the command
    run_id: RunNumber,
    *,
    cause: Annotated[str | None, typer.Option("--cause", metavar="CODE")] = None,
    task: Annotated[str | None, typer.Option("--task", metavar="NAME")] = None,
    format: Annotated[  # noqa: A002 - the option's name
        Format, typer.Option("--format", metavar="table|csv|xlsx|json")
    ] = Format.TABLE,
    output: Output = None,
    limit: Fetch = None,
    skip: Annotated[int, typer.Option("--skip", metavar="N", min=0)] = 0,
    all: Annotated[bool, typer.Option("--all")] = False,  # noqa: A002 - the option's name
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """List the failed rows of a run by cause."""
    machine = json or format is Format.JSON
    with desk(json=machine, lang=lang, home=home) as at:
        run = find_run(at, run_id)
        every = _of_run(at, run, task, cause)
        found = every if all else [reject for reject in every if reject.state == "open"]
        page = found[skip:] if limit is None else found[skip : skip + limit]
        if machine:
            at.tell(_as_json(at, run, found, page))
        elif format is not Format.TABLE:
            _export(at, run, page, format, output)
        elif cause:
            _show_rows(at, run, found, skip, limit or PAGE)
        else:
            _show_all(at, run, every, found, limit or SAMPLES)


def _export(at: Desk, run: "Run", page: "Sequence[Reject]", form: Format, output: Path | None) -> None:
    """Write the failed rows as a file to correct."""
    from hakobu.runs import failed_tasks  # noqa: PLC0415 - takes a second to import

    tasks = failed_tasks(run, page, home=at.home)
    if form is Format.XLSX:
        if output is None:
            raise WrongUseError(at.words("rejects.no_output"), next_step=at.words("plan.no_output.next"))
        part = part_of(at, output)
        write_workbook(part, tasks, at.words.lang)
        part.replace(output)
        say(at.err, at.words("output.written", file=output))
        return
    if len(tasks) > 1:
        names = tuple(task.task for task in tasks)
        raise WrongUseError(
            at.words("rejects.one_task"), valid=names, next_step=at.words("rejects.one_task.next")
        )
    with writing(at, output, mark=True) as stream:
        for task in tasks:
            write_sheet(stream, task, at.words.lang)


def show_causes(at: Desk, checks: "Iterable[TaskCheck]") -> None:
    """Show the causes for which rows would not be sent."""
    for check in checks:
        for cause in causes_of_check(check):
            show_cause(at, cause, SAMPLES)


def _of_run(at: Desk, run: "Run", task: str | None, cause: str | None) -> "list[Reject]":
    from hakobu.runs import mask_rejects  # noqa: PLC0415 - takes a second to import
    from hakobu.store import Store  # noqa: PLC0415 - takes half a second to import

    if task is not None and task not in {each.task for each in run.tasks}:
        raise WrongUseError(
            at.words("error.no_task", run=run.id, task=task), valid=tuple(each.task for each in run.tasks)
        )
    with Store(at.home) as store:
        found = mask_rejects(run, store.rejects.of_run(run.id, task=task), home=at.home)
    if cause is None:
        return found
    chosen = [reject for reject in found if any(fault.code == cause for fault in reject.faults)]
    if not chosen:
        known = sorted({fault.code for reject in found for fault in reject.faults})
        raise WrongUseError(at.words("error.no_cause", run=run.id, code=cause), valid=tuple(known))
    return chosen


def _show_all(
    at: Desk, run: "Run", every: "Sequence[Reject]", found: "Sequence[Reject]", samples: int
) -> None:
    words, out = at.words, at.out
    if found:
        count = words.count("rows", len(found))
        out.print(heading(words("rejects.title", run=run.id, job=run.job, rows=count)))
    else:
        out.print(words("rejects.none", run=run.id))
    for cause in causes_of(found):
        show_cause(at, cause, samples, run)
    if len(every) > len(found):
        out.print()
        for state in GONE_BY:
            number = sum(reject.state == state for reject in every)
            if number:
                out.print(words(f"rejects.since.{state}", rows=words.count("rows", number)))
    if found:
        out.print()
        out.print(heading(words("run.next")))
        out.print(make_steps(steps_after_failure(at, run)))


def show_cause(at: Desk, cause: Cause, samples: int, run: "Run | None" = None) -> None:
    """Show a cause with its meaning, its remedy and some of its rows."""
    words, out = at.words, at.out
    meaning, remedy = explain_cause(cause.code, words.lang)
    title = Text()
    title.append(words.count("rows", cause.rows), style="bold yellow")
    title.append("  ")
    title.append(words("rejects.cause", code=cause.code, task=cause.task, field=cause.field or "-"))
    out.print()
    out.print(title)
    say(out, meaning, indent=2)
    say(out, words("rejects.remedy", remedy=remedy), indent=2)
    names = ("row", "key", "detail")
    rows = [
        [_row(at, sample.row), sample.key, _detail(at, sample.detail)] for sample in cause.samples[:samples]
    ]
    out.print(
        Padding(make_grid([words(f"column.{name}") for name in names], rows), (0, 0, 0, 2), expand=False)
    )
    if run is not None and cause.rows > samples:
        more = words.count("rows", cause.rows - samples)
        text = words("rejects.more", rows=more, run=run.id, code=cause.code)
        say(out, text, style="dim", indent=2)


def _row(at: Desk, row: int) -> str:
    """Show a row's number; a mirror's delete has none."""
    return str(row) if row > 0 else at.words("rejects.no_row")


def _show_rows(at: Desk, run: "Run", found: "Sequence[Reject]", skip: int, limit: int) -> None:
    words, page = at.words, found[skip : skip + limit]
    count = words.count("rows", len(found))
    at.out.print(heading(words("rejects.title", run=run.id, job=run.job, rows=count)))
    names = ("task", "row", "key", "code", "field", "detail")
    at.out.print(
        make_grid(
            [words(f"column.{name}") for name in names],
            [
                [
                    reject.task,
                    _row(at, reject.row),
                    reject.label,
                    fault.code,
                    fault.field,
                    _detail(at, fault.detail),
                ]
                for reject in page
                for fault in reject.faults
            ],
        )
    )
    if len(page) < len(found):
        first, last = skip + 1, skip + len(page)
        at.out.print(words("rejects.page", first=first, last=last, total=len(found)))


def _detail(at: Desk, detail: str) -> str:
    return at.mask(explain_detail(detail, at.words.lang))


def _as_json(at: Desk, run: "Run", found: "Sequence[Reject]", page: "Sequence[Reject]") -> dict[str, Any]:
    return {
        "run": run.id,
        "job": run.job,
        "rows": len(found),
        "causes": [cause_as_json(cause, at.words.lang, SAMPLES) for cause in causes_of(found)],
        "rejects": [
            {
                "task": reject.task,
                "module": reject.module,
                "row": reject.row,
                "key": reject.label,
                "outcome": str(reject.outcome),
                "state": reject.state,
                "faults": [
                    {"field": fault.field, "code": fault.code, "detail": fault.detail}
                    for fault in reject.faults
                ],
            }
            for reject in page
        ],
    }
