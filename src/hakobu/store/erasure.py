"""Erasing a person from the database: what stands in its rows, and what is left between them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
import sqlalchemy as sa

from hakobu.model import Change, Result
from hakobu.store.tables import calls, decisions, held, ledgers, rejects, run_tasks, runs
from hakobu.store.tables_of_application import tickets
from hakobu.store.tables_of_notes import comments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hakobu.store.database import Database

__all__ = ["Erasure", "Theirs"]

_changes = msgspec.json.Decoder(list[Change])
_results = msgspec.json.Decoder(list[Result])
_encode = msgspec.json.Encoder().encode


class Theirs(Protocol):
    """Tells whether what a ledger's row is called is the person's."""

    def __call__(
        self, ledger_id: int, *, key: str = "", label: str = "", record: str | None = None
    ) -> bool: ...


class Erasure:
    """Finds and erases; each verb gives how much it found, and can be repeated."""

    def __init__(self, database: Database, ledger_ids: Sequence[int]) -> None:
        self._database = database
        self._ledgers = tuple(ledger_ids)

    def written(self) -> Iterator[tuple[int, Change, Result | None, bool]]:
        """Walk over every journalled change: its ledger, its result, and whether its answer is open."""
        with self._database.read() as connection:
            for row in connection.execute(self._calls()):
                for change, result in _pairs(row):
                    yield row.ledger_id, change, result, row.results is None

    def journal(self, theirs: Theirs, *, remove: bool) -> int:
        """Take changes with their results out of the journal."""
        found = 0
        with self._database.read() as reader, self._database.write() as connection:
            for row in reader.execute(self._calls()):  # call by call: a journal may hold millions of changes
                pairs = list(_pairs(row))
                kept = [
                    pair
                    for pair in pairs
                    if not theirs(
                        row.ledger_id,
                        key=pair[0].key,
                        label=pair[0].label,
                        record=(pair[1].id if pair[1] else None) or pair[0].id,
                    )
                ]
                if len(kept) == len(pairs):
                    continue
                found += len(pairs) - len(kept)
                if remove:
                    values = {"changes": _encode([change for change, _ in kept])}
                    if row.results is not None:
                        values["results"] = _encode([result for _, result in kept])
                    connection.execute(calls.update().where(calls.c.seq == row.seq).values(**values))
        return found

    def failed(self, theirs: Theirs) -> Iterator[tuple[int, str, int]]:
        """Walk over the failed rows: run, task and number."""
        query = sa.select(rejects).where(rejects.c.ledger_id.in_(self._ledgers))
        with self._database.read() as connection:
            for row in connection.execute(query):
                if theirs(row.ledger_id, label=row.label):
                    yield row.run_id, row.task, row.row

    def drop_failed(self, rows: set[tuple[int, str, int]]) -> None:
        """Take failed rows away."""
        with self._database.write() as connection:
            for run_id, task, row in rows:
                which = (rejects.c.run_id == run_id, rejects.c.task == task, rejects.c.row == row)
                connection.execute(rejects.delete().where(*which))

    def held(self, theirs: Theirs, *, remove: bool) -> int:
        """Take away what undo holds."""
        return self._keyed(held, theirs, remove=remove)

    def decisions(self, theirs: Theirs, *, remove: bool) -> int:
        """Take away what was decided."""
        return self._keyed(decisions, theirs, remove=remove)

    def history(self, theirs: Theirs, scrub: Callable[[str], str], *, remove: bool) -> int:
        """Take keys out of the notes and causes of runs, and out of the comments on them and their jobs.

        Gives the number of runs that name them.
        """
        found = set()
        jobs = sa.select(ledgers.c.job).where(ledgers.c.id.in_(self._ledgers))
        with self._database.write() as connection:
            tasks = sa.select(run_tasks).where(run_tasks.c.ledger_id.in_(self._ledgers))
            for row in connection.execute(tasks).all():
                notes = json.loads(row.notes)
                left = [
                    each for each in notes.get("unknown", ()) if not theirs(row.ledger_id, label=each["key"])
                ]
                if len(left) == len(notes.get("unknown", ())):
                    continue
                found.add(row.run_id)
                which = (run_tasks.c.run_id == row.run_id, run_tasks.c.position == row.position)
                if remove:
                    values = {"notes": json.dumps(notes | {"unknown": left})}
                    connection.execute(run_tasks.update().where(*which).values(**values))
            for row in connection.execute(sa.select(runs).where(runs.c.job.in_(jobs))).all():
                told = {"cause": scrub(row.cause), "guards": scrub(row.guards)}
                if told == {"cause": row.cause, "guards": row.guards}:
                    continue
                found.add(row.id)
                if remove:
                    connection.execute(runs.update().where(runs.c.id == row.id).values(**told))
            if remove:
                _tickets(connection, jobs, scrub)
            found |= _comments(connection, jobs, scrub, remove=remove)
        return len(found)

    def compact(self) -> None:
        """Write the database anew, so that nothing erased is left between its rows or in its log."""
        self._database.compact()

    def _keyed(self, table: sa.Table, theirs: Theirs, *, remove: bool) -> int:
        query = sa.select(table.c.id, table.c.ledger_id, table.c.key).where(
            table.c.ledger_id.in_(self._ledgers)
        )
        with self._database.write() as connection:
            found = [row.id for row in connection.execute(query) if theirs(row.ledger_id, key=row.key)]
            if remove and found:
                for each in found:
                    connection.execute(table.delete().where(table.c.id == each))
        return len(found)

    def _calls(self) -> sa.Select[tuple[object, ...]]:
        return sa.select(calls).where(calls.c.ledger_id.in_(self._ledgers)).order_by(calls.c.seq)


def _tickets(connection: sa.Connection, jobs: sa.Select[Any], scrub: Callable[[str], str]) -> None:
    """Take keys out of the causes of the jobs' tickets."""
    for row in connection.execute(sa.select(tickets).where(tickets.c.job.in_(jobs))).all():
        if (cause := scrub(row.cause)) != row.cause:
            connection.execute(tickets.update().where(tickets.c.id == row.id).values(cause=cause))


def _comments(
    connection: sa.Connection, jobs: sa.Select[Any], scrub: Callable[[str], str], *, remove: bool
) -> set[int]:
    """Take keys out of the comments on the jobs and their runs; gives the runs that were commented so."""
    found = set()
    numbers = sa.select(sa.cast(runs.c.id, sa.String)).where(runs.c.job.in_(jobs))
    about = (comments.c.about == "run") & comments.c.name.in_(numbers)
    about |= (comments.c.about == "job") & comments.c.name.in_(jobs)
    for row in connection.execute(sa.select(comments).where(about)).all():
        if (text := scrub(row.text)) == row.text:
            continue
        if row.about == "run":
            found.add(int(row.name))
        if remove:
            connection.execute(comments.update().where(comments.c.id == row.id).values(text=text))
    return found


def _pairs(row: sa.Row[tuple[object, ...]]) -> Iterator[tuple[Change, Result | None]]:
    changes = _changes.decode(row.changes)
    results: list[Result | None] = [None] * len(changes)
    if row.results is not None:
        results = list(_results.decode(row.results))
    return zip(changes, results, strict=True)
