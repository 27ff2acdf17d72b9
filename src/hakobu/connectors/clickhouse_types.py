"""ClickHouse's types, as the server names them."""

from __future__ import annotations

import re

import pyarrow as pa

from hakobu.connectors.row_source import Column, integer_or_decimal

__all__ = ["taken"]

_DECIMAL = re.compile(r"Decimal\((\d+),\s*(\d+)\)\Z")
_TEXT = re.compile(
    r"(String|FixedString|UUID|IPv4|IPv6|Enum8|Enum16|JSON|Map|Array|Tuple|Nested|Variant|Dynamic)\b"
)
_AS_TEXT = "toString({})"
_IN_UTC = "concat(toString(toTimeZone(toDateTime64({}, 6), 'UTC')), 'Z')"
_PLAIN: dict[str, tuple[pa.DataType, str]] = {
    **dict.fromkeys(("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32"), (pa.int64(), "{}")),
    "UInt64": (pa.decimal128(20, 0), _AS_TEXT),
    "Float64": (pa.float64(), "{}"),
    "Float32": (pa.float64(), "toFloat64(toString({}))"),  # else it would show digits that nobody wrote
    "Bool": (pa.bool_(), "{}"),
    "String": (pa.string(), "{}"),
    **dict.fromkeys(("Date", "Date32"), (pa.date32(), _AS_TEXT)),
}


def taken(name: str, word: str) -> Column:
    """Choose how to take a column by its type's name, such as ``Nullable(Decimal(12, 2))``."""
    kind = _bare(word)
    if decimal := _DECIMAL.match(kind):
        return Column(name, integer_or_decimal(int(decimal[1]), int(decimal[2])), _AS_TEXT)
    if kind.startswith("DateTime"):  # a moment, in whatever zone it is shown
        return Column(name, pa.timestamp("us", tz="UTC"), _IN_UTC)
    if kind in _PLAIN:
        return Column(name, *_PLAIN[kind])
    return Column(name, pa.string() if _TEXT.match(kind) else None, _AS_TEXT)


def _bare(word: str) -> str:
    """Take off what only says how a type is stored, and that it may be empty."""
    for shell in ("LowCardinality(", "Nullable("):
        if word.startswith(shell):
            word = word.removeprefix(shell).removesuffix(")")
    return word
