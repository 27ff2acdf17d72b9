"""SQL Server's types, as the server itself names those of an answer."""

from __future__ import annotations

import re

import pyarrow as pa

from hakobu.connectors.row_source import Column, integer_or_decimal

__all__ = ["taken"]

_NAME = re.compile(r"([a-z_0-9 ]+?)(?:\((\w+)(?:,\s*(\d+))?\))?\Z")
_PLAIN: dict[str, pa.DataType] = {
    **dict.fromkeys(("bigint", "int", "smallint", "tinyint"), pa.int64()),
    "bit": pa.bool_(),
    "money": pa.decimal128(19, 4),
    "smallmoney": pa.decimal128(10, 4),
    "float": pa.float64(),
    "date": pa.date32(),
    "time": pa.time64("us"),
    **dict.fromkeys(("datetime", "datetime2", "smalldatetime"), pa.timestamp("us")),
    **dict.fromkeys(("char", "varchar", "nchar", "nvarchar", "text", "ntext", "xml", "sysname"), pa.string()),
    "uniqueidentifier": pa.string(),
    **dict.fromkeys(("binary", "varbinary", "image", "timestamp", "rowversion"), pa.binary()),
}


def taken(name: str, word: str) -> Column:
    """Choose how to take a column by its type's name, such as ``decimal(12,2)``."""
    found = _NAME.match(word.lower())
    kind = found[1] if found else ""
    if kind in {"decimal", "numeric"} and found and found[2]:
        return Column(name, integer_or_decimal(int(found[2]), int(found[3] or 0)))
    if kind == "datetimeoffset":
        return Column(name, pa.timestamp("us", tz="UTC"), "CAST(SWITCHOFFSET({}, 0) AS datetime2(6))")
    if kind == "real":  # as a double it would show digits that nobody wrote; style 3 gives what is stored
        return Column(name, pa.float64(), "CAST(CONVERT(varchar(40), {}, 3) AS float)")
    return Column(name, _PLAIN.get(kind))
