"""Plans: what a run would change, looked at a page at a time, and executed as it was shown."""

from itertools import islice
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import FileResponse

from hakobu.api.access import Operator, Person, Viewer, context_of
from hakobu.api.context import Context
from hakobu.api.language import say
from hakobu.api.plan_shapes import (
    CauseOut,
    ChangeOut,
    ChangesPage,
    ExplainedFault,
    GuardOut,
    KeptOut,
    KeptPage,
    NotSentOut,
    NotSentPage,
    PlanOut,
    PlanTask,
)
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.api.sending import send_file
from hakobu.api.starting import Key, Started, ask, run_of
from hakobu.api.values import Sight
from hakobu.model import Change, Operation
from hakobu.plan import InvalidRow
from hakobu.reports.causes import cause_as_json, causes_of_plan, explain_cause, explain_detail
from hakobu.reports.plan_files import plan_as_json, write_csv, write_plan_json
from hakobu.reports.plan_parts import kept_as_json
from hakobu.runs import AMBIGUOUS, Choice, PlannedTask, candidates_of, planned_tasks, write_plan_table
from hakobu.store import Run

__all__ = ["Language", "router"]

router = APIRouter(prefix="/api", tags=["plans"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
Number = Annotated[int, Path(ge=1, le=2**31, description="The number of the plan, which is its run's.")]
Language = Literal["en", "ja"]
Part = Annotated[str | None, Query(max_length=500)]
Skip = Annotated[int, Query(ge=0, le=10**9)]
Limit = Annotated[int, Query(ge=1, le=500)]
SAMPLES = 3
RECORDS_A_CREDIT = 10  # what Zoho takes for records written by REST
CREATES = {Operation.UPSERT, Operation.MIRROR}


@router.get("/plans/{number}", operation_id="show_plan")
def show(number: Number, _: Viewer, at: At) -> PlanOut:
    """Show a plan's sums, its price, and what would stop it."""
    stored, tasks = _plan(at, number)
    told = plan_as_json(stored, tasks, (), ())
    several = sum(_ambiguous(row) for task in tasks for row in task.invalid())
    sums = {name: sum(getattr(task.plan, name) for task in tasks) for name in ("create", "update", "delete")}
    unchanged = sum(task.plan.unchanged for task in tasks)
    kept = sum(sum(task.plan.kept.values()) for task in tasks)
    return PlanOut(
        **sums,
        plan=stored.id,
        job=stored.job,
        kind=stored.kind,
        of_run=stored.of_run,
        status=stored.status,
        made=stored.started,
        file=stored.file,
        unchanged=unchanged,
        kept=kept,
        several=several,
        invalid=sum(task.plan.invalid for task in tasks) - several,
        skipped=sum(sum(task.plan.skipped.values()) for task in tasks),
        credits=told["credits"],
        calls=told["calls"],
        read_credits=sum(read.credits or 0 for task in tasks for read in task.plan.reads),
        blind_credits=-(-(sum(sums.values()) + unchanged) // RECORDS_A_CREDIT),
        seconds=_seconds(at, stored, told["calls"]),
        written=stored.status not in {"planned", "guard"},
        parameters=stored.parameters,
        guards=[GuardOut(**guard) for guard in told["guards"]],
        approved_by=stored.approved_by,
        tasks=[_task(line, task) for line, task in zip(told["tasks"], tasks, strict=True)],
    )


@router.get("/plans/{number}/changes", operation_id="plan_changes")
def changes(
    number: Number,
    person: Viewer,
    at: At,
    task: Part = None,
    kind: Annotated[Literal["create", "update", "delete", "restore"] | None, Query()] = None,
    field: Part = None,
    key: Part = None,
    text: Annotated[str | None, Query(max_length=500, description="Key, id, field or value.")] = None,
    skip: Skip = 0,
    limit: Limit = 50,
) -> ChangesPage:
    """Page through the records that would be written."""
    stored, tasks = _plan(at, number)
    sight = _sight(at, person, stored, searched=key or text)
    choice = Choice(task=task, kind=kind, field=field, key=key, text=text)
    found = list(islice(choice.changes(tasks), skip, skip + limit + 1))
    return ChangesPage(changes=[_change(*each, sight) for each in found[:limit]], more=len(found) > limit)


@router.get("/plans/{number}/not-sent", operation_id="plan_not_sent")
def not_sent(
    number: Number,
    person: Viewer,
    at: At,
    task: Part = None,
    field: Part = None,
    key: Part = None,
    text: Part = None,
    several: Annotated[bool | None, Query(description="Only rows that fit several records.")] = None,
    lang: Language = "en",
    skip: Skip = 0,
    limit: Limit = 50,
) -> NotSentPage:
    """Page through the rows that would not be sent, with what to do about each."""
    stored, tasks = _plan(at, number)
    sight = _sight(at, person, stored, searched=key or text)
    choice = Choice(task=task, field=field, key=key, text=text)
    rows = (each for each in choice.invalid(tasks) if several is None or _ambiguous(each[1]) is several)
    found = list(islice(rows, skip, skip + limit + 1))
    return NotSentPage(
        rows=[_not_sent(*each, lang, sight) for each in found[:limit]], more=len(found) > limit
    )


@router.get("/plans/{number}/causes", operation_id="plan_causes")
def causes(number: Number, person: Viewer, at: At, lang: Language = "en") -> list[CauseOut]:
    """Group the rows that would not be sent by cause, the most frequent first."""
    stored, tasks = _plan(at, number)
    sight = Sight(at, person, stored.job)
    found = causes_of_plan(Choice().invalid(tasks), SAMPLES)
    return [CauseOut(**sight.cause(cause_as_json(each, lang), lang)) for each in found]


@router.get("/plans/{number}/kept", operation_id="plan_kept")
def kept(number: Number, person: Viewer, at: At, skip: Skip = 0, limit: Limit = 50) -> KeptPage:
    """Page through the fields that a policy leaves alone."""
    stored, tasks = _plan(at, number)
    sight = Sight(at, person, stored.job)
    found = list(islice(kept_as_json(tasks), skip, skip + limit + 1))
    return KeptPage(kept=[_kept(each, sight) for each in found[:limit]], more=len(found) > limit)


@router.get("/plans/{number}/file", operation_id="plan_file", response_class=FileResponse)
def file(
    number: Number,
    person: Viewer,
    at: At,
    format: Annotated[Literal["csv", "json", "parquet"], Query()] = "csv",  # noqa: A002 - its name in the API
    task: Part = None,
    kind: Annotated[Literal["create", "update", "delete", "invalid"] | None, Query()] = None,
    field: Part = None,
    key: Part = None,
) -> FileResponse:
    """Download a plan, or a part of it; no cell is one that a spreadsheet would compute."""
    stored, tasks = _plan(at, number)
    Sight(at, person, stored.job).need()
    choice = Choice(task=task, kind=kind, field=field, key=key)

    def write(path: Any) -> None:
        if format == "parquet":
            write_plan_table(path, stored, tasks, choice)
            return
        with path.open("w", encoding="utf-8-sig" if format == "csv" else "utf-8", newline="") as stream:
            if format == "csv":
                write_csv(stream, _heading, stored, tasks, choice, skip=0, limit=None)
            else:
                rows = choice.invalid(tasks)
                write_plan_json(stream, stored, tasks, choice.changes(tasks), rows, remarks=[])

    at.store.audit.write(who=person.name, action="plan downloaded", what=str(number))
    return send_file(at.home, f"plan-{number}.{format}", write)


@router.post("/plans/{number}/runs", status_code=202, operation_id="run_plan")
def run(number: Number, person: Operator, at: At, key: Key = None) -> Started:
    """Run exactly these changes; a record that changed in the CRM meanwhile is held."""
    stored = _plan(at, number)[0]
    if stored.status != "planned":
        raise ProblemError(
            409, "executed", f"This plan was executed already; it ended as {stored.status}.",
            next_step="Plan the job again.",
        )  # fmt: skip
    if stored.guards:
        raise ProblemError(
            409, "guard", "This plan goes beyond limits of the job.", next_step="Approve it, or plan again."
        )
    return ask(at, stored.job, "execute", person=person, key=key, of_run=number)


def _plan(at: Context, number: int) -> tuple[Run, list[PlannedTask]]:
    stored = run_of(at, number)
    tasks = planned_tasks(stored, home=at.home)
    if not tasks:
        raise ProblemError(
            404, "no_plan", f"Run {number} has no plan to show: it was purged, or never planned whole."
        )
    return stored, tasks


def _task(line: dict[str, Any], task: PlannedTask) -> PlanTask:
    plan = task.plan
    line = line | {
        "warnings": [say(each) for each in line["warnings"]],
        "no_bulk": [each | {"why": say(each["why"])} for each in line["no_bulk"]],
    }
    return PlanTask(
        **{name: line[name] for name in PlanTask.model_fields if name in line},
        fields=sorted(plan.fields),
        edited=[msgspec.structs.asdict(each) for each in plan.edited],
        lost_lookups=[msgspec.structs.asdict(each) for each in plan.lost_lookups],
    )


def _change(task: PlannedTask, change: Change, sight: Sight) -> ChangeOut:
    return ChangeOut(
        task=task.plan.task,
        module=task.plan.module,
        row=change.row,
        key=sight.text(change.label),
        kind=str(change.kind),
        id=change.id,
        matched_by=change.matched_by,
        old=sight.values(change.old),
        new=sight.values(change.new),
        old_from=change.old_from,
        cannot_tell=list(change.unsure),
        drift=change.drift,
    )


def _not_sent(task: PlannedTask, row: InvalidRow, lang: str, sight: Sight) -> NotSentOut:
    faults = [
        ExplainedFault(
            field=field,
            code=code,
            detail=sight.text(explain_detail(detail, lang)),
            **dict(zip(("meaning", "remedy"), explain_cause(code, lang), strict=True)),
        )
        for field, code, detail in row.faults
    ]
    return NotSentOut(
        task=task.plan.task,
        module=task.plan.module,
        row=row.row,
        key=sight.text(row.label),
        faults=faults,
        candidates=list(candidates_of(row)),
        may_create=task.plan.operation in CREATES,
    )


def _kept(each: dict[str, Any], sight: Sight) -> KeptOut:
    hidden = {name: sight.value(each[name]) for name in ("key", "crm", "source")}
    return KeptOut(**{**each, **hidden})


def _sight(at: Context, person: Person, stored: Run, *, searched: str | None) -> Sight:
    sight = Sight(at, person, stored.job)
    if searched:  # what is found would tell what is hidden
        sight.need()
    return sight


def _ambiguous(row: InvalidRow) -> bool:
    return any(code in AMBIGUOUS for _, code, _ in row.faults)


def _seconds(at: Context, stored: Run, calls: int) -> float | None:
    """Guess how long so many calls take: as long as those of the job's last run that wrote something."""
    for run_ in at.store.runs.latest(job=stored.job, limit=5, plans=False):
        if run_.ended and run_.calls and run_.id != stored.id:
            return round((run_.ended - run_.started) / run_.calls * calls, 1)
    return None


def _heading(key: str) -> str:
    return key.rsplit(".", 1)[-1]
