"""Purging: what old runs remember of values goes; that they ran, and which records they wrote, stays."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from hakobu.model import Change, Result
from hakobu.store.tables import calls, ledgers, rejects, runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hakobu.store.database import Database

__all__ = ["Purges"]

CHUNK = 100  # calls in one transaction: other writers wait no longer than that

_changes = msgspec.json.Decoder(list[Change])
_results = msgspec.json.Decoder(list[Result])
_encode = msgspec.json.Encoder().encode


class Purges:
    """Takes the values out of the journal of old runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, *, before: float, job: str | None = None) -> list[tuple[int, str]]:
        """List the ended runs, with their jobs, that still hold values and ended before a time."""
        query = sa.select(runs.c.id, runs.c.job).where(runs.c.ended < before, runs.c.purged.is_(None))
        if job is not None:
            query = query.where(runs.c.job == job)
        with self._database.read() as connection:
            return [(row.id, row.job) for row in connection.execute(query.order_by(runs.c.id))]

    def size(self, run_id: int) -> int:
        """Tell how many bytes the journal holds of a run."""
        total = sa.func.sum(sa.func.length(calls.c.changes) + sa.func.length(calls.c.results))
        with self._database.read() as connection:
            return int(connection.execute(sa.select(total).where(calls.c.run_id == run_id)).scalar() or 0)

    def strip(self, run_id: int) -> bool:
        """Take the values out of a run's calls; tells whether all could be: each is in its ledger's snapshot.

        The calls themselves stay, with keys, record ids and outcomes: the order of answers goes on from them.
        """
        open_calls = (
            sa.select(sa.func.count())
            .select_from(calls.join(ledgers, ledgers.c.id == calls.c.ledger_id))
            .where(
                calls.c.run_id == run_id,
                sa.or_(calls.c.results.is_(None), calls.c.answer_seq > ledgers.c.snapshot_seq),
            )
        )
        with self._database.read() as connection:
            if connection.execute(open_calls).scalar():
                return False
            numbers = (
                connection.execute(sa.select(calls.c.seq).where(calls.c.run_id == run_id)).scalars().all()
            )
        for start in range(0, len(numbers), CHUNK):
            self._strip(numbers[start : start + CHUNK])
        with self._database.write() as connection:
            connection.execute(runs.update().where(runs.c.id == run_id).values(purged=time.time()))
        return True

    def leftovers(self, run_ids: Sequence[int]) -> set[int]:
        """Tell which of these runs are purged, and have no failed row that is still open."""
        query = sa.select(runs.c.id).where(
            runs.c.id.in_(run_ids),
            runs.c.purged.is_not(None),
            ~sa.exists().where(rejects.c.run_id == runs.c.id, rejects.c.state == "open"),
        )
        with self._database.read() as connection:
            return set(connection.execute(query).scalars())

    def compact(self) -> None:
        """Give the space back to the disk, where that can be done now."""
        self._database.compact()

    def _strip(self, numbers: Sequence[int]) -> None:
        with self._database.write() as connection:
            query = sa.select(calls.c.seq, calls.c.changes, calls.c.results).where(calls.c.seq.in_(numbers))
            for row in connection.execute(query).all():
                changes = [_without_values(each) for each in _changes.decode(row.changes)]
                results = [msgspec.structs.replace(each, message="") for each in _results.decode(row.results)]
                connection.execute(
                    calls.update()
                    .where(calls.c.seq == row.seq)
                    .values(changes=_encode(changes), results=_encode(results))
                )


def _without_values(change: Change) -> Change:
    return msgspec.structs.replace(change, new=dict.fromkeys(change.new), old={}, unsure=())
