"""The kinds of values that reach a field, by Arrow type and by DuckDB type, and which field takes which."""

from __future__ import annotations

import pyarrow as pa

__all__ = ["EXACT", "FITS", "arrow_type", "duckdb_type", "kind_of_arrow", "kind_of_duckdb", "spoken"]

EXACT = frozenset({"int", "decimal"})
ANY_TEXT = frozenset({"bool", "int", "decimal", "float", "text", "date", "time", "naive", "instant"})
FITS: dict[str, frozenset[str]] = {
    "text": ANY_TEXT,
    "email": frozenset({"text"}),
    "phone": frozenset({"text", "int", "decimal"}),
    "url": frozenset({"text"}),
    "integer": frozenset({"int", "decimal", "float", "text"}),
    "number": frozenset({"int", "decimal", "float", "text"}),
    "boolean": frozenset({"bool", "int", "text"}),
    "date": frozenset({"date", "text"}),
    "datetime": frozenset({"naive", "instant", "text"}),
    "picklist": ANY_TEXT,
    "choices": frozenset({"list", "text"}),
    "tags": frozenset({"list", "text"}),
    "taxes": frozenset({"list", "text"}),
    "json": frozenset({"list", "text"}),
    "record": frozenset({"int", "decimal", "text"}),
}
_SPOKEN = {
    "bool": "true or false",
    "int": "a whole number",
    "decimal": "a decimal number",
    "float": "a floating-point number",
    "text": "text",
    "date": "a date",
    "time": "a time of day",
    "naive": "a time without a zone",
    "instant": "a time with a zone",
    "binary": "bytes",
    "list": "a list",
    "other": "a value of several parts",
}
_SMALL = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"})
_BY_NAME = {
    "BOOLEAN": ("bool", ""),
    "HUGEINT": ("decimal", "DECIMAL(38, 0)"),
    "UHUGEINT": ("decimal", "DECIMAL(38, 0)"),
    "UBIGINT": ("decimal", "DECIMAL(38, 0)"),
    "BIGNUM": ("decimal", "DECIMAL(38, 0)"),
    "DOUBLE": ("float", ""),
    "FLOAT": ("float", "DOUBLE"),
    "VARCHAR": ("text", ""),
    "JSON": ("text", "VARCHAR"),
    "UUID": ("text", "VARCHAR"),
    "NULL": ("text", "VARCHAR"),
    '"NULL"': ("text", "VARCHAR"),
    "DATE": ("date", ""),
    "TIME": ("time", ""),
    "TIMESTAMP": ("naive", ""),
    "TIMESTAMP_S": ("naive", "TIMESTAMP"),
    "TIMESTAMP_MS": ("naive", "TIMESTAMP"),
    "TIMESTAMP_NS": ("naive", "TIMESTAMP"),
    "TIMESTAMP WITH TIME ZONE": ("instant", ""),
    "BLOB": ("binary", ""),
    "VARCHAR[]": ("list", ""),
}


def spoken(kind: str) -> str:
    """Say a kind as a person would."""
    return _SPOKEN[kind]


def kind_of_duckdb(name: str) -> tuple[str, str]:
    """Give the kind of an expression's type, and the type it is cast to on its way out."""
    if name in _SMALL:
        return "int", "BIGINT"
    if name.startswith("DECIMAL"):
        return "decimal", ""
    if name.endswith("[]") and not name.startswith("STRUCT"):
        return "list", "VARCHAR[]"
    return _BY_NAME.get(name, ("other", ""))


def kind_of_arrow(kind: pa.DataType) -> str:
    """Give the kind of a source column."""
    return _of_arrow(kind)[0]


def duckdb_type(kind: pa.DataType) -> str:
    """Name the DuckDB type that a source column has in the sandbox."""
    return _of_arrow(kind)[1]


def arrow_type(kind: str) -> pa.DataType:
    """Give an Arrow type for a column of a kind that has no rows."""
    return _EMPTY.get(kind, pa.string())


_EMPTY: dict[str, pa.DataType] = {
    "bool": pa.bool_(),
    "int": pa.int64(),
    "decimal": pa.decimal128(38, 9),
    "float": pa.float64(),
    "date": pa.date32(),
    "time": pa.time64("us"),
    "naive": pa.timestamp("us"),
    "instant": pa.timestamp("us", "UTC"),
    "binary": pa.binary(),
    "list": pa.list_(pa.string()),
}


def _of_arrow(kind: pa.DataType) -> tuple[str, str]:
    if pa.types.is_decimal(kind):
        return "decimal", f"DECIMAL({kind.precision}, {kind.scale})"
    if pa.types.is_timestamp(kind):
        return ("instant", "TIMESTAMPTZ") if kind.tz else ("naive", "TIMESTAMP")
    for test, name, sql in (
        (pa.types.is_boolean, "bool", "BOOLEAN"),
        (pa.types.is_integer, "int", "BIGINT"),
        (pa.types.is_floating, "float", "DOUBLE"),
        (pa.types.is_string, "text", "VARCHAR"),
        (pa.types.is_large_string, "text", "VARCHAR"),
        (pa.types.is_null, "text", "VARCHAR"),
        (pa.types.is_date, "date", "DATE"),
        (pa.types.is_time, "time", "TIME"),
        (pa.types.is_binary, "binary", "BLOB"),
        (pa.types.is_list, "list", "VARCHAR[]"),
    ):
        if test(kind):
            return name, sql
    return "other", "VARCHAR"
