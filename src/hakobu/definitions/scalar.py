"""What a single YAML value means: text in quotes is text, bare words follow YAML 1.2."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hakobu.definitions.document import Scalar

__all__ = ["AMBIGUOUS", "Value", "meaning", "shown"]

Value = str | int | float | bool | None

AMBIGUOUS = frozenset({"yes", "no", "on", "off"})
"""Words that some YAML programs read as booleans and others as text; refused without quotes."""

_WORDS: dict[str, Value] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z|[-+]?\.inf\Z|\.nan\Z|0x[0-9a-f]+\Z", re.IGNORECASE
)
_LONGEST = 40  # digits; Python itself refuses to count thousands


class NoValueError(ValueError):
    """A bare word that would mean different things to different programs."""


def meaning(scalar: Scalar) -> Value:
    """Tell what a value means; a number that cannot be kept, or an ambiguous word, is ``NoValueError``."""
    text = scalar.text
    if not scalar.plain:
        return text
    if text.lower() in AMBIGUOUS:
        raise NoValueError(f"A bare {text} means true or false to some programs and a text to others.")
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if not _NUMBER.match(text):
        return text
    if _INTEGER.match(text) and len(text) <= _LONGEST:
        return int(text)
    return _decimal(text)


def shown(value: Value) -> str:
    """Write a value as the file would have it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "nothing" if value is None else str(value)


def _decimal(text: str) -> float:
    number = float(text) if "x" not in text.lower() and text.lstrip("+-")[:1] in set("0123456789.") else None
    exact = number is not None and text[-1].isdigit() and Decimal(repr(number)) == Decimal(text)
    leading = re.match(r"[-+]?0[0-9]", text)
    if number is None or not exact or leading:
        raise NoValueError(f"The number {text} would not be kept as it is written.")
    return number
