"""Definitions as a file, and back."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from hakobu.api.access import Administrator, Editor, Person, context_of
from hakobu.api.context import Context
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.api.sending import send_file
from hakobu.jobs.accounts import Role
from hakobu.jobs.backup import backup
from hakobu.jobs.exchange import apply_definitions, export_definitions

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["definitions"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
SETTINGS = {"calendar", "alert channel"}


class DefinitionsFile(BaseModel):
    """Every connection and job as one definition file; secrets stand there as references."""

    text: str


class ApplyIn(BaseModel):
    """A definition file to take over; with ``dry_run`` nothing is saved."""

    text: str = Field(max_length=2_000_000)
    dry_run: bool = True
    start: bool = Field(
        default=False, description="Let new jobs that carry a schedule start by themselves at once."
    )


class AppliedOut(BaseModel):
    """What became, or would become, of one definition: new, changed or same; no secret stands in it."""

    kind: Literal["connection", "job", "calendar", "alert channel", "labels"]
    name: str
    what: Literal["new", "changed", "same"]
    before: str
    after: str
    paused: bool = Field(description="A new job with a schedule that is kept from starting by itself.")


@router.get("/definitions", operation_id="export_definitions")
def export(person: Editor, at: At) -> DefinitionsFile:
    """Export all that was defined: connections, jobs, labels, calendars and alert channels."""
    at.store.audit.write(who=person.name, action="definitions exported")
    return DefinitionsFile(text=export_definitions(at.store, at.vault))


@router.post("/definitions", operation_id="apply_definitions")
def apply(body: ApplyIn, person: Editor, at: At) -> list[AppliedOut]:
    """Take definitions over from a file; what is not in it stays as it is.

    New jobs that carry a schedule are paused unless ``start``; jobs that are there keep their state.
    Calendars and alert channels are changed by an administrator only.
    """
    if not body.dry_run and not person.role.may(Role.ADMINISTRATOR):
        _refuse_settings(at, body.text, person)
    found = apply_definitions(
        at.store,
        at.vault,
        at.workspace,
        body.text,
        by=person.name,
        dry_run=body.dry_run,
        start=body.start,
    )
    return [AppliedOut.model_validate(asdict(each)) for each in found]


def _refuse_settings(at: Context, text: str, person: Person) -> None:
    told = apply_definitions(at.store, at.vault, at.workspace, text, by=person.name, dry_run=True)
    if foreign := [each.name for each in told if each.kind in SETTINGS and each.what != "same"]:
        raise ProblemError(
            403,
            "not_yours",
            f"Only an administrator changes calendars and alert channels: {', '.join(foreign)}.",
            next_step="Take them out of the file, or ask an administrator.",
        )


@router.get("/backup", operation_id="backup", response_class=FileResponse)
def download_backup(person: Administrator, at: At) -> FileResponse:
    """Download all that is remembered, without the keys; no job may run meanwhile."""

    def write(path: Path) -> None:
        backup(at.home, path)

    at.store.audit.write(who=person.name, action="backup downloaded")
    return send_file(at.home, "hakobu-backup.zip", write)
