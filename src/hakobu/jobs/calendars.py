"""The business-day calendars of the application, by their names."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from hakobu.errors import SetupError
from hakobu.jobs.calendar import COUNTRIES
from hakobu.model import Calendar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hakobu.store import Store

__all__ = [
    "DEFAULT",
    "calendar_among",
    "calendar_as_json",
    "calendar_named",
    "calendars_of",
    "drop_calendar",
    "save_calendar",
]

DEFAULT = "default"
"""The calendar that is always there: Saturdays, Sundays and Japan's public holidays are closed."""

_SETTING = "calendars"


def calendars_of(store: Store) -> dict[str, Calendar]:
    """Give every calendar by its name, the default one first."""
    kept: dict[str, Any] = store.settings.get(_SETTING, {})
    named = {name: _read(name, kept[name]) for name in sorted(kept)}
    return {DEFAULT: named.pop(DEFAULT, Calendar(name=DEFAULT)), **named}


def kept_calendars(store: Store) -> dict[str, Calendar]:
    """Give the calendars that somebody saved; the default one too where it was put back."""
    kept = store.settings.get(_SETTING, {})
    return {name: each for name, each in calendars_of(store).items() if name in kept}


def calendar_named(store: Store, name: str) -> Calendar:
    """Find a calendar."""
    return calendar_among(calendars_of(store), name)


def calendar_among(found: Mapping[str, Calendar], name: str) -> Calendar:
    """Find a calendar among all of them, for whoever asks for many."""
    if name not in found:
        raise SetupError(
            f"There is no business-day calendar {name!r}.",
            where="schedule.calendar",
            valid=tuple(found),
            next_step="Make it on the page Settings, Business-day calendar.",
        )
    return found[name]


def check_calendar(calendar: Calendar) -> None:
    """Refuse a calendar that could never be open, or a country that is not known."""
    if calendar.country is not None and calendar.country not in COUNTRIES:
        raise SetupError(
            f"The public holidays of {calendar.country!r} are not known.", where="country", valid=COUNTRIES
        )
    if set(calendar.weekend) >= set(range(7)):
        raise SetupError("Every day of the week is closed.", where="weekend", next_step="Leave one open.")
    both = sorted(calendar.closed & calendar.open)
    if both:
        raise SetupError(
            f"{both[0].isoformat()} is both closed and open.", where="open", next_step="Keep one of them."
        )


def save_calendar(store: Store, calendar: Calendar) -> None:
    """Check and keep a calendar."""
    check_calendar(calendar)
    kept = dict(store.settings.get(_SETTING, {}))
    kept[calendar.name] = calendar_as_json(calendar)
    store.settings.set(_SETTING, kept)


def drop_calendar(store: Store, name: str) -> None:
    """Forget a calendar; the default one goes back to what it was."""
    kept = dict(store.settings.get(_SETTING, {}))
    if kept.pop(name, None) is not None and name == DEFAULT:
        kept[name] = calendar_as_json(Calendar(name=name))  # said, so that an export puts it back elsewhere
    store.settings.set(_SETTING, kept)


def calendar_as_json(calendar: Calendar) -> dict[str, Any]:
    """Give a calendar as JSON takes it; days in ISO form, ascending."""
    return {
        "country": calendar.country,
        "weekend": list(calendar.weekend),
        "closed": sorted(day.isoformat() for day in calendar.closed),
        "open": sorted(day.isoformat() for day in calendar.open),
    }


def _read(name: str, kept: dict[str, Any]) -> Calendar:
    return Calendar(
        name=name,
        country=kept["country"],
        weekend=tuple(kept["weekend"]),
        closed=frozenset(map(date.fromisoformat, kept["closed"])),
        open=frozenset(map(date.fromisoformat, kept["open"])),
    )
