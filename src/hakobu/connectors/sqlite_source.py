"""Rows of a SQLite database: declared types made exact, the others found from the values."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as quote_url

import pyarrow as pa

from hakobu.connectors.column_types import arrow_type
from hakobu.connectors.columns import check_known, check_names
from hakobu.connectors.exact import UnfitError, from_values, misfit
from hakobu.connectors.observed import Observed
from hakobu.connectors.placeholders import filled
from hakobu.connectors.spec import nearest
from hakobu.connectors.sqlite_types import UNDECLARED, declared_type
from hakobu.connectors.statement import describe, select
from hakobu.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from hakobu.model import Read

__all__ = ["SqliteSource"]

BATCH = 20_000
_VIEW = "hakobu_read"


@dataclass(frozen=True, slots=True)
class SqliteSource:
    """A SQLite file, opened anew and read-only for each read, in one transaction."""

    name: str
    path: Path

    def tables(self) -> tuple[str, ...]:
        """Name tables and views."""
        with self._session("") as connection:
            return _tables(connection)

    def schema(self, read: Read) -> pa.Schema:
        """Tell the columns and their types."""
        with self._session(describe(read)) as connection:
            return self._schema(connection, read, self._statement(connection, read))

    def batches(self, read: Read) -> Iterator[pa.RecordBatch]:
        """Stream the rows."""
        with self._session(describe(read)) as connection:
            statement = self._statement(connection, read)
            # the types of a part are those of the whole, as far as they are found from values
            whole = self._statement(connection, replace(read, window=None))
            schema = self._schema(connection, read, whole)
            cursor = connection.execute(statement, _bound(read))
            row = 0
            while rows := cursor.fetchmany(BATCH):
                columns = zip(*rows, strict=True)
                arrays = [
                    self._array(values, field, read, row)
                    for values, field in zip(columns, schema, strict=True)
                ]
                yield pa.RecordBatch.from_arrays(arrays, schema=schema)
                row += len(rows)

    def execute(self, statements: Iterable[str], parameters: Mapping[str, str | int], *, what: str) -> None:
        """Carry statements out in order, in one transaction that may write."""
        bound = _named(parameters)
        with self._session(what, mode="rw", begin="BEGIN IMMEDIATE") as connection:
            for number, statement in enumerate(statements, 1):
                with self._telling(f"{what}, statement {number}"):
                    connection.execute(filled(statement, _place), bound).fetchall()
            connection.execute("COMMIT")

    def close(self) -> None:
        """Nothing is held between reads."""

    @contextmanager
    def _session(self, what: str, *, mode: str = "ro", begin: str = "BEGIN") -> Iterator[sqlite3.Connection]:
        if not self.path.is_file():
            raise SourceError(
                f"There is no file {self.path}.",
                where=self._where(""),
                next_step="Set 'path' to the database file.",
            )
        url = f"file:{quote_url(str(self.path.absolute()))}?mode={mode}"
        with (
            self._telling(what),
            closing(sqlite3.connect(url, uri=True, isolation_level=None, timeout=30)) as connection,
        ):
            connection.execute("PRAGMA temp_store = memory")
            connection.execute(begin)  # one snapshot for types and rows
            yield connection

    @contextmanager
    def _telling(self, what: str) -> Iterator[None]:
        """Say in our words what SQLite refuses."""
        try:
            yield
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise SourceError(
                f"SQLite says: {error}.", where=self._where(what), next_step=_remedy(error)
            ) from error

    def _statement(self, connection: sqlite3.Connection, read: Read) -> str:
        where = self._where(describe(read))
        statement = select(
            read, "sqlite", table=_quote(read.table or ""), quote=_quote, where=where, put=_place
        )
        if read.table is not None:
            self._check_names(connection, read, where)
        return statement

    def _check_names(self, connection: sqlite3.Connection, read: Read, where: str) -> None:
        tables = _tables(connection)
        if read.table not in tables:
            near = nearest(read.table or "", tables)
            raise SourceError(f"There is no table {read.table!r}.", where=where, valid=tables, next_step=near)
        # SQLite would take an unknown quoted name for a text
        known = _described(connection, f"SELECT * FROM {_quote(read.table)}", {})
        check_known(read.columns, known, where, what="'columns'")

    def _schema(self, connection: sqlite3.Connection, read: Read, statement: str) -> pa.Schema:
        where = self._where(describe(read))
        names = _described(connection, statement, _bound(read))
        for name in names:
            first = name.rpartition(":")[0]  # as SQLite renames the second of two
            if first in names:
                raise SourceError(
                    f"Two columns are called {first!r}.", where=where, next_step="Give one an alias with AS."
                )
        check_names(names, where, next_step="Give it another name with AS in a query.")
        check_known(tuple(read.types), names, where, what="'types'")
        # a view holds no parameters; which types it declares does not depend on their values
        shape = select(
            replace(read, window=None),
            "sqlite",
            table=_quote(read.table or ""),
            quote=_quote,
            where=where,
            put=_nothing,
        )
        connection.execute(f"CREATE TEMP VIEW {_VIEW} AS {shape}")
        declared = [row[2] for row in connection.execute(f"PRAGMA temp.table_xinfo({_VIEW})")]
        connection.execute(f"DROP VIEW temp.{_VIEW}")
        kinds = {
            name: arrow_type(read.types[name]) if name in read.types else declared_type(word)
            for name, word in zip(names, declared, strict=True)
        }
        open_ = {n: w for n, w in zip(names, declared, strict=True) if kinds[n] is UNDECLARED}
        kinds |= self._observed(connection, names, statement, open_, read)
        return pa.schema([pa.field(name, kind) for name, kind in kinds.items() if kind is not None])

    def _observed(
        self,
        connection: sqlite3.Connection,
        names: tuple[str, ...],
        statement: str,
        open_: dict[str, str],
        read: Read,
    ) -> dict[str, pa.DataType | None]:
        """Find the types of columns that declare none by looking at every value."""
        if not open_:
            return {}
        observed = {
            name: Observed(numeric=bool(re.search("NUM|DEC", word.upper()))) for name, word in open_.items()
        }
        cursor = connection.execute(statement, _bound(read))
        while rows := cursor.fetchmany(BATCH):
            columns = tuple(zip(*rows, strict=True))
            for name, seen in observed.items():
                seen.see(columns[names.index(name)])
        found: dict[str, pa.DataType | None] = {}
        for name, seen in observed.items():
            found[name] = seen.type()
            if found[name] is None:
                raise SourceError(
                    f"The column {name!r} holds values of several kinds: {seen.kinds()}.",
                    where=self._where(describe(read)),
                    next_step=f"Cast it in a query, or name its type with types: {{{name}: VARCHAR}}.",
                )
        return found

    def _array(
        self, values: tuple[object, ...], field: pa.Field[pa.DataType], read: Read, before: int
    ) -> pa.Array[Any]:
        try:
            return from_values(values, field.type)
        except UnfitError as error:
            place = f"Row {before + error.index + 1}"
            raise misfit(error, field, place=place, where=self._where(describe(read))) from None

    def _where(self, what: str) -> str:
        return f"connection {self.name}, {what}" if what else f"connection {self.name}"


def _tables(connection: sqlite3.Connection) -> tuple[str, ...]:
    text = (
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' "
        "ESCAPE '\\' ORDER BY name"
    )
    return tuple(name for (name,) in connection.execute(text))


def _place(name: str) -> str:
    return f":hakobu_{name}"


def _nothing(_name: str) -> str:
    return "NULL"


def _bound(read: Read) -> dict[str, str | int]:
    """Give the values of a read's parameters, by the names that they are bound under."""
    return _named(read.parameters)


def _named(parameters: Mapping[str, str | int]) -> dict[str, str | int]:
    return {f"hakobu_{name}": value for name, value in parameters.items()}


def _described(
    connection: sqlite3.Connection, statement: str, bound: Mapping[str, str | int]
) -> tuple[str, ...]:
    cursor = connection.execute(f"SELECT * FROM (\n{statement}\n) LIMIT 0", bound)
    return tuple(column[0] for column in cursor.description)


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _remedy(error: Exception) -> str:
    text = str(error)
    if "readonly database" in text:
        return "Let this user write to the file and to its folder."
    if "not a database" in text:
        return "The file is no SQLite database, or it is encrypted."
    if "locked" in text:
        return "Another program is writing; try again when it has finished."
    if "decode" in text:
        return "A text is not in UTF-8; cast the column to BLOB in a query."
    return ""
