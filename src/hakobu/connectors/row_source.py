"""What databases share whose drivers give rows as Python values: a stream of them becomes exact columns."""

from __future__ import annotations

import datetime as dt
import json
from abc import ABC, abstractmethod
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pyarrow as pa

from hakobu.connectors.column_types import arrow_type
from hakobu.connectors.columns import check_known, check_names
from hakobu.connectors.exact import UnfitError, from_text, from_values, misfit
from hakobu.connectors.spec import nearest
from hakobu.connectors.statement import describe, select
from hakobu.errors import SourceError
from hakobu.model import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from hakobu.model import Read

__all__ = ["BATCH", "Column", "RowSource", "integer_or_decimal"]

BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer: its type (None: the user must name one) and how it is selected.

    ``cast`` surrounds its name where the driver alone would not give it exactly.
    """

    name: str
    kind: pa.DataType | None
    cast: str = "{}"


class RowSource(ABC):
    """A database that is connected anew for each read; a subclass knows one driver and one dialect."""

    connector: str
    remedies: tuple[tuple[str, str], ...] = ()
    """What to do, by a part of the driver's message."""

    def __init__(self, name: str, settings: Mapping[str, Any], base: Path) -> None:
        self.name = name
        self.settings = settings
        self.base = base

    @abstractmethod
    def connect(self) -> Any:
        """Open a session that reads."""

    @abstractmethod
    def errors(self) -> tuple[type[Exception], ...]:
        """Name what the driver raises."""

    @abstractmethod
    def table_names(self, session: Any) -> tuple[str, ...]:
        """Name tables and views."""

    @abstractmethod
    def columns(self, session: Any, statement: str) -> list[Column]:
        """Describe the answer of a statement without reading it."""

    @abstractmethod
    def rows(self, session: Any, statement: str) -> Iterator[Sequence[Sequence[Any]]]:
        """Stream the answer in batches of rows, in bounded memory."""

    def quote(self, name: str) -> str:
        """Quote a name as SQL does."""
        return '"' + name.replace('"', '""') + '"'

    def wrap(self, statement: str, columns: Sequence[Column]) -> str:
        """Select the columns of a statement as their casts say."""
        parts = ", ".join(
            f"{each.cast.format(self.quote(each.name))} AS {self.quote(each.name)}" for each in columns
        )
        return f"SELECT {parts} FROM (\n{statement}\n) hakobu_read"

    def release(self, session: Any) -> None:
        """Let a session go."""
        session.close()

    def tables(self) -> tuple[str, ...]:
        """Name tables and views."""
        with self._session("") as session:
            return self.table_names(session)

    def schema(self, read: Read) -> pa.Schema:
        """Tell the columns and their types."""
        with self._session(describe(read)) as session:
            return self._plan(session, read)[1]

    def batches(self, read: Read) -> Iterator[pa.RecordBatch]:
        """Stream the rows."""
        what = describe(read)
        with self._session(what) as session:
            statement, schema = self._plan(session, read)
            before = 0
            for rows in self.rows(session, statement):
                columns = zip(*rows, strict=True)
                arrays = [
                    self._exact(values, field, what, before)
                    for values, field in zip(columns, schema, strict=True)
                ]
                yield pa.RecordBatch.from_arrays(arrays, schema=schema)
                before += len(rows)

    def close(self) -> None:  # noqa: B027 - the protocol wants it
        """Nothing is held between reads."""

    def _plan(self, session: Any, read: Read) -> tuple[str, pa.Schema]:
        where = self._where(describe(read))
        table = self._table(session, read.table, where) if read.table is not None else ""
        statement = select(read, self.connector, table=table, quote=self.quote, where=where)
        columns = self.columns(session, statement)
        names = tuple(each.name for each in columns)
        check_names(names, where, next_step="Give it another name with AS in a query.")
        check_known(tuple(read.types), names, where, what="'types'")
        wishes = {name: arrow_type(word) for name, word in read.types.items()}
        fields = [
            pa.field(each.name, wishes.get(each.name) or each.kind or _unknown(each.name, where))
            for each in columns
        ]
        plain = all(each.cast == "{}" for each in columns)
        return (statement if plain else self.wrap(statement, columns)), pa.schema(fields)

    def _table(self, session: Any, table: str, where: str) -> str:
        known = self.table_names(session)
        if table in known or "." in table:
            return ".".join(
                map(self.quote, [table] if table in known and "." not in table else table.split("."))
            )
        near = nearest(table, known)
        raise SourceError(f"There is no table {table!r}.", where=where, valid=known[:20], next_step=near)

    def _exact(
        self, values: Sequence[Any], field: pa.Field[pa.DataType], what: str, before: int
    ) -> pa.Array[Any]:
        plain = [_plain(value, field.type) for value in values]
        try:
            texts = all(value is None or isinstance(value, str) for value in plain)
            if texts and not pa.types.is_binary(field.type):
                return from_text(pa.array(plain, pa.string()), field.type)
            return from_values(plain, field.type)
        except UnfitError as error:
            place = f"Row {before + error.index + 1}"
            raise misfit(error, field, place=place, where=self._where(what)) from None

    @contextmanager
    def _session(self, what: str) -> Iterator[Any]:
        session = None
        try:
            session = self.connect()
            yield session
        except self._failures() as error:
            raise self._refused(error, what) from None
        finally:
            if session is not None:
                self._let_go(session)

    def _failures(self) -> tuple[type[Exception], ...]:
        return (OSError, *self.errors())

    def _let_go(self, session: Any) -> None:
        try:
            self.release(session)
        except self._failures():  # the way to it is gone, or rows were left: either way it is over
            return

    def _refused(self, error: Exception, what: str) -> SourceError:
        said = self._masked(self.said(error)).strip().rstrip(".")
        step = next((step for part, step in self.remedies if part.lower() in said.lower()), "")
        return SourceError(f"The database says: {said}.", where=self._where(what), next_step=step)

    def said(self, error: Exception) -> str:
        """Give a driver's message as a text."""
        return str(error).split("\n", maxsplit=1)[0]

    def secret(self, name: str) -> str:
        """Give a secret of the settings, or nothing."""
        value = self.settings.get(name)
        return value.reveal() if isinstance(value, Secret) else ""

    def _masked(self, text: str) -> str:
        for value in self.settings.values():
            if isinstance(value, Secret) and value.reveal():
                text = text.replace(value.reveal(), "***")
        return text

    def _where(self, what: str) -> str:
        return f"connection {self.name}, {what}" if what else f"connection {self.name}"


def integer_or_decimal(precision: int, scale: int) -> pa.DataType | None:
    """Give the exact type of a number by its digits; None beyond 38 of them."""
    if scale == 0 and 0 < precision <= 18:
        return pa.int64()
    return pa.decimal128(precision, scale) if 0 < precision <= 38 and 0 <= scale <= precision else None


def _plain(value: Any, kind: pa.DataType) -> Any:
    """Give a driver's value as the exact columns take it; what has a structure becomes its JSON."""
    match value:
        case Decimal():
            return format(value, "f")
        case UUID() | dt.timedelta():
            return str(value)
        case bytearray() | memoryview():
            return bytes(value)
        case dt.datetime() if pa.types.is_timestamp(kind):
            return _moment(value, instant=kind.tz is not None)
        case dict() | list() | tuple():
            return json.dumps(value, ensure_ascii=False, default=str)
    return value


def _moment(value: dt.datetime, *, instant: bool) -> dt.datetime:
    if value.tzinfo is None:
        return value.replace(tzinfo=dt.UTC) if instant else value  # sessions run in UTC
    return value.astimezone(dt.UTC)


def _unknown(column: str, where: str) -> pa.DataType:
    raise SourceError(
        f"The column {column!r} has no exact type: a number without declared digits, or of more than 38, "
        "or something that is no plain value.",
        where=where,
        next_step=f"Name its type, for example types: {{{column}: VARCHAR}}, or convert it in a query.",
    )
