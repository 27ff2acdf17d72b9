"""The webhooks of jobs, by the hashes of their secret addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from hakobu.store.tables_of_schedules import hooks

if TYPE_CHECKING:
    from hakobu.store.database import Database

__all__ = ["Hook", "Hooks"]


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    """One secret address of a job; ``expires`` is set once a newer one took its place."""

    hash: str
    job: str
    created: float
    expires: float | None
    used: float | None


class Hooks:
    """Reads and writes webhooks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, job: str) -> Hook | None:
        """Find the present webhook of a job."""
        query = sa.select(hooks).where(hooks.c.job == job, hooks.c.expires.is_(None))
        with self._database.read() as reader:
            found = reader.execute(query).mappings().one_or_none()
            return Hook(**found) if found else None

    def named(self, hash_: str, *, now: float) -> Hook | None:
        """Find a webhook that still holds."""
        query = sa.select(hooks).where(hooks.c.hash == hash_)
        query = query.where(hooks.c.expires.is_(None) | (hooks.c.expires > now))
        with self._database.read() as reader:
            found = reader.execute(query).mappings().one_or_none()
            return Hook(**found) if found else None

    def rotate(self, job: str, hash_: str, *, now: float, grace: float) -> None:
        """Give a job a new address; the one before holds for as long as ``grace`` says."""
        with self._database.write() as writer:
            writer.execute(hooks.delete().where(hooks.c.job == job, hooks.c.expires.is_not(None)))
            writer.execute(hooks.update().where(hooks.c.job == job).values(expires=now + grace))
            writer.execute(hooks.insert().values(hash=hash_, job=job, created=now))

    def drop(self, job: str) -> None:
        """Forget every address of a job."""
        with self._database.write() as writer:
            writer.execute(hooks.delete().where(hooks.c.job == job))

    def use(self, hash_: str, *, now: float) -> None:
        """Note that an address was called."""
        with self._database.write() as writer:
            writer.execute(hooks.update().where(hooks.c.hash == hash_).values(used=now))
