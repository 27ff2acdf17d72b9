"""What people defined in the application: connections and jobs, with every version of each."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import sqlalchemy as sa

from hakobu.store.tables_of_application import connections, jobs, versions

if TYPE_CHECKING:
    from hakobu.store.database import Database

__all__ = ["DefinedConnection", "DefinedJob", "Definitions", "StaleError", "Version"]


class StaleError(Exception):
    """Somebody else saved a newer version meanwhile."""

    def __init__(self, *, by: str, at: float, version: int) -> None:
        super().__init__(f"version {version} was saved by {by}")
        self.by, self.at, self.version = by, at, version


class DefinedConnection(msgspec.Struct, frozen=True, kw_only=True):
    """A connection as it was saved; its secrets lie in the vault."""

    name: str
    connector: str
    settings: dict[str, Any]
    draft: bool
    labels: list[str]
    tested: float | None
    passed: bool | None
    production: bool
    report: list[dict[str, Any]]
    version: int
    modified: float
    modified_by: str


class DefinedJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job as it was saved; ``text`` is its YAML, as it would stand under its name in a file."""

    name: str
    source: str
    destination: str
    text: str
    paused: bool
    schedule: dict[str, Any]
    labels: list[str]
    owner: str
    version: int
    modified: float
    modified_by: str


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One saved version of a connection or a job; ``comment`` says why where nobody edited it."""

    version: int
    text: str
    author: str
    at: float
    comment: str = ""


_Defined = TypeVar("_Defined", DefinedConnection, DefinedJob)

_JSON = {"settings", "labels", "report", "schedule"}


class Definitions:
    """Reads and writes the definitions; a save names the version it was made from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def connections(self) -> list[DefinedConnection]:
        """List the connections by name."""
        with self._database.read() as reader:
            found = reader.execute(sa.select(connections).order_by(connections.c.name)).mappings()
            return [_read(DefinedConnection, row) for row in found]

    def connection(self, name: str) -> DefinedConnection | None:
        """Find a connection."""
        with self._database.read() as reader:
            found = reader.execute(sa.select(connections).where(connections.c.name == name)).mappings()
            return next((_read(DefinedConnection, row) for row in found), None)

    def jobs(self) -> list[DefinedJob]:
        """List the jobs by name."""
        with self._database.read() as reader:
            found = reader.execute(sa.select(jobs).order_by(jobs.c.name)).mappings()
            return [_read(DefinedJob, row) for row in found]

    def job(self, name: str) -> DefinedJob | None:
        """Find a job."""
        with self._database.read() as reader:
            found = reader.execute(sa.select(jobs).where(jobs.c.name == name)).mappings()
            return next((_read(DefinedJob, row) for row in found), None)

    def save_connection(
        self, name: str, values: dict[str, Any], *, author: str, based_on: int | None
    ) -> DefinedConnection:
        """Save a connection; ``based_on`` is the version it was made from, None where it is new."""
        said = {"connector": values["connector"], "settings": values["settings"]}
        self._save(
            connections, "connection", name, values, json.dumps(said, ensure_ascii=False), author, based_on
        )
        return _there(self.connection(name))

    def save_job(self, name: str, values: dict[str, Any], *, author: str, based_on: int | None) -> DefinedJob:
        """Save a job; ``based_on`` is the version it was made from, None where it is new."""
        self._save(jobs, "job", name, values, values["text"], author, based_on)
        return _there(self.job(name))

    def note_test(self, name: str, *, passed: bool, report: list[dict[str, Any]]) -> None:
        """Keep the result of a connection's test."""
        with self._database.write() as writer:
            writer.execute(
                connections.update()
                .where(connections.c.name == name)
                .values(tested=time.time(), passed=passed, report=json.dumps(report, ensure_ascii=False))
            )

    def set_production(self, name: str, *, production: bool) -> None:
        """Say whether what deletes in this system waits for a second person."""
        with self._database.write() as writer:
            changed = connections.update().where(connections.c.name == name)
            writer.execute(changed.values(production=production))

    def set_job(self, name: str, **values: Any) -> None:
        """Change what is no part of a job's definition: whether it is paused, when it runs, its labels."""
        with self._database.write() as writer:
            writer.execute(jobs.update().where(jobs.c.name == name).values(**_written(values)))

    def label(self, kind: str, name: str, labels: list[str]) -> None:
        """Give a connection or a job its labels; they are no part of its definition."""
        table = connections if kind == "connection" else jobs
        with self._database.write() as writer:
            writer.execute(table.update().where(table.c.name == name).values(labels=json.dumps(labels)))

    def versions(self, kind: str, name: str) -> list[Version]:
        """List the versions of a connection or job, the newest first."""
        query = sa.select(versions).where(versions.c.kind == kind, versions.c.name == name)
        with self._database.read() as reader:
            found = reader.execute(query.order_by(versions.c.version.desc())).mappings()
            return [Version(**{key: row[key] for key in Version.__struct_fields__}) for row in found]

    def drop(self, kind: str, name: str) -> None:
        """Remove a connection or a job; its versions are kept."""
        table = connections if kind == "connection" else jobs
        with self._database.write() as writer:
            writer.execute(table.delete().where(table.c.name == name))

    def _save(  # noqa: PLR0917 - private, called twice
        self,
        table: sa.Table,
        kind: str,
        name: str,
        values: dict[str, Any],
        text: str,
        author: str,
        based_on: int | None,
    ) -> None:
        now = time.time()
        with self._database.write() as writer:
            there = writer.execute(sa.select(table).where(table.c.name == name)).one_or_none()
            if there is not None and there.version != based_on:
                raise StaleError(by=there.modified_by, at=there.modified, version=there.version)
            newest = sa.select(sa.func.max(versions.c.version))
            newest = newest.where(versions.c.kind == kind, versions.c.name == name)
            number = (writer.execute(newest).scalar_one() or 0) + 1  # goes on after one that was removed
            row = {**_written(values), "version": number, "modified": now, "modified_by": author}
            if there is None:
                writer.execute(table.insert().values(name=name, **row))
            else:
                writer.execute(table.update().where(table.c.name == name).values(**row))
            line = {"kind": kind, "name": name, "version": number, "text": text, "author": author, "at": now}
            writer.execute(versions.insert().values(**line))


def _written(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: json.dumps(value, ensure_ascii=False) if key in _JSON else value for key, value in values.items()
    }


def _read(kind: type[_Defined], row: Any) -> _Defined:
    return kind(
        **{name: json.loads(row[name]) if name in _JSON else row[name] for name in kind.__struct_fields__}
    )


def _there(found: _Defined | None) -> _Defined:
    if found is None:
        raise AssertionError("what was just saved is not there")
    return found
