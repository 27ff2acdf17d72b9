"""Rows of a MySQL or MariaDB database: one read-only snapshot for each read, nothing decoded twice."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pymysql
from pymysql.converters import encoders
from pymysql.cursors import SSCursor

from hakobu.connectors.address import address_of
from hakobu.connectors.column_types import arrow_type
from hakobu.connectors.columns import check_known, check_names
from hakobu.connectors.exact import UnfitError, from_text, joined, misfit
from hakobu.connectors.executing import with_literals
from hakobu.connectors.mysql_types import Taken, taken
from hakobu.connectors.spec import nearest
from hakobu.connectors.statement import describe, select
from hakobu.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from hakobu.connectors.address import Address
    from hakobu.model import Read

__all__ = ["MysqlSource"]

BATCH = 20_000

_BEGIN = (
    "SET SESSION time_zone = '+00:00'",
    "SET SESSION net_write_timeout = 3600",  # a slow destination must not end the read
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)
_BEGIN_TO_WRITE = ("SET SESSION time_zone = '+00:00'", "START TRANSACTION READ WRITE")
_TABLES = """
    SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME
"""
_REMEDIES = {
    1044: "Let the user read it: GRANT SELECT.",
    1045: "Correct 'user' and 'password'.",
    1698: "Correct 'user' and 'password'.",
    1049: "Correct 'database'.",
    1142: "Let the user read it: GRANT SELECT.",
    1143: "Let the user read it: GRANT SELECT.",
    1060: "Give one of the columns another name with AS.",
    1146: "See which tables the connection has.",
    2003: "See that the server runs, and correct 'host' and 'port'.",
    2006: "The connection was lost; nothing of this read is used. Start again.",
    2013: "The connection was lost; nothing of this read is used. Start again.",
    1927: "The connection was lost; nothing of this read is used. Start again.",
    1317: "The server stopped the read; nothing of it is used. Start again.",
}


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is sent, and how each column of the answer is taken."""

    statement: str
    schema: pa.Schema
    columns: tuple[Taken, ...]


class MysqlSource:
    """A MySQL or MariaDB database, connected anew for each read."""

    def __init__(self, name: str, settings: Mapping[str, Any], base: Path) -> None:
        self.name = name
        self._settings = settings
        self._base = base

    def tables(self) -> tuple[str, ...]:
        """Name tables and views."""
        with self._session("") as connection:
            return _tables(connection)

    def schema(self, read: Read) -> pa.Schema:
        """Tell the columns and their types."""
        with self._session(describe(read)) as connection:
            return self._plan(connection, read).schema

    def batches(self, read: Read) -> Iterator[pa.RecordBatch]:
        """Stream the rows."""
        what = describe(read)
        with self._session(what) as connection:
            plan = self._plan(connection, read)
            cursor = connection.cursor()
            cursor.execute(plan.statement)
            row = 0
            while rows := cursor.fetchmany(BATCH):
                columns = zip(*rows, strict=True)
                arrays = [
                    self._exact(values, field, how, what, row)
                    for values, field, how in zip(columns, plan.schema, plan.columns, strict=True)
                ]
                yield pa.RecordBatch.from_arrays(arrays, schema=plan.schema)
                row += len(rows)

    def execute(self, statements: Iterable[str], parameters: Mapping[str, str | int], *, what: str) -> None:
        """Carry statements out in order, in one transaction that may write."""
        with self._session(what, _BEGIN_TO_WRITE) as connection:
            for number, statement in enumerate(statements, 1):
                with self._telling(f"{what}, statement {number}"):
                    _execute(connection, with_literals(statement, parameters, "mysql"))
            connection.commit()

    def close(self) -> None:
        """Nothing is held between reads."""

    @contextmanager
    def _session(self, what: str, begin: tuple[str, ...] = _BEGIN) -> Iterator[pymysql.Connection[SSCursor]]:
        address = self._address(what)
        connection = None
        try:
            with self._telling(what):
                connection = self._connect(address)
                for statement in begin:
                    _execute(connection, statement)
                yield connection
        finally:
            if connection is not None:
                _drop(connection)

    def _address(self, what: str) -> Address:
        return address_of(self._settings, schemes=("mysql", "mariadb"), where=self._where(what))

    @contextmanager
    def _telling(self, what: str) -> Iterator[None]:
        """Say in our words what the server or the way to it refuses."""
        try:
            yield
        except (pymysql.err.MySQLError, OSError) as error:
            code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
            said = self._address(what).masked(str(error.args[-1] if error.args else error)).rstrip(".")
            raise SourceError(
                f"The database says: {said}.", where=self._where(what), next_step=_REMEDIES.get(code, "")
            ) from None

    def _connect(self, address: Address) -> pymysql.Connection[SSCursor]:
        return pymysql.connect(
            host=address.host,
            port=address.port,
            user=address.user,
            password=address.password.reveal(),
            database=address.database,
            charset="utf8mb4",
            conv=dict[Any, Any](encoders),  # nothing is decoded: every value arrives as the server writes it
            cursorclass=SSCursor,
            connect_timeout=self._settings["timeout"],
            program_name="hakobu",
            **self._tls(),
        )

    def _tls(self) -> dict[str, Any]:
        word = self._settings.get("tls")
        if word == "disable":
            return {"ssl_disabled": True}
        if word is None:
            return {}
        file = self._settings.get("ca_file")
        context = ssl.create_default_context(cafile=str(self._base / file) if file else None)
        if word == "require":
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return {"ssl": context}

    def _plan(self, connection: pymysql.Connection[SSCursor], read: Read) -> _Plan:
        where = self._where(describe(read))
        table = self._table(connection, read.table, where) if read.table is not None else ""
        statement = select(read, "mysql", table=table, quote=_quote, where=where)
        described = _described(connection, statement)
        names = tuple(column.name for column in described)
        check_names(names, where, next_step="Give it another name with AS in a query.")
        check_known(tuple(read.types), names, where, what="'types'")
        wishes = {name: arrow_type(word) for name, word in read.types.items()}
        columns = tuple(taken(column, wishes.get(column.name)) for column in described)
        fields = [
            pa.field(name, column.kind or _unknown(name, where))
            for name, column in zip(names, columns, strict=True)
        ]
        return _Plan(_wrapped(statement, names, columns), pa.schema(fields), columns)

    def _table(self, connection: pymysql.Connection[SSCursor], table: str, where: str) -> str:
        known = _tables(connection)
        if table in known:
            return _quote(table)
        database, _, name = table.partition(".")
        if name:
            return f"{_quote(database)}.{_quote(name)}"
        near = nearest(table, known)
        raise SourceError(f"There is no table {table!r}.", where=where, valid=known[:20], next_step=near)

    def _exact(
        self, values: Sequence[Any], field: pa.Field[pa.DataType], how: Taken, what: str, before: int
    ) -> pa.Array[Any]:
        if pa.types.is_binary(field.type):
            return pa.array(values, pa.binary())
        try:
            texts: pa.Array[Any] = pa.array(_decoded(values) if how.bytes else values, pa.string())
            if how.suffix:
                texts = joined(texts, how.suffix)
            made = from_text(texts, field.type)
        except UnfitError as error:
            place = f"Row {before + error.index + 1}"
            raise misfit(error, field, place=place, where=self._where(what)) from None
        if how.cast == "({} + 0e0)" and pa.types.is_floating(field.type):
            return pc.cast(pc.cast(pc.cast(made, pa.float32(), safe=False), pa.string()), field.type)
        return made

    def _where(self, what: str) -> str:
        return f"connection {self.name}, {what}" if what else f"connection {self.name}"


def _drop(connection: Any) -> None:
    """Hang up at once: a friendly close would first read all rows that are left."""
    if connection._result is not None:  # noqa: SLF001 - there is no public way
        connection._result.unbuffered_active = False  # noqa: SLF001 - as above
    connection._force_close()  # noqa: SLF001 - as above


def _decoded(values: Sequence[bytes | None]) -> list[str | None]:
    texts: list[str | None] = []
    for index, value in enumerate(values):
        try:
            texts.append(None if value is None else value.decode())
        except UnicodeDecodeError:
            raise UnfitError(index, value) from None
    return texts


def _execute(connection: pymysql.Connection[SSCursor], statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _tables(connection: pymysql.Connection[SSCursor]) -> tuple[str, ...]:
    return tuple(name for (name,) in _execute(connection, _TABLES))


def _described(connection: pymysql.Connection[SSCursor], statement: str) -> list[Any]:
    """Ask for no row, to learn the columns; only PyMySQL's own result tells flags and character set."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM (\n{statement}\n) AS hakobu_read LIMIT 0")
        fields = list(cursor._result.fields)  # type: ignore[attr-defined]  # noqa: SLF001 - as said
        cursor.fetchall()
    return fields


def _wrapped(statement: str, names: Sequence[str], columns: Sequence[Taken]) -> str:
    if all(column.cast == "{}" for column in columns):
        return statement
    parts = ", ".join(
        f"{column.cast.format(_quote(name))} AS {_quote(name)}"
        for name, column in zip(names, columns, strict=True)
    )
    return f"SELECT {parts} FROM (\n{statement}\n) AS hakobu_read"


def _unknown(column: str, where: str) -> pa.DataType:
    raise SourceError(
        f"The column {column!r} has more than 38 digits, or is a geometry.",
        where=where,
        next_step=f"Name its type, for example types: {{{column}: VARCHAR}}, or convert it in a query.",
    )


def _quote(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
