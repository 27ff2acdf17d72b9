"""BigQuery's types, as its API names them."""

from __future__ import annotations

import pyarrow as pa

from hakobu.connectors.row_source import Column, integer_or_decimal

__all__ = ["taken"]

_PLAIN: dict[str, pa.DataType] = {
    **dict.fromkeys(("STRING", "GEOGRAPHY", "JSON", "INTERVAL"), pa.string()),
    **dict.fromkeys(("INTEGER", "INT64"), pa.int64()),
    **dict.fromkeys(("FLOAT", "FLOAT64"), pa.float64()),
    **dict.fromkeys(("BOOLEAN", "BOOL"), pa.bool_()),
    "BYTES": pa.binary(),
    "DATE": pa.date32(),
    "TIME": pa.time64("us"),
    "DATETIME": pa.timestamp("us"),
    "TIMESTAMP": pa.timestamp("us", tz="UTC"),
    "NUMERIC": pa.decimal128(38, 9),
}


def taken(name: str, word: str, mode: str, precision: int, scale: int) -> Column:
    """Choose how to take a column; what repeats or has parts has no plain type."""
    if mode == "REPEATED":
        return Column(name, None)
    if word in {"NUMERIC", "BIGNUMERIC"} and precision:
        return Column(name, integer_or_decimal(precision, scale))
    if word == "JSON":  # as text, just as it is stored
        return Column(name, pa.string(), "TO_JSON_STRING({})")
    return Column(name, _PLAIN.get(word))
