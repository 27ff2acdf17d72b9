"""The second person: what deletes in production, or erases somebody, waits here for another one's yes."""

import base64
import json
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from hakobu.api.access import Operator, Person, Role, Viewer, context_of
from hakobu.api.context import Context
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.runs import Forgetting
from hakobu.store import Approval

__all__ = ["ask_to_forget", "router"]

router = APIRouter(prefix="/api", tags=["approvals"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
Number = Annotated[int, Path(ge=1, le=2**31)]
State = Literal["waiting", "approved", "refused", "withdrawn"]
SEALED = "/approval/forget"  # the name under which a person's key is sealed until it is decided


class ApprovalOut(BaseModel):
    """A request for a second person, and what was decided."""

    id: int
    what: str = Field(description="run, execute, retry, approve or forget.", examples=["run"])
    job: str
    job_version: int | None
    connection: str
    reasons: list[str] = Field(examples=[["delete"]])
    ticket: int | None
    asked_by: str
    asked: float
    state: State
    decided_by: str | None
    decided: float | None
    remark: str
    standing: bool = Field(description="Holds for every later run of this version of the job.")
    yours: bool = Field(description="You may decide it.")


class ApprovalsPage(BaseModel):
    """Some requests, the newest first; ``before`` of the next page, or null at the end."""

    approvals: list[ApprovalOut]
    next_before: int | None


class Decision(BaseModel):
    """What one says beside it."""

    remark: str = Field(default="", max_length=2_000)


class Consent(Decision):
    """A yes, for once or for every run of this version of the job."""

    standing: bool = False


@router.get("/approvals", operation_id="approvals")
def approvals(
    person: Viewer,
    at: At,
    state: State | None = None,
    before: Annotated[int | None, Query(ge=1, le=2**31)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ApprovalsPage:
    """List the requests, the newest first."""
    found = at.store.approvals.page(state=state, before=before, limit=limit + 1)
    shown = found[:limit]
    return ApprovalsPage(
        approvals=[_out(each, person) for each in shown],
        next_before=shown[-1].id if len(found) > limit else None,
    )


@router.get("/approvals/{number}", operation_id="approval")
def approval(number: Number, person: Viewer, at: At) -> ApprovalOut:
    """Show a request."""
    return _out(_found(at, number), person)


@router.post("/approvals/{number}/approve", operation_id="approve_request")
def approve(number: Number, body: Consent, person: Operator, at: At) -> ApprovalOut:
    """Say yes to somebody else's request; it goes on at once."""
    found = _decidable(at, number, person)
    if body.standing and found.what == "forget":
        raise ProblemError(422, "not_standing", "An erasure is approved for once only.")
    if not at.store.approvals.decide(
        number, state="approved", by=person.name, remark=body.remark, standing=body.standing
    ):
        raise _decided()
    at.store.audit.write(who=person.name, action="approved", what=_what(found))
    if found.what == "forget":
        _erase(at, found)
    elif found.ticket_id is not None and (ticket := at.store.tickets.release(found.ticket_id)) is not None:
        at.engine.enqueue(ticket)
    return _out(_found(at, number), person)


@router.post("/approvals/{number}/refuse", operation_id="refuse_request")
def refuse(number: Number, body: Decision, person: Operator, at: At) -> ApprovalOut:
    """Say no to somebody else's request."""
    found = _decidable(at, number, person)
    return _close(at, found, person, state="refused", remark=body.remark)


@router.post("/approvals/{number}/withdraw", operation_id="withdraw_request")
def withdraw(number: Number, body: Decision, person: Operator, at: At) -> ApprovalOut:
    """Take one's own request back."""
    found = _found(at, number)
    if found.asked_by != person.name:
        raise ProblemError(
            403, "not_yours", "This request is somebody else's.", next_step="Refuse it instead."
        )
    return _close(at, found, person, state="withdrawn", remark=body.remark)


def ask_to_forget(at: Context, person: Person, asked: dict[str, str | None], jobs: set[str]) -> int | None:
    """Ask for a second person where an erasure concerns a production system; gives the request's number.

    ``asked`` is the person's key, and where it means the person; it is kept sealed until it is decided.
    """
    guarded = _production(at, jobs)
    if not guarded:
        return None
    sealed = at.vault.key.seal(json.dumps(asked), of=SEALED)
    made = at.store.approvals.ask(
        what="forget",
        job=asked["job"] or "",
        job_version=None,
        connection=guarded,
        reasons=["erase"],
        asked_by=person.name,
        options={"sealed": base64.b64encode(sealed).decode()},
    )
    at.store.audit.write(who=person.name, action="approval asked", what=_what(made))
    return made.id


def _production(at: Context, jobs: set[str]) -> str:
    """Name a production system that one of these jobs writes to; a job that is gone counts as one."""
    for name in sorted(jobs):
        job = at.store.definitions.job(name)
        connection = at.store.definitions.connection(job.destination) if job else None
        if connection is None or connection.production:
            return connection.name if connection else name
    return ""


def _erase(at: Context, found: Approval) -> None:
    asked = json.loads(at.vault.key.open_sealed(base64.b64decode(found.options["sealed"]), of=SEALED))
    with Forgetting.open(at.home, asked["key"], job=asked["job"], module=asked["module"]) as forgetting:
        removed = forgetting.forget(job=asked["job"], module=asked["module"])
    entries = sum(each.number for each in removed)
    at.store.audit.write(who=found.asked_by, action="person forgotten", what=f"{entries} entries")


def _close(at: Context, found: Approval, person: Person, *, state: str, remark: str) -> ApprovalOut:
    if not at.store.approvals.decide(found.id, state=state, by=person.name, remark=remark):
        raise _decided()
    if found.ticket_id is not None and at.store.tickets.release(found.ticket_id) is not None:
        refused, taken = f"{person.name} refused the request.", f"{person.name} withdrew the request."
        cause = refused if state == "refused" else taken
        at.store.tickets.end(found.ticket_id, cause=f"{cause} {remark}".strip())
    at.store.audit.write(who=person.name, action=state, what=_what(found))
    return _out(_found(at, found.id), person)


def _found(at: Context, number: int) -> Approval:
    found = at.store.approvals.get(number)
    if found is None:
        raise ProblemError(404, "no_approval", f"There is no request {number}.")
    return found


def _decidable(at: Context, number: int, person: Person) -> Approval:
    found = _found(at, number)
    if found.asked_by == person.name:
        raise ProblemError(403, "own_request", "A second person decides about your own request.")
    if not _may(found, person):
        raise ProblemError(403, "role", "Only an administrator decides about an erasure.")
    if found.state != "waiting":
        raise _decided()
    return found


def _may(found: Approval, person: Person) -> bool:
    needed = Role.ADMINISTRATOR if found.what == "forget" else Role.OPERATOR
    return person.role.may(needed)


def _decided() -> ProblemError:
    return ProblemError(409, "decided", "This request was decided already.")


def _what(found: Approval) -> str:
    return f"{found.id}: {found.what} {found.job} ({', '.join(found.reasons)}) in {found.connection}"


def _out(found: Approval, person: Person) -> ApprovalOut:
    return ApprovalOut(
        id=found.id,
        what=found.what,
        job=found.job,
        job_version=found.job_version,
        connection=found.connection,
        reasons=found.reasons,
        ticket=found.ticket_id,
        asked_by=found.asked_by,
        asked=found.asked,
        state=found.state,  # type: ignore[arg-type]  # one of the four, as the store writes them
        decided_by=found.decided_by,
        decided=found.decided,
        remark=found.remark,
        standing=found.standing,
        yours=found.state == "waiting" and found.asked_by != person.name and _may(found, person),
    )
