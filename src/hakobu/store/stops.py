"""The stop switch: organisations to which nothing may be written until somebody says so."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from hakobu.store.tables import stops

if TYPE_CHECKING:
    from hakobu.store.database import Database

__all__ = ["Stop", "Stops"]


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """One stopped organisation: since when (seconds since the epoch, UTC), by whom, and why."""

    zgid: str
    since: float
    by: str
    reason: str


class Stops:
    """Reads and writes the stop switch."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(self, zgid: str, *, by: str, reason: str) -> Stop:
        """Stop an organisation; where it is stopped already, the first word stands."""
        with self._database.write() as connection:
            known = connection.execute(sa.select(stops).where(stops.c.zgid == zgid)).one_or_none()
            if known is not None:
                return Stop(**known._mapping)  # noqa: SLF001 - public, in spite of its name
            stop = Stop(zgid=zgid, since=time.time(), by=by, reason=reason)
            connection.execute(stops.insert().values(**msgspec.structs.asdict(stop)))
            return stop

    def lift(self, zgid: str) -> bool:
        """Let an organisation be written to again; tells whether it was stopped."""
        with self._database.write() as connection:
            return connection.execute(stops.delete().where(stops.c.zgid == zgid)).rowcount > 0

    def of(self, zgid: str) -> Stop | None:
        """Find out whether an organisation is stopped."""
        return next((stop for stop in self.all() if stop.zgid == zgid), None)

    def all(self) -> list[Stop]:
        """List what is stopped, the latest last."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(stops).order_by(stops.c.since)).all()
        return [Stop(**row._mapping) for row in rows]  # noqa: SLF001 - as above
