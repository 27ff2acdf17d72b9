"""The types a user can name for a column, in DuckDB's words, and the Arrow types they become."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["TYPE_NAMES", "arrow_type", "is_type", "named_types", "type_name"]

_WORDS = {
    "BOOLEAN": "bool",
    "BOOL": "bool",
    "TINYINT": "int",
    "SMALLINT": "int",
    "INTEGER": "int",
    "INT": "int",
    "BIGINT": "int",
    "HUGEINT": "huge",
    "DOUBLE": "double",
    "FLOAT": "double",
    "REAL": "double",
    "VARCHAR": "text",
    "TEXT": "text",
    "STRING": "text",
    "UUID": "text",
    "JSON": "text",
    "DATE": "date",
    "TIME": "time",
    "TIMESTAMP": "timestamp",
    "DATETIME": "timestamp",
    "TIMESTAMPTZ": "instant",
    "TIMESTAMP WITH TIME ZONE": "instant",
    "BLOB": "binary",
}

TYPE_NAMES = (
    "BOOLEAN",
    "BIGINT",
    "DECIMAL(12,2)",
    "DOUBLE",
    "VARCHAR",
    "DATE",
    "TIME",
    "TIMESTAMP",
    "TIMESTAMPTZ",
    "BLOB",
)
"""The names that messages offer; some more mean the same."""

_DECIMAL = re.compile(r"(?:DECIMAL|NUMERIC)\s*\(\s*([0-9]{1,2})\s*(?:,\s*([0-9]{1,2})\s*)?\)\Z")
_LENGTH = re.compile(r"(VARCHAR|TEXT|STRING)\s*\(\s*[0-9]+\s*\)\Z")


def is_type(word: str) -> bool:
    """Tell whether a word names a type; ``DECIMAL`` wants its digits."""
    return _kind(word) is not None


def arrow_type(word: str) -> pa.DataType:
    """Give the Arrow type of a name; ``is_type`` holds for it."""
    import pyarrow as pa  # noqa: PLC0415 - the names alone are wanted without it

    kind = _kind(word)
    if isinstance(kind, tuple):
        return pa.decimal128(*kind)
    made: dict[str | None, pa.DataType] = {
        "bool": pa.bool_(),
        "int": pa.int64(),
        "huge": pa.decimal128(38, 0),
        "double": pa.float64(),
        "text": pa.string(),
        "date": pa.date32(),
        "time": pa.time64("us"),
        "timestamp": pa.timestamp("us"),
        "instant": pa.timestamp("us", tz="UTC"),
        "binary": pa.binary(),
    }
    return made[kind]


def type_name(kind: pa.DataType) -> str:
    """Name an Arrow type in DuckDB's words."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    if pa.types.is_decimal128(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    names = {
        pa.bool_(): "BOOLEAN",
        pa.int64(): "BIGINT",
        pa.float64(): "DOUBLE",
        pa.string(): "VARCHAR",
        pa.date32(): "DATE",
        pa.time64("us"): "TIME",
        pa.timestamp("us"): "TIMESTAMP",
        pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
        pa.binary(): "BLOB",
    }
    return names[kind]


def named_types(schema: pa.Schema) -> dict[str, str]:
    """Tell the types of a source's columns, in the words that ``types`` takes."""
    return {each.name: type_name(each.type) for each in schema}


def _kind(word: str) -> str | tuple[int, int] | None:
    plain = " ".join(word.upper().split())
    decimal = _DECIMAL.match(plain)
    if decimal:
        precision, scale = int(decimal[1]), int(decimal[2] or 0)
        return (precision, scale) if 1 <= precision <= 38 and scale <= precision else None
    if _LENGTH.match(plain):
        return "text"
    return _WORDS.get(plain)
