"""Rejects: rows that were invalid or refused, kept until they are delivered, dismissed or gone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from hakobu.model import Outcome, RowFault
from hakobu.store.tables import rejects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hakobu.store.database import Database

__all__ = ["Reject", "Rejects"]

NUL = "\ufdd0"  # stands for the character that PostgreSQL takes in no text; Unicode keeps it for such uses
_faults = msgspec.json.Decoder(list[RowFault])


class Reject(msgspec.Struct, frozen=True, kw_only=True):
    """One row that did not get through, with every fault that was found in it."""

    task: str
    module: str
    row: int
    label: str  # the key as people wrote it
    outcome: Outcome
    faults: list[RowFault]
    state: str = "open"
    id: int = 0
    run_id: int = 0
    ledger_id: int = 0


class Rejects:
    """Reads and writes the rejects."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, run_id: int, ledger_id: int, found: Sequence[Reject]) -> None:
        """Keep rows that did not get through."""
        if not found:
            return
        now = time.time()
        with self._database.write() as connection:
            connection.execute(
                rejects.insert(),
                [
                    {
                        "run_id": run_id,
                        "ledger_id": ledger_id,
                        "task": reject.task,
                        "module": reject.module,
                        "row": reject.row,
                        "label": reject.label.replace("\0", NUL),
                        "outcome": reject.outcome,
                        "faults": msgspec.json.encode(reject.faults),
                        "state": "open",
                        "created": now,
                    }
                    for reject in found
                ],
            )

    def drop(self, run_id: int, task: str) -> None:
        """Forget what a run said of a task, before it says it anew."""
        with self._database.write() as connection:
            connection.execute(rejects.delete().where(rejects.c.run_id == run_id, rejects.c.task == task))

    def of_run(self, run_id: int, *, task: str | None = None, state: str | None = None) -> list[Reject]:
        """List the rejects that a run left."""
        query = sa.select(rejects).where(rejects.c.run_id == run_id).order_by(rejects.c.id)
        if task:
            query = query.where(rejects.c.task == task)
        if state:
            query = query.where(rejects.c.state == state)
        return list(self._rejects(query))

    def waiting(self) -> dict[int, int]:
        """Count the open rejects of each run that left some, the newest first."""
        query = (
            sa.select(rejects.c.run_id, sa.func.count())
            .where(rejects.c.state == "open")
            .group_by(rejects.c.run_id)
            .order_by(rejects.c.run_id.desc())
        )
        with self._database.read() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def open_of(self, ledger_id: int, *, before: int) -> list[Reject]:
        """List the open rejects that runs before ``before`` left for a ledger."""
        query = sa.select(rejects).where(
            rejects.c.ledger_id == ledger_id, rejects.c.state == "open", rejects.c.run_id < before
        )
        return list(self._rejects(query))

    def close(self, ids: Sequence[int], *, state: Callable[[int], str], run_id: int) -> None:
        """End rejects: ``state`` tells for each id what became of it."""
        if not ids:
            return
        update = rejects.update().where(rejects.c.id == sa.bindparam("reject"))
        with self._database.write() as connection:
            connection.execute(
                update.values(state=sa.bindparam("became"), closed_by=run_id),
                [{"reject": number, "became": state(number)} for number in ids],
            )

    def _rejects(self, query: sa.Select[tuple[object, ...]]) -> Iterator[Reject]:
        with self._database.read() as connection:
            for row in connection.execute(query):
                yield Reject(
                    id=row.id,
                    run_id=row.run_id,
                    ledger_id=row.ledger_id,
                    task=row.task,
                    module=row.module,
                    row=row.row,
                    label=row.label.replace(NUL, "\0"),
                    outcome=Outcome(row.outcome),
                    faults=_faults.decode(row.faults),
                    state=row.state,
                )
