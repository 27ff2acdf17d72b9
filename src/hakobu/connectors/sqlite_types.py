"""What the declaration of a SQLite column means."""

from __future__ import annotations

import re

import pyarrow as pa

__all__ = ["UNDECLARED", "declared_type"]

UNDECLARED = None
"""The answer for a column whose declaration says too little."""

_DIGITS = re.compile(r"\(\s*([0-9]+)\s*(?:,\s*([0-9]+)\s*)?\)")


def declared_type(declaration: str) -> pa.DataType | None:
    """Give the exact type of a declaration such as ``DECIMAL(12,2)``, or ``UNDECLARED``."""
    word = declaration.upper()
    digits = _DIGITS.search(word)
    if re.search(r"DEC|NUM", word):
        precision, scale = (int(digits[1]), int(digits[2] or 0)) if digits else (0, 0)
        return pa.decimal128(precision, scale) if 1 <= precision <= 38 and scale <= precision else UNDECLARED
    kinds: tuple[tuple[str, pa.DataType], ...] = (
        (r"\bINTERVAL", pa.string()),
        (r"INT", pa.int64()),
        (r"BOOL", pa.bool_()),
        (r"TIMESTAMPTZ|WITH TIME ZONE", pa.timestamp("us", tz="UTC")),
        (r"DATETIME|TIMESTAMP", pa.timestamp("us")),
        (r"\bDATE\b", pa.date32()),
        (r"\bTIME\b", pa.time64("us")),
        (r"CHAR|CLOB|TEXT|STRING", pa.string()),
        (r"REAL|FLOA|DOUB", pa.float64()),
    )
    return next((kind for pattern, kind in kinds if re.search(pattern, word)), UNDECLARED)
