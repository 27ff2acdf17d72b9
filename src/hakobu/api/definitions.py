"""Definitions as a file, and back."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from hakobu.api.access import Administrator, Editor, context_of
from hakobu.api.context import Context
from hakobu.api.problems import ANSWERS
from hakobu.api.sending import send_file
from hakobu.jobs.backup import backup
from hakobu.jobs.exchange import apply_definitions, export_definitions

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["definitions"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]


class DefinitionsFile(BaseModel):
    """Every connection and job as one definition file; secrets stand there as references."""

    text: str


class ApplyIn(BaseModel):
    """A definition file to take over; with ``dry_run`` nothing is saved."""

    text: str = Field(max_length=2_000_000)
    dry_run: bool = True


class AppliedOut(BaseModel):
    """What became, or would become, of one connection or job: new, changed or same."""

    kind: str
    name: str
    what: str
    before: str
    after: str


@router.get("/definitions", operation_id="export_definitions")
def export(person: Editor, at: At) -> DefinitionsFile:
    """Export every connection and job."""
    at.store.audit.write(who=person.name, action="definitions exported")
    return DefinitionsFile(text=export_definitions(at.store, at.vault))


@router.post("/definitions", operation_id="apply_definitions")
def apply(body: ApplyIn, person: Editor, at: At) -> list[AppliedOut]:
    """Take connections and jobs over from a definition file; what is not in it stays as it is."""
    found = apply_definitions(
        at.store, at.vault, at.workspace, body.text, by=person.name, dry_run=body.dry_run
    )
    return [
        AppliedOut(
            kind=each.kind,
            name=each.name,
            what=each.what,
            before=each.before if each.kind == "job" else "",
            after=each.after if each.kind == "job" else "",
        )
        for each in found
    ]


@router.get("/backup", operation_id="backup", response_class=FileResponse)
def download_backup(person: Administrator, at: At) -> FileResponse:
    """Download all that is remembered, without the keys; no job may run meanwhile."""

    def write(path: Path) -> None:
        backup(at.home, path)

    at.store.audit.write(who=person.name, action="backup downloaded")
    return send_file(at.home, "hakobu-backup.zip", write)
