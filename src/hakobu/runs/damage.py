"""What spreadsheets do to values: told from the value that was exported and the one that came back."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

__all__ = ["damage_of"]

_BEGIN = date(1899, 12, 30)  # day 0 of a spreadsheet's serial numbers
_SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?[eE]\+?\d+")
_SHAPES = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%m/%d/%y",
    "%Y年%m月%d日",
    "%d-%b-%y",
    "%d-%b-%Y",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
)
EXACT = 15  # digits that they keep


def damage_of(was: str, now: str) -> str | None:
    """Name what a spreadsheet did to a value, or nothing where a person may have corrected it."""
    return _to_number(was, now) or _to_date(was, now) or _to_encoding(was, now)


def _to_number(was: str, now: str) -> str | None:
    digits = was.lstrip("+-")
    if _SCIENTIFIC.fullmatch(now) and not _SCIENTIFIC.fullmatch(was) and digits.isdecimal():
        return "the number was turned into scientific notation"
    if re.fullmatch(r"0\d+", was) and now == (was.lstrip("0") or "0"):
        return "the leading zeros were lost"
    if digits.isdecimal() and now.isdecimal() and len(digits) > EXACT and _rounded(digits, now):
        return "the last digits were lost"
    return None


def _to_date(was: str, now: str) -> str | None:
    if re.fullmatch(r"\d{1,4}[-/]\d{1,2}", was) and _days(now):
        return "the text was turned into a date"
    days = _days(was)
    if days and re.fullmatch(r"\d{1,6}(\.\d+)?", now) and _serial(now) in days:
        return "the date was turned into a number"
    return "the date was written in another form" if days & _days(now) else None


def _to_encoding(was: str, now: str) -> str | None:
    lost = "?" in now and now == was.encode("cp932", "replace").decode("cp932")
    return "letters were lost when the file was saved in another encoding" if lost else None


def _rounded(was: str, now: str) -> bool:
    zeros = was[: EXACT - 1] == now[: EXACT - 1] and not now[EXACT:].strip("0")
    return len(was) == len(now) and was != now and (zeros or float(was) == float(now))


def _days(text: str) -> set[date]:
    """Give the days that a text may mean."""
    found = set()
    for shape in _SHAPES:
        try:
            found.add(datetime.strptime(text.strip(), shape).date())  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return found


def _serial(number: str) -> date:
    return _BEGIN + timedelta(days=int(float(number)))
