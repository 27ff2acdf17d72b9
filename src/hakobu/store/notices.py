"""Notices: what is to be told to whom; written first, sent afterwards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from hakobu.store.tables_of_application import tickets
from hakobu.store.tables_of_schedules import notices

if TYPE_CHECKING:
    from hakobu.store.database import Database

__all__ = ["Notice", "Notices"]


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One message for one channel; ``state``: ``raised``, ``over`` (it is mended) or ``once``."""

    id: int
    key: str
    job: str
    about: str
    state: str
    channel: str
    title: str
    body: str
    facts: dict[str, Any]
    at: float
    sent: float | None
    tries: int
    next_try: float
    error: str


class Notices:
    """Reads and writes what is to be told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, found: list[dict[str, Any]], *, at: float, told: int | None = None) -> None:
        """Write notices, each key once; ``told`` is the ticket that they are all about."""
        with self._database.write() as writer:
            for values in found:
                there = sa.select(notices.c.id).where(notices.c.key == values["key"])
                if writer.execute(there).one_or_none() is None:
                    facts = json.dumps(values["facts"], ensure_ascii=False)
                    writer.execute(notices.insert().values(**{**values, "facts": facts, "at": at}))
            if told is not None:
                writer.execute(tickets.update().where(tickets.c.id == told).values(told=True))

    def keyed(self, key: str) -> Notice | None:
        """Find the notice with a key."""
        found = self._read(sa.select(notices).where(notices.c.key == key))
        return found[0] if found else None

    def due(self, *, now: float) -> list[Notice]:
        """List what is to be sent now, in the order in which it was written."""
        query = sa.select(notices).where(notices.c.sent.is_(None), notices.c.next_try <= now)
        return self._read(query.order_by(notices.c.id).limit(100))

    def sent(self, notice: int, *, at: float) -> None:
        """Note that a notice was sent."""
        self._change(notice, sent=at, error="")

    def failed(self, notice: int, *, error: str, next_try: float | None) -> None:
        """Note that a channel took no notice; without another try it is given up."""
        beyond = 1e12  # never
        later = beyond if next_try is None else next_try
        self._change(notice, error=error, next_try=later, tries=notices.c.tries + 1)

    def latest(self, *, job: str | None = None, limit: int = 50) -> list[Notice]:
        """List notices, the newest first."""
        query = sa.select(notices).order_by(notices.c.id.desc()).limit(limit)
        return self._read(query if job is None else query.where(notices.c.job == job))

    def last(self, job: str, about: str, channel: str) -> Notice | None:
        """Find the last notice of a job about one thing to a channel."""
        query = sa.select(notices).where(notices.c.job == job, notices.c.about == about)
        found = self._read(query.where(notices.c.channel == channel).order_by(notices.c.id.desc()).limit(1))
        return found[0] if found else None

    def _change(self, notice: int, **values: Any) -> None:
        with self._database.write() as writer:
            writer.execute(notices.update().where(notices.c.id == notice).values(**values))

    def _read(self, query: sa.Select[Any]) -> list[Notice]:
        with self._database.read() as reader:
            return [
                Notice(**{**row, "facts": json.loads(row["facts"])})
                for row in reader.execute(query).mappings()
            ]
