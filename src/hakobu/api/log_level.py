"""How talkative the log of a job's runs is: seen, tried and saved as a version of the definition."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from hakobu.api.access import Editor, Viewer, context_of
from hakobu.api.context import Context
from hakobu.api.jobs import JobOut, Name, find_job, save_text
from hakobu.api.limits import Tried
from hakobu.api.problems import ANSWERS
from hakobu.definitions.rewrite import change_key, plain_of

__all__ = ["router"]

router = APIRouter(prefix="/api/jobs/{name}/log-level", tags=["jobs"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
Level = Literal["debug", "info", "warning", "error"]
USUAL: Level = "info"  # what holds without a word


class LogLevel(BaseModel):
    """From which level on a run's log is written."""

    level: Level


class LogLevelOut(LogLevel):
    """The level, and the version of the job that says so."""

    version: int


class LogLevelChange(LogLevel):
    """A level, with the version of the job that it is meant for."""

    based_on: int


@router.get("", operation_id="log_level")
def log_level(name: Name, _: Viewer, at: At) -> LogLevelOut:
    """Show from which level on the log of a job's runs is written."""
    found = find_job(at, name)
    return LogLevelOut(level=plain_of(found.text, "log_level") or USUAL, version=found.version)


@router.post("/preview", operation_id="preview_log_level")
def preview(name: Name, body: LogLevel, _: Viewer, at: At) -> Tried:
    """Show the definition as it would be saved; nothing is saved."""
    found = find_job(at, name)
    text = _changed(found.text, body.level)
    at.workspace.check(name, text)
    return Tried(text=text, kind="same" if text == found.text else "changed")


@router.put("", operation_id="save_log_level")
def save(name: Name, body: LogLevelChange, person: Editor, at: At) -> JobOut:
    """Save the level; the rest of the definition stays as it was written."""
    found = find_job(at, name)
    return save_text(at, found, _changed(found.text, body.level), body.based_on, person)


def _changed(text: str, level: Level) -> str:
    if level == (plain_of(text, "log_level") or USUAL):
        return text
    return change_key(text, "log_level", None if level == USUAL else level)
