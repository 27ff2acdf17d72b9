"""PostgreSQL's types: how a column is selected, and the exact type it arrives in."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

__all__ = ["Selected", "selected"]

_AS_IT_IS: dict[str, pa.DataType] = {
    "bool": pa.bool_(),
    "int2": pa.int64(),
    "int4": pa.int64(),
    "int8": pa.int64(),
    "float8": pa.float64(),
    "text": pa.string(),
    "varchar": pa.string(),
    "bpchar": pa.string(),
    "date": pa.date32(),
    "time": pa.time64("us"),
    "timestamp": pa.timestamp("us"),
    "timestamptz": pa.timestamp("us", tz="UTC"),
    "bytea": pa.binary(),
}
_CAST: dict[str, tuple[str, pa.DataType]] = {
    "oid": ("{}::int8", pa.int64()),
    "float4": ("{}::text::float8", pa.float64()),  # 0.1 stays 0.1
    # a cast to text would add /32 to a single host
    "inet": ("CASE WHEN {0} IS NOT NULL THEN format('%s', {0}) END", pa.string()),
}
_TEXT = "{}::text"


@dataclass(frozen=True, slots=True)
class Selected:
    """How a column is asked for: ``cast`` is put around its name; ``as_text`` if it arrives as text."""

    kind: pa.DataType | None
    cast: str = "{}"
    as_text: bool = False


def selected(field: pa.Field[pa.DataType], wish: pa.DataType | None) -> Selected:
    """Choose how to ask for a column; ``kind`` is None where the user must name a type."""
    metadata = field.metadata or {}
    name = metadata.get(b"POSTGRESQL:type", b"").decode()
    if wish is not None:
        same = _AS_IT_IS.get(name) == wish
        return Selected(wish) if same else Selected(wish, _TEXT, as_text=True)
    if name == "numeric":
        kind = _numeric(int(metadata.get(b"POSTGRESQL:typmod", b"-1")))
        return Selected(kind, _TEXT, as_text=True)
    if name in _CAST:
        cast, kind = _CAST[name]
        return Selected(kind, cast)
    # enums, uuid, json, inet, money, arrays, ranges, intervals: as PostgreSQL writes them
    return Selected(_AS_IT_IS[name]) if name in _AS_IT_IS else Selected(pa.string(), _TEXT)


def _numeric(modifier: int) -> pa.DataType | None:
    """Read precision and scale from the type modifier (see numeric.c: 11 bits of scale, signed)."""
    if modifier < 0:
        return None
    packed = modifier - 4
    precision, scale = packed >> 16, ((packed & 0x7FF) ^ 1024) - 1024
    if scale < 0:
        precision, scale = precision - scale, 0
    precision = max(precision, scale)
    return pa.decimal128(precision, scale) if precision <= 38 else None
