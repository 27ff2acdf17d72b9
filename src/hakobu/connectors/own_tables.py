"""Tables of our own in a user's database: the SQL that makes them, and that writes their rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from hakobu.connectors.placeholders import literal, unfilled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["OwnTable", "Type", "Value", "create", "delete", "insert", "quote"]

Value = str | int | datetime | None

MOST_ROWS = 500
MOST_BYTES = 256 << 10  # of one statement; hexadecimals double it, and servers take a megabyte at least


class Type(StrEnum):
    """What a column holds; an instant is in UTC."""

    INTEGER = "integer"
    TEXT = "text"
    INSTANT = "instant"


_TYPES = {
    "sqlite": {Type.INTEGER: "INTEGER", Type.TEXT: "TEXT", Type.INSTANT: "TIMESTAMPTZ"},
    "postgresql": {Type.INTEGER: "bigint", Type.TEXT: "text", Type.INSTANT: "timestamptz"},
    # a TIMESTAMP of MySQL ends in 2038, and a TEXT after 64 kB
    "mysql": {Type.INTEGER: "BIGINT", Type.TEXT: "LONGTEXT", Type.INSTANT: "DATETIME(6)"},
}


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table by its name and columns; the first column tells which rows belong together.

    ``single``: at most one row belongs to a value of the first column.
    """

    name: str
    columns: dict[str, Type]
    single: bool = False

    @property
    def first(self) -> str:
        """Name the first column."""
        return next(iter(self.columns))


def create(table: OwnTable, connector: str) -> tuple[str, ...]:
    """Give the statements that make a table which is not there."""
    types, name, first = _TYPES[connector], quote(table.name, connector), quote(table.first, connector)
    columns = [f"{quote(each, connector)} {types[kind]}" for each, kind in table.columns.items()]
    columns[0] += " NOT NULL"
    if table.single:
        columns.append(f"PRIMARY KEY ({first})")
    end = " CHARACTER SET utf8mb4" if connector == "mysql" else ""
    made = f"CREATE TABLE {name} ({', '.join(columns)}){end}"
    if table.single:
        return (made,)
    return made, f"CREATE INDEX {quote(f'{table.name}_{table.first}', connector)} ON {name} ({first})"


def delete(table: OwnTable, value: int, connector: str) -> str:
    """Give the statement that takes away the rows of one value of the first column."""
    return f"DELETE FROM {quote(table.name, connector)} WHERE {quote(table.first, connector)} = {value}"


def insert(table: OwnTable, rows: Iterable[tuple[Value, ...]], connector: str) -> Iterator[str]:
    """Give the statements that add rows, some hundred each; no more than one is held at a time."""
    names = ", ".join(quote(each, connector) for each in table.columns)
    head = f"INSERT INTO {quote(table.name, connector)} ({names}) VALUES\n"
    held: list[str] = []
    size = 0
    for row in rows:
        made = unfilled(f"({', '.join(_written(value, connector) for value in row)})")
        if held and (len(held) == MOST_ROWS or size + len(made) > MOST_BYTES):
            yield head + ",\n".join(held)
            held, size = [], 0
        held.append(made)
        size += len(made)
    if held:
        yield head + ",\n".join(held)


def quote(name: str, connector: str) -> str:
    """Quote a name as a database wants it."""
    return f"`{name}`" if connector == "mysql" else f'"{name}"'


def _written(value: Value, connector: str) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, datetime):
        text = f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
        return f"'{text}'" if connector == "mysql" else f"'{text}+00:00'"
    # no database takes the character nought in a text
    return literal(value.replace("\0", "\ufffd") if isinstance(value, str) else value, connector)
