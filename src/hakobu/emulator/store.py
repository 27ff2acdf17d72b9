"""Keeps the state in one SQLite file: what a call changed is committed before the call is answered.

A kill at any moment leaves the file as after the last whole call.
"""

import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from hakobu.emulator.bulk.kept import LAYOUT as JOB_LAYOUT
from hakobu.emulator.bulk.kept import KeptJobs
from hakobu.emulator.records.entry import Entry
from hakobu.emulator.records.table import Deleted, Row, Table
from hakobu.emulator.snapshot import core_of, modules_from, restore_core, schema_of
from hakobu.emulator.state import State

_LAYOUT = """
create table if not exists part (name text primary key, body blob not null);
create table if not exists record (
    module text not null, id integer not null, row blob not null, primary key (module, id)
) without rowid;
create table if not exists deleted (
    module text not null, id integer not null, row blob not null, name text not null,
    by integer not null, second integer not null, permanent integer not null, primary key (module, id)
) without rowid;
create table if not exists timeline (
    module text not null, id integer not null, entries blob not null, primary key (module, id)
) without rowid;
"""
_FORMAT = "2"


_entries = msgspec.msgpack.Decoder(list[Entry])


class StoreError(Exception):
    """The file cannot be used as a store."""


class Store:
    """The file that a state is kept in."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        try:
            self._database.execute("pragma journal_mode = wal")
            self._database.execute("pragma synchronous = normal")
            self._database.executescript(_LAYOUT + JOB_LAYOUT)
        except sqlite3.DatabaseError as error:
            self._database.close()
            raise StoreError(f"{path} is not a store of the emulator: {error}") from None
        self._jobs = KeptJobs(self._database)
        self._generation = -1
        self._schema = -1
        self._core = b""

    def close(self) -> None:
        """Close the file; its write-ahead log is merged into it."""
        self._database.close()

    # -- keeping ---------------------------------------------------------------------------------

    def save(self, state: State) -> None:
        """Write what changed since the last time, in one transaction."""
        core = msgspec.json.encode(core_of(state))
        fresh = state.generation != self._generation
        told = core != self._core or self._jobs.dirty(state.jobs)
        if not (fresh or told or state.schema_changes != self._schema or _dirty(state)):
            return
        run = self._database.execute
        run("begin immediate")
        try:
            if fresh:
                for table in ("part", "record", "deleted", "timeline"):
                    run(f"delete from {table}")
                self._part("format", _FORMAT.encode())
            if fresh or state.schema_changes != self._schema:
                self._part("schema", msgspec.json.encode(schema_of(state)))
            self._part("core", core)
            self._jobs.save(state)
            for one in state.tables.values():
                self._records(one, everything=fresh)
            run("commit")
        except BaseException:
            run("rollback")
            raise
        self._generation, self._schema, self._core = state.generation, state.schema_changes, core

    def _part(self, name: str, body: bytes) -> None:
        self._database.execute("insert or replace into part values (?, ?)", (name, body))

    def _records(self, table: Table, *, everything: bool) -> None:
        name = table.module.api_name
        whole = everything or table.changed is None
        ids = {*table.rows, *table.bin} if whole else table.changed or set()
        many = self._database.executemany
        kept = [one for one in ids if one in table.rows]
        gone = [one for one in ids if one not in table.rows]
        many(
            "insert or replace into record values (?, ?, ?)",
            ((name, one, msgspec.msgpack.encode(table.rows[one])) for one in kept),
        )
        if not everything:
            many("delete from deleted where module = ? and id = ?", ((name, one) for one in kept))
            many("delete from record where module = ? and id = ?", ((name, one) for one in gone))
        many(
            "insert or replace into deleted values (?, ?, ?, ?, ?, ?, ?)",
            (_gone(name, one, table.bin[one]) for one in gone if one in table.bin),
        )
        many(
            "insert or replace into timeline values (?, ?, ?)",
            (
                (name, one, msgspec.msgpack.encode(table.timeline[one]))
                for one in ids
                if one in table.timeline
            ),
        )
        table.changed = set()

    # -- taking back -----------------------------------------------------------------------------

    def load(self, state: State) -> bool:
        """Fill a state from the file; False where the file is new."""
        parts: dict[str, bytes] = dict(self._database.execute("select name, body from part"))
        if not parts:
            return False
        if parts.get("format") != _FORMAT.encode():
            raise StoreError("the store was written by another version of the emulator")
        state.tables.clear()
        for module in modules_from(parts["schema"]):
            state.tables[module.api_name] = Table(module, state)
        restore_core(state, msgspec.json.decode(parts["core"]))
        for table in state.tables.values():
            self._fill(table)
        self._jobs.load(state)
        self._generation, self._schema, self._core = state.generation, state.schema_changes, parts["core"]
        return True

    def _fill(self, table: Table) -> None:
        name = table.module.api_name
        rows = self._database.execute("select row from record where module = ? order by id", (name,))
        for row in _rows(table, (one[0] for one in rows)):
            table.insert(row)
        gone = self._database.execute(
            "select row, name, by, second, permanent from deleted where module = ?", (name,)
        )
        _number_on(table)
        for packed, shown, by, second, permanent in gone.fetchall():
            row = next(_rows(table, iter([packed])))
            table.bin[row[0]] = Deleted(row, shown, by, second, bool(permanent))
        told = self._database.execute("select id, entries from timeline where module = ?", (name,))
        table.timeline = {one: _entries.decode(packed) for one, packed in told}
        table.changed = set()


def _dirty(state: State) -> bool:
    return any(table.changed for table in state.tables.values())


def _number_on(table: Table) -> None:
    """Let auto-numbers go on after the highest that was given."""
    for field in table.autonumbers:
        given = (
            str(row[field.slot] or "").removeprefix(field.prefix).removesuffix(field.suffix)
            for row in table.rows.values()
        )
        field.start = max((int(one) + 1 for one in given if one.isdigit()), default=field.start)


def _gone(module: str, record_id: int, deleted: Deleted) -> tuple[Any, ...]:
    row = msgspec.msgpack.encode(deleted.row)
    return (module, record_id, row, deleted.name, deleted.by, deleted.second, int(deleted.permanent))


def _rows(table: Table, packed: Iterator[bytes]) -> Iterator[Row]:
    """Unpack rows; decimals were packed as text, and fields made since then get their defaults."""
    blank = table.blank
    exact = [field.slot for field in table.module.fields.values() if field.kind.decimal_place is not None]
    for one in packed:
        row: Row = msgspec.msgpack.decode(one)
        for slot in exact:
            if slot < len(row) and type(row[slot]) is str:
                row[slot] = Decimal(row[slot])
        row.extend(blank[len(row) :])
        yield row
