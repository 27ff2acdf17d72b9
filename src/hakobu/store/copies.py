"""A copy of the database that is whole, taken while others may write."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from hakobu.errors import NotSupportedError
from hakobu.settings import database_url

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["DATABASE", "copy_database"]

DATABASE = "hakobu.db"


def copy_database(home: Path, to: Path) -> None:
    """Copy the SQLite database of a home; PostgreSQL has tools of its own for that."""
    if database_url():
        raise NotSupportedError(
            "The store is PostgreSQL, which has backups of its own.",
            next_step="Use pg_dump, and copy the folders ledgers and runs of the home.",
        )
    source = sqlite3.connect(f"{(home / DATABASE).resolve().as_uri()}?mode=ro", uri=True)
    with closing(source), closing(sqlite3.connect(to)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
