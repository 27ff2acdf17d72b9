"""The database of our memory: opened, migrated, and its one writer."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from hakobu.errors import BusyError, SetupError
from hakobu.settings import database_url
from hakobu.store.sides import open_side
from hakobu.store.tables import leases, metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Database"]

SCHEMA = "0021"  # the newest migration


class Database:
    """SQLite in a folder, or the PostgreSQL that ``HAKOBU_DATABASE`` names; a commit is durable on return.

    One transaction writes at a time, guarded by a lock: SQLite has one writer anyway, and a transaction that
    waits in line here cannot fail with "database is locked".
    """

    def __init__(self, folder: Path, *, url: str | None = None) -> None:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # rows of people lie in it
        except OSError as error:
            raise SetupError(
                f"Hakobu's folder cannot be made: {error.strerror}.",
                where=str(folder),
                next_step="Set HAKOBU_HOME to a folder that you may write to.",
            ) from None
        self._side = open_side(database_url() if url is None else url, folder / "hakobu.db")
        self.shared = self._side.shared
        self._lock = threading.RLock()
        self._fences: dict[str, int] = {}
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Run a transaction; what it wrote is durable when the block is left."""
        try:
            with self._lock, self._side.writing() as connection:
                for job, token in self._fences.items():
                    _check_fence(connection, job, token)
                yield connection
        except sa.exc.OperationalError as error:
            raise SetupError(
                f"Hakobu's database cannot be written: {error.orig}.",
                where=self._side.where,
                next_step="Free space on the disk (or the lock on the file), then start again: "
                "nothing that Zoho confirmed is lost."
                if not self.shared
                else self._side.mend,
            ) from error

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Read from a connection of its own."""
        try:
            with self._side.engine.connect() as connection:
                yield connection
        except sa.exc.DatabaseError as error:
            raise SetupError(
                f"Hakobu's database cannot be read: {error.orig}.",
                where=self._side.where,
                next_step=self._side.mend,
            ) from error

    def raise_fence(self, job: str, token: int) -> None:
        """Let every write from here on fail where the lease of a job has passed to another owner."""
        self._fences[job] = token

    def lower_fence(self, job: str) -> None:
        """Check the lease of a job no longer."""
        self._fences.pop(job, None)

    def compact(self) -> None:
        """Write the tables anew: nothing that was deleted is left on free pages."""
        with self._lock:
            self._side.compact()

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            self._side.close()

    def driver_sql(self, text: str) -> str:
        """Give a statement with ``?`` for its values as this database's driver takes it."""
        return text.replace("?", "%s") if self.shared else text

    def finds(self, column: sa.Column[bytes], part: sa.ColumnElement[bytes]) -> sa.ColumnElement[bool]:
        """Tell whether bytes lie within a column's."""
        place = sa.func.position(part.op("in")(column)) if self.shared else sa.func.instr(column, part)
        return place > 0

    def _migrate(self) -> None:
        with self.read() as connection:
            if _version(connection) == SCHEMA:
                return
        with self.write() as connection:  # another process may have been first, and have just finished
            found = _version(connection)
            if found is None and not sa.inspect(connection).get_table_names():
                _create(connection)
            elif found != SCHEMA:
                self._upgrade(connection, found)

    def _upgrade(self, connection: sa.Connection, found: str | None) -> None:
        if found is not None and found > SCHEMA:
            raise SetupError(
                f"A newer Hakobu wrote this store (its schema is {found}; this one knows {SCHEMA}).",
                where=self._side.where,
                next_step="Install that newer Hakobu again, or restore a backup from before.",
            )
        upgrade(connection)


def _version(connection: sa.Connection) -> str | None:
    if "alembic_version" not in sa.inspect(connection).get_table_names():
        return None
    found: str | None = connection.execute(sa.text("select version_num from alembic_version")).scalar()
    return found


def _check_fence(connection: sa.Connection, job: str, token: int) -> None:
    now = connection.execute(sa.select(leases.c.token).where(leases.c.job == job)).scalar()
    if now != token:
        raise BusyError(
            "Another process has taken this job over, for this one was silent too long; it writes no more.",
            where=f"job {job}",
            next_step="Follow the run there; nothing is sent twice.",
        )


def _create(connection: sa.Connection) -> None:
    """Make a new store as the newest migration leaves it; a test holds the two equal."""
    metadata.create_all(connection)
    connection.execute(sa.text("create table alembic_version (version_num varchar(32) primary key)"))
    connection.execute(sa.text("insert into alembic_version values (:version)"), {"version": SCHEMA})


def upgrade(connection: sa.Connection, to: str = "head") -> None:
    """Run the migrations on a connection, in its transaction."""
    # alembic takes a third of a second to import, and is needed once
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "hakobu.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
