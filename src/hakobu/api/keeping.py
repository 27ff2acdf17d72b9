"""What is remembered beside runs: decisions, stopped organisations, forgotten people, old runs."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from hakobu.api.access import Administrator, Operator, Viewer, context_of
from hakobu.api.approvals import ask_to_forget
from hakobu.api.context import Context
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.api.starting import run_of
from hakobu.api.values import Sight
from hakobu.runs import (
    Forgetting,
    HeldPlace,
    decide,
    decisions,
    forgotten,
    known_organisations,
    lift,
    purge,
    purgeable,
    revoke,
    write_history,
)
from hakobu.settings import keep_days
from hakobu.store import Decision, Stop

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["memory"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
Number = Annotated[int, Path(ge=1, le=2**31)]
Organisation = Annotated[str, Path(min_length=1, max_length=60, pattern=r"^\w+$")]


class DecisionOut(BaseModel):
    """Which record a key means: ``answer`` is its id, ``create`` or ``skip``."""

    job: str
    task: str
    module: str
    key: str
    answer: str
    run: int
    made: float


class Answer(BaseModel):
    """Which record a row means where several fit."""

    key: str = Field(min_length=1, max_length=1000, examples=["info@minato.jp"])
    answer: str = Field(min_length=1, max_length=60, examples=["5725767000000524157", "create", "skip"])
    task: str | None = Field(default=None, max_length=200)


class Revoked(BaseModel):
    """The decision for a key, to be forgotten."""

    key: str = Field(min_length=1, max_length=1000)
    task: str | None = Field(default=None, max_length=200)


class OrganisationOut(BaseModel):
    """An organisation that runs wrote to, and whether writing to it is stopped."""

    organisation: str
    stopped: bool
    since: float | None
    by: str
    reason: str


class Reason(BaseModel):
    """Why writing is stopped."""

    reason: str = Field(default="", max_length=500)


class PlaceOut(BaseModel):
    """How much of a person one place holds."""

    place: str
    job: str | None
    task: str | None
    module: str | None
    entries: int


class Somebody(BaseModel):
    """A person, by a key as plans and failed rows show it; nothing is removed without ``yes``."""

    key: str = Field(min_length=1, max_length=1000)
    job: str | None = Field(default=None, max_length=200)
    module: str | None = Field(default=None, max_length=200)
    yes: bool = False


class ForgetOut(BaseModel):
    """What is held of a person, and what was removed; the CRM's own record is not touched."""

    held: list[PlaceOut]
    removed: list[PlaceOut]
    done: bool
    approval: int | None = Field(default=None, description="The request that waits for a second person.")


class SuppressionOut(BaseModel):
    """Somebody whom no run brings back; the key is not known any more."""

    number: int
    job: str | None
    module: str | None
    forgotten: float


class Lift(BaseModel):
    """Somebody who is to pass again."""

    key: str = Field(min_length=1, max_length=1000)


class Lifted(BaseModel):
    """How many suppressions fell."""

    lifted: int


class PurgeOut(BaseModel):
    """Old runs: what they hold beside their sums; ``busy`` are jobs at work, which are left alone."""

    days: int
    purged: bool
    runs: list[int]
    forgotten: list[int] = Field(description="Runs that leave the history (HAKOBU_HISTORY_DAYS).")
    bytes_of_values: int
    bytes_of_files: int
    busy: list[str]


class Days(BaseModel):
    """How old a run's values may be; by default as the server is set."""

    days: int | None = Field(default=None, ge=0, le=100_000)


class HistoryIn(BaseModel):
    """Where the history of a job goes: a connection to a database that allows it."""

    to: str = Field(min_length=1, max_length=200)
    run: int | None = Field(default=None, ge=1, le=2**31)
    prefix: str = Field(default="hakobu_", max_length=40)


class HistoryOut(BaseModel):
    """What was written of the history."""

    tables: list[str]
    runs: list[int]
    rejects_renewed: list[int]


@router.get("/decisions", operation_id="decisions")
def list_decisions(person: Viewer, at: At) -> list[DecisionOut]:
    """List which records were chosen where several fit."""
    found = [_decision(each) for each in decisions(home=at.home)]
    return [each.model_copy(update={"key": Sight(at, person, each.job).text(each.key)}) for each in found]


@router.post("/runs/{number}/decisions", status_code=201, operation_id="decide")
def decide_on(number: Number, body: Answer, person: Operator, at: At) -> DecisionOut:
    """Choose the record that a row of a run or plan means; the next plan knows it."""
    made = decide(run_of(at, number), body.key, body.answer, home=at.home, task=body.task)
    at.store.audit.write(who=person.name, action="decided", what=f"{made.job}, {made.task}: {made.answer}")
    return _decision(made)


@router.post("/decisions/revoke", operation_id="revoke_decision")
def revoke_decision(body: Revoked, person: Operator, at: At) -> list[DecisionOut]:
    """Forget a choice; the row asks again."""
    gone = revoke(body.key, home=at.home, task=body.task)
    at.store.audit.write(who=person.name, action="decision revoked", what=str(len(gone)))
    return [_decision(each) for each in gone]


@router.get("/organisations", operation_id="organisations")
def organisations(_: Viewer, at: At) -> list[OrganisationOut]:
    """List the organisations that runs wrote to, and which are stopped."""
    stops = {each.zgid: each for each in at.store.stops.all()}
    known = dict.fromkeys((*stops, *known_organisations(at.store, None)))
    return [_organisation(zgid, stops.get(zgid)) for zgid in known if zgid]


@router.put("/organisations/{organisation}/stop", operation_id="stop_organisation")
def stop(organisation: Organisation, body: Reason, person: Operator, at: At) -> OrganisationOut:
    """Stop all writing to an organisation: runs at work end in good order, and none begins."""
    known = known_organisations(at.store, None)
    if organisation not in known:
        raise ProblemError(
            404, "no_organisation", f"No run wrote to the organisation {organisation}.",
            next_step=f"Known: {', '.join(known) or 'none'}.",
        )  # fmt: skip
    set_ = at.store.stops.set(organisation, by=person.name, reason=" ".join(body.reason.split()))
    at.store.audit.write(who=person.name, action="writing stopped", what=organisation)
    return _organisation(organisation, set_)


@router.delete("/organisations/{organisation}/stop", operation_id="start_organisation")
def start(organisation: Organisation, person: Operator, at: At) -> OrganisationOut:
    """Let an organisation be written to again."""
    if not at.store.stops.lift(organisation):
        raise ProblemError(404, "not_stopped", f"Writing to {organisation} is not stopped.")
    at.store.audit.write(who=person.name, action="writing started", what=organisation)
    return _organisation(organisation, None)


@router.post("/forgotten", operation_id="forget")
def forget(body: Somebody, person: Administrator, at: At) -> ForgetOut:
    """Show what is kept of a person; with ``yes``, remove it and keep it away from later runs."""
    asked: int | None = None
    with Forgetting.open(at.home, body.key, job=body.job, module=body.module) as forgetting:
        held = forgetting.held()
        if body.yes:
            jobs = {each.job for each in held if each.job} or ({body.job} if body.job else set())
            asked = ask_to_forget(at, person, body.model_dump(include={"key", "job", "module"}), jobs)
        remove = body.yes and asked is None
        removed = forgetting.forget(job=body.job, module=body.module) if remove else []
    if remove:
        entries = sum(each.number for each in removed)
        at.store.audit.write(who=person.name, action="person forgotten", what=f"{entries} entries")
    return ForgetOut(held=_places(held), removed=_places(removed), done=remove, approval=asked)


@router.get("/forgotten", operation_id="forgotten")
def list_forgotten(_: Administrator, at: At) -> list[SuppressionOut]:
    """List the suppressions that keep forgotten people away."""
    return [
        SuppressionOut(number=each.id, job=each.job or None, module=each.module or None, forgotten=each.made)
        for each in forgotten(home=at.home)
    ]


@router.post("/forgotten/lift", operation_id="lift_forgotten")
def lift_forgotten(body: Lift, person: Administrator, at: At) -> Lifted:
    """Let a forgotten person pass again."""
    fallen = lift(body.key, home=at.home)
    at.store.audit.write(who=person.name, action="forgetting lifted", what=str(fallen))
    return Lifted(lifted=fallen)


@router.get("/purge", operation_id="purgeable")
def show_purge(
    _: Administrator, at: At, days: Annotated[int | None, Query(ge=0, le=100_000)] = None
) -> PurgeOut:
    """Show what a purge of old runs would free."""
    wanted = keep_days() if days is None else days
    found = purgeable(at.home, days=wanted)
    return PurgeOut(
        days=wanted,
        purged=False,
        runs=found.runs,
        forgotten=found.forgotten,
        bytes_of_values=found.values,
        bytes_of_files=found.files,
        busy=found.busy,
    )


@router.post("/purge", operation_id="purge")
def do_purge(body: Days, person: Administrator, at: At) -> PurgeOut:
    """Purge the values of old runs; their sums stay."""
    wanted = keep_days() if body.days is None else body.days
    found = purge(at.home, days=wanted)
    at.store.audit.write(who=person.name, action="runs purged", what=f"{len(found.runs)}")
    return PurgeOut(
        days=wanted,
        purged=True,
        runs=found.runs,
        forgotten=found.forgotten,
        bytes_of_values=found.values,
        bytes_of_files=found.files,
        busy=found.busy,
    )


@router.post("/jobs/{name}/history-tables", operation_id="write_history")
def write_tables(
    name: Annotated[str, Path(min_length=1, max_length=200)], body: HistoryIn, person: Operator, at: At
) -> HistoryOut:
    """Write a job's history as tables to a database of one's own."""
    if at.store.definitions.job(name) is None:
        raise ProblemError(404, "no_job", f"There is no job {name!r}.")
    definition = at.workspace.definition(name)
    written = write_history(definition, body.to, home=at.home, run=body.run, prefix=body.prefix)
    at.store.audit.write(who=person.name, action="history written", what=f"{name} to {body.to}")
    return HistoryOut(
        tables=list(written.tables), runs=list(written.runs), rejects_renewed=list(written.renewed)
    )


def _decision(each: Decision) -> DecisionOut:
    return DecisionOut(
        job=each.job,
        task=each.task,
        module=each.module,
        key=each.label,
        answer=each.answer,
        run=each.run_id,
        made=each.made or time.time(),
    )


def _organisation(zgid: str, stop: Stop | None) -> OrganisationOut:
    return OrganisationOut(
        organisation=zgid,
        stopped=stop is not None,
        since=stop.since if stop else None,
        by=stop.by if stop else "",
        reason=stop.reason if stop else "",
    )


def _places(found: list[HeldPlace]) -> list[PlaceOut]:
    return [
        PlaceOut(
            place=each.place,
            job=each.job or None,
            task=each.task or None,
            module=each.module or None,
            entries=each.number,
        )
        for each in found
    ]
