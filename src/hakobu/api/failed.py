"""Failed rows: by cause with what to do, downloaded, taken back corrected, resent or dismissed."""

import os
from pathlib import Path as File
from typing import Annotated, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from hakobu.api.access import Editor, Operator, Viewer, context_of
from hakobu.api.context import Context
from hakobu.api.plan_shapes import CauseOut, ExplainedFault
from hakobu.api.plans import Language
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.api.sending import send_file
from hakobu.api.starting import Key, Started, ask, run_of
from hakobu.api.values import Sight
from hakobu.reports.causes import cause_as_json, causes_of, explain_cause, explain_detail
from hakobu.reports.failed_files import write_sheet, write_workbook
from hakobu.runs import dismiss, failed_tasks, mask_rejects
from hakobu.store import Reject

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["failed rows"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
Number = Annotated[int, Path(ge=1, le=2**31)]
Part = Annotated[str | None, Query(max_length=500)]
State = Annotated[Literal["open", "all"], Query(description="Rows that wait, or all that the run left.")]
SAMPLES = 3
BIGGEST = 50_000_000  # bytes of a file that is taken back


class WaitingOut(BaseModel):
    """A run that left failed rows which still wait."""

    run: int
    job: str
    started: float
    rows: int


class RejectOut(BaseModel):
    """A row that did not get through."""

    id: int
    task: str
    module: str
    row: int
    key: str
    outcome: str
    state: str
    faults: list[ExplainedFault]


class RejectsPage(BaseModel):
    """Some failed rows of a run; ``total`` counts all that were asked for."""

    rejects: list[RejectOut]
    total: int


class Retry(BaseModel):
    """Which failed rows are sent again; by default all that wait."""

    only: str | None = Field(default=None, max_length=200, description="The code of one cause.")


class Dismissal(BaseModel):
    """Which failed rows nothing is to be done about, and why."""

    reason: str = Field(min_length=1, max_length=1000, examples=["Test rows of the vendor"])
    ids: list[int] | None = Field(default=None, max_length=10_000)
    cause: str | None = Field(default=None, max_length=200)
    task: str | None = Field(default=None, max_length=200)
    key: str | None = Field(default=None, max_length=500)


class Dismissed(BaseModel):
    """How many rows were dismissed."""

    rows: int


@router.get("/rejects", operation_id="waiting_rejects")
def waiting(_: Viewer, at: At) -> list[WaitingOut]:
    """List the runs whose failed rows still wait, the newest first."""
    found = []
    for run_id, rows in at.store.rejects.waiting().items():
        run = at.store.runs.get(run_id)
        if run is not None:
            found.append(WaitingOut(run=run_id, job=run.job, started=run.started, rows=rows))
    return found


@router.get("/runs/{number}/causes", operation_id="causes")
def causes(
    number: Number, person: Viewer, at: At, lang: Language = "en", state: State = "open", task: Part = None
) -> list[CauseOut]:
    """Group the failed rows of a run by cause, with the remedy, the most frequent first."""
    found = _rejects(at, number, state=state, task=task, cause=None)
    sight = Sight(at, person, run_of(at, number).job)
    return [CauseOut(**sight.cause(cause_as_json(each, lang, SAMPLES), lang)) for each in causes_of(found)]


@router.get("/runs/{number}/rejects", operation_id="rejects")
def rejects(
    number: Number,
    person: Viewer,
    at: At,
    task: Part = None,
    cause: Part = None,
    field: Part = None,
    state: State = "all",
    lang: Language = "en",
    skip: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> RejectsPage:
    """List the failed rows of a run."""
    found = _rejects(at, number, state=state, task=task, cause=cause, field=field)
    page, sight = found[skip : skip + limit], Sight(at, person, run_of(at, number).job)
    return RejectsPage(rejects=[_reject(each, lang, sight) for each in page], total=len(found))


@router.get("/runs/{number}/rejects/file", operation_id="rejects_file", response_class=FileResponse)
def file(
    number: Number,
    person: Viewer,
    at: At,
    format: Annotated[Literal["csv", "xlsx"], Query()] = "xlsx",  # noqa: A002 - its name in the API
    task: Part = None,
    cause: Part = None,
    lang: Language = "en",
) -> FileResponse:
    """Download failed rows to correct, with what is wrong beside them; every cell is a text."""
    Sight(at, person, run_of(at, number).job).need()
    found = _rejects(at, number, state="open", task=task, cause=cause)
    tasks = failed_tasks(run_of(at, number), found, home=at.home)
    if not tasks:
        raise ProblemError(404, "no_rows", "No failed row is meant.", next_step="Choose another cause.")
    if format == "csv" and len(tasks) > 1:
        raise ProblemError(
            409,
            "one_task",
            f"A CSV file holds the rows of one task: {', '.join(each.task for each in tasks)}.",
            next_step="Name the task, or take the Excel file: it has a sheet a task.",
        )

    def write(path: File) -> None:
        if format == "xlsx":
            write_workbook(path, tasks, lang)
            return
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            write_sheet(stream, tasks[0], lang)

    at.store.audit.write(who=person.name, action="failed rows downloaded", what=f"run {number}")
    return send_file(at.home, f"failed-rows-{number}.{format}", write)


@router.post("/runs/{number}/retries", status_code=202, operation_id="retry")
def retry(number: Number, body: Retry, person: Operator, at: At, key: Key = None) -> Started:
    """Send the failed rows of a run again."""
    options = {"only": body.only} if body.only else {}
    found = run_of(at, number)
    return ask(at, found.job, "retry", person=person, key=key, of_run=number, options=options)


@router.post(
    "/runs/{number}/corrected",
    status_code=202,
    operation_id="retry_corrected",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def corrected(
    number: Number,
    request: Request,
    person: Editor,
    at: At,
    format: Annotated[Literal["csv", "xlsx"], Query()] = "xlsx",  # noqa: A002 - its name in the API
    only: Part = None,
    key: Key = None,
) -> Started:
    """Take a downloaded file back, corrected, and send its rows again; its values take the source's place."""
    found = run_of(at, number)
    folder = at.home / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{uuid4().hex}.{format}"
    try:
        await _take(request, path)
        options = {"corrected": str(path), **({"only": only} if only else {})}
        started = ask(at, found.job, "retry", person=person, key=key, of_run=number, options=options)
    except BaseException:  # it is raised again: nothing is left behind
        path.unlink(missing_ok=True)
        raise
    return started


@router.post("/runs/{number}/dismissals", operation_id="dismiss_rejects")
def dismissals(number: Number, body: Dismissal, person: Operator, at: At) -> Dismissed:
    """Say that nothing is to be done about failed rows, and why."""
    rows = dismiss(
        run_of(at, number),
        home=at.home,
        reason=body.reason,
        by=person.name,
        task=body.task,
        cause=body.cause,
        key=body.key,
        ids=body.ids,
    )
    return Dismissed(rows=rows)


async def _take(request: Request, path: File) -> None:
    taken = 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        async for chunk in request.stream():
            taken += len(chunk)
            if taken > BIGGEST:
                raise ProblemError(
                    422,
                    "too_big",
                    f"The file is bigger than {BIGGEST // 1_000_000} MB.",
                    next_step="Download the rows of one cause, and correct those.",
                )
            file.write(chunk)
    if not taken:
        raise ProblemError(422, "empty", "The file is empty.", next_step="Choose the corrected file.")


def _rejects(
    at: Context, number: int, *, state: str, task: str | None, cause: str | None, field: str | None = None
) -> list[Reject]:
    run = run_of(at, number)
    wanted = "open" if state == "open" else None
    found = mask_rejects(run, at.store.rejects.of_run(number, task=task, state=wanted), home=at.home)
    return [
        reject
        for reject in found
        if any(cause in {None, fault.code} and field in {None, fault.field} for fault in reject.faults)
    ]


def _reject(reject: Reject, lang: str, sight: Sight) -> RejectOut:
    faults = []
    for fault in reject.faults:
        meaning, remedy = explain_cause(fault.code, lang)
        detail = sight.text(explain_detail(fault.detail, lang))
        faults.append(
            ExplainedFault(field=fault.field, code=fault.code, detail=detail, meaning=meaning, remedy=remedy)
        )
    return RejectOut(
        id=reject.id,
        task=reject.task,
        module=reject.module,
        row=reject.row,
        key=sight.text(reject.label),
        outcome=reject.outcome,
        state=reject.state,
        faults=faults,
    )
