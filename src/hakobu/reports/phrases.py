"""Texts with places for values, found again in what was said, and said in Japanese."""

from __future__ import annotations

import re
from itertools import cycle
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["PLACE", "Patterns", "filled", "find", "patterns_of"]

PLACE = re.compile(r"\{([a-z_]+)\}")

_DIGITS = {"number", "rows"}  # places where nothing but digits stands

Patterns = list[tuple[re.Pattern[str], str]]


def patterns_of(table: Mapping[str, str]) -> Patterns:
    """Make a pattern of each text of a table; the longest come first, for they say the most."""
    by_length = sorted(table, key=lambda text: (-len(PLACE.sub("", text)), text))
    return [(_pattern(english), table[english]) for english in by_length]


def find(
    patterns: Patterns, text: str, value: Callable[[str, str], str] = lambda _, value: value
) -> str | None:
    """Say a text by the first pattern that fits; ``value`` says what stands at a place, by its name."""
    for pattern, japanese in patterns:
        if found := pattern.fullmatch(text):
            return filled(japanese, {name: value(name, each) for name, each in found.groupdict().items()})
    return None


def filled(japanese: str, values: Mapping[str, str]) -> str:
    """Put values into a Japanese text; a quoted one wants no blanks around it."""
    said = PLACE.sub(lambda place: values.get(place[1], place[0]), japanese)
    return said.replace(" 「", "「").replace("」 ", "」")


def _pattern(english: str) -> re.Pattern[str]:
    parts = PLACE.split(english)
    return re.compile(
        "".join(_place(part) if odd else re.escape(part) for part, odd in zip(parts, cycle((False, True)))),
        re.DOTALL,
    )


def _place(name: str) -> str:
    return rf"(?P<{name}>\d+)" if name in _DIGITS else f"(?P<{name}>.+?)"
