"""Safety limits: what stops a job before it writes too much; seen, tried and saved."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from hakobu.api.access import Editor, Viewer, context_of
from hakobu.api.context import Context
from hakobu.api.jobs import JobOut, Name, find_job, save_text
from hakobu.api.problems import ANSWERS, Fault, ProblemError
from hakobu.definitions.rewrite import change_key, change_task_key, plain_of
from hakobu.model import Guards, Limit
from hakobu.store import DefinedJob

__all__ = ["router"]

router = APIRouter(prefix="/api/jobs/{name}/limits", tags=["jobs"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
Said = Annotated[int, Field(strict=True)] | Annotated[str, Field(max_length=40)]


class TaskLimits(BaseModel):
    """The limits of a task; what is not said is as in the job. A limit is a number, or a share such as 5%."""

    model_config = ConfigDict(extra="forbid")

    creates: Said | None = Field(default=None, examples=[1000])
    updates: Said | None = Field(default=None, examples=["50%"])
    deletes: Said | None = Field(default=None, examples=[20])
    changes: Said | None = None
    invalid: Said | None = Field(default=None, examples=["5%"])
    empty_source: Annotated[str, Field(max_length=20)] | None = Field(default=None, examples=["stop"])


class JobLimits(TaskLimits):
    """The limits of every task of a job, and after how many days a plan is too old."""

    plan_days: Said | None = Field(default=None, examples=[7])


class First(BaseModel):
    """How many records are delivered first, and how many of them Zoho may refuse."""

    model_config = ConfigDict(extra="forbid")

    records: Said | None = Field(default=None, examples=[50])
    rejects: Said | None = Field(default=None, examples=["5%"])


class LimitsIn(BaseModel):
    """The limits that a job is to have."""

    model_config = ConfigDict(extra="forbid")

    guards: JobLimits = JobLimits()
    canary: First | None = Field(default=None, description="null: no records are tried first.")
    tasks: dict[Annotated[str, Field(max_length=200)], TaskLimits] = Field(
        default_factory=dict,
        max_length=1000,
        description="By the task's name; a task without a word has none.",
    )


class LimitsChange(LimitsIn):
    """Limits, with the version of the job that they were made from."""

    based_on: int


class DefaultLimit(BaseModel):
    """A limit that holds without a word; ``floor`` is how many a share always lets through."""

    number: int | None
    share: float | None
    floor: int


class TaskLimitsOut(BaseModel):
    """A task with its own limits, as the definition has them."""

    name: str
    operation: str
    guards: dict[str, Any]


class LimitsOut(BaseModel):
    """A job's limits as the definition has them, and what holds where it has none."""

    guards: dict[str, Any]
    canary: dict[str, Any] | None
    tasks: list[TaskLimitsOut]
    defaults: dict[str, DefaultLimit] = Field(description="What holds without a word; the rest has no limit.")
    plan_days: int = Field(description="After how many days a plan is too old, without a word.")
    version: int


class Tried(BaseModel):
    """The job's text as it would be saved."""

    text: str
    kind: Literal["same", "changed"]


@router.get("", operation_id="limits")
def limits(name: Name, _: Viewer, at: At) -> LimitsOut:
    """Show a job's safety limits."""
    found = find_job(at, name)
    usual = Guards()
    told = {each: getattr(usual, each) for each in ("creates", "updates", "deletes", "changes", "invalid")}
    return LimitsOut(
        guards=_pairs(plain_of(found.text, "guards")),
        canary=_pairs(plain_of(found.text, "canary")) or None,
        tasks=[
            TaskLimitsOut(
                name=task, operation=str(has.get("operation", "")), guards=_pairs(has.get("guards"))
            )
            for task, has in _tasks(found).items()
        ],
        defaults={each: _limit(limit) for each, limit in told.items() if limit is not None},
        plan_days=usual.plan_days,
        version=found.version,
    )


@router.post("/preview", operation_id="preview_limits")
def preview(name: Name, body: LimitsIn, _: Viewer, at: At) -> Tried:
    """Check limits, and show the definition as it would be saved; nothing is saved."""
    found = find_job(at, name)
    text = _changed(found, body)
    at.workspace.check(name, text)
    return Tried(text=text, kind="same" if text == found.text else "changed")


@router.put("", operation_id="save_limits")
def save(name: Name, body: LimitsChange, person: Editor, at: At) -> JobOut:
    """Save a job's limits; the rest of its definition stays as it was written."""
    found = find_job(at, name)
    return save_text(at, found, _changed(found, body), body.based_on, person)


def _changed(found: DefinedJob, body: LimitsIn) -> str:
    """Write anew only what is to be another: comments beside the rest stay."""
    text = found.text
    _refuse_unknown(found, body)
    wanted = body.guards.model_dump(exclude_none=True)
    if wanted != _pairs(plain_of(text, "guards")):
        text = change_key(text, "guards", wanted or None)
    first = body.canary.model_dump(exclude_none=True) if body.canary is not None else None
    if first != plain_of(text, "canary"):
        text = change_key(text, "canary", first)
    for name, has in _tasks(found).items():
        said = body.tasks.get(name, TaskLimits()).model_dump(exclude_none=True)
        if said != _pairs(has.get("guards")):
            text = change_task_key(text, name, "guards", said or None)
    return text


def _refuse_unknown(found: DefinedJob, body: LimitsIn) -> None:
    valid = list(_tasks(found))
    faults = tuple(
        Fault(message=f"The job has no task {each!r}.", path=f"tasks.{each}", valid=valid)
        for each in body.tasks
        if each not in valid
    )
    if faults:
        raise ProblemError(422, "no_task", faults[0].message, faults=faults)


def _tasks(found: DefinedJob) -> dict[str, dict[str, Any]]:
    tasks = plain_of(found.text, "tasks") or []
    return {str(each.get("name", "")): each for each in tasks if isinstance(each, dict)}


def _pairs(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _limit(found: Limit) -> DefaultLimit:
    return DefaultLimit(number=found.number, share=found.share, floor=found.floor)
