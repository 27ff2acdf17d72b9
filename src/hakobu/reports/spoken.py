"""What the program said in English, in the reader's language: one table, in which it is looked up.

Errors are raised, kept and logged in English by folders that know no reader; who shows one puts it in words.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from hakobu.connectors.catalogue import CATALOGUE
from hakobu.reports.japanese import JAPANESE_OF
from hakobu.reports.japanese.others import OTHERS_SAY
from hakobu.reports.japanese.places import PLACES, STATUSES
from hakobu.reports.phrases import PLACE, filled, find, patterns_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.reports.phrases import Patterns

__all__ = ["place_in", "spoken"]

LONGEST = 2_000  # letters of a text that is looked up; what is longer quotes somebody else
_FIELD = re.compile(r"(\w+\.\w+) (.+)", re.DOTALL)  # Leads.Owner is …
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_LIST = re.compile(rf"(?:{_QUOTED.pattern})(?:, (?:{_QUOTED.pattern}))*")
_ENDS = re.compile(r"(?<=[.?!…]) +")
_BEYOND = re.compile(r"(?<=[.?!…]) |: ")  # a value that holds this may be more than one value
_VALID = re.compile(r"Valid: (.+)\.", re.DOTALL)


def spoken(text: str, lang: str) -> str:
    """Say a text in a language (``en``, ``ja``), whole or by its sentences; unknown ones stay."""
    if lang != "ja" or not text or len(text) > LONGEST:
        return text
    said = _known(text) or _by_parts(text)
    return said if said != text else _known(text, whole=False) or text


def place_in(lang: str, where: str) -> str:
    """Say where something went wrong: ``connection shop, table people``; what has no words stays."""
    if lang != "ja":
        return where
    parts = [find(_places(), part) for part in where.split(", ")]
    return "、".join(filter(None, parts)) if all(parts) else _known(where) or where


def _known(text: str, *, whole: bool = True) -> str | None:
    """Find a text; some are told with a full stop at their end, and stand without one.

    ``whole``: no value in it goes beyond its sentence.
    """
    exact, patterns = _table()
    for form, end in ((text, ""), (text.removesuffix("."), "。")):
        if (said := exact.get(form)) is not None:
            return said + ("" if said.endswith(end) else end)
        for pattern, japanese in patterns:
            found = pattern.fullmatch(form)
            if found and not (whole and any(_BEYOND.search(value) for value in found.groups())):
                values = {name: _value(name, each) for name, each in found.groupdict().items()}
                said = filled(japanese, values)
                return said + ("" if said.endswith(end) else end)
        if not text.endswith("."):
            return None
    return None


def _by_parts(text: str) -> str:
    """Say the sentences of a text one by one, and what stands before its first colon."""
    parts = _ENDS.split(text)
    if len(parts) > 1:
        return "".join(_joined(parts)).rstrip()
    if (field := _FIELD.fullmatch(text)) and (known := _known(field[2])) is not None:
        return f"{field[1]}：{known}"
    where, colon, rest = text.partition(": ")
    if colon and rest and (said := spoken(rest, "ja")) != rest:
        return f"{place_in('ja', where)}：{said}"
    return text


def _joined(parts: list[str]) -> Iterator[str]:
    """Put sentences together: the longest run of them that is known goes first."""
    begin = 0
    while begin < len(parts):
        for end in range(len(parts), begin, -1):
            part = " ".join(parts[begin:end])
            if valid := _VALID.fullmatch(part):
                said: str | None = f"使える値：{valid[1]}。"
            else:
                said = _known(part) if end - begin > 1 else spoken(part, "ja")
            if said is not None and (said != part or end - begin == 1):
                yield _ended(said) if said != part else f"{part} "
                begin = end
                break


def _ended(said: str) -> str:
    """End a sentence that another one follows."""
    return said if said.endswith(("。", "？", "：")) else f"{said}。"


def _value(place: str, value: str) -> str:
    """Say a value within a sentence: quotes are Japanese ones, and pieces of sentences are said, too."""
    if place == "status":
        return STATUSES.get(value, value)
    if place == "names":
        return value.replace(" or ", "、")
    if _LIST.fullmatch(value):
        return "、".join(f"「{found[1] or found[2] or ''}」" for found in _QUOTED.finditer(value))
    return (_known(value) or value) if " " in value else value


@cache
def _places() -> Patterns:
    return patterns_of(PLACES)


@cache
def _table() -> tuple[dict[str, str], Patterns]:
    """Split the table: texts as they are, and patterns; the longest come first, for they say the most."""
    from hakobu.zoho import CODES  # noqa: PLC0415 - heavy, and only for those who read Japanese

    every = JAPANESE_OF | OTHERS_SAY
    every |= {text["en"]: text["ja"] for code in CODES.values() for text in (code.meaning, code.remedy)}
    every |= {each.help.en: each.help.ja for spec in CATALOGUE.values() for each in spec.settings}
    exact = {english: said for english, said in every.items() if not PLACE.search(english)}
    patterns = patterns_of({english: said for english, said in every.items() if english not in exact})
    return exact, patterns
