"""``hakobu undo``: take a run back; shown first, done with ``--yes``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hakobu.cli.desk import desk
from hakobu.cli.options import Home, Json, Lang, Quiet, RunNumber  # noqa: TC001 - typer reads them
from hakobu.cli.plan_files import plan_as_json
from hakobu.cli.plan_text import show_plan
from hakobu.cli.prose import say
from hakobu.cli.run import conduct, find_run

__all__ = ["undo"]

SHOWN = 20


def undo(
    run_id: RunNumber,
    *,
    record: Annotated[str | None, typer.Option("--record", metavar="ID")] = None,
    field: Annotated[str | None, typer.Option("--field", metavar="FIELD")] = None,
    yes: Annotated[bool, typer.Option("--yes")] = False,
    release: Annotated[bool, typer.Option("--release")] = False,
    quiet: Quiet = False,
    json: Json = False,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """Undo a run."""
    with desk(json=json, lang=lang, home=home, quiet=quiet) as at:
        from hakobu.runs import Choice, planned_tasks, run_plan, undo_run  # noqa: PLC0415 - slow to import
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
        stored = undo_run(definition, former, home=at.home, record=record, field=field)
        if yes:
            conduct(
                at,
                len(stored.tasks),
                lambda options: run_plan(definition, stored, home=at.home, options=options),
            )
        tasks = planned_tasks(stored, home=at.home)
        if at.json:
            at.tell(plan_as_json(stored, tasks, Choice().changes(tasks), ()))
            return
        choice = [*(("--record", record) if record else ()), *(("--field", field) if field else ())]
        step = (at.command("undo", str(run_id), *choice, "--yes"), at.words("undo.next"))
        show_plan(at, stored, tasks, Choice(), skip=0, limit=SHOWN, steps=[step])
        say(at.out, at.words("undo.note"))
