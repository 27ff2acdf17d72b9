"""Texts of other folders in the reader's language, where there is a word for them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from hakobu.cli.texts.refusals import JAPANESE_OF

if TYPE_CHECKING:
    from hakobu.cli.words import Words

__all__ = ["translated"]

_PLACE = re.compile(r"\{(\w+)\}")


def translated(words: Words, text: str) -> str:
    """Say a text in the reader's language; what has no words there stays as it is."""
    if words.lang != "ja" or not text:
        return text
    for pattern, said in _patterns():
        if found := pattern.fullmatch(text):
            return said.format(**found.groupdict())
    return text


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Make a pattern of each text; the longest come first, for they say the most."""
    found = []
    for english in sorted(JAPANESE_OF, key=len, reverse=True):
        parts = _PLACE.split(english)
        places = (f"(?P<{part}>.*?)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
        found.append((re.compile("".join(places), re.DOTALL), JAPANESE_OF[english]))
    return found
