"""Which ledger belongs to which task, and which snapshot file holds it."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from hakobu.store.tables import ledgers

if TYPE_CHECKING:
    from hakobu.store.database import Database

__all__ = ["LedgerIdentity", "LedgerRow", "Ledgers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerIdentity:
    """A new organisation, environment, module, job or task is a new ledger."""

    zgid: str
    environment: str
    module: str
    job: str
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """Where a ledger stands: its snapshot holds everything up to ``snapshot_seq``."""

    id: int
    identity: LedgerIdentity
    snapshot: str | None
    snapshot_seq: int
    fields: tuple[str, ...]


class Ledgers:
    """Reads and writes the table of ledgers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, identity: LedgerIdentity, *, was: str | None = None) -> LedgerRow:
        """Find or begin a ledger; ``was`` is the task's former name, whose ledger it takes over."""
        row = self._find(identity)
        if row is None and was:
            self._rename(identity, was)
            row = self._find(identity)
        if row is None:
            with self._database.write() as connection:
                connection.execute(ledgers.insert().values(**_columns(identity), snapshot_seq=0, fields="[]"))
            row = self._find(identity)
        if row is None:
            raise AssertionError("a ledger that was just written is not there")
        return row

    def every(self, *, job: str | None = None, module: str | None = None) -> list[LedgerRow]:
        """List the ledgers, of one job or one module where these are named."""
        query = sa.select(ledgers).order_by(ledgers.c.id)
        for column, value in ((ledgers.c.job, job), (ledgers.c.module, module)):
            if value is not None:
                query = query.where(column == value)
        with self._database.read() as connection:
            return [_row(row, _identity(row)) for row in connection.execute(query)]

    def commit(self, ledger_id: int, *, snapshot: str, seq: int, fields: tuple[str, ...]) -> None:
        """Name a new snapshot and the last answer that it holds: the two move together."""
        with self._database.write() as connection:
            connection.execute(
                ledgers.update()
                .where(ledgers.c.id == ledger_id)
                .values(snapshot=snapshot, snapshot_seq=seq, fields=json.dumps(fields), updated=time.time())
            )

    def snapshots(self) -> set[str]:
        """Name every snapshot file that is in force."""
        with self._database.read() as connection:
            found = connection.execute(sa.select(ledgers.c.snapshot)).scalars()
            return {name for name in found if name}

    def siblings(self, row: LedgerRow) -> list[tuple[str, tuple[str, ...]]]:
        """Name the snapshots, and their fields, of other ledgers about the same module."""
        query = sa.select(ledgers.c.snapshot, ledgers.c.fields).where(
            ledgers.c.zgid == row.identity.zgid,
            ledgers.c.environment == row.identity.environment,
            ledgers.c.module == row.identity.module,
            ledgers.c.id != row.id,
            ledgers.c.snapshot.is_not(None),
        )
        with self._database.read() as connection:
            return [(found.snapshot, tuple(json.loads(found.fields))) for found in connection.execute(query)]

    def _find(self, identity: LedgerIdentity) -> LedgerRow | None:
        with self._database.read() as connection:
            row = connection.execute(sa.select(ledgers).filter_by(**_columns(identity))).one_or_none()
        if row is None:
            return None
        return _row(row, identity)

    def _rename(self, identity: LedgerIdentity, was: str) -> None:
        old = _columns(identity) | {"task": was}
        with self._database.write() as connection:
            connection.execute(ledgers.update().filter_by(**old).values(task=identity.task))


def _columns(identity: LedgerIdentity) -> dict[str, str]:
    return {name: getattr(identity, name) for name in ("zgid", "environment", "module", "job", "task")}


def _identity(row: sa.Row[tuple[object, ...]]) -> LedgerIdentity:
    return LedgerIdentity(
        zgid=row.zgid, environment=row.environment, module=row.module, job=row.job, task=row.task
    )


def _row(row: sa.Row[tuple[object, ...]], identity: LedgerIdentity) -> LedgerRow:
    return LedgerRow(
        id=row.id,
        identity=identity,
        snapshot=row.snapshot,
        snapshot_seq=row.snapshot_seq,
        fields=tuple(json.loads(row.fields)),
    )
