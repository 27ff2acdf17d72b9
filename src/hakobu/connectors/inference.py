"""The types of text columns, found from every value: exact or text, never a guess.

A column becomes a number only if writing the number back gives the very text: "007", "+81", "1e5"
and "-0" stay text. Decimals have either the same number of digits after the point everywhere, or no
needless zero ("1.1" beside "1.10" are versions, no amounts).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Guess", "Inferred"]

_DIGITS = 38  # of a decimal
_LONG = 18  # digits that always fit into 64 bits
_ZERO = pa.scalar(0, pa.int32())
_ONE = pa.scalar(1, pa.int32())


class Guess(StrEnum):
    """What all values of a column have been so far."""

    NOTHING = "nothing"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    INSTANT = "instant"
    TEXT = "text"


_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
_PATTERNS: dict[Guess, str] = {
    Guess.INTEGER: r"^(0|-?[1-9][0-9]{0,37})$",
    Guess.DECIMAL: r"^(0|-?[1-9][0-9]{0,37}|(0|-?[1-9][0-9]*)\.[0-9]+|-0\.[0-9]*[1-9][0-9]*)$",
    Guess.BOOLEAN: r"^(true|false|True|False|TRUE|FALSE)$",
    Guess.DATE: f"^{_DATE}$",
    Guess.TIMESTAMP: f"^{_DATE}{_TIME}$",
    Guess.INSTANT: f"^{_DATE}{_TIME}(Z|[+-][0-9]{{2}}:?[0-9]{{2}})$",
}
_COMPILED = {guess: re.compile(pattern) for guess, pattern in _PATTERNS.items()}
_TEMPORAL: dict[Guess, pa.DataType] = {
    Guess.DATE: pa.date32(),
    Guess.TIMESTAMP: pa.timestamp("us"),
    Guess.INSTANT: pa.timestamp("us", tz="UTC"),
}


@dataclass(slots=True)
class Inferred:
    """What was seen of one column; ``see`` takes a batch in, ``type`` tells the result."""

    guess: Guess = Guess.NOTHING
    whole: int = 0  # digits before the point
    least: int = _DIGITS  # digits after it, fewest and most
    most: int = 0
    integers: bool = False
    zero_end: bool = False  # a needless zero: 1.10
    zero_only: bool = False  # 1.0, as programs write whole numbers among floats

    def see(self, column: pa.StringArray) -> None:
        """Take a batch of texts in; empty ones are nothing."""
        if self.guess is Guess.TEXT:
            return
        texts = column.filter(pc.greater(pc.binary_length(column), _ZERO)).drop_null()
        if not len(texts):
            return
        if self.guess is Guess.NOTHING:
            self.guess = _first(texts[0].as_py())
        if self.guess is Guess.INTEGER and not self._all(texts):
            self.guess = Guess.DECIMAL
        if self.guess is Guess.TEXT or not self._all(texts) or not self._possible(texts):
            self.guess = Guess.TEXT
        elif self.guess in {Guess.INTEGER, Guess.DECIMAL}:
            self._measure(texts)

    def type(self) -> pa.DataType:
        """Give the type that keeps every value seen."""
        match self.guess:
            case Guess.INTEGER:
                exact = pa.int64() if self.whole <= _LONG else pa.decimal128(self.whole, 0)
                return exact if self.whole <= _DIGITS else pa.string()
            case Guess.DECIMAL:
                return self._decimal()
            case Guess.BOOLEAN:
                return pa.bool_()
            case _:
                return _TEMPORAL.get(self.guess, pa.string())

    def _decimal(self) -> pa.DataType:
        least = 0 if self.integers else self.least
        uneven = least != self.most
        needless = self.zero_end or (self.zero_only and self.integers)
        if self.whole + self.most > _DIGITS or (uneven and needless):
            return pa.string()
        return pa.decimal128(self.whole + self.most, self.most)

    def _all(self, texts: pa.StringArray) -> bool:
        return pc.all(pc.match_substring_regex(texts, _PATTERNS[self.guess])).as_py() is True

    def _possible(self, texts: pa.StringArray) -> bool:
        """No 30th of February."""
        if self.guess not in _TEMPORAL:
            return True
        try:
            pc.cast(texts, _TEMPORAL[self.guess])
        except pa.ArrowInvalid:
            return False
        return True

    def _measure(self, texts: pa.StringArray) -> None:
        digits = pc.replace_substring(texts, "-", "") if _any(pc.starts_with(texts, "-")) else texts
        if self.guess is Guess.INTEGER:
            self.integers = True
            self.whole = max(self.whole, _most(pc.binary_length(digits)))
            return
        point = pc.find_substring(digits, pattern=".")
        without = pc.equal(point, pa.scalar(-1, pa.int32()))
        if _any(without):
            self.integers = True
            self.whole = max(self.whole, _most(pc.binary_length(digits.filter(without))))
        digits, point = digits.filter(pc.invert(without)), point.filter(pc.invert(without))
        if not len(digits):
            return
        scale = pc.subtract(pc.subtract(pc.binary_length(digits), point), _ONE)
        self.whole = max(self.whole, _most(point))
        self.most = max(self.most, _most(scale))
        self.least = min(self.least, int(pc.min(scale).as_py()))
        only = pc.and_(pc.ends_with(digits, ".0"), pc.equal(scale, _ONE))
        self.zero_only |= _any(only)
        self.zero_end |= _any(pc.and_not(pc.ends_with(digits, "0"), only))


def _first(text: str) -> Guess:
    found = (guess for guess, pattern in _COMPILED.items() if pattern.match(text))
    return next(found, Guess.TEXT)


def _any(mask: pa.Array[Any]) -> bool:
    return pc.any(mask).as_py() is True


def _most(numbers: pa.Array[Any]) -> int:
    return int(pc.max(numbers).as_py() or 0)
