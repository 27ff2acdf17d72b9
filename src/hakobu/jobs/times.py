"""The moments at which a schedule starts a job: pure, from a schedule, a calendar and a moment.

A wall clock that leaps forward: a time that it leaps over is taken the leap's length later. A wall clock that
goes back: a time that comes twice is taken the first time.
"""

from __future__ import annotations

import heapq
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hakobu.definitions.crontab import read_crontab
from hakobu.jobs.calendar import is_open, nth_open_day
from hakobu.model import At, Cron, Every

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hakobu.model import Calendar, Schedule

__all__ = ["keeps_time", "last_time", "next_times"]

FAR = 366 * 9  # days without a start after which none is looked for: the 29th of February comes sooner
LONGEST_CLOSE = 60  # days in a row that a calendar may be closed, for previous and next
ANCHOR = date(2024, 1, 1)  # intervals are counted from its midnight in the schedule's zone
DAY = timedelta(days=1)


def keeps_time(schedule: Schedule) -> bool:
    """Tell whether anything of a schedule goes by the clock."""
    return any(isinstance(start, At | Cron | Every) for start in schedule.starts)


def next_times(schedule: Schedule, calendar: Calendar, *, after: datetime) -> Iterator[datetime]:
    """Give the moments after one, in UTC, ascending and without end (or to where nothing comes any more)."""
    zone = ZoneInfo(schedule.time_zone)
    streams = [_times(start, zone, calendar, after) for start in schedule.starts]
    before = None
    for moment in heapq.merge(*streams):
        if moment != before:
            yield moment
        before = moment


def last_time(schedule: Schedule, calendar: Calendar, *, after: datetime, until: datetime) -> datetime | None:
    """Give the last moment after one and up to another; a long while costs no more than a short one."""
    length = timedelta(hours=2)
    begin = until
    while begin > after:
        begin = max(until - length, after)
        found = None
        for moment in next_times(schedule, calendar, after=begin):
            if moment > until:
                break
            found = moment
        if found is not None:
            return found
        length *= 6
    return None


def _times(start: object, zone: ZoneInfo, calendar: Calendar, after: datetime) -> Iterator[datetime]:
    if isinstance(start, Every):
        yield from _intervals(start.seconds, zone, after)
    if isinstance(start, Cron):
        cron = read_crontab(start.text)
        clock = [time(hour, minute) for hour in cron.hours for minute in cron.minutes]
        yield from _on_days(_kept(cron.fits, start.closed, calendar), clock, zone, after)
    if isinstance(start, At):
        clock = sorted(time.fromisoformat(each) for each in start.times)
        yield from _on_days(_kept(_fits(start, calendar), start.closed, calendar), clock, zone, after)


def _intervals(seconds: int, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    anchor = datetime.combine(ANCHOR, time(), zone).astimezone(UTC)
    step = timedelta(seconds=seconds)
    moment = anchor + ((after - anchor) // step + 1) * step
    while True:
        yield moment
        moment += step


def _on_days(
    fits: Callable[[date], bool], clock: list[time], zone: ZoneInfo, after: datetime
) -> Iterator[datetime]:
    day, barren = after.astimezone(zone).date() - 2 * DAY, 0
    while barren < FAR:
        day, barren = day + DAY, barren + 1
        if not fits(day):
            continue
        barren = 0
        moments = {datetime.combine(day, each, zone).astimezone(UTC) for each in clock}
        # a day that a zone left out altogether (Apia, 2011-12-30) has no times
        yield from (each for each in sorted(moments) if each > after and each.astimezone(zone).date() == day)


def _fits(start: At, calendar: Calendar) -> Callable[[date], bool]:
    if start.business_day is not None:
        wanted = start.business_day
        return lambda day: is_open(day, calendar) and wanted in nth_open_day(day, calendar)
    if start.day is not None:
        number = start.day
        return lambda day: day.day == number or (day.day < number and (day + DAY).day == 1)
    if start.days == "business days":
        return lambda day: is_open(day, calendar)
    if isinstance(start.days, tuple):
        weekdays = start.days
        return lambda day: day.weekday() in weekdays
    return lambda _: True


def _kept(fits: Callable[[date], bool], closed: str, calendar: Calendar) -> Callable[[date], bool]:
    """Say what becomes of closed days: a day is taken for itself, or in place of closed days beside it."""
    if closed == "run":
        return fits
    side = {"previous": DAY, "next": -DAY}.get(closed)

    def kept(day: date) -> bool:
        if not is_open(day, calendar):
            return False
        return fits(day) or (side is not None and any(map(fits, _closed_beside(day, side, calendar))))

    return kept


def _closed_beside(day: date, side: timedelta, calendar: Calendar) -> Iterator[date]:
    for number in range(1, LONGEST_CLOSE + 1):
        beside = day + number * side
        if is_open(beside, calendar):
            return
        yield beside
