"""Rows of a PostgreSQL database, over ADBC: one read-only snapshot for each read."""

from __future__ import annotations

import re
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import adbc_driver_manager
import pyarrow as pa
import pyarrow.compute as pc
from adbc_driver_postgresql import dbapi  # type: ignore[import-untyped]

from hakobu.connectors.address import address_of
from hakobu.connectors.column_types import arrow_type
from hakobu.connectors.columns import check_known, check_names
from hakobu.connectors.exact import UnfitError, from_text, misfit
from hakobu.connectors.executing import with_literals
from hakobu.connectors.postgresql_types import Selected, selected
from hakobu.connectors.spec import nearest
from hakobu.connectors.statement import describe, select
from hakobu.errors import SourceError
from hakobu.settings.reachable import enforced, pinned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from hakobu.connectors.address import Address
    from hakobu.model import Read

__all__ = ["PostgresqlSource"]

LEADING_ELSEWHERE = {  # options of a URL that name other hosts, or files of the server
    *("host", "hostaddr", "service", "servicefile", "passfile"),
    *("sslcert", "sslkey", "sslrootcert", "sslcrl", "sslcrldir", "sslkeylogfile"),
}
BATCH_BYTES = 4 << 20

_BEGIN = (
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "SET LOCAL DateStyle = 'ISO'",
    "SET LOCAL IntervalStyle = 'iso_8601'",
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL extra_float_digits = 1",
)
_STREAMED = {"adbc.postgresql.batch_size_hint_bytes": str(BATCH_BYTES)}
_WHOLE = {"adbc.postgresql.use_copy": "false"}  # a CALL cannot be copied, and no row of it is wanted
_BEGIN_TO_WRITE = ("BEGIN READ WRITE", "SET LOCAL TimeZone = 'UTC'")
_TABLES = """
    SELECT n.nspname::text, c.relname::text, pg_table_is_visible(c.oid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f')
      AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
    ORDER BY 1, 2
"""
_REMEDIES = (
    ("password authentication failed", "Correct 'user' and 'password'."),
    ("no password supplied", "Set 'password'."),
    ("no pg_hba.conf entry", "The server does not let this user in from here; ask its administrator."),
    ("could not translate host name", "Correct 'host'."),
    ("Connection refused", "See that the server runs, and correct 'host' and 'port'."),
    ("timeout expired", "See that the server can be reached from here."),
    ("permission denied", "Let the user read it: GRANT SELECT."),
    ("closed the connection", "The connection was lost; nothing of this read is used. Start again."),
    ("terminating connection", "The connection was lost; nothing of this read is used. Start again."),
    ("no COPY in progress", "The connection was lost; nothing of this read is used. Start again."),
    ("statement timeout", "The server's statement_timeout is too short for this read."),
)
_RANGE: tuple[tuple[Any, int, int], ...] = (  # the years 1 to 9999; infinity arrives as something beyond
    (pa.types.is_date, -719_162, 2_932_896),
    (pa.types.is_timestamp, -62_135_596_800_000_000, 253_402_300_799_999_999),
)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is sent, and how each column of the answer is taken."""

    statement: str
    schema: pa.Schema
    columns: tuple[Selected, ...]


class PostgresqlSource:
    """A PostgreSQL database, connected anew for each read."""

    def __init__(self, name: str, settings: Mapping[str, Any], base: Path) -> None:
        self.name = name
        self._settings = settings
        self._base = base

    def tables(self) -> tuple[str, ...]:
        """Name tables and views; those outside the search path with their schema."""
        with self._session("") as cursor:
            return tuple(shown for shown, _ in _tables(cursor))

    def schema(self, read: Read) -> pa.Schema:
        """Tell the columns and their types."""
        with self._session(describe(read)) as cursor:
            return self._plan(cursor, read).schema

    def batches(self, read: Read) -> Iterator[pa.RecordBatch]:
        """Stream the rows."""
        what = describe(read)
        with self._session(what) as cursor:
            plan = self._plan(cursor, read)
            cursor.execute(plan.statement)
            row = 0
            for batch in cursor.fetch_record_batch():
                arrays = [
                    self._exact(batch.column(index), field, plan.columns[index], what, row)
                    for index, field in enumerate(plan.schema)
                ]
                yield pa.RecordBatch.from_arrays(arrays, schema=plan.schema)
                row += batch.num_rows

    def execute(self, statements: Iterable[str], parameters: Mapping[str, str | int], *, what: str) -> None:
        """Carry statements out in order, in one transaction that may write."""
        with self._session(what, _BEGIN_TO_WRITE, _WHOLE) as cursor:
            for number, statement in enumerate(statements, 1):
                with self._telling(f"{what}, statement {number}"):
                    cursor.execute(with_literals(statement, parameters, "postgresql"))
            cursor.execute("COMMIT")

    def close(self) -> None:
        """Nothing is held between reads."""

    @contextmanager
    def _session(
        self, what: str, begin: tuple[str, ...] = _BEGIN, how: Mapping[str, str] = _STREAMED
    ) -> Iterator[dbapi.Cursor]:
        address = self._address(what)
        with (
            self._telling(what),
            closing(dbapi.connect(self._url(address), autocommit=True)) as connection,
            closing(connection.cursor(adbc_stmt_kwargs=dict(how))) as cursor,
        ):
            for statement in begin:
                cursor.execute(statement)
            yield cursor

    def _address(self, what: str) -> Address:
        return address_of(self._settings, schemes=("postgresql", "postgres"), where=self._where(what))

    @contextmanager
    def _telling(self, what: str) -> Iterator[None]:
        """Say in our words what the server or the way to it refuses."""
        try:
            yield
        except (adbc_driver_manager.Error, pa.ArrowException, OSError) as error:
            said = self._address(what).masked(_said(error))
            remedy = next((step for mark, step in _REMEDIES if mark in str(error)), "")
            raise SourceError(
                f"PostgreSQL says: {said}.", where=self._where(what), next_step=remedy
            ) from None

    def _url(self, address: Address) -> str:
        more = {"connect_timeout": str(self._settings["timeout"]), "application_name": "hakobu"}
        if "sslmode" in self._settings:
            more["sslmode"] = self._settings["sslmode"]
        if "ca_file" in self._settings:
            more["sslrootcert"] = str(self._base / self._settings["ca_file"])
        where = self._where("")
        if enforced() and (own := sorted(LEADING_ELSEWHERE & {name for name, _ in address.options})):
            raise SourceError(
                f"The url may not set {', '.join(own)} on a server.",
                where=where,
                next_step="Use the settings.",
            )
        if (checked := pinned(address.host, where=where)) is not None:
            more["hostaddr"] = checked  # libpq connects by itself: to this address, and to no other
        return address.url("postgresql", **more)

    def _plan(self, cursor: dbapi.Cursor, read: Read) -> _Plan:
        where = self._where(describe(read))
        table = self._table(cursor, read.table, where) if read.table is not None else ""
        statement = select(read, "postgresql", table=table, quote=_quote, where=where)
        described = cursor.adbc_execute_schema(statement)
        check_names(described.names, where, next_step="Give it another name with AS in a query.")
        check_known(tuple(read.types), described.names, where, what="'types'")
        wishes = {name: arrow_type(word) for name, word in read.types.items()}
        columns = tuple(selected(field, wishes.get(field.name)) for field in described)
        fields = [
            pa.field(field.name, column.kind or _unknown(field.name, where))
            for field, column in zip(described, columns, strict=True)
        ]
        names = ", ".join(
            f"{column.cast.format(_quote(field.name))} AS {_quote(field.name)}"
            for field, column in zip(fields, columns, strict=True)
        )
        wrapped = f"SELECT {names} FROM (\n{statement}\n) AS hakobu_read"
        return _Plan(wrapped, pa.schema(fields), columns)

    def _table(self, cursor: dbapi.Cursor, table: str, where: str) -> str:
        known = _tables(cursor)
        parts = next((parts for shown, parts in known if table in {shown, ".".join(parts)}), None)
        if parts is None:
            names = tuple(shown for shown, _ in known)
            near = nearest(table, names)
            raise SourceError(f"There is no table {table!r}.", where=where, valid=names[:20], next_step=near)
        return ".".join(_quote(part) for part in parts)

    def _exact(
        self, column: pa.Array[Any], field: pa.Field[pa.DataType], how: Selected, what: str, before: int
    ) -> pa.Array[Any]:
        if how.as_text:
            try:
                return from_text(column, field.type)
            except UnfitError as error:
                place = f"Row {before + error.index + 1}"
                raise misfit(error, field, place=place, where=self._where(what)) from None
        for holds, least, most in _RANGE:
            if holds(field.type):
                self._check_range(column, field, least, most, what)
        return pc.cast(column, field.type)

    def _check_range(
        self, column: pa.Array[Any], field: pa.Field[pa.DataType], least: int, most: int, what: str
    ) -> None:
        kind = pa.int32() if pa.types.is_date(field.type) else pa.int64()
        numbers: pa.Array[Any] = column.cast(kind)
        low, high = pa.scalar(least, kind), pa.scalar(most, kind)
        if pc.any(pc.or_(pc.less(numbers, low), pc.greater(numbers, high))).as_py():
            raise SourceError(
                "A value is infinite or outside of the years 1 to 9999.",
                where=f"{self._where(what)}, column {field.name}",
                next_step=f"Replace it in a query, or name the type with types: {{{field.name}: VARCHAR}}.",
            )

    def _where(self, what: str) -> str:
        return f"connection {self.name}, {what}" if what else f"connection {self.name}"


def _tables(cursor: dbapi.Cursor) -> tuple[tuple[str, tuple[str, str]], ...]:
    """Name the tables as they are shown, each with its schema and name."""
    cursor.execute(_TABLES)
    return tuple(
        (name if visible else f"{schema}.{name}", (schema, name))
        for schema, name, visible in cursor.fetchall()
    )


def _unknown(column: str, where: str) -> pa.DataType:
    raise SourceError(
        f"The column {column!r} is a numeric without precision (or with more than 38 digits).",
        where=where,
        next_step=f"Name its type, for example types: {{{column}: DECIMAL(18,4)}}.",
    )


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _said(error: Exception) -> str:
    """Find the server's own sentence in what the driver says."""
    text = str(error)
    found = re.search(r"(?:ERROR|FATAL|PANIC): +([^\n]*)", text) or re.search(r"failed: ([^\n]*)", text)
    line = found[1] if found else text.removeprefix("IO: [libpq] ").splitlines()[0]
    return line.split(". SQLSTATE")[0].strip().rstrip(".")
