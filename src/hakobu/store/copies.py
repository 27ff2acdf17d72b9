"""A whole copy of the database: always a SQLite file, whichever database it is taken from or put into."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hakobu.errors import SetupError
from hakobu.settings import database_url
from hakobu.store.database import Database
from hakobu.store.home_of_store import NAME
from hakobu.store.tables import about, leases, metadata, places

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DATABASE", "copy_database", "refuse_taken", "take_database"]

DATABASE = "hakobu.db"
AT_ONCE = 1000  # rows


def copy_database(home: Path, to: Path) -> None:
    """Copy the database of a home into a SQLite file; others may read and write meanwhile."""
    if not database_url():
        _copy_file(home / DATABASE, to)
        return
    with TemporaryDirectory(dir=home) as scratch:
        with closing(Database(home)) as source, closing(Database(Path(scratch), url="")) as target:
            _pour(source, target)
        _copy_file(Path(scratch) / DATABASE, to)


def take_database(home: Path, file: Path) -> None:
    """Make such a copy the database of a home that has none; an older one is brought up to date."""
    if not database_url():
        file.replace(home / DATABASE)
        return
    with closing(Database(file.parent, url="")) as source, closing(Database(home)) as target:
        _pour(source, target)


def refuse_taken(home: Path) -> None:
    """Refuse a home, or a PostgreSQL, that holds something already."""
    if (home / DATABASE).exists():
        raise SetupError(
            "This home has a database already; a backup replaces none.",
            where=str(home),
            next_step="Name another home with --home, or move that folder away.",
        )
    if not database_url():
        return
    with closing(Database(home)) as database, database.read() as reader:
        filled = (sa.select(sa.exists(sa.select(table))) for table in metadata.sorted_tables)
        if any(reader.execute(each).scalar() for each in filled):
            raise SetupError(
                "The PostgreSQL database holds something already; a backup replaces none.",
                where="HAKOBU_DATABASE",
                next_step="Name another database that is empty.",
            )


def _copy_file(path: Path, to: Path) -> None:
    source = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    with closing(source), closing(sqlite3.connect(to)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def _pour(source: Database, target: Database) -> None:
    """Copy every table, as it is at one moment, in one transaction; then go on counting where it ended."""
    with source.read() as reader, target.write() as writer:
        if source.shared:
            reader.execution_options(isolation_level="REPEATABLE READ")
        for table in metadata.sorted_tables:
            if table is places:
                continue  # calls that are over when this is restored
            found = reader.execute(sa.select(table), execution_options={"yield_per": AT_ONCE})
            for some in found.mappings().partitions():
                if rows := list(_kept(table, some)):
                    writer.execute(table.insert(), rows)
            if target.shared:
                _count_on(writer, table)


def _kept(table: sa.Table, rows: Any) -> Iterator[dict[str, Any]]:
    for row in rows:
        if table is about and row["name"] == NAME:
            continue  # the database is to begin with its new folder
        yield {**row, "owner": "", "expires": 0.0} if table is leases else dict(row)


def _count_on(writer: sa.Connection, table: sa.Table) -> None:
    """Let a table's numbers go on after the greatest that was copied."""
    column = table.autoincrement_column
    if column is None:
        return
    greatest = writer.execute(sa.select(sa.func.max(column))).scalar()
    if greatest is not None:
        sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', column.name)
        writer.execute(sa.select(sa.func.setval(sequence, greatest)))
