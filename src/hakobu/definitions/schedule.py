"""When a job starts by itself, and who is told of what, in a file."""

from __future__ import annotations

import re
from datetime import time
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from hakobu.connectors.spec import nearest
from hakobu.definitions.crontab import NoCrontabError, read_crontab
from hakobu.definitions.cursor import Cursor, Faults
from hakobu.definitions.document import Pairs, read_document
from hakobu.definitions.field_map import read_choice
from hakobu.definitions.guards import read_limit
from hakobu.definitions.keys import ABOUT, ALERT, DAYS_OF, SCHEDULE, START
from hakobu.definitions.read import read_zone
from hakobu.errors import DefinitionError
from hakobu.model import After, AlertRule, At, Cron, Every, NewFile, Schedule, Webhook

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.connectors.spec import Spec
    from hakobu.errors import Fault

__all__ = ["WEEKDAYS", "read_alerts", "read_schedule", "told_of"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS = ("every day", "business days", "month end")
KINDS = ("at", "cron", "every", "after", "webhook", "file")
ALSO = {"days": ("at",), "closed": ("at", "cron"), "when": ("after",), "settled": ("file",)}
LEAST, MOST = 60, 366 * 86_400  # seconds between two starts
SETTLED = 30  # seconds
UNITS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z")
_LENGTH = re.compile(r"([0-9]{1,6}) ?(seconds?|minutes?|hours?|days?)\Z")

Told = tuple[Schedule | None, tuple[AlertRule, ...], str | None]
NOTHING: Told = (None, (), None)
Start = At | Cron | Every | After | Webhook | NewFile


def read_schedule(cursor: Cursor, zone: str | None, source: Spec | None) -> Schedule | None:
    """Read ``schedule``; ``zone`` is the job's, ``source`` the connector of its source."""
    found = cursor.keys("The key 'schedule'", SCHEDULE)
    own = read_zone(found["time_zone"]) if "time_zone" in found else None
    items = found["starts"].items("The key 'starts'") if "starts" in found else ()
    if "starts" in found and found["starts"].is_list() and not items:
        found["starts"].fault("The schedule has no start.", next_step="Take 'schedule' away.")
    starts = tuple(start for item in items if (start := _start(item, source)) is not None)
    calendar = found["calendar"].text("A calendar") if "calendar" in found else None
    return Schedule(
        starts=starts,
        time_zone=own or zone or "UTC",
        calendar=calendar or "default",
        missed=read_choice(SCHEDULE, "missed", found) or "once",
    )


def _start(item: Cursor, source: Spec | None) -> Start | None:
    found = item.keys("A start", START)
    if not item.is_pairs():
        return None
    kinds = [kind for kind in KINDS if kind in found]
    if len(kinds) != 1:
        here = f"here stand {' and '.join(kinds)}" if kinds else "none stands here"
        item.fault(f"A start has one of {', '.join(KINDS)}; {here}.", valid=KINDS)
        return None
    kind = kinds[0]
    for name, of in ALSO.items():
        if name in found and kind not in of:
            found[name].fault(f"The key {name!r} goes with {' or '.join(of)}.", next_step="Take it away.")
    return READERS[kind](found, source)


def _every(found: dict[str, Cursor], _: Spec | None) -> Every | None:
    seconds = _length(found["every"], "every", least=LEAST, most=MOST)
    return Every(seconds=seconds) if seconds else None


def _after(found: dict[str, Cursor], _: Spec | None) -> After | None:
    other = found["after"].text("The key 'after'")
    return After(job=other, when=read_choice(START, "when", found) or "success") if other else None


def _webhook(found: dict[str, Cursor], _: Spec | None) -> Webhook:
    if found["webhook"].boolean("The key 'webhook'") is False:
        found["webhook"].fault("webhook: false says nothing.", next_step="Take it away.")
    return Webhook()


def _at(found: dict[str, Cursor], _: Spec | None) -> At | None:
    times = []
    for item in found["at"].items("The key 'at'"):
        word = item.text("A time")
        if word is not None and _CLOCK.match(word) is None:
            item.fault(f"{word!r} is no time of the day.", next_step='Write "09:00", in quotes.')
        elif word in times:
            item.fault(f"{word!r} stands here twice.", next_step="Keep one of them.")
        elif word is not None:
            times.append(word)
    if found["at"].is_list() and not found["at"].items(""):
        found["at"].fault("Here is no time.", next_step='Write ["09:00"].')
    days = _days(found["days"]) if "days" in found else {}
    closed = read_choice(START, "closed", found) or "run"
    if closed != "run" and (days.get("days") == "business days" or "business_day" in days):
        found["closed"].fault("A business day is never closed.", next_step="Take 'closed' away.")
    return At(times=tuple(times), closed=closed, **days) if times else None


def _days(place: Cursor) -> dict[str, Any]:
    if place.is_list():
        words = place.texts("A weekday")
        for word in set(words) - set(WEEKDAYS):
            place.fault(f"{word!r} is no weekday.", valid=WEEKDAYS, next_step=nearest(word, WEEKDAYS))
        if not words:
            place.fault("Here is no weekday.", valid=WEEKDAYS)
        return {"days": tuple(sorted(WEEKDAYS.index(word) for word in words if word in WEEKDAYS))}
    if not place.is_pairs():
        said = place.choice("The key 'days'", DAYS)
        return {"business_day": -1} if said == "month end" else {"days": said} if said else {}
    found = place.keys("The key 'days'", DAYS_OF)
    if len(found) != 1:
        place.fault("The key 'days' has one of day and business_day.", valid=("day", "business_day"))
        return {}
    name, least, most = ("day", 1, 31) if "day" in found else ("business_day", -23, 23)
    number = found[name].value(f"The key {name!r}")
    if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most or not number:
        found[name].fault(f"{name!r} is a whole number from {least} to {most}, not 0.")
        return {}
    return {name: number}


def _cron(found: dict[str, Cursor], _: Spec | None) -> Cron | None:
    text = found["cron"].text("The key 'cron'")
    if text is None:
        return None
    try:
        read_crontab(text)
    except NoCrontabError as error:
        found["cron"].fault(str(error), next_step='Write "0 9 * * mon-fri" for nine on weekdays, say.')
        return None
    return Cron(text=text, closed=read_choice(START, "closed", found) or "run")


def _file(found: dict[str, Cursor], source: Spec | None) -> NewFile | None:
    pattern = found["file"].text("The key 'file'")
    if source is not None and source.name != "files":
        found["file"].fault(
            f"{source.name} has no files.", next_step="Start by another way, such as 'every'."
        )
    if pattern is None:
        return None
    if PurePath(pattern).is_absolute() or ".." in PurePath(pattern).parts:
        found["file"].fault("A file is named below the connection's folder.", next_step='Write "*.csv", say.')
    settled = _length(found["settled"], "settled", least=1, most=86_400) if "settled" in found else None
    return NewFile(pattern=pattern, settled=settled or SETTLED)


def _length(place: Cursor, name: str, *, least: int, most: int) -> int | None:
    word = place.text(f"The key {name!r}")
    if word is None:
        return None
    found = _LENGTH.match(word)
    seconds = int(found[1]) * UNITS[found[2].rstrip("s")] if found else 0
    if least <= seconds <= most:
        return seconds
    said = "is no length of time" if found is None else "is too short or too long"
    step = f"Write 15 minutes or 2 hours, say; at least {least} seconds and at most {most // 86_400} days."
    place.fault(f"{word!r} {said}.", next_step=step)
    return None


def told_of(text: str) -> Told:
    """Give schedule, alerts and time zone of a job's text, without looking at the rest of it.

    The same text is read once: lists and the scheduler ask for every job again and again.
    """
    told, faults = _told(text)
    if faults:
        raise DefinitionError(faults)
    return told


@lru_cache(maxsize=2000)
def _told(text: str) -> tuple[Told, tuple[Fault, ...]]:
    faults = Faults("")
    try:
        root = read_document(text)
    except DefinitionError as error:
        return NOTHING, error.faults
    place = Cursor(root if root is not None else Pairs((), 1, 1), "", faults)
    found = {name: place.child(name) for name in place.names()}
    zone = read_zone(found["time_zone"]) if "time_zone" in found else None
    schedule = read_schedule(found["schedule"], zone, None) if "schedule" in found else None
    alerts = read_alerts(found["alerts"]) if "alerts" in found else ()
    return (schedule, alerts, zone), faults.in_order() if faults.found else ()


def read_alerts(cursor: Cursor) -> tuple[AlertRule, ...]:
    """Read ``alerts``."""
    return tuple(_alert(item) for item in cursor.items("The key 'alerts'"))


def _alert(item: Cursor) -> AlertRule:
    found = item.keys("An alert", ALERT)
    to = found["to"].texts("The key 'to'") if "to" in found else ()
    if "to" in found and found["to"].is_list() and not to:
        found["to"].fault("Nobody is told.", next_step="Name a channel of the page Settings, Alerts.")
    about = found["about"].texts("The key 'about'") if "about" in found else AlertRule(to=()).about
    for word in set(about) - set(ABOUT):
        found["about"].fault(f"No alert is about {word!r}.", valid=ABOUT, next_step=nearest(word, ABOUT))
    at = found["daily_at"].text("The key 'daily_at'") if "daily_at" in found else None
    if at is not None and _CLOCK.match(at) is None:
        found["daily_at"].fault(f"{at!r} is no time of the day.", next_step='Write "08:00", in quotes.')
        at = None
    return AlertRule(
        to=to,
        about=about,
        failed_rows=read_limit(found["failed_rows"], "failed_rows") if "failed_rows" in found else None,
        language=read_choice(ALERT, "language", found) or "en",
        values="values" in found and found["values"].boolean("The key 'values'") is True,
        daily_at=time.fromisoformat(at).strftime("%H:%M") if at else "08:00",
    )


READERS: dict[str, Callable[[dict[str, Cursor], Spec | None], Start | None]] = {
    "at": _at,
    "cron": _cron,
    "every": _every,
    "after": _after,
    "webhook": _webhook,
    "file": _file,
}
