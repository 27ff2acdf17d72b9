"""Oracle's types, as the driver names them."""

from __future__ import annotations

import pyarrow as pa

from hakobu.connectors.row_source import Column, integer_or_decimal

__all__ = ["taken"]

_TEXTS = (
    "VARCHAR",
    "NVARCHAR",
    "CHAR",
    "NCHAR",
    "CLOB",
    "NCLOB",
    "LONG",
    "LONG_NVARCHAR",
    "ROWID",
    "UROWID",
    "JSON",
)
_PLAIN: dict[str, pa.DataType] = {
    **dict.fromkeys(_TEXTS, pa.string()),
    **dict.fromkeys(("BLOB", "RAW", "LONG_RAW"), pa.binary()),
    "BINARY_DOUBLE": pa.float64(),
    "BINARY_INTEGER": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.timestamp("us"),  # a DATE of Oracle has a time of day
    "TIMESTAMP": pa.timestamp("us"),
}


def taken(name: str, code: str, precision: int, scale: int) -> Column:
    """Choose how to take a column by the name of the driver's type code, such as ``DB_TYPE_NUMBER``."""
    kind = code.removeprefix("DB_TYPE_")
    if kind == "NUMBER":
        if scale < 0 and precision and scale > -127:  # NUMBER(5,-2): whole hundreds
            return Column(name, integer_or_decimal(precision - scale, 0))
        return Column(name, integer_or_decimal(precision, scale))
    if kind in {"TIMESTAMP_TZ", "TIMESTAMP_LTZ"}:  # the driver alone would drop the zone
        return Column(name, pa.timestamp("us", tz="UTC"), "SYS_EXTRACT_UTC({})")
    if kind == "BINARY_FLOAT":  # as a double it would show digits that nobody wrote
        return Column(name, pa.float64(), "TO_BINARY_DOUBLE(TO_CHAR({}))")
    if kind == "XMLTYPE":
        return Column(name, pa.string(), "XMLSERIALIZE(CONTENT {} AS CLOB)")
    return Column(name, _PLAIN.get(kind))
