"""SQLite's types: what a declaration means, and what the values of a column without one are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["UNDECLARED", "Observed", "declared_type"]

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


@dataclass(slots=True)
class Observed:
    """What was seen of a column's values."""

    natures: set[type] = field(default_factory=set)
    whole: int = 0  # digits before the point
    scale: int = 0  # digits after it

    def see(self, values: Iterable[object]) -> None:
        """Take a batch of values in."""
        natures = set(map(type, values))
        self.natures |= natures
        if natures & {int, float}:
            for value in values:
                if isinstance(value, int | float):
                    self._measure(value)

    def type(self, *, numeric: bool) -> pa.DataType | None:
        """Give the type that holds all values seen; None if there is none."""
        natures = self.natures - {type(None)}
        if natures == {int}:
            return pa.int64()
        if natures == {float} and not numeric:
            return pa.float64()
        if natures and natures <= {int, float}:
            precision = max(self.whole + self.scale, 1)
            return pa.decimal128(precision, self.scale) if precision <= 38 else pa.string()
        if natures == {bytes}:
            return pa.binary()
        return None if bytes in natures else pa.string()

    def kinds(self) -> str:
        """Name the kinds of values, for a message."""
        words = {int: "integers", float: "numbers", str: "texts", bytes: "binary"}
        return ", ".join(sorted(words[nature] for nature in self.natures if nature in words))

    def _measure(self, value: float) -> None:
        made = Decimal(repr(value))
        exponent = made.as_tuple().exponent
        if not isinstance(exponent, int):  # infinity: no decimal holds it
            self.whole = 99
            return
        self.scale = max(self.scale, -exponent)
        self.whole = max(self.whole, made.adjusted() + 1)
