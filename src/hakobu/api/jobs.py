"""Jobs: defined, changed, started."""

from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, Field

from hakobu.api.access import Editor, Operator, Person, Viewer, context_of
from hakobu.api.connections import NewName, NewNameOf, VersionOut, version_out
from hakobu.api.context import Context
from hakobu.api.language import language_of
from hakobu.api.problems import ANSWERS, Fault, ProblemError
from hakobu.api.runs import RunOut, runs_out
from hakobu.api.starting import Key, Start, Started, ask
from hakobu.definitions.rewrite import change_key
from hakobu.definitions.schedule import told_of
from hakobu.errors import HakobuError
from hakobu.jobs.calendars import calendars_of
from hakobu.jobs.in_words import in_words
from hakobu.jobs.renaming import rename_job
from hakobu.jobs.saving import save_job
from hakobu.jobs.scheduler import next_run
from hakobu.runs import check_given
from hakobu.store import DefinedJob, StaleError

__all__ = ["InWords", "JobOut", "Name", "find_job", "job_out", "router", "save_text"]

router = APIRouter(prefix="/api/jobs", tags=["jobs"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
Name = Annotated[str, Path(min_length=1, max_length=200)]
EXAMPLE = "source: shop\ndestination: crm\ntasks:\n  - name: leads\n    read: {table: leads}\n"


class InWords(BaseModel):
    """Something in plain words, in both languages."""

    en: list[str]
    ja: list[str]


class TaskOut(BaseModel):
    """One task of a job."""

    name: str
    module: str
    operation: str
    reads: str
    enabled: bool = Field(description="Whether a run of the whole job does it.")


class JobOut(BaseModel):
    """A job, its tasks, and how it last ended."""

    name: str
    source: str
    destination: str
    text: str = Field(description="The job's YAML, as it would stand under its name in a file.")
    tasks: list[TaskOut]
    paused: bool
    labels: list[str]
    owner: str
    version: int
    modified: float
    modified_by: str
    last_run: RunOut | None
    at_work: int | None = Field(description="The ticket that waits or is at work, if any.")
    next_run: float | None = Field(description="When the clock starts it next, in seconds since 1970.")
    starts: InWords = Field(description="What starts the job by itself, in plain words.")


class JobIn(BaseModel):
    """A job's definition."""

    text: str = Field(max_length=1_000_000, examples=[EXAMPLE])
    labels: list[str] = Field(default_factory=list, max_length=50)
    based_on: int | None = Field(default=None, description="The version this was made from; null if new.")


class NewJob(JobIn):
    """A job with the name it is to have."""

    name: NewNameOf


class TextIn(BaseModel):
    """A job's text, to be checked."""

    text: str = Field(max_length=1_000_000, examples=[EXAMPLE])


class Pause(BaseModel):
    """Whether a job is kept from starting by itself."""

    paused: bool


@router.get("", operation_id="jobs")
def jobs(_: Viewer, at: At) -> list[JobOut]:
    """List the jobs by name."""
    return _outs(at, at.store.definitions.jobs())


@router.post("", status_code=201, operation_id="add_job")
def add(body: NewJob, person: Editor, at: At) -> JobOut:
    """Make a job."""
    _refuse_taken(at, body.name)
    return _save(at, body.name, body, person)


@router.get("/{name}", operation_id="job")
def job(name: Name, _: Viewer, at: At) -> JobOut:
    """Show a job."""
    return job_out(at, find_job(at, name))


@router.put("/{name}", operation_id="save_job")
def save(name: Name, body: JobIn, person: Editor, at: At) -> JobOut:
    """Save a job; somebody else's newer version is never overwritten."""
    find_job(at, name)
    return _save(at, name, body, person)


@router.post("/{name}/check", status_code=204, operation_id="check_job_text")
def check(name: Name, body: TextIn, _: Editor, at: At) -> None:
    """Check a job's text; all its faults come at once, each with its line."""
    at.workspace.check(name, body.text)


@router.delete("/{name}", status_code=204, operation_id="remove_job")
def remove(name: Name, person: Editor, at: At) -> None:
    """Remove a job; its history and its versions are kept."""
    find_job(at, name)
    if _at_work(at, name) is not None:
        raise ProblemError(409, "at_work", "The job is at work.", next_step="Stop it first.")
    at.store.definitions.drop("job", name)
    at.store.audit.write(who=person.name, action="job removed", what=name)


@router.patch("/{name}", operation_id="pause_job")
def pause(name: Name, body: Pause, person: Operator, at: At) -> JobOut:
    """Pause a job, or let it go on."""
    find_job(at, name)
    at.store.definitions.set_job(name, paused=body.paused)
    at.engine.schedule(name)
    at.store.audit.write(who=person.name, action="job paused" if body.paused else "job resumed", what=name)
    return job_out(at, find_job(at, name))


@router.post("/{name}/duplicate", status_code=201, operation_id="duplicate_job")
def duplicate(name: Name, body: NewName, person: Editor, at: At) -> JobOut:
    """Copy a job: its tasks and limits; without schedule, history and last synced values."""
    found = find_job(at, name)
    _refuse_taken(at, body.name)
    text = change_key(found.text, "schedule", None)
    return _save(at, body.name, JobIn(text=text, labels=found.labels), person)


@router.post("/{name}/name", operation_id="rename_job")
def rename(name: Name, body: NewName, person: Editor, at: At) -> JobOut:
    """Give a job another name; history, last synced values, alerts and webhooks stay with it."""
    find_job(at, name)
    for job in [*rename_job(at.store, at.workspace, name, body.name, by=person.name), body.name]:
        at.engine.schedule(job)
    return job_out(at, find_job(at, body.name))


@router.get("/{name}/versions", operation_id="job_versions")
def versions(name: Name, _: Viewer, at: At, request: Request) -> list[VersionOut]:
    """List the saved versions, the newest first."""
    lang = language_of(request.headers, request.query_params)
    return [version_out(each, lang) for each in at.store.definitions.versions("job", name)]


@router.post("/{name}/checks", status_code=202, operation_id="check_job")
def check_all_rows(name: Name, person: Operator, at: At, key: Key = None) -> Started:
    """Check a job and all its rows against the CRM; what was found is at the ticket."""
    return ask(at, name, "check", person=person, key=key)


@router.post("/{name}/runs", status_code=202, operation_id="run_job")
def run(name: Name, body: Start, person: Operator, at: At, key: Key = None) -> Started:
    """Run a job now."""
    return _start(at, name, "run", body, person=person, key=key)


@router.post("/{name}/plans", status_code=202, operation_id="plan_job")
def plan(name: Name, body: Start, person: Operator, at: At, key: Key = None) -> Started:
    """Plan a job: see the changes; nothing is written to the CRM."""
    return _start(at, name, "plan", body, person=person, key=key)


def _start(at: Context, name: str, verb: str, body: Start, *, person: Person, key: str | None) -> Started:
    if body.parameters:
        found = find_job(at, name)
        check_given(at.workspace.check(name, found.text).jobs[name], body.parameters)
    return ask(at, name, verb, person=person, key=key, options=body.options())


def _refuse_taken(at: Context, name: str) -> None:
    if at.store.definitions.job(name) is not None:
        raise ProblemError(
            409,
            "name_taken",
            f"There is a job {name!r} already.",
            next_step="Choose another name.",
            faults=(Fault(message="This name is taken.", path="name"),),
        )


def save_text(at: Context, found: DefinedJob, text: str, based_on: int, person: Person) -> JobOut:
    """Save a job with another text."""
    return _save(at, found.name, JobIn(text=text, labels=found.labels, based_on=based_on), person)


def _save(at: Context, name: str, body: JobIn, person: Person) -> JobOut:
    try:
        saved = save_job(
            at.store,
            at.workspace,
            name,
            body.text,
            author=person.name,
            based_on=body.based_on,
            labels=body.labels,
        )
    except StaleError as error:
        raise ProblemError(
            409,
            "stale",
            f"{error.by} saved this job meanwhile (version {error.version}).",
            next_step="Look at that version, then save yours upon it.",
        ) from None
    at.engine.schedule(name)
    return job_out(at, saved)


def find_job(at: Context, name: str) -> DefinedJob:
    """Find a job, or refuse."""
    found = at.store.definitions.job(name)
    if found is None:
        raise ProblemError(404, "no_job", f"There is no job {name!r}.")
    return found


def _at_work(at: Context, name: str) -> int | None:
    return next((ticket.id for ticket in at.store.tickets.open() if ticket.job == name), None)


def job_out(at: Context, found: DefinedJob) -> JobOut:
    """Show a job."""
    return _outs(at, [found])[0]


def _outs(at: Context, found: list[DefinedJob]) -> list[JobOut]:
    """Give jobs as the API tells of them; what is asked of the store is asked for all of them at once."""
    last = at.store.runs.newest(None if len(found) > 1 else [each.name for each in found])
    shown = [last[each.name] for each in found if each.name in last]
    runs_ = dict(zip([run.job for run in shown], runs_out(at, shown), strict=True))
    calendars = calendars_of(at.store)
    at_work = {ticket.job: ticket.id for ticket in reversed(at.store.tickets.open())}
    return [
        JobOut(
            name=each.name,
            source=each.source,
            destination=each.destination,
            text=each.text,
            tasks=_tasks(at, each),
            paused=each.paused,
            labels=each.labels,
            owner=each.owner,
            version=each.version,
            modified=each.modified,
            modified_by=each.modified_by,
            last_run=runs_.get(each.name),
            at_work=at_work.get(each.name),
            next_run=next_run(each, calendars, now=at.clock()),
            starts=_in_both(each.text),
        )
        for each in found
    ]


@lru_cache(maxsize=1000)
def _in_both(text: str) -> InWords:
    try:
        schedule, _, _ = told_of(text)
    except HakobuError:
        schedule = None  # the tab Schedule says what is wrong
    said = {language: list(in_words(schedule, language)) if schedule else [] for language in ("en", "ja")}
    return InWords(en=said["en"], ja=said["ja"])


def _tasks(at: Context, found: DefinedJob) -> list[TaskOut]:
    return [
        TaskOut(
            name=task.name,
            module=task.module,
            operation=task.operation,
            reads=task.read.table or task.read.file or task.read.query or "",
            enabled=task.enabled,
        )
        for task in at.workspace.tasks(found)
    ]
