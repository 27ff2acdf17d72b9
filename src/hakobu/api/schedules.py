"""Schedules: when a job starts by itself, seen beforehand; its webhook; its tasks' order."""

import itertools
import threading
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from hakobu.api.access import Editor, Viewer, context_of
from hakobu.api.context import Context
from hakobu.api.jobs import InWords, JobOut, Name, find_job, save_text
from hakobu.api.language import say
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.definitions.rewrite import change_key, change_tasks, plain_of
from hakobu.definitions.schedule import told_of
from hakobu.errors import HakobuError
from hakobu.jobs.accounts import hashed
from hakobu.jobs.calendars import calendar_named
from hakobu.jobs.in_words import in_words
from hakobu.jobs.times import next_times
from hakobu.jobs.waits import check_schedule
from hakobu.jobs.webhook import make_hook, wants_hook
from hakobu.model import Schedule
from hakobu.store import DefinedJob

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["schedules"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
SHOWN = 10  # moments that are shown beforehand
PAUSE = 10.0  # seconds between two calls of a webhook
_calls = threading.Lock()


class DaysOf(BaseModel):
    """One day of each month."""

    model_config = ConfigDict(extra="forbid")

    day: int | None = Field(default=None, description="1 to 31; the last day where a month is shorter.")
    business_day: int | None = Field(default=None, description="The n-th business day; -1 is the last.")


class StartIn(BaseModel):
    """What starts a job: one of ``at``, ``cron``, ``every``, ``after``, ``webhook`` and ``file``."""

    model_config = ConfigDict(extra="forbid")

    at: list[str] | None = Field(default=None, max_length=288, examples=[["09:00"]])
    cron: str | None = Field(default=None, max_length=500)
    every: str | None = Field(default=None, max_length=40, examples=["15 minutes"])
    after: str | None = Field(default=None, max_length=200)
    webhook: Literal[True] | None = None
    file: str | None = Field(default=None, max_length=500)
    days: DaysOf | list[str] | str | None = Field(default=None, examples=["business days"])
    closed: str | None = Field(default=None, max_length=20)
    when: str | None = Field(default=None, max_length=20)
    settled: str | None = Field(default=None, max_length=40)


class ScheduleIn(BaseModel):
    """A schedule as a definition has it."""

    model_config = ConfigDict(extra="forbid")

    starts: list[StartIn] = Field(max_length=50)
    time_zone: str | None = Field(default=None, max_length=60, examples=["Asia/Tokyo"])
    calendar: str | None = Field(default=None, max_length=200)
    missed: str | None = Field(default=None, max_length=20)


class ScheduleChange(BaseModel):
    """The schedule that a job is to have, or null for none."""

    schedule: ScheduleIn | None
    based_on: int = Field(description="The version of the job that this was made from.")


class Preview(BaseModel):
    """A schedule that is only looked at."""

    schedule: ScheduleIn


class MomentOut(BaseModel):
    """A moment, three times told."""

    at: float = Field(description="Seconds since 1970.")
    local: str = Field(description="In the schedule's zone, with its offset.")
    utc: str


class PreviewOut(BaseModel):
    """What a schedule means."""

    words: InWords
    time_zone: str
    next: list[MomentOut]


class HookOut(BaseModel):
    """A job's webhook; its address is shown only when it is made."""

    created: float
    used: float | None


class ScheduleOut(PreviewOut):
    """A job's schedule and what it means."""

    schedule: dict[str, Any] | None = Field(description="As the definition has it.")
    version: int
    paused: bool
    problem: str = Field(description="Why the schedule cannot be kept; empty if it can.")
    webhook: HookOut | None


class NewHook(BaseModel):
    """A webhook's address, shown this once."""

    path: str = Field(description="Called with POST at this server's address.")


class Called(BaseModel):
    """What a call of a webhook led to."""

    ticket: int
    state: str = Field(description="queued, or waiting where a run waited for its turn already.")


class TasksIn(BaseModel):
    """The order of a job's tasks, and which of them are disabled."""

    order: list[str] = Field(max_length=1000)
    disabled: list[str] = Field(default_factory=list, max_length=1000)
    based_on: int


@router.get("/jobs/{name}/schedule", operation_id="schedule")
def schedule(name: Name, _: Viewer, at: At) -> ScheduleOut:
    """Show when a job starts by itself: in plain words, and the next ten times."""
    return _out(at, find_job(at, name))


@router.put("/jobs/{name}/schedule", operation_id="save_schedule")
def save(name: Name, body: ScheduleChange, person: Editor, at: At) -> ScheduleOut:
    """Save a job's schedule; the rest of its definition stays as it was written."""
    found = find_job(at, name)
    wanted = _plain(body.schedule) if body.schedule is not None else None
    if wanted != plain_of(found.text, "schedule"):
        save_text(at, found, change_key(found.text, "schedule", wanted), body.based_on, person)
    return _out(at, find_job(at, name))


@router.post("/jobs/{name}/schedule/preview", operation_id="preview_schedule")
def preview(name: Name, body: Preview, _: Viewer, at: At) -> PreviewOut:
    """Show what a schedule would mean; nothing is saved."""
    found = find_job(at, name)
    text = change_key(found.text, "schedule", _plain(body.schedule))
    defined = at.workspace.check(name, text).jobs[name].schedule
    if defined is None:
        raise AssertionError("the schedule that was written is not there")
    check_schedule(at.store, name, defined)
    return PreviewOut(words=_words(defined), time_zone=defined.time_zone, next=_next(at, defined))


@router.post("/jobs/{name}/webhook", status_code=201, operation_id="rotate_webhook")
def rotate(name: Name, person: Editor, at: At) -> NewHook:
    """Make a webhook's address; a former one holds for another day."""
    found = find_job(at, name)
    return NewHook(path=make_hook(at.store, found, by=person.name, now=at.clock()))


@router.delete("/jobs/{name}/webhook", status_code=204, operation_id="remove_webhook")
def drop(name: Name, person: Editor, at: At) -> None:
    """Forget a webhook's addresses at once."""
    find_job(at, name)
    at.store.hooks.drop(name)
    at.store.audit.write(who=person.name, action="webhook removed", what=name)


@router.post("/hooks/{token}", status_code=202, operation_id="call_webhook")
def call(token: Annotated[str, Path(min_length=20, max_length=100)], request: Request, at: At) -> Called:
    """Start the job whose secret address this is; what is sent along is not read."""
    address, now = request.client.host if request.client else "", at.clock()
    at.access.brake.check(address)
    with _calls:
        hook = at.store.hooks.named(hashed(token), now=now)
        if hook is None:
            at.access.brake.count(address)
            raise ProblemError(404, "no_webhook", "There is no such webhook.")
        found = at.store.definitions.job(hook.job)
        if found is None or not wants_hook(found):
            raise ProblemError(409, "no_webhook", "The job does not start by a webhook any more.")
        if found.paused:
            raise ProblemError(409, "paused", "The job is paused.")
        waiting = at.store.tickets.waiting(hook.job)
        if waiting is not None:
            return Called(ticket=waiting.id, state="waiting")
        if hook.used is not None and 0 <= now - hook.used < PAUSE:
            raise ProblemError(
                429,
                "too_many",
                f"A webhook is called at most once in {PAUSE:.0f} seconds.",
                headers={"Retry-After": f"{PAUSE:.0f}"},
            )
        at.store.hooks.use(hook.hash, now=now)
        ticket, _ = at.store.tickets.add(job=hook.job, verb="run", by="webhook", why="webhook")
    at.engine.enqueue(ticket)
    at.store.audit.write(who="webhook", action="run asked", what=hook.job)
    return Called(ticket=ticket.id, state="queued")


@router.put("/jobs/{name}/tasks", operation_id="arrange_tasks")
def arrange(name: Name, body: TasksIn, person: Editor, at: At) -> JobOut:
    """Move a job's tasks and disable some; each stays as it was written."""
    found = find_job(at, name)
    text = change_tasks(found.text, body.order, set(body.disabled))
    return save_text(at, found, text, body.based_on, person)


def _out(at: Context, found: DefinedJob) -> ScheduleOut:
    hook = at.store.hooks.of(found.name)
    shown = ScheduleOut(
        schedule=plain_of(found.text, "schedule"),
        version=found.version,
        paused=found.paused,
        problem="",
        webhook=HookOut(created=hook.created, used=hook.used) if hook else None,
        words=InWords(en=[], ja=[]),
        time_zone="",
        next=[],
    )
    try:
        defined, _, _ = told_of(found.text)
        if defined is not None:
            shown.words, shown.time_zone = _words(defined), defined.time_zone
            shown.next = _next(at, defined)
            check_schedule(at.store, found.name, defined)
    except HakobuError as error:
        shown.problem = say(str(error))
    return shown


def _next(at: Context, defined: Schedule) -> list[MomentOut]:
    calendar, zone = calendar_named(at.store, defined.calendar), ZoneInfo(defined.time_zone)
    found = next_times(defined, calendar, after=datetime.fromtimestamp(at.clock(), UTC))
    return [
        MomentOut(at=each.timestamp(), local=each.astimezone(zone).isoformat(), utc=each.isoformat())
        for each in itertools.islice(found, SHOWN)
    ]


def _words(defined: Schedule) -> InWords:
    return InWords(en=list(in_words(defined, "en")), ja=list(in_words(defined, "ja")))


def _plain(said: ScheduleIn) -> dict[str, Any]:
    values = said.model_dump(exclude_none=True)
    starts = values.pop("starts")
    return {**values, "starts": starts}
