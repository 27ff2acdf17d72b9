"""Runs: the history, one run live, and what can be done about it afterwards."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from hakobu.api.access import Operator, Viewer, context_of
from hakobu.api.context import Context
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.jobs import Progress
from hakobu.runs import mask_rejects, summary
from hakobu.store import Reject, Run

__all__ = ["RunOut", "router", "run_out"]

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


class FaultOut(BaseModel):
    """Why a row failed."""

    field: str
    code: str
    detail: str


class RejectOut(BaseModel):
    """A row that did not get through."""

    id: int
    task: str
    module: str
    row: int
    key: str
    outcome: str
    state: str
    faults: list[FaultOut]


class RejectsPage(BaseModel):
    """Some failed rows of a run."""

    rejects: list[RejectOut]
    total: int


class TicketOut(BaseModel):
    """What was asked to run, and how far it is."""

    ticket: int
    job: str
    verb: str
    state: str
    run: int | None
    cause: str


@router.get("/runs", operation_id="runs")
def runs(
    _: Viewer,
    at: At,
    job: Annotated[str | None, Query(max_length=200)] = None,
    status: Annotated[str | None, Query(max_length=20)] = None,
    before: Annotated[int | None, Query(ge=1, le=2**31)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> RunsPage:
    """List the run history, the newest first."""
    found = at.store.runs.page(job=job, status=status, before=before, limit=limit + 1)
    more = len(found) > limit
    shown = found[:limit]
    return RunsPage(
        runs=[run_out(at, run) for run in shown], next_before=shown[-1].id if more and shown else None
    )


@router.get("/runs/{number}", operation_id="run")
def run(number: Number, _: Viewer, at: At) -> RunOut:
    """Show a run."""
    return run_out(at, _found(at, number))


@router.get("/runs/{number}/rejects", operation_id="rejects")
def rejects(
    number: Number,
    _: Viewer,
    at: At,
    skip: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> RejectsPage:
    """List the failed rows of a run."""
    run_ = _found(at, number)
    found = mask_rejects(run_, at.store.rejects.of_run(number), home=at.store.home)
    return RejectsPage(rejects=[_reject(each) for each in found[skip : skip + limit]], total=len(found))


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
        cause=found.cause,
    )


@router.get(
    "/tickets/{number}/events",
    operation_id="events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
def events(number: Number, _: Viewer, at: At) -> StreamingResponse:
    """Follow what was asked to run: server-sent events ``progress``, then one ``end``."""
    if at.store.tickets.get(number) is None:
        raise ProblemError(404, "no_ticket", f"There is no ticket {number}.")
    return StreamingResponse(
        _told(at, number), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
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
    ticket_of = at.store.tickets.of_run(found.id)
    at_work = ticket_of.id if ticket_of is not None and ticket_of.state != "ended" else None
    return RunOut(**summary(found), started=found.started, ended=found.ended, ticket=at_work)


def _found(at: Context, number: int) -> Run:
    found = at.store.runs.get(number)
    if found is None:
        raise ProblemError(404, "no_run", f"There is no run {number}.")
    return found


def _told(at: Context, number: int) -> Iterator[str]:
    for progress in at.engine.observe(number):
        if progress is None:
            yield ": still here\n\n"
            continue
        yield _event("progress", _progress(progress))
    ended = at.store.tickets.get(number)
    yield _event("end", {"run": ended.run_id if ended else None, "cause": ended.cause if ended else ""})


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


def _reject(reject: Reject) -> RejectOut:
    return RejectOut(
        id=reject.id,
        task=reject.task,
        module=reject.module,
        row=reject.row,
        key=reject.label,
        outcome=reject.outcome,
        state=reject.state,
        faults=[FaultOut(field=fault.field, code=fault.code, detail=fault.detail) for fault in reject.faults],
    )
