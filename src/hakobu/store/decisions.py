"""Decisions: which record a key means, where several fit; made once by a person, and remembered."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from hakobu.store.tables import decisions, ledgers

if TYPE_CHECKING:
    from hakobu.store.database import Database

__all__ = ["Decision", "Decisions"]


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What a key means: ``answer`` is a record's id, ``create`` or ``skip``; ``made`` in epoch seconds."""

    ledger_id: int
    run_id: int
    key: str
    label: str  # the key as people see it
    answer: str
    made: float = 0.0
    job: str = ""
    task: str = ""
    module: str = ""


class Decisions:
    """Reads and writes the decisions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, decision: Decision) -> None:
        """Remember a decision; it takes the place of an earlier one for the same key."""
        with self._database.write() as connection:
            connection.execute(
                decisions.delete().where(
                    decisions.c.ledger_id == decision.ledger_id, decisions.c.key == decision.key
                )
            )
            connection.execute(
                decisions.insert().values(
                    ledger_id=decision.ledger_id,
                    run_id=decision.run_id,
                    key=decision.key,
                    label=decision.label,
                    answer=decision.answer,
                    made=time.time(),
                )
            )

    def of(self, ledger_id: int) -> list[Decision]:
        """List what was decided for a ledger's keys."""
        return self._select(decisions.c.ledger_id == ledger_id)

    def every(self) -> list[Decision]:
        """List all decisions, job by job."""
        return self._select(sa.true())

    def revoke(self, ledger_id: int, key: str) -> None:
        """Forget a decision."""
        with self._database.write() as connection:
            connection.execute(
                decisions.delete().where(decisions.c.ledger_id == ledger_id, decisions.c.key == key)
            )

    def _select(self, which: sa.ColumnElement[bool]) -> list[Decision]:
        query = (
            sa.select(decisions, ledgers.c.job, ledgers.c.task, ledgers.c.module)
            .join(ledgers, ledgers.c.id == decisions.c.ledger_id)
            .where(which)
            .order_by(ledgers.c.job, ledgers.c.task, decisions.c.label)
        )
        with self._database.read() as connection:
            return [
                Decision(**{name: getattr(row, name) for name in Decision.__struct_fields__})
                for row in connection.execute(query)
            ]
