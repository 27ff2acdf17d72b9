"""The dashboard's figures, and the search over what the application knows."""

import time
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from hakobu.api.access import Viewer, context_of
from hakobu.api.context import Context
from hakobu.api.language import say
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.store import DefinedJob

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["overview"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
DAYS = 14
WEEK = 7
DAY = 86_400.0
MOST = 8  # hits of one kind
LastRuns = dict[str, dict[str, Any]]
GOOD = {"done", "planned", "planning", "delivering"}


class JobsAtAGlance(BaseModel):
    """How many jobs there are, and how they are."""

    total: int
    healthy: int
    failing: int = Field(description="The last run failed, was stopped, or left failed rows.")
    never_run: int
    paused: int
    at_work: int


class DayOut(BaseModel):
    """How the rows of one day ended, by outcome."""

    day: str = Field(examples=["2026-11-23"])
    outcomes: dict[str, int]


class CreditsOut(BaseModel):
    """An organisation's API credits; Zoho gives back what was spent 24 hours ago."""

    organisation: str
    used: int = Field(description="What jobs of this application spent in the last 24 hours.")
    per_day: int = Field(description="The mean of the last seven days, for a forecast.")
    left: int | None = Field(description="What Zoho last said; null before it did.")
    kept: int = Field(description="Kept for people.")
    at: float | None = Field(description="When Zoho said so, in seconds since 1970.")


class NeedOut(BaseModel):
    """Something that waits for a person."""

    kind: Literal["failed_rows", "stopped_by_limit", "failed_run", "failed_test"]
    name: str = Field(description="The job, or the connection of a failed test.")
    run: int | None
    count: int = Field(description="Rows that wait, where rows do.")
    cause: str


class OverviewOut(BaseModel):
    """The jobs at a glance."""

    jobs: JobsAtAGlance
    days: list[DayOut] = Field(description=f"The last {DAYS} days, the oldest first.")
    credits: list[CreditsOut]
    needs: list[NeedOut]


class Hit(BaseModel):
    """Something that a search found."""

    kind: Literal["job", "connection", "run"]
    name: str = Field(description="A name, or a run's number.")
    more: str


@router.get("/overview", operation_id="overview")
def overview(
    _: Viewer,
    at: At,
    zone: Annotated[str, Query(max_length=60, description="The zone in which days begin.")] = "UTC",
) -> OverviewOut:
    """Show the health of jobs, rows by day, credits, and what needs a person."""
    found = at.store.definitions.jobs()
    last = at.store.overview.last_runs()
    return OverviewOut(
        jobs=_jobs(at, found, last),
        days=_days(at, zone),
        credits=_credits(at),
        needs=_needs(at, found, last),
    )


@router.get("/search", operation_id="search")
def search(_: Viewer, at: At, q: Annotated[str, Query(max_length=200)] = "") -> list[Hit]:
    """Find jobs and connections by a part of their name, and runs by their number."""
    sought = q.strip().casefold()
    jobs = [each for each in at.store.definitions.jobs() if sought in each.name.casefold()]
    connections = [each for each in at.store.definitions.connections() if sought in each.name.casefold()]
    hits = [
        Hit(kind="job", name=each.name, more=f"{each.source} → {each.destination}") for each in jobs[:MOST]
    ]
    hits += [Hit(kind="connection", name=each.name, more=each.connector) for each in connections[:MOST]]
    number = sought.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) <= len(str(2**31)):
        run = at.store.runs.get(int(number)) if int(number) < 2**31 else None
        if run is not None:
            hits.append(Hit(kind="run", name=str(run.id), more=run.job))
    elif not sought:
        hits += [
            Hit(kind="run", name=str(run.id), more=run.job) for run in at.store.runs.latest(limit=MOST // 2)
        ]
    return hits


def _jobs(at: Context, found: list[DefinedJob], last: LastRuns) -> JobsAtAGlance:
    states = [last[each.name]["status"] for each in found if each.name in last]
    good = sum(state in GOOD for state in states)
    names = {each.name for each in found}
    return JobsAtAGlance(
        total=len(found),
        healthy=good,
        failing=len(states) - good,
        never_run=len(found) - len(states),
        paused=sum(each.paused for each in found),
        at_work=len({ticket.job for ticket in at.store.tickets.open()} & names),
    )


def _days(at: Context, zone: str) -> list[DayOut]:
    try:
        here = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ProblemError(
            422, "no_zone", f"There is no zone {zone!r}.", next_step="Name one as Asia/Tokyo."
        ) from None
    now = datetime.now(here)
    ahead = (now.utcoffset() or timedelta()).total_seconds()
    today = int((now.timestamp() + ahead) // DAY)
    first = today - DAYS + 1
    rows = at.store.overview.rows_by_day(since=first * DAY - ahead, offset=ahead)
    return [
        DayOut(
            day=(datetime.fromtimestamp(0, UTC) + timedelta(days=day)).date().isoformat(),
            outcomes={name: number for name, number in rows.get(day, {}).items() if number},
        )
        for day in range(first, today + 1)
    ]


def _credits(at: Context) -> list[CreditsOut]:
    now = time.time()
    used, week = (at.store.overview.credits_used(since=now - days * DAY) for days in (1, WEEK))
    left = at.store.overview.credits_left()
    return [
        CreditsOut(
            organisation=zgid,
            used=used.get(zgid, 0),
            per_day=round(week.get(zgid, 0) / WEEK),
            left=left[zgid].left if zgid in left else None,
            kept=left[zgid].kept if zgid in left else 0,
            at=left[zgid].at if zgid in left else None,
        )
        for zgid in sorted({*week, *left})
    ]


def _needs(at: Context, found: list[DefinedJob], last: LastRuns) -> list[NeedOut]:
    rows = at.store.overview.open_failures()
    needs = []
    for job in found:
        run = last.get(job.name)
        if run is not None and run["status"] not in GOOD and run["status"] != "done with rejects":
            kind: Literal["stopped_by_limit", "failed_run"] = (
                "stopped_by_limit" if run["status"] == "guard" else "failed_run"
            )
            needs.append(NeedOut(kind=kind, name=job.name, run=run["run"], count=0, cause=say(run["cause"])))
        if rows.get(job.name):
            number = run["run"] if run else None
            needs.append(
                NeedOut(kind="failed_rows", name=job.name, run=number, count=rows[job.name], cause="")
            )
    failed = [each.name for each in at.store.definitions.connections() if each.passed is False]
    return needs + [NeedOut(kind="failed_test", name=name, run=None, count=0, cause="") for name in failed]
