"""Filters of a list under a name: one's own, or shown to everybody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from hakobu.store.tables_of_notes import filters

if TYPE_CHECKING:
    from hakobu.store.database import Database

__all__ = ["Filter", "Filters"]


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """One filter; ``page`` is ``jobs`` or ``runs``, ``sought`` what its list is narrowed to."""

    id: int
    page: str
    name: str
    user_id: int
    owner: str
    shared: bool
    sought: dict[str, Any]


class Filters:
    """Reads and writes the filters."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, page: str, user_id: int) -> list[Filter]:
        """List somebody's own filters of a page, and those that are shared."""
        mine = sa.or_(filters.c.user_id == user_id, filters.c.shared.is_(True))
        return self._read(sa.select(filters).where(filters.c.page == page, mine).order_by(filters.c.name))

    def numbered(self, number: int) -> Filter | None:
        """Find a filter."""
        found = self._read(sa.select(filters).where(filters.c.id == number))
        return found[0] if found else None

    def save(
        self, *, page: str, name: str, user_id: int, owner: str, shared: bool, sought: dict[str, Any]
    ) -> Filter:
        """Keep a filter; one's own of the same name is replaced."""
        said = {"owner": owner, "shared": shared, "sought": json.dumps(sought, ensure_ascii=False)}
        same = sa.and_(filters.c.page == page, filters.c.user_id == user_id, filters.c.name == name)
        with self._database.write() as writer:
            writer.execute(filters.delete().where(same))
            number = writer.execute(
                filters.insert().values(page=page, name=name, user_id=user_id, **said).returning(filters.c.id)
            ).scalar_one()
        return Filter(
            id=number, page=page, name=name, user_id=user_id, owner=owner, shared=shared, sought=sought
        )

    def drop(self, number: int) -> None:
        """Forget a filter."""
        with self._database.write() as writer:
            writer.execute(filters.delete().where(filters.c.id == number))

    def _read(self, query: sa.Select[tuple[object, ...]]) -> list[Filter]:
        with self._database.read() as reader:
            return [
                Filter(**{**row, "sought": json.loads(row["sought"])})
                for row in reader.execute(query).mappings()
            ]
