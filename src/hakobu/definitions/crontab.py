"""The five fields of a crontab line, as crontab(5) describes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Crontab", "NoCrontabError", "read_crontab"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIELDS = (  # name, least, greatest, words that count from the least
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 7, _DAYS),
)
_SHORT = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
}


class NoCrontabError(ValueError):
    """A text that is no crontab line; it says which field is wrong."""


@dataclass(frozen=True, slots=True)
class Crontab:
    """When a line runs; ``either``: a day fits by the month or by the week, as both are restricted."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]  # 0 is Sunday
    either: bool

    def fits(self, day: date) -> bool:
        """Tell whether the line runs on a day."""
        if day.month not in self.months:
            return False
        by_month, by_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return by_month or by_week if self.either else by_month and by_week


def read_crontab(text: str) -> Crontab:
    """Read a line of five fields, or a short word such as ``@daily``."""
    fields = _SHORT.get(text.strip().lower(), text).split()
    if len(fields) != len(_FIELDS):
        names = ", ".join(name for name, *_ in _FIELDS)
        raise NoCrontabError(f"A cron line has five fields ({names}); here are {len(fields)}.")
    sets = [_numbers(field, *known) for field, known in zip(fields, _FIELDS, strict=True)]
    minutes, hours, days, months, weekdays = sets
    found = Crontab(
        minutes=tuple(sorted(minutes)),
        hours=tuple(sorted(hours)),
        days=frozenset(days),
        months=frozenset(months),
        weekdays=frozenset(day % 7 for day in weekdays),
        either=not fields[2].startswith("*") and not fields[4].startswith("*"),
    )
    if not found.either and not _ever(found):
        raise NoCrontabError("No month has such a day: the line would never run.")
    return found


def _ever(found: Crontab) -> bool:
    longest = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
    return any(min(found.days) <= longest.get(month, 31) for month in found.months)


def _numbers(field: str, name: str, least: int, greatest: int, words: tuple[str, ...]) -> set[int]:
    found: set[int] = set()
    for part in field.lower().split(","):
        span, slash, step = part.partition("/")
        if slash and not (step.isascii() and step.isdigit() and int(step) > 0):
            raise NoCrontabError(f"The {name} {field!r}: after / stands a number from 1.")
        first, dash, last = span.partition("-")
        if first == "*" and not dash:
            begin, end = least, greatest
        else:
            begin = _number(first, field, name, least, words)
            end = _number(last, field, name, least, words) if dash else greatest if slash else begin
        if not least <= begin <= end <= greatest:
            raise NoCrontabError(f"The {name} {field!r} does not lie within {least} to {greatest}.")
        found |= set(range(begin, end + 1, int(step) if slash else 1))
    return found


def _number(word: str, field: str, name: str, least: int, words: tuple[str, ...]) -> int:
    if word in words:
        return words.index(word) + least
    if not (word.isascii() and word.isdigit()) or len(word) > 2:
        known = f" or {words[0]} … {words[-1]}" if words else ""
        raise NoCrontabError(f"The {name} {field!r} holds {word!r}, which is no number{known}.")
    return int(word)
