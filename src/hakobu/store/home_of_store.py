"""Which folder belongs to a shared database: ledgers, plans and keys lie in it, beside the tables."""

from __future__ import annotations

import os
import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa

from hakobu.errors import SetupError
from hakobu.store.tables import about

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.store.database import Database

__all__ = ["STORE_FILE", "check_home"]

STORE_FILE = "store.id"
NAME = "home"


def check_home(database: Database, home: Path) -> None:
    """Make sure that a database is used with its own folder; the first one that comes is its own."""
    path, which = home / STORE_FILE, sa.select(about.c.value).where(about.c.name == NAME)
    with database.read() as connection:
        known = connection.execute(which).scalar()
    if known is not None and known == _read(path):
        return
    with database.write() as connection:  # another process may begin it at this moment
        known, here = connection.execute(which).scalar(), _read(path)
        if known is None and here is None:
            here = known = uuid.uuid4().hex
            _write(path, here)
            connection.execute(about.insert().values(name=NAME, value=here))
    if known != here:
        raise SetupError(
            "This folder is not the one that the database was begun with: what each job knows of the CRM "
            "lies there.",
            where=str(home),
            next_step="Let HAKOBU_HOME name that very folder: several machines need it on storage that "
            "they share. Or name another database with HAKOBU_DATABASE.",
        )


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8").strip() if path.exists() else None


def _write(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
