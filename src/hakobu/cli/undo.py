"""``hakobu undo``: take a run back; shown first, done with ``--yes``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hakobu.cli.desk import desk
from hakobu.cli.grid import heading, make_grid
from hakobu.cli.options import Home, Json, Lang, NoPager, Quiet, RunNumber  # noqa: TC001 - typer reads them
from hakobu.cli.pager import paging
from hakobu.cli.plan_text import show_plan
from hakobu.cli.prose import say
from hakobu.cli.run import conduct, find_run
from hakobu.reports.plan_files import plan_as_json

if TYPE_CHECKING:
    from hakobu.cli.desk import Desk
    from hakobu.runs import Choice, PlannedTask
    from hakobu.store import Run

__all__ = ["undo"]

SHOWN = 20
PAGED = 500  # records that a pager is given


def undo(  # noqa: PLR0913 - each is an option of the command
    run_id: RunNumber,
    *,
    record: Annotated[str | None, typer.Option("--record", metavar="ID")] = None,
    field: Annotated[str | None, typer.Option("--field", metavar="FIELD")] = None,
    force: Annotated[bool, typer.Option("--force")] = False,
    anew: Annotated[bool, typer.Option("--create-again")] = False,
    yes: Annotated[bool, typer.Option("--yes")] = False,
    release: Annotated[bool, typer.Option("--release")] = False,
    no_pager: NoPager = False,
    quiet: Quiet = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Undo a run."""
    with desk(json=json, lang=lang, home=home, quiet=quiet) as at:
        from hakobu.runs import (  # noqa: PLC0415 - slow to import
            Choice,
            UndoChoice,
            planned_tasks,
            run_plan,
            undo_run,
        )
        from hakobu.store import Store  # noqa: PLC0415 - likewise

        former = find_run(at, run_id)
        if release:
            with Store(at.home) as store:
                released = store.held.release(run_id)
            if at.json:
                at.tell({"released": released})
            else:
                say(at.out, at.words("undo.released", rows=at.words.count("rows", released)))
            return
        definition = at.load(Path(former.file))
        chosen = UndoChoice(record=record, field=field, force=force, anew=anew)
        stored = undo_run(definition, former, home=at.home, choice=chosen)
        if yes:
            conduct(
                at,
                len(stored.tasks),
                lambda options: run_plan(definition, stored, home=at.home, options=options),
            )
        tasks = planned_tasks(stored, home=at.home)
        if at.json:
            at.tell(_as_json(stored, tasks, Choice()))
            return
        choice = [*(("--record", record) if record else ()), *(("--field", field) if field else ())]
        choice += [*(["--force"] if force else []), *(["--create-again"] if anew else [])]
        step = (at.command("undo", str(run_id), *choice, "--yes"), at.words("undo.next"))
        with paging(at, wanted=not no_pager) as paged:
            show_plan(at, stored, tasks, Choice(), skip=0, limit=PAGED if paged else SHOWN, steps=[step])
            _show_edited(at, tasks, again=[*choice, "--force"] if not force else None, run=run_id)
            _show_lost(at, tasks)
            say(at.out, at.words("undo.note"))


def _as_json(stored: Run, tasks: list[PlannedTask], choice: Choice) -> dict[str, Any]:
    import msgspec  # noqa: PLC0415 - seldom needed

    told = plan_as_json(stored, tasks, choice.changes(tasks), ())
    for line, task in zip(told["tasks"], tasks, strict=True):
        line["edited"] = [msgspec.structs.asdict(each) for each in task.plan.edited]
        line["lost_lookups"] = [msgspec.structs.asdict(each) for each in task.plan.lost_lookups]
    return told


def _show_edited(at: Desk, tasks: list[PlannedTask], *, again: list[str] | None, run: int) -> None:
    """List what others edited since; ``again`` is what takes it back all the same."""
    words = at.words
    found = [(task.plan.task, each) for task in tasks for each in task.plan.edited]
    if not found:
        return
    at.out.print()
    at.out.print(heading(words("undo.edited" if again else "undo.edited.taken"), "bold yellow"))
    columns = [words(f"column.{name}") for name in ("task", "key")]
    columns += [words(f"undo.column.{name}") for name in ("id", "fields", "by", "at")]
    rows = [
        [
            task,
            at.mask(each.label),
            each.id,
            words("undo.gone") if each.gone else ", ".join(each.fields) or words("undo.other_fields"),
            each.by,
            each.at,
        ]
        for task, each in found[:SHOWN]
    ]
    at.out.print(make_grid(columns, rows))
    if len(found) > SHOWN:
        say(at.out, words("undo.more", n=len(found) - SHOWN), style="dim")
    if again and not all(each.gone for _, each in found):
        say(at.out, words("undo.edited.next", command=at.command("undo", str(run), *again)))


def _show_lost(at: Desk, tasks: list[PlannedTask]) -> None:
    words = at.words
    found = [each for task in tasks for each in task.plan.lost_lookups]
    if not found:
        return
    at.out.print()
    at.out.print(heading(words("undo.lost"), "bold yellow"))
    columns = [
        words("column.module"),
        words("undo.column.id"),
        words("column.field"),
        words("undo.column.old"),
    ]
    rows = [[each.module, each.id, each.field, each.old] for each in found[:SHOWN]]
    at.out.print(make_grid(columns, rows))
    if len(found) > SHOWN:
        say(at.out, words("undo.more", n=len(found) - SHOWN), style="dim")
    say(at.out, words("undo.lost.next"))
