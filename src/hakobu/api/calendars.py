"""Business-day calendars: which days are closed, by weekday, by holiday, and by the firm's own list."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from hakobu.api.access import Administrator, Viewer, context_of
from hakobu.api.connections import NewNameOf
from hakobu.api.context import Context
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.definitions.schedule import told_of
from hakobu.errors import HakobuError
from hakobu.jobs.calendar import COUNTRIES, closed_days
from hakobu.jobs.calendars import DEFAULT, calendars_of, drop_calendar, save_calendar
from hakobu.model import Calendar

__all__ = ["router"]

router = APIRouter(prefix="/api/calendars", tags=["calendars"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
Name = Annotated[NewNameOf, Path()]


class CalendarIn(BaseModel):
    """Which days are business days; what is ``open`` wins over all else."""

    country: str | None = Field(default="JP", max_length=10, description="Whose public holidays are closed.")
    weekend: list[Annotated[int, Field(ge=0, le=6)]] = Field(
        default=[5, 6], max_length=7, description="Weekdays that are closed; 0 is Monday."
    )
    closed: list[date] = Field(default_factory=list, max_length=2000)
    open: list[date] = Field(default_factory=list, max_length=2000)


class CalendarOut(CalendarIn):
    """A calendar, and the jobs that go by it."""

    name: str
    used_by: list[str]


class CalendarsOut(BaseModel):
    """The calendars, and the countries whose holidays are known."""

    calendars: list[CalendarOut]
    countries: list[str]


class ClosedOut(BaseModel):
    """A closed day that is no weekend, with the holiday's name where it is one."""

    day: date
    name: str
    name_ja: str


@router.get("", operation_id="calendars")
def calendars(_: Viewer, at: At) -> CalendarsOut:
    """List the calendars; the default one is always there."""
    used = _uses(at)
    return CalendarsOut(
        calendars=[_out(each, used.get(each.name, [])) for each in calendars_of(at.store).values()],
        countries=list(COUNTRIES),
    )


@router.put("/{name}", operation_id="save_calendar")
def save(name: Name, body: CalendarIn, person: Administrator, at: At) -> CalendarOut:
    """Save a calendar; the schedules that go by it follow at once."""
    made = Calendar(
        name=name,
        country=body.country,
        weekend=tuple(sorted(set(body.weekend))),
        closed=frozenset(body.closed),
        open=frozenset(body.open),
    )
    save_calendar(at.store, made)
    at.store.audit.write(who=person.name, action="calendar saved", what=name)
    return _out(made, _uses(at).get(name, []))


@router.delete("/{name}", status_code=204, operation_id="remove_calendar")
def drop(name: Name, person: Administrator, at: At) -> None:
    """Remove a calendar that no job goes by; the default one goes back to what it was."""
    if name not in calendars_of(at.store):
        raise ProblemError(404, "no_calendar", f"There is no calendar {name!r}.")
    users = _uses(at).get(name, [])
    if users and name != DEFAULT:
        raise ProblemError(
            409,
            "in_use",
            f"These jobs go by the calendar: {', '.join(users[:10])}.",
            next_step="Give them another calendar first.",
        )
    drop_calendar(at.store, name)
    at.store.audit.write(who=person.name, action="calendar removed", what=name)


@router.get("/{name}/closed", operation_id="closed_days")
def closed(name: Name, _: Viewer, at: At, year: Annotated[int, Query(ge=1990, le=2100)]) -> list[ClosedOut]:
    """List the closed days of a year that are no weekend."""
    found = calendars_of(at.store).get(name)
    if found is None:
        raise ProblemError(404, "no_calendar", f"There is no calendar {name!r}.")
    japanese = dict(closed_days(found, year, "ja"))
    return [
        ClosedOut(day=day, name=holiday, name_ja=japanese[day])
        for day, holiday in closed_days(found, year, "en")
    ]


def _out(calendar: Calendar, used_by: list[str]) -> CalendarOut:
    return CalendarOut(
        name=calendar.name,
        country=calendar.country,
        weekend=list(calendar.weekend),
        closed=sorted(calendar.closed),
        open=sorted(calendar.open),
        used_by=used_by,
    )


def _uses(at: Context) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for job in at.store.definitions.jobs():
        try:
            schedule, _, _ = told_of(job.text)
        except HakobuError:
            continue  # it goes by no calendar: it does not start by itself
        if schedule is not None:
            found.setdefault(schedule.calendar, []).append(job.name)
    return found
