"""The two databases that can hold our memory: SQLite in the home, or PostgreSQL where one is named."""

from __future__ import annotations

import sqlite3
import time
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa
from sqlalchemy import event

from hakobu.errors import BusyError, SetupError
from hakobu.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["PostgresqlSide", "Side", "SqliteSide", "open_postgresql", "open_side"]

ONE_WRITER = 0x48616B6F  # the advisory lock that a writer holds to its commit
BUSY_SECONDS = 5
WAITS = 30.0  # seconds for which SQLite waits for a lock


class Side(Protocol):
    """What differs between the two."""

    engine: sa.Engine
    where: str  # for messages: a path, or an address without its password
    shared: bool  # other machines may use it too
    mend: str  # what to do where it cannot be used

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """Begin the transaction of the one writer; committed where the block ends well."""
        ...

    def compact(self) -> None:
        """Write the tables anew: nothing that was deleted is left between their rows."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...


class SqliteSide:
    """A file in WAL mode whose every commit is on the disk when it returns; one connection writes."""

    shared = False
    mend = "Restore it from a backup, or name another folder with HAKOBU_HOME."

    def __init__(self, path: Path) -> None:
        with suppress(FileExistsError):  # its log takes over who may read it
            path.touch(mode=0o600, exist_ok=False)
        self.where = str(path)
        self.engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": WAITS})
        event.listen(self.engine, "connect", _durable)
        event.listen(self.engine, "begin", _begin)
        self._connection: sa.Connection | None = None

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        if self._connection is None:
            self._connection = self.engine.connect().execution_options(writes=True)
        with self._connection.begin():
            yield self._connection

    def compact(self) -> None:
        raw = self.engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute("vacuum")
            if cursor.execute("pragma wal_checkpoint(truncate)").fetchone()[0]:
                raise _in_use(self.where)
            cursor.close()
        except sqlite3.OperationalError:
            raise _in_use(self.where) from None
        finally:
            raw.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.engine.dispose()


class PostgresqlSide:
    """A database on a server, which several machines may share; one writer at a time, as in SQLite.

    What is read and then written in one transaction (the chain of the audit log, the order of answers, the
    number of a version) is thereby as it was read, whoever else writes.
    """

    shared = True
    mend = "See that the server runs and HAKOBU_DATABASE is right; nothing that Zoho confirmed is lost."

    def __init__(self, url: sa.URL) -> None:
        self.where = url.render_as_string(hide_password=True)
        self.engine = sa.create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=24)

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        with self.engine.begin() as connection:
            connection.exec_driver_sql("select pg_advisory_xact_lock(%s)", (ONE_WRITER,))
            yield connection

    def compact(self) -> None:
        names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            try:
                connection.exec_driver_sql(f"set lock_timeout = '{BUSY_SECONDS}s'")
                connection.exec_driver_sql(f"vacuum (full) {names}")
            except sa.exc.OperationalError:
                raise _in_use(self.where) from None
            finally:
                connection.exec_driver_sql("reset lock_timeout")

    def close(self) -> None:
        self.engine.dispose()


def open_side(url: str, path: Path) -> Side:
    """Open PostgreSQL where its address is given, else SQLite."""
    return open_postgresql(url) if url else SqliteSide(path)


def open_postgresql(url: str) -> PostgresqlSide:
    """Open the database at an address; nothing is connected yet."""
    try:
        found = sa.make_url(url)
    except sa.exc.ArgumentError:
        found = None
    if found is None or found.drivername not in {"postgresql", "postgres"} or not found.database:
        raise SetupError(
            "This is no address of a PostgreSQL database.",
            where="HAKOBU_DATABASE",
            next_step="Write it as postgresql://user:password@host:5432/database, "
            "or take it away for SQLite.",
        )
    return PostgresqlSide(found.set(drivername="postgresql+psycopg"))


def _in_use(where: str) -> BusyError:
    return BusyError(
        "Another process has Hakobu's database open; what was deleted may still lie on its free pages.",
        where=where,
        next_step="Stop hakobu serve and whatever else uses it, then give the command again.",
    )


def _durable(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, see _begin
    cursor = connection.cursor()
    _take_to_wal(cursor)
    cursor.execute("pragma synchronous = full")
    cursor.execute("pragma foreign_keys = on")
    cursor.close()


def _take_to_wal(cursor: sqlite3.Cursor) -> None:
    """Take a file to WAL mode, in which it stays.

    Several that open a new file at once each read its mode and then want to write it. There SQLite refuses
    all but one without waiting, whatever its time-out says, for none could go on while the others read:
    https://www.sqlite.org/c3ref/busy_handler.html. Asked anew, it finds the mode set.
    """
    until = time.monotonic() + WAITS
    while True:
        try:
            cursor.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(connection: sa.Connection) -> None:
    # a writer takes its turn at once: upgrading a read later fails when another process wrote meanwhile
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("begin immediate" if writes else "begin")
