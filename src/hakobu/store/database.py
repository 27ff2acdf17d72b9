"""The database of our memory: opened, migrated, and its one writer."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event

from hakobu.errors import BusyError, SetupError
from hakobu.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Database"]

SCHEMA = "0014"  # the newest migration


class Database:
    """A SQLite database in WAL mode whose every commit is on the disk when it returns.

    One connection writes, guarded by a lock: SQLite has one writer anyway, and a transaction that waits
    in line here cannot fail with "database is locked".
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # rows of people lie in it
        except OSError as error:
            raise SetupError(
                f"Hakobu's folder cannot be made: {error.strerror}.",
                where=str(folder),
                next_step="Set HAKOBU_HOME to a folder that you may write to.",
            ) from None
        self.path = folder / "hakobu.db"
        with suppress(FileExistsError):  # its log takes over who may read it
            self.path.touch(mode=0o600, exist_ok=False)
        self._engine = sa.create_engine(f"sqlite:///{self.path}", connect_args={"timeout": 30})
        event.listen(self._engine, "connect", _durable)
        event.listen(self._engine, "begin", _begin)
        self._lock = threading.RLock()
        self._connection: sa.Connection | None = None
        self._migrate()

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Run a transaction; what it wrote is durable when the block is left."""
        try:
            with self._lock, self._writer().begin():
                yield self._writer()
        except sa.exc.OperationalError as error:
            raise SetupError(
                f"Hakobu's database cannot be written: {error.orig}.",
                where=str(self.path),
                next_step="Free space on the disk (or the lock on the file), then start again: "
                "nothing that Zoho confirmed is lost.",
            ) from error

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Read from a connection of its own."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except sa.exc.DatabaseError as error:
            raise SetupError(
                f"Hakobu's database cannot be read: {error.orig}.",
                where=str(self.path),
                next_step="Restore it from a backup, or name another folder with HAKOBU_HOME.",
            ) from error

    def compact(self) -> None:
        """Write the file anew and empty its log: nothing that was deleted is left on free pages."""
        with self._lock:
            raw = self._engine.raw_connection()
            try:
                cursor = raw.cursor()
                cursor.execute("vacuum")
                if cursor.execute("pragma wal_checkpoint(truncate)").fetchone()[0]:
                    raise self._in_use()
                cursor.close()
            except sqlite3.OperationalError:
                raise self._in_use() from None
            finally:
                raw.close()

    def _in_use(self) -> BusyError:
        return BusyError(
            "Another process has Hakobu's database open; what was deleted may still lie on its free pages.",
            where=str(self.path),
            next_step="Stop hakobu serve and whatever else uses this folder, then give the command again.",
        )

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            self._engine.dispose()

    def _writer(self) -> sa.Connection:
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(writes=True)
        return self._connection

    def _migrate(self) -> None:
        with self._engine.connect() as connection:
            found = None
            tables = sa.inspect(connection).get_table_names()
            if "alembic_version" in tables:
                found = connection.execute(sa.text("select version_num from alembic_version")).scalar()
        if not tables:
            _create(self._engine)
        elif found != SCHEMA:
            _upgrade(self._engine)


def _durable(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, see _begin
    cursor = connection.cursor()
    cursor.execute("pragma journal_mode = wal")
    cursor.execute("pragma synchronous = full")
    cursor.execute("pragma foreign_keys = on")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    # a writer takes its turn at once: upgrading a read later fails when another process wrote meanwhile
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("begin immediate" if writes else "begin")


def _create(engine: sa.Engine) -> None:
    """Make a new store as the newest migration leaves it; a test holds the two equal."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        metadata.create_all(connection)
        connection.execute(sa.text("create table alembic_version (version_num varchar(32) primary key)"))
        connection.execute(sa.text("insert into alembic_version values (:version)"), {"version": SCHEMA})


def _upgrade(engine: sa.Engine) -> None:
    # alembic takes a third of a second to import, and is needed once
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "hakobu.store:migrations")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
