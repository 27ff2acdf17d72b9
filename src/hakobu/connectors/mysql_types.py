"""MySQL's and MariaDB's types, as the wire describes a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa
from pymysql.constants import FIELD_TYPE, FLAG

__all__ = ["Described", "Taken", "taken"]

_BINARY = 63  # the character set of bytes
_DECIMALS = (FIELD_TYPE.DECIMAL, FIELD_TYPE.NEWDECIMAL)
_INTEGERS = (FIELD_TYPE.TINY, FIELD_TYPE.SHORT, FIELD_TYPE.INT24, FIELD_TYPE.LONG, FIELD_TYPE.YEAR)
_TEMPORAL: dict[int, pa.DataType] = {
    FIELD_TYPE.DATE: pa.date32(),
    FIELD_TYPE.NEWDATE: pa.date32(),
    FIELD_TYPE.TIME: pa.time64("us"),
    FIELD_TYPE.DATETIME: pa.timestamp("us"),
    FIELD_TYPE.TIMESTAMP: pa.timestamp("us", tz="UTC"),
}


class Described(Protocol):
    """What the wire says of a column."""

    name: str
    type_code: int
    length: int
    scale: int
    flags: int
    charsetnr: int


@dataclass(frozen=True, slots=True)
class Taken:
    """How a column is taken: its type (None: cannot be), ``cast`` around its name, ``suffix`` to its text.

    ``bytes`` if it arrives as bytes that the user wants as text.
    """

    kind: pa.DataType | None
    cast: str = "{}"
    suffix: str = ""
    bytes: bool = False


def taken(column: Described, wish: pa.DataType | None) -> Taken:
    """Choose how to take a column; everything arrives as text, as the server writes it."""
    own = _own(column)
    if wish is None:
        return own
    if own.kind is not None and pa.types.is_binary(own.kind):
        return Taken(wish, bytes=own.kind != wish)
    instants = own.kind is not None and own.kind == wish and bool(own.suffix)
    return Taken(wish, own.cast, own.suffix if instants else "")


def _own(column: Described) -> Taken:
    code, unsigned = column.type_code, bool(column.flags & FLAG.UNSIGNED)
    if code in _TEMPORAL:
        # the session's zone is UTC
        return Taken(_TEMPORAL[code], suffix="Z" if code == FIELD_TYPE.TIMESTAMP else "")
    if code in _DECIMALS:
        # the length counts the sign and the point
        precision = column.length - (not unsigned) - (column.scale > 0)
        return Taken(pa.decimal128(precision, column.scale) if precision <= 38 else None)
    return _plain(column, unsigned=unsigned) or _text_or_bytes(column)


def _plain(column: Described, *, unsigned: bool) -> Taken | None:
    code = column.type_code
    single = column.length == 1
    long = pa.decimal128(20, 0) if unsigned else pa.int64()
    bits = pa.bool_() if single else pa.int64() if column.length < 64 else pa.decimal128(20, 0)
    found = {
        **dict.fromkeys(_INTEGERS, Taken(pa.int64())),
        FIELD_TYPE.LONGLONG: Taken(long),
        FIELD_TYPE.BIT: Taken(bits, "({} + 0)"),
        FIELD_TYPE.FLOAT: Taken(pa.float64(), "({} + 0e0)"),  # as text a FLOAT loses digits
        FIELD_TYPE.DOUBLE: Taken(pa.float64()),
    }
    return Taken(pa.bool_()) if code == FIELD_TYPE.TINY and single else found.get(code)


def _text_or_bytes(column: Described) -> Taken:
    if column.type_code == FIELD_TYPE.GEOMETRY:
        return Taken(None)
    worded = column.type_code == FIELD_TYPE.JSON or column.flags & (FLAG.ENUM | FLAG.SET)
    return Taken(pa.binary() if column.charsetnr == _BINARY and not worded else pa.string())
