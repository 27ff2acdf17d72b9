"""Forgotten people: whom no run may bring back, known by a keyed hash and by nothing else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from hakobu.store.private_key import PrivateKey
from hakobu.store.tables import forgotten, ledgers, marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from hakobu.store.database import Database

__all__ = ["Forgotten", "Suppression"]


class Suppression(msgspec.Struct, frozen=True, kw_only=True):
    """One forgotten key; an empty ``job`` or ``module`` means all of them; ``made`` in epoch seconds."""

    id: int
    job: str
    module: str
    made: float


class Forgotten:
    """Reads and writes the suppressions; keys are given normalised, and kept as hashes."""

    def __init__(self, database: Database, home: Path) -> None:
        self._database = database
        self._home = home

    def suppress(
        self, person: str, keys: Iterable[str], *, job: str, module: str, ledger_id: int | None = None
    ) -> None:
        """Keep rows with these keys of a person from every later run; twice is once."""
        key = PrivateKey.open(self._home, needed=bool(self.all()))
        with self._database.write() as connection:
            for each in keys:
                named = {"person": key.digest(person), "digest": key.digest(each)}
                values = {**named, "ledger_id": ledger_id, "job": job, "module": module}
                which = [forgotten.c[name] == value for name, value in values.items()]
                if connection.execute(sa.select(forgotten.c.id).where(*which)).first() is None:
                    connection.execute(forgotten.insert().values(**values, made=time.time()))

    def of(self, ledger_id: int) -> Callable[[str], bool] | None:
        """Give what tells of a normalised key whether a ledger must not know it; None where all may be."""
        here = sa.select(ledgers.c.job, ledgers.c.module).where(ledgers.c.id == ledger_id)
        with self._database.read() as connection:
            job, module = connection.execute(here).one()
            query = sa.select(forgotten.c.digest).where(
                sa.or_(forgotten.c.ledger_id.is_(None), forgotten.c.ledger_id == ledger_id),
                forgotten.c.job.in_(("", job)),
                forgotten.c.module.in_(("", module)),
            )
            digests = frozenset(connection.execute(query).scalars())
        if not digests:
            return None
        key = PrivateKey.open(self._home, needed=True)
        return lambda each: key.digest(each) in digests

    def all(self) -> list[Suppression]:
        """List the suppressions that people asked for, the oldest first."""
        query = (
            sa.select(forgotten)
            .where(forgotten.c.ledger_id.is_(None), forgotten.c.digest == forgotten.c.person)
            .order_by(forgotten.c.id)
        )
        with self._database.read() as connection:
            return [
                Suppression(id=row.id, job=row.job, module=row.module, made=row.made)
                for row in connection.execute(query)
            ]

    def lift(self, person: str) -> int:
        """Let a person's rows pass again; tells how many suppressions fell.

        Incremental reads begin anew, to see them.
        """
        key = PrivateKey.open(self._home)
        with self._database.write() as connection:
            which = forgotten.c.person == key.digest(person)
            fallen = connection.execute(forgotten.delete().where(which)).rowcount
            if fallen:
                connection.execute(marks.delete())
            return fallen
