"""The history of runs: the truth about what was started and how it ended."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from hakobu.model import OUTCOMES, Outcome
from hakobu.store.tables import run_tasks, runs

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hakobu.store.database import Database

__all__ = ["GuardStop", "Run", "RunTask", "Runs"]


class GuardStop(msgspec.Struct, frozen=True, kw_only=True):
    """A guard that stops: what it counted, of how many, and the limit as its user wrote it.

    ``guard`` is a limit's name, ``empty_source``, ``credit_reserve`` or ``canary``; ``allowed`` is what the
    limit comes to. ``final``: nobody can approve it.
    """

    guard: str
    task: str = ""
    found: int
    of: int = 0
    limit: str = ""
    allowed: int = 0
    final: bool = False


CHUNK = 500  # runs whose tasks are read by one statement
_DECODED = {"tasks", "parameters", "guards"}
_outcomes = msgspec.json.Decoder(dict[Outcome, int])
_guards = msgspec.json.Decoder(tuple[GuardStop, ...])


class RunTask(msgspec.Struct, frozen=True, kw_only=True):
    """One task of a run and its sums."""

    task: str
    module: str
    operation: str
    ledger_id: int
    read: int = 0
    carried: int = 0
    outcomes: dict[Outcome, int] = {}
    notes: dict[str, Any] = {}

    def add_up(self) -> None:
        """Make sure that every row that went in came out once."""
        total = sum(self.outcomes.values())
        if total != self.read + self.carried + self.mirrored:
            raise AssertionError(
                f"task {self.task}: {self.read} rows read, {self.carried} carried over and "
                f"{self.mirrored} records of a mirror, {total} outcomes"
            )

    @property
    def mirrored(self) -> int:
        """Count the records that a mirror deletes or archives: no source row stands behind them."""
        return int(self.notes.get("mirrored", 0))


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One execution of a job."""

    id: int
    job: str
    kind: str
    of_run: int | None
    file: str
    definition: str
    zgid: str
    status: str
    started: float
    ended: float | None
    resumed: int
    credits: int
    calls: int
    cause: str
    parameters: dict[str, str | int] = {}
    guards: tuple[GuardStop, ...] = ()
    approved: float | None = None
    approved_by: str | None = None
    purged: float | None = None
    tasks: tuple[RunTask, ...] = ()

    @property
    def outcomes(self) -> dict[Outcome, int]:
        """Sum the outcomes of all tasks."""
        return {outcome: sum(task.outcomes.get(outcome, 0) for task in self.tasks) for outcome in OUTCOMES}


class Runs:
    """Reads and writes the history."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(
        self, *, job: str, file: str, definition: str, zgid: str, kind: str = "run", of_run: int | None = None
    ) -> int:
        """Begin a run and give its number."""
        with self._database.write() as connection:
            number = connection.execute(
                runs.insert()
                .values(
                    job=job,
                    kind=kind,
                    of_run=of_run,
                    file=file,
                    definition=definition,
                    zgid=zgid,
                    status="planning",
                    started=time.time(),
                )
                .returning(runs.c.id)
            ).scalar_one()
        return int(number)

    def set_status(self, run_id: int, status: str, **values: object) -> None:
        """Move a run to another status; ``resumed``, ``cause`` and the like may go with it."""
        with self._database.write() as connection:
            connection.execute(runs.update().where(runs.c.id == run_id).values(status=status, **values))

    def last_success(self, job: str, zgid: str) -> float | None:
        """Tell when the last run of a job began that delivered every row to an organisation."""
        query = sa.select(sa.func.max(runs.c.started)).where(
            runs.c.job == job,
            runs.c.zgid == zgid,
            runs.c.kind.in_(("run", "plan")),
            runs.c.status == "done",
        )
        with self._database.read() as connection:
            found: float | None = connection.execute(query).scalar()
        return found

    def keep_parameters(self, run_id: int, parameters: Mapping[str, str | int]) -> None:
        """Keep the values that a run was made with."""
        self._note(run_id, parameters=json.dumps(parameters, ensure_ascii=False))

    def keep_guards(self, run_id: int, guards: Sequence[GuardStop]) -> None:
        """Keep what stops, or would stop, a run."""
        self._note(run_id, guards=msgspec.json.encode(guards).decode())

    def approve(self, run_id: int, *, by: str) -> None:
        """Keep who let a run go on."""
        self._note(run_id, approved=time.time(), approved_by=by)

    def _note(self, run_id: int, **values: object) -> None:
        with self._database.write() as connection:
            connection.execute(runs.update().where(runs.c.id == run_id).values(**values))

    def close(self, run_id: int, *, status: str, credits_: int, calls: int, cause: str = "") -> None:
        """End a run; credits and calls of a resumed run add up."""
        with self._database.write() as connection:
            connection.execute(
                runs.update()
                .where(runs.c.id == run_id)
                .values(
                    status=status,
                    ended=time.time(),
                    credits=runs.c.credits + credits_,
                    calls=runs.c.calls + calls,
                    cause=cause,
                )
            )

    def write_tasks(self, run_id: int, tasks: Sequence[RunTask]) -> None:
        """Replace the sums of a run's tasks."""
        with self._database.write() as connection:
            connection.execute(run_tasks.delete().where(run_tasks.c.run_id == run_id))
            for position, task in enumerate(tasks):
                connection.execute(
                    run_tasks.insert().values(
                        run_id=run_id,
                        position=position,
                        task=task.task,
                        module=task.module,
                        operation=task.operation,
                        ledger_id=task.ledger_id,
                        read=task.read,
                        carried=task.carried,
                        outcomes=json.dumps(task.outcomes),
                        notes=json.dumps(task.notes, ensure_ascii=False),
                    )
                )

    def get(self, run_id: int) -> Run | None:
        """Find one run with its tasks."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(runs).where(runs.c.id == run_id)).one_or_none()
            return _runs(connection, [row])[0] if row else None

    def latest(self, *, job: str | None = None, limit: int = 20, plans: bool = True) -> list[Run]:
        """List runs, the newest first; ``plans=False`` leaves out what was planned and never run."""
        query = sa.select(runs).order_by(runs.c.id.desc()).limit(limit)
        if job:
            query = query.where(runs.c.job == job)
        if not plans:
            query = query.where(runs.c.status != "planned")
        with self._database.read() as connection:
            return _runs(connection, connection.execute(query).all())

    def newest(self, jobs: Collection[str] | None = None) -> dict[str, Run]:
        """Give the newest run of each job, or of each of these; plans count too."""
        last = sa.select(sa.func.max(runs.c.id)).group_by(runs.c.job)
        if jobs is not None:
            last = last.where(runs.c.job.in_(jobs))
        query = sa.select(runs).where(runs.c.id.in_(last))
        with self._database.read() as connection:
            return {run.job: run for run in _runs(connection, connection.execute(query).all())}

    def undos_of(self, run_id: int) -> list[Run]:
        """List the runs that took another back, or part of it."""
        query = sa.select(runs).where(runs.c.of_run == run_id, runs.c.kind == "undo").order_by(runs.c.id)
        with self._database.read() as connection:
            return _runs(connection, connection.execute(query).all())

    def page(
        self,
        *,
        job: str | None,
        status: str | None,
        before: int | None,
        limit: int,
        kind: str | None = None,
    ) -> list[Run]:
        """List some runs, the newest first; ``before`` is the number of the last run seen."""
        query = sa.select(runs).order_by(runs.c.id.desc()).limit(limit)
        for column, value in ((runs.c.job, job), (runs.c.status, status), (runs.c.kind, kind)):
            if value is not None:
                query = query.where(column == value)
        if before is not None:
            query = query.where(runs.c.id < before)
        with self._database.read() as connection:
            return _runs(connection, connection.execute(query).all())

    def between(self, begin: float, end: float, *, job: str) -> list[Run]:
        """List the runs of a job that began within a time, in their order."""
        query = sa.select(runs).where(runs.c.job == job, runs.c.started >= begin, runs.c.started < end)
        with self._database.read() as connection:
            return _runs(connection, connection.execute(query.order_by(runs.c.id)).all())

    def jobs(self) -> list[str]:
        """Name every job that the history knows."""
        with self._database.read() as connection:
            return list(connection.execute(sa.select(runs.c.job).distinct()).scalars())

    def numbers(self, jobs: Collection[str]) -> list[int]:
        """Give the numbers of every run of some jobs."""
        query = sa.select(runs.c.id).where(runs.c.job.in_(jobs)).order_by(runs.c.id)
        with self._database.read() as connection:
            return list(connection.execute(query).scalars())

    def unfinished(self, job: str) -> list[Run]:
        """List the runs of a job that nobody ended: their process died or was killed."""
        query = sa.select(runs).where(runs.c.job == job, runs.c.ended.is_(None)).order_by(runs.c.id)
        with self._database.read() as connection:
            return _runs(connection, connection.execute(query).all())


def _runs(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> list[Run]:
    """Give runs with their tasks, which are read for all of them at once."""
    tasks: dict[int, list[RunTask]] = {row.id: [] for row in rows}
    for start in range(0, len(rows), CHUNK):
        some = [row.id for row in rows[start : start + CHUNK]]
        query = sa.select(run_tasks).where(run_tasks.c.run_id.in_(some)).order_by(run_tasks.c.position)
        for task in connection.execute(query):
            tasks[task.run_id].append(_task(task))
    return [_run(row, tuple(tasks[row.id])) for row in rows]


def _run(row: sa.Row[Any], tasks: tuple[RunTask, ...]) -> Run:
    return Run(
        **{name: getattr(row, name) for name in Run.__struct_fields__ if name not in _DECODED},
        parameters=msgspec.json.decode(row.parameters),
        guards=_guards.decode(row.guards),
        tasks=tasks,
    )


def _task(row: sa.Row[Any]) -> RunTask:
    return RunTask(
        task=row.task,
        module=row.module,
        operation=row.operation,
        ledger_id=row.ledger_id,
        read=row.read,
        carried=row.carried,
        outcomes=_outcomes.decode(row.outcomes),
        notes=msgspec.json.decode(row.notes),
    )
