"""Comments: what people write about a job or a run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from hakobu.store.tables_of_notes import comments

if TYPE_CHECKING:
    from hakobu.store.database import Database

__all__ = ["Comment", "Comments"]


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """One comment; ``about`` is ``job`` or ``run``, ``name`` the job's name or the run's number."""

    id: int
    about: str
    name: str
    user_id: int
    author: str
    at: float
    text: str


class Comments:
    """Reads and writes the comments."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, about: str, name: str, *, limit: int = 200) -> list[Comment]:
        """List the comments on something, the newest first."""
        query = sa.select(comments).where(comments.c.about == about, comments.c.name == name)
        return self._read(query.order_by(comments.c.id.desc()).limit(limit))

    def numbered(self, number: int) -> Comment | None:
        """Find a comment."""
        found = self._read(sa.select(comments).where(comments.c.id == number))
        return found[0] if found else None

    def add(self, *, about: str, name: str, user_id: int, author: str, text: str) -> Comment:
        """Write a comment."""
        values = {"about": about, "name": name, "user_id": user_id, "author": author, "text": text}
        with self._database.write() as writer:
            at = time.time()
            number = writer.execute(
                comments.insert().values(**values, at=at).returning(comments.c.id)
            ).scalar_one()
        return Comment(id=number, about=about, name=name, user_id=user_id, author=author, at=at, text=text)

    def drop(self, number: int) -> None:
        """Take a comment away."""
        with self._database.write() as writer:
            writer.execute(comments.delete().where(comments.c.id == number))

    def _read(self, query: sa.Select[tuple[object, ...]]) -> list[Comment]:
        with self._database.read() as reader:
            return [Comment(**row) for row in reader.execute(query).mappings()]
