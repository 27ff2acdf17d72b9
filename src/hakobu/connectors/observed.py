"""What Python values of a column have been, and the type that holds them all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Observed"]

_WORDS: dict[type, str] = {
    bool: "booleans",
    int: "integers",
    float: "numbers",
    str: "texts",
    bytes: "binary",
    dt.date: "dates",
    dt.datetime: "times",
    dt.time: "times of day",
}
_SINGLE: dict[frozenset[type], pa.DataType] = {
    frozenset({bool}): pa.bool_(),
    frozenset({int}): pa.int64(),
    frozenset({bytes}): pa.binary(),
    frozenset({dt.date}): pa.date32(),
    frozenset({dt.datetime}): pa.timestamp("us"),
    frozenset({dt.date, dt.datetime}): pa.timestamp("us"),
    frozenset({dt.time}): pa.time64("us"),
}


@dataclass(slots=True)
class Observed:
    """What was seen of a column; ``numeric`` makes floats the decimals that they were written as."""

    numeric: bool = False
    natures: set[type] = field(default_factory=set)
    whole: int = 0  # digits before the point
    scale: int = 0  # digits after it

    def see(self, values: Iterable[object]) -> None:
        """Take a batch of values in."""
        natures = set(map(type, values)) - {type(None)}
        self.natures |= natures
        if natures & {int, float}:
            for value in values:
                if isinstance(value, int | float):
                    self._measure(value)

    def type(self) -> pa.DataType | None:
        """Give the type that holds all values seen; None if there is none."""
        natures = frozenset(self.natures)
        if natures == {int} and self.whole > 18:
            return pa.decimal128(38, 0) if self.whole <= 38 else pa.string()
        if natures in _SINGLE:
            return _SINGLE[natures]
        if natures == {float} and not self.numeric:
            return pa.float64()
        if natures and natures <= {int, float}:
            return self._decimal()
        return None if bytes in natures else pa.string()

    def kinds(self) -> str:
        """Name the kinds of values, for a message."""
        return ", ".join(sorted(_WORDS.get(nature, nature.__name__) for nature in self.natures))

    def _decimal(self) -> pa.DataType:
        precision = max(self.whole + self.scale, 1)
        if precision <= 38:
            return pa.decimal128(precision, self.scale)
        return pa.float64() if int not in self.natures else pa.string()

    def _measure(self, value: float) -> None:
        made = Decimal(repr(value))
        exponent = made.as_tuple().exponent
        if not isinstance(exponent, int):  # infinity: no decimal holds it
            self.whole = 99
            return
        self.scale = max(self.scale, -exponent)
        self.whole = max(self.whole, made.adjusted() + 1)
