"""Business days: which days of a calendar are open."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import holidays

from hakobu.errors import SetupError

if TYPE_CHECKING:
    from hakobu.model import Calendar

__all__ = ["COUNTRIES", "closed_days", "holiday_name", "is_open", "nth_open_day"]

COUNTRIES: tuple[str, ...] = tuple(
    sorted(each for each in holidays.list_supported_countries() if len(each) == 2)
)
"""The countries, by their two letters, whose public holidays are known."""


@lru_cache(maxsize=20_000)
def is_open(day: date, of: Calendar) -> bool:
    """Tell whether a day is a business day."""
    if day in of.open:
        return True
    if day in of.closed or day.weekday() in of.weekend:
        return False
    return of.country is None or day not in _holidays(of.country, day.year)


def closed_days(of: Calendar, year: int, language: str) -> list[tuple[date, str]]:
    """List the closed days of a year that are no weekend, each with the holiday's name where it is one."""
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(365 + calendar.isleap(year)))
    return [
        (day, holiday_name(day, of.country, language) if of.country else "")
        for day in days
        if day.weekday() not in of.weekend and not is_open(day, of)
    ]


def holiday_name(day: date, country: str, language: str) -> str:
    """Name a public holiday, or nothing where the day is none."""
    return _holidays(country, day.year, "ja" if language == "ja" and country == "JP" else "").get(day, "")


@lru_cache(maxsize=20_000)
def nth_open_day(day: date, of: Calendar) -> tuple[int, int]:
    """Count the business days of the month to a day from its start, and from its end (below nought)."""
    last = calendar.monthrange(day.year, day.month)[1]
    month = [day.replace(day=1) + timedelta(days=number) for number in range(last)]
    before = sum(1 for each in month if each <= day and is_open(each, of))
    behind = sum(1 for each in month if each >= day and is_open(each, of))
    return before, -behind


@lru_cache(maxsize=256)
def _holidays(country: str, year: int, language: str = "") -> dict[date, str]:
    if country not in COUNTRIES:
        raise SetupError(
            f"The public holidays of {country!r} are not known.",
            valid=COUNTRIES,
            next_step="Write the country's two letters, such as JP.",
        )
    return dict(holidays.country_holidays(country, years=year, language=language or None).items())
