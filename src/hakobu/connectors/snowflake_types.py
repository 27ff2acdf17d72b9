"""Snowflake's types, as its driver numbers them."""

from __future__ import annotations

import pyarrow as pa

from hakobu.connectors.row_source import Column, integer_or_decimal

__all__ = ["taken"]

_FIXED = 0
_PLAIN: dict[int, pa.DataType] = {
    1: pa.float64(),
    2: pa.string(),
    3: pa.date32(),
    4: pa.timestamp("us"),
    5: pa.string(),  # VARIANT, as JSON
    6: pa.timestamp("us", tz="UTC"),
    7: pa.timestamp("us", tz="UTC"),
    8: pa.timestamp("us"),
    9: pa.string(),  # OBJECT
    10: pa.string(),  # ARRAY
    11: pa.binary(),
    12: pa.time64("us"),
    13: pa.bool_(),
}


def taken(name: str, code: int, precision: int, scale: int) -> Column:
    """Choose how to take a column by the driver's type code."""
    if code == _FIXED:
        return Column(name, integer_or_decimal(precision, scale))
    return Column(name, _PLAIN.get(code))
