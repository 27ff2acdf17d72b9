"""What must hold between a job's schedule and what else the application has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.connectors.spec import nearest
from hakobu.definitions.schedule import told_of
from hakobu.errors import DefinitionError, Fault, HakobuError
from hakobu.jobs.calendars import calendars_of
from hakobu.model import After

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.model import Schedule
    from hakobu.store import Store

__all__ = ["check_schedule"]


def check_schedule(store: Store, name: str, schedule: Schedule | None) -> None:
    """Refuse a calendar or job that is not there, and jobs that would start each other for ever."""
    if schedule is None:
        return
    faults = []
    calendars = tuple(calendars_of(store))
    if schedule.calendar not in calendars:
        faults.append(
            Fault(
                message=f"There is no business-day calendar {schedule.calendar!r}.",
                path="schedule.calendar",
                valid=calendars,
                next_step=nearest(schedule.calendar, calendars),
            )
        )
    jobs = {job.name: job.text for job in store.definitions.jobs() if job.name != name}
    for number, start in enumerate(schedule.starts):
        if not isinstance(start, After):
            continue
        path = f"schedule.starts[{number}].after"
        if start.job not in jobs:
            valid, step = tuple(jobs), nearest(start.job, tuple(jobs))
            faults.append(
                Fault(message=f"There is no other job {start.job!r}.", path=path, valid=valid, next_step=step)
            )
        elif circle := _way_back(jobs, start.job, name):
            shown = " → ".join((name, *circle, name))
            faults.append(Fault(message=f"The jobs would start each other for ever: {shown}.", path=path))
    if faults:
        raise DefinitionError(tuple(faults))


def _way_back(jobs: dict[str, str], first: str, to: str) -> tuple[str, ...]:
    """Find the jobs by which one waits for another, the first of them first; empty if it does not."""
    ways: list[tuple[str, ...]] = [(first,)]
    seen = {first}
    while ways:
        way = ways.pop(0)
        for other in _waits_for(jobs.get(way[-1], "")):
            if other == to:
                return way
            if other not in seen:
                seen.add(other)
                ways.append((*way, other))
    return ()


def _waits_for(text: str) -> Iterator[str]:
    try:
        schedule, _, _ = told_of(text)
    except HakobuError:
        return  # it does not start by itself either
    yield from (start.job for start in (schedule.starts if schedule else ()) if isinstance(start, After))
