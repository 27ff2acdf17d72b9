"""``hakobu plan``: what a run would change, field by field, before anything is written."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import islice
from pathlib import Path  # noqa: TC003 - typer reads it at run time
from typing import TYPE_CHECKING, Annotated

import typer

from hakobu.cli.asking import with_consent
from hakobu.cli.desk import Desk, desk
from hakobu.cli.options import (
    CompareWith,
    Fetch,
    Home,
    Job,
    Json,
    Lang,
    NoPager,
    Output,
    PlanFormat,
    Quiet,
    Set,
    Skip,
)
from hakobu.cli.output import writing
from hakobu.cli.pager import paging
from hakobu.cli.parameters import read_given
from hakobu.cli.plan_html import write_html
from hakobu.cli.plan_text import show_plan
from hakobu.cli.prose import say
from hakobu.cli.reading import remarks_as_json, show_remarks
from hakobu.cli.refusal import WrongUseError
from hakobu.cli.run import find_run, pick_job
from hakobu.cli.screen import open_screen
from hakobu.cli.stopping import Stopping
from hakobu.model import Compare
from hakobu.reports.plan_files import write_csv, write_plan_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hakobu.model import Definition
    from hakobu.runs import Choice, PlannedTask
    from hakobu.store import Run

__all__ = ["plan"]

PAGE = 20  # records on a terminal
PAGED = 500  # records that a pager is given, unless --limit says another number
PRINTED = 2_000  # records in a page of HTML, which a browser must still open
KINDS = ("create", "update", "delete", "restore", "invalid", "kept")


def plan(  # noqa: PLR0913 - each is an option of the command
    file: Annotated[Path | None, typer.Argument(metavar="FILE")] = None,
    *,
    show: Annotated[int | None, typer.Option("--show", metavar="PLAN", min=1)] = None,
    job: Job = None,
    compare: Annotated[CompareWith | None, typer.Option("--compare", metavar="ledger|live|none")] = None,
    recheck: Annotated[bool, typer.Option("--recheck")] = False,
    yes: Annotated[bool, typer.Option("--yes")] = False,
    task: Annotated[str | None, typer.Option("--task", metavar="NAME")] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="create|update|delete|restore|invalid|kept")
    ] = None,
    field: Annotated[str | None, typer.Option("--field", metavar="FIELD")] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="TEXT")] = None,
    limit: Fetch = None,
    skip: Skip = 0,
    format: Annotated[  # noqa: A002 - the option's name
        PlanFormat, typer.Option("--format", metavar="text|json|csv|parquet|html")
    ] = PlanFormat.TEXT,
    output: Output = None,
    parameters: Set = None,
    no_pager: NoPager = False,
    quiet: Quiet = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Plan a job."""
    form = PlanFormat.JSON if json else format
    with desk(json=form is PlanFormat.JSON, lang=lang, home=home, quiet=quiet) as at:
        _check(at, file, show, kind=kind, form=form, output=output)
        if file is None and parameters:
            raise WrongUseError(at.words("set.plan"))
        if file is None:
            definition, stored = None, find_run(at, show or 0)
        else:
            definition = at.load(file)
            how = Compare.RECHECK if recheck else Compare(compare) if compare else None
            stored = _plan(at, definition, job, how, yes=yes, pairs=parameters)
        from hakobu.runs import Choice, planned_tasks  # noqa: PLC0415 - takes a second to import

        tasks = planned_tasks(stored, home=at.home)
        names = tuple(each.plan.task for each in tasks)
        if not tasks or (task and task not in names):
            text = at.words("error.no_task", run=stored.id, task=task) if tasks else "plan.none"
            raise WrongUseError(text if tasks else at.words(text, run=stored.id), valid=names)
        choice = Choice(task=task, kind=kind, field=field, key=key)
        if form is PlanFormat.TEXT:
            with paging(at, wanted=output is None and not no_pager) as paged:
                shown = limit or (PAGED if paged else PAGE)
                _show(at, definition, stored, tasks, choice, output=output, skip=skip, limit=shown)
        else:
            remarks = remarks_as_json(at, definition, definition.jobs[stored.job]) if definition else []
            _write(
                at, stored, tasks, choice, remarks=remarks, form=form, output=output, skip=skip, limit=limit
            )


def _check(
    at: Desk,
    file: Path | None,
    show: int | None,
    *,
    kind: str | None,
    form: PlanFormat,
    output: Path | None,
) -> None:
    """Refuse what does not go together."""
    if (file is None) == (show is None):
        raise WrongUseError(at.words("plan.which"), next_step=at.command("plan", "--help"))
    if kind is not None and kind not in KINDS:
        raise WrongUseError(at.words("plan.no_kind", kind=kind), valid=KINDS)
    if form is PlanFormat.PARQUET and output is None:
        raise WrongUseError(at.words("plan.no_output"), next_step=at.words("plan.no_output.next"))


def _plan(
    at: Desk,
    definition: Definition,
    name: str | None,
    compare: Compare | None,
    *,
    yes: bool,
    pairs: Sequence[str] | None,
) -> Run:
    from hakobu.cli.progress import watching  # noqa: PLC0415 - seldom needed
    from hakobu.runs import Options, plan_job  # noqa: PLC0415 - takes a second to import

    chosen = pick_job(definition, name)
    given = read_given(at, chosen, pairs)

    def planned(*, yes: bool) -> Run:
        with watching(at.err, at.words, tasks=len(chosen.tasks), quiet=at.quiet) as (watch, _):
            at.stopping = Stopping(writing=lambda: False, told=lambda: None)
            with at.stopping as stopping:
                options = Options(
                    compare=compare,
                    whole=compare is Compare.RECHECK,
                    parameters=given,
                    yes=yes,
                    watch=watch,
                    stop=stopping.stop,
                )
                return plan_job(definition, chosen.name, home=at.home, options=options)

    return with_consent(at, planned, yes=yes)


def _show(
    at: Desk,
    definition: Definition | None,
    stored: Run,
    tasks: list[PlannedTask],
    choice: Choice,
    *,
    output: Path | None,
    skip: int,
    limit: int,
) -> None:
    with ExitStack() as stack:
        if output is not None:
            at.out = open_screen(stack.enter_context(writing(at, output)))
        if definition is not None:  # a stored plan knows no settings of its connections
            show_remarks(at, definition, definition.jobs[stored.job])
        show_plan(at, stored, tasks, choice, skip=skip, limit=limit)


def _write(
    at: Desk,
    stored: Run,
    tasks: list[PlannedTask],
    choice: Choice,
    *,
    remarks: list[dict[str, str]],
    form: PlanFormat,
    output: Path | None,
    skip: int,
    limit: int | None,
) -> None:
    from hakobu.runs import write_plan_table  # noqa: PLC0415 - takes a second to import

    if form is PlanFormat.PARQUET and output is not None:
        write_plan_table(output, stored, tasks, choice)
        say(at.err, at.words("output.written", file=output))
        return
    if form is PlanFormat.HTML:
        limit = limit or PRINTED
    changes = islice(choice.changes(tasks), skip, None if limit is None else skip + limit)
    with writing(at, output, mark=form is PlanFormat.CSV) as stream:
        if form is PlanFormat.CSV:
            write_csv(stream, at.words, stored, tasks, choice, skip=skip, limit=limit)
        elif form is PlanFormat.HTML:
            write_html(stream, at, stored, tasks, choice, skip=skip, limit=limit or PRINTED)
        else:
            write_plan_json(stream, stored, tasks, changes, choice.invalid(tasks), remarks=remarks)
