"""The verbs of a job: run it, take it up where it stopped, retry what failed."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hakobu.connectors.catalogue import open_source
from hakobu.connectors.executing import ALLOW
from hakobu.connectors.zoho_crm import open_client
from hakobu.errors import GuardError, SetupError
from hakobu.model import Secret
from hakobu.runs.conduct import Conductor
from hakobu.runs.corrected import take_back
from hakobu.runs.hooks import Hooks
from hakobu.runs.options import Options
from hakobu.runs.ownership import own_job
from hakobu.runs.parameters import check_same
from hakobu.runs.purge import forget_runs, purge_job
from hakobu.runs.rejected import failed_tasks
from hakobu.runs.rows import REJECTED, FailedRows, SourceRows, select_rows
from hakobu.runs.switch import who
from hakobu.runs.undo import UndoChoice
from hakobu.settings import home as default_home
from hakobu.settings import keep_days
from hakobu.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.model import Connection, Definition, Job
    from hakobu.store import Run

__all__ = [
    "approve_run",
    "choose_job",
    "open_conductor",
    "open_rows",
    "plan_job",
    "resume_run",
    "retry_run",
    "run_job",
    "run_plan",
    "undo_run",
]


def choose_job(definition: Definition, name: str | None) -> Job:
    """Choose the job by its name, or the only one there is."""
    if name is None and len(definition.jobs) == 1:
        return next(iter(definition.jobs.values()))
    if name is None:
        raise SetupError(
            "This file has several jobs.",
            where=definition.file,
            valid=tuple(definition.jobs),
            next_step="Name one with --job.",
        )
    if name not in definition.jobs:
        raise SetupError(f"There is no job {name!r}.", where=definition.file, valid=tuple(definition.jobs))
    return definition.jobs[name]


def run_job(
    definition: Definition,
    job: str | None = None,
    *,
    home: Path | None = None,
    options: Options | None = None,
) -> Run:
    """Run a job to its end and give its line in the history.

    An earlier run of the same definition that did not come to its end is taken up where it stopped.
    """
    chosen = choose_job(definition, job)
    options = options or Options()
    with open_conductor(definition, chosen, home, options) as conductor:
        unfinished = None if options.fresh else conductor.unfinished()
        conductor.close_interrupted(keep=unfinished)
        if unfinished is not None:
            check_same(unfinished, options.parameters)
            return conductor.resume(unfinished)
        with open_rows(definition, chosen, home) as rows:
            return conductor.run(rows)


def plan_job(
    definition: Definition,
    job: str | None = None,
    *,
    home: Path | None = None,
    options: Options | None = None,
) -> Run:
    """Plan a job and keep the plan as a run that has not begun; nothing is written to the CRM."""
    chosen = choose_job(definition, job)
    with (
        open_conductor(definition, chosen, home, options or Options()) as conductor,
        open_rows(definition, chosen, home) as rows,
    ):
        return conductor.store_plan(rows)


def run_plan(
    definition: Definition, plan: Run, *, home: Path | None = None, options: Options | None = None
) -> Run:
    """Execute a stored plan, that very one; a record that changed in the CRM meanwhile is held."""
    chosen = choose_job(definition, plan.job)
    with open_conductor(definition, chosen, home, options or Options()) as conductor:
        conductor.close_interrupted(keep=plan)
        return conductor.execute(plan)


def resume_run(
    definition: Definition, run: Run, *, home: Path | None = None, options: Options | None = None
) -> Run:
    """Take up a stored plan, or an approved run, that was being delivered when its process died."""
    chosen = choose_job(definition, run.job)
    with open_conductor(definition, chosen, home, options or Options()) as conductor:
        unfinished = conductor.unfinished()
        if unfinished is None or unfinished.id != run.id:
            raise GuardError(
                "The run cannot be taken up: its job was changed, or ran again, since it was interrupted.",
                where=f"run {run.id}",
                next_step="See what it wrote, then plan anew.",
            )
        return conductor.resume(unfinished)


def approve_run(
    definition: Definition,
    run: Run,
    *,
    home: Path | None = None,
    by: str = "",
    options: Options | None = None,
) -> Run:
    """Let a run that a guard stopped go on with its own plan; ``by`` is who says so."""
    chosen = choose_job(definition, run.job)
    with open_conductor(definition, chosen, home, options or Options()) as conductor:
        conductor.close_interrupted(keep=run)
        return conductor.execute(run, approver=by or who())


def undo_run(
    definition: Definition,
    run: Run,
    *,
    home: Path | None = None,
    choice: UndoChoice | None = None,
    options: Options | None = None,
) -> Run:
    """Plan the undo of a run, or of a part of it; ``run_plan`` executes it."""
    chosen = choose_job(definition, run.job)
    with open_conductor(definition, chosen, home, options or Options()) as conductor:
        return conductor.store_undo(run, choice or UndoChoice())


def retry_run(
    definition: Definition,
    run: Run,
    *,
    home: Path | None = None,
    only: str | None = None,
    corrected: Path | None = None,
    options: Options | None = None,
) -> Run:
    """Send again the rows of a run that are still open; ``only`` names one cause by its code.

    ``corrected`` is a file that was exported from the rejects: its values take the place of the source's.
    """
    chosen = choose_job(definition, run.job)
    # rows that were read with some values are mapped with the same again
    former = {name: str(value) for name, value in run.parameters.items()}
    options = replace(options or Options(), parameters=former)
    with open_conductor(definition, chosen, home, options) as conductor:
        files = {}
        for position, task in enumerate(run.tasks):
            place = conductor.place(run.id, position)
            numbers = [
                reject.row
                for reject in conductor.store.rejects.of_run(run.id, task=task.task, state="open")
                if only is None or any(fault.code == only for fault in reject.faults)
            ]
            if numbers:
                files[task.task] = select_rows(place / REJECTED, numbers)
        if not files:
            raise SetupError(
                "No row of this run is waiting to be sent again.",
                where=f"run {run.id}",
                next_step=f"See hakobu rejects {run.id}.",
            )
        if corrected is not None:
            found = conductor.store.rejects.of_run(run.id, state="open")
            wanted = [each for each in found if only is None or any(f.code == only for f in each.faults)]
            files = take_back(corrected, failed_tasks(run, wanted, home=conductor.store.home))
        conductor.close_interrupted(keep=None)
        return conductor.run(FailedRows(files), kind="retry", of_run=run.id, tasks=tuple(files))


@contextmanager
def open_rows(definition: Definition, job: Job, home: Path | None) -> Iterator[SourceRows]:
    """Open a job's source; paths in its settings are relative to the definition file."""
    source = definition.connections[job.source]
    opened = open_source(source, base=Path(definition.file).parent, home=home or default_home())
    rows = SourceRows(opened, connector=source.connector, identity=_identity(source))
    try:
        yield rows
    finally:
        rows.close()


@contextmanager
def open_conductor(
    definition: Definition, job: Job, home: Path | None, options: Options
) -> Iterator[Conductor]:
    """Hold a job, the store and the CRM, for as long as the block lasts."""
    destination, home = definition.connections[job.destination], home or default_home()
    days = keep_days()
    with (
        Store(home) as store,
        own_job(store, job.name),  # what is remembered goes by the job's name, whichever file names it
        open_client(destination, home=home, base=Path(definition.file).parent, stop=options.stop) as client,
    ):
        hooks = Hooks(job, definition.connections[job.source], Path(definition.file).parent)
        yield Conductor(
            store=store, client=client, job=job, file=definition.file, options=options, hooks=hooks
        )
        purge_job(store, job.name, days=days)
        forget_runs(store, job.name)


def _identity(connection: Connection) -> str:
    """Tell sources apart by their settings, not their names; of secrets by host and path of an address."""
    told = {}
    for name, value in sorted(connection.settings.items()):
        if name == ALLOW.name:
            continue  # changes nothing of what is read
        if not isinstance(value, Secret):
            told[name] = value
        elif "://" in value.reveal():
            parts = urlsplit(value.reveal())
            told[name] = f"{parts.hostname}:{parts.path}"
    return repr((connection.connector, told))
