"""Runs: the history, one run live, and what can be done about it afterwards."""

import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from hakobu.api.access import Operator, Viewer, context_of
from hakobu.api.context import Context
from hakobu.api.language import language_of, say
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.api.starting import Key, Started, ask, run_of
from hakobu.api.values import Sight
from hakobu.jobs import Progress
from hakobu.reports.checked import check_as_json
from hakobu.reports.spoken import spoken
from hakobu.runs import check_waiting, read_record, summary
from hakobu.settings import history_days
from hakobu.store import Run

__all__ = ["RunOut", "router", "run_out", "runs_out"]

router = APIRouter(prefix="/api", tags=["runs"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
Number = Annotated[int, Path(ge=1, le=2**31)]


class TaskOut(BaseModel):
    """One task of a run; its outcomes add up to what was read and carried over."""

    task: str
    module: str
    operation: str
    outcomes: dict[str, int]
    read: int
    carried: int
    mirrored: int
    notes: dict[str, Any]


class RunOut(BaseModel):
    """A run and how its rows ended."""

    run: int
    job: str
    kind: str
    of_run: int | None
    status: str
    cause: str
    outcomes: dict[str, int]
    read: int
    carried: int
    credits: int
    calls: int
    mirrored: int
    parameters: dict[str, str | int]
    guards: list[dict[str, Any]]
    approved: str | None
    approved_by: str | None
    file: str
    started: float
    ended: float | None
    seconds: float
    resumed: int
    tasks: list[TaskOut]
    ticket: int | None = Field(description="The ticket to watch or stop while the run is at work.")


class RunsPage(BaseModel):
    """Some runs, the newest first; ``before`` of the next page, or null at the end."""

    runs: list[RunOut]
    next_before: int | None
    kept_days: int = Field(description="For how many days a run stays in the history.")


class LineOut(BaseModel):
    """One line of a run's log."""

    time: str
    level: str
    event: str
    task: str = ""
    phase: str = ""
    seconds: float | None = None
    rows: int | None = None
    calls: int | None = None
    credits: int | None = None
    more: dict[str, Any]


class Undo(BaseModel):
    """What of a run is taken back: by default all of it."""

    record: str | None = Field(default=None, max_length=60, examples=["5725767000000524157"])
    field: str | None = Field(default=None, max_length=200, examples=["Phone"])
    force: bool = Field(default=False, description="Take back what others edited since, too.")
    anew: bool = Field(default=False, description="Create deleted records again, though they lie in the bin.")


class Released(BaseModel):
    """How many held rows were let go."""

    released: int


class TicketOut(BaseModel):
    """What was asked to run, and how far it is."""

    ticket: int
    job: str
    verb: str
    state: str
    run: int | None
    cause: str
    code: str = Field(description="Which refusal ended it; ``rows_collide`` may be waved through by ``yes``.")


@router.get("/runs", operation_id="runs")
def runs(
    _: Viewer,
    at: At,
    job: Annotated[str | None, Query(max_length=200)] = None,
    status: Annotated[str | None, Query(max_length=20)] = None,
    kind: Annotated[str | None, Query(pattern="^(run|plan|retry|undo)$")] = None,
    before: Annotated[int | None, Query(ge=1, le=2**31)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> RunsPage:
    """List the run history, the newest first."""
    found = at.store.runs.page(job=job, status=status, kind=kind, before=before, limit=limit + 1)
    more = len(found) > limit
    shown = found[:limit]
    return RunsPage(
        runs=runs_out(at, shown),
        next_before=shown[-1].id if more and shown else None,
        kept_days=history_days(),
    )


@router.get("/runs/{number}", operation_id="run")
def run(number: Number, _: Viewer, at: At) -> RunOut:
    """Show a run."""
    return run_out(at, run_of(at, number))


@router.get("/runs/{number}/log", operation_id="run_log")
def log(number: Number, _: Viewer, at: At) -> list[LineOut]:
    """Show a run's log: a line for each phase of each task, without values."""
    run_of(at, number)
    known = LineOut.model_fields
    return [
        LineOut(
            **{name: value for name, value in line.items() if name in known and name != "more"},
            more={name: value for name, value in line.items() if name not in known},
        )
        for line in read_record(at.home, number)
    ]


@router.post("/runs/{number}/approve", status_code=202, operation_id="approve")
def approve(number: Number, person: Operator, at: At, key: Key = None) -> Started:
    """Let a run that a safety limit stopped go on, with its very plan."""
    found = run_of(at, number)
    check_waiting(found)
    return ask(at, found.job, "approve", person=person, key=key, of_run=number)


@router.post("/runs/{number}/undo", status_code=202, operation_id="undo")
def undo(number: Number, body: Undo, person: Operator, at: At, key: Key = None) -> Started:
    """Plan the undo of a run, or of a record or field of it; its plan is shown, then run like any other."""
    found = run_of(at, number)
    options = {name: value for name, value in body.model_dump().items() if value}
    return ask(at, found.job, "undo", person=person, key=key, of_run=number, options=options)


@router.post("/runs/{number}/release", operation_id="release")
def release(number: Number, person: Operator, at: At) -> Released:
    """Let go of the rows that an undo holds: the next run may bring them back."""
    run_of(at, number)
    released = at.store.held.release(number)
    at.store.audit.write(who=person.name, action="held rows released", what=f"run {number}, {released} rows")
    return Released(released=released)


@router.get("/tickets/{number}", operation_id="ticket")
def ticket(number: Number, _: Viewer, at: At) -> TicketOut:
    """Show what was asked to run."""
    found = at.store.tickets.get(number)
    if found is None:
        raise ProblemError(404, "no_ticket", f"There is no ticket {number}.")
    return TicketOut(
        ticket=found.id,
        job=found.job,
        verb=found.verb,
        state=found.state,
        run=found.run_id,
        cause=say(found.cause),
        code=found.code,
    )


@router.get("/tickets/{number}/check", operation_id="checked")
def checked(number: Number, person: Viewer, at: At, lang: Literal["en", "ja"] = "en") -> dict[str, Any]:
    """Give what checking a job found: sums, price and causes of each task."""
    found = at.engine.checked(number)
    if found is None:
        raise ProblemError(
            404, "no_check", f"Ticket {number} has no result to show.", next_step="Check the job again."
        )
    told, sight = check_as_json(found.job, found.tasks, lang), Sight(at, person, found.job.name)
    for task in told["tasks"]:
        task["causes"] = [sight.cause(each, lang) for each in task["causes"]]
    return told


@router.get(
    "/tickets/{number}/events",
    operation_id="events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
def events(
    number: Number, _: Viewer, at: At, request: Request, lang: Literal["en", "ja"] | None = None
) -> StreamingResponse:
    """Follow what was asked to run: server-sent events ``progress``, then one ``end``."""
    if at.store.tickets.get(number) is None:
        raise ProblemError(404, "no_ticket", f"There is no ticket {number}.")
    return StreamingResponse(
        _told(at, number, lang or language_of(request.headers)),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store"},
    )


@router.post("/tickets/{number}/stop", status_code=202, operation_id="stop")
def stop(number: Number, person: Operator, at: At) -> TicketOut:
    """Stop in good order: calls in flight are finished, the rest stays pending."""
    if not at.engine.cancel(number):
        raise ProblemError(409, "not_at_work", "This is not at work any more.")
    at.store.audit.write(who=person.name, action="stop asked", what=str(number))
    return ticket(number, person, at)


def run_out(at: Context, found: Run) -> RunOut:
    """Give a run as the API tells of it."""
    return runs_out(at, [found])[0]


def _said(told: dict[str, Any]) -> dict[str, Any]:
    """Give a run's cause and its warnings in the reader's language."""
    for task in told["tasks"]:
        if "warnings" in task["notes"]:
            task["notes"] = task["notes"] | {"warnings": [say(each) for each in task["notes"]["warnings"]]}
    return told | {"cause": say(told["cause"])}


def runs_out(at: Context, found: list[Run]) -> list[RunOut]:
    """Give some runs as the API tells of them."""
    at_work = at.store.tickets.at_work([run.id for run in found])
    return [
        RunOut(
            **_said(summary(run)),
            file=run.file,
            started=run.started,
            ended=run.ended,
            ticket=at_work.get(run.id),
        )
        for run in found
    ]


def _told(at: Context, number: int, lang: str) -> Iterator[str]:
    for progress in at.engine.observe(number):
        if progress is None:
            yield ": still here\n\n"
            continue
        yield _event("progress", _progress(progress))
    ended = at.store.tickets.get(number)
    if ended is None or ended.state == "ended":  # else the server closes, and goes on at its next start
        run, cause, code = (ended.run_id, ended.cause, ended.code) if ended else (None, "", "")
        yield _event("end", {"run": run, "cause": spoken(cause, lang), "code": code})


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _progress(progress: Progress) -> dict[str, Any]:
    return {
        "ticket": progress.ticket,
        "run": progress.run,
        "state": progress.state,
        "tasks": [
            {
                "task": event.task,
                "phase": event.phase,
                "done": event.done,
                "total": event.total,
                "credits": event.credits,
                "calls": event.calls,
                "message": event.message,
                "counts": dict(event.counts),
            }
            for event in progress.tasks.values()
        ],
    }
