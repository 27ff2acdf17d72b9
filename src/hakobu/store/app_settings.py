"""The settings that an administrator makes for the whole application."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hakobu.store.tables_of_security import settings

if TYPE_CHECKING:
    from hakobu.store.database import Database

__all__ = ["AppSettings"]


class AppSettings:
    """Reads and writes settings by name; a value is whatever JSON holds, and no secret."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str, default: Any = None) -> Any:
        """Give a setting, or the default where nobody set it."""
        with self._database.read() as reader:
            found = reader.execute(sa.select(settings.c.value).where(settings.c.name == name))
            text = found.scalar_one_or_none()
        return default if text is None else json.loads(text)

    def set(self, name: str, value: Any) -> None:
        """Set a setting."""
        text = json.dumps(value, ensure_ascii=False)
        with self._database.write() as writer:
            writer.execute(settings.delete().where(settings.c.name == name))
            writer.execute(settings.insert().values(name=name, value=text))
