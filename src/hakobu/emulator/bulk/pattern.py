"""Reads dates and times by patterns such as ``MM/dd/yyyy HH:mm:ss`` (api-coql-bulk §3.3)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

DATE = "MM/dd/yyyy"
MOMENT = "MM/dd/yyyy HH:mm:ss"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PIECES = {
    "yyyy": r"(?P<year>\d{4})",
    "yy": r"(?P<year>\d{2})",
    "MMMM": r"(?P<name>[A-Za-z]{3,9})",
    "MMM": r"(?P<name>[A-Za-z]{3})",
    "MM": r"(?P<month>\d{2})",
    "M": r"(?P<month>\d{1,2})",
    "dd": r"(?P<day>\d{2})",
    "d": r"(?P<day>\d{1,2})",
    "HH": r"(?P<hour>\d{2})",
    "H": r"(?P<hour>\d{1,2})",
    "hh": r"(?P<hour>\d{2})",
    "h": r"(?P<hour>\d{1,2})",
    "mm": r"(?P<minute>\d{2})",
    "m": r"(?P<minute>\d{1,2})",
    "ss": r"(?P<second>\d{2})",
    "s": r"(?P<second>\d{1,2})",
    "SSS": r"\d{3}",
    "a": r"(?P<half>[AaPp][Mm])",
    **dict.fromkeys(("XXX", "XX", "X", "Z"), r"(?P<zone>Z|[+-]\d{2}:?\d{2})"),
}
_TOKEN = re.compile(r"'(?P<text>[^']*)'|(?P<letters>([A-Za-z])\3*)|(?P<mark>.)", re.DOTALL)


class PatternError(ValueError):
    """The pattern has letters that mean nothing."""


def reader_of(pattern: str, zone: tzinfo) -> Callable[[str], datetime]:
    """Make the reader of a pattern; it raises ``ValueError``. Times without an offset are the zone's."""
    parts = []
    for token in _TOKEN.finditer(pattern):
        letters = token["letters"]
        if letters == "T":
            parts.append("T")
        elif letters is not None:
            if letters not in _PIECES:
                raise PatternError(letters)
            parts.append(_PIECES[letters])
        else:
            parts.append(re.escape(token["text"] if token["mark"] is None else token["mark"]))
    try:
        known = re.compile("".join(parts))
    except re.error:
        raise PatternError(pattern) from None
    if not {"year", "day"} <= set(known.groupindex) or not {"month", "name"} & set(known.groupindex):
        raise PatternError(pattern)

    def read(text: str) -> datetime:
        found = known.fullmatch(text.strip())
        if found is None:
            raise ValueError(text)
        return _moment(found.groupdict(), zone)

    return read


def _moment(parts: dict[str, str | None], zone: tzinfo) -> datetime:
    year = int(parts["year"] or 0)
    month = parts.get("month")
    number = int(month) if month else _MONTHS.index((parts.get("name") or "")[:3].lower()) + 1
    hour = int(parts.get("hour") or 0)
    half = (parts.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    offset = parts.get("zone")
    known = zone if not offset else _offset(offset)
    return datetime(
        year + 2000 if year < 100 else year,
        number,
        int(parts["day"] or 0),
        hour,
        int(parts.get("minute") or 0),
        int(parts.get("second") or 0),
        tzinfo=known,
    )


def _offset(text: str) -> tzinfo:
    return datetime.strptime(text, "%z").tzinfo or UTC
