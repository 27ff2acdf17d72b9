"""Every error of the API in one shape: problem details (RFC 9457), with what to do next."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import structlog
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from hakobu.api.language import invalid_in, language_of, title_in
from hakobu.errors import BusyError, DefinitionError, GuardError, HakobuError, RequestError, WaitError
from hakobu.reports.spoken import spoken

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

__all__ = ["ANSWERS", "Fault", "Problem", "ProblemError", "add_handlers"]

log = structlog.get_logger("hakobu.api")


class Fault(BaseModel):
    """One thing wrong with what was sent: where it stands, what would do, what to do."""

    message: str
    path: str = ""
    line: int | None = None
    valid: list[str] = Field(default_factory=list)
    next_step: str = ""


class Problem(BaseModel):
    """What went wrong, in words for people, and a code for machines."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: str = ""
    next_step: str = ""
    faults: list[Fault] = Field(default_factory=list)
    request_id: str = ""


CONFLICTS = {"email_taken", "last_administrator", "name_taken"}
"""Codes of our own that are a conflict with what is there."""

ANSWERS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": HTTPStatus(status).phrase}
    for status in (400, 401, 403, 404, 409, 422, 429)
}
"""What every route may answer besides its own answer."""


class ProblemError(Exception):
    """A refusal of the API itself."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        next_step: str = "",
        faults: tuple[Fault, ...] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.next_step = status, code, detail, next_step
        self.faults, self.headers = faults, headers


def add_handlers(app: FastAPI) -> None:
    """Let every error leave in this one shape."""
    app.add_exception_handler(ProblemError, _own)
    app.add_exception_handler(HakobuError, _told)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Exception, _bug)


def _answer(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    """Answer in the language of whoever asks."""
    problem.request_id = getattr(request.state, "request_id", "")
    lang = language_of(request.headers, request.query_params)
    problem.title = title_in(lang, problem.status)
    problem.detail, problem.next_step = spoken(problem.detail, lang), spoken(problem.next_step, lang)
    for fault in problem.faults:
        fault.message, fault.next_step = spoken(fault.message, lang), spoken(fault.next_step, lang)
    numbered = {"X-Request-ID": problem.request_id}  # an answer to a bug passes no other place
    return JSONResponse(
        jsonable_encoder(problem),
        status_code=problem.status,
        media_type="application/problem+json",
        headers=numbered | (headers or {}),
    )


def _own(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ProblemError):
        raise error
    return _answer(
        request,
        Problem(
            title="",
            status=error.status,
            detail=error.detail,
            code=error.code,
            next_step=error.next_step,
            faults=[each.model_copy() for each in error.faults],
        ),
        error.headers,
    )


def _told(request: Request, error: Exception) -> JSONResponse:
    """Give an error of the core; what is wrong with a definition is the sender's to mend."""
    if not isinstance(error, HakobuError):
        raise error
    status = 422 if isinstance(error, DefinitionError) else 400
    if isinstance(error, BusyError | GuardError) or error.code in CONFLICTS:
        status = 409
    if isinstance(error, WaitError | RequestError):
        status = 502
    faults = [
        Fault(
            message=fault.message,
            path=fault.path,
            line=fault.line,
            valid=list(fault.valid),
            next_step=fault.next_step,
        )
        for fault in (error.faults if isinstance(error, DefinitionError) else ())
    ]
    if error.valid:
        faults = [Fault(message=error.message, path=error.where, valid=list(error.valid))]
    detail = (
        error.message if not faults else f"{len(faults)} faults." if len(faults) > 1 else faults[0].message
    )
    code = error.code or type(error).__name__.removesuffix("Error").lower()
    problem = Problem(
        title="",
        status=status,
        detail=detail,
        code=code,
        next_step=error.next_step,
        faults=faults,
    )
    return _answer(request, problem)


def _invalid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    lang = language_of(request.headers, request.query_params)
    faults = [
        Fault(
            message=invalid_in(lang, each),
            path=".".join(str(part) for part in each["loc"][1:]),
        )
        for each in error.errors()
    ]
    problem = Problem(
        title="",
        status=422,
        code="invalid",
        detail="What was sent is not what this address takes.",
        faults=faults,
    )
    return _answer(request, problem)


def _plain(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    lang = language_of(request.headers, request.query_params)
    ours = str(error.detail) == HTTPStatus(error.status_code).phrase
    detail = title_in(lang, error.status_code) if ours else str(error.detail)
    problem = Problem(title="", status=error.status_code, detail=detail)
    return _answer(request, problem, dict(error.headers or {}))


def _bug(request: Request, error: Exception) -> JSONResponse:
    log.error("internal error", path=request.url.path, exc_info=error)
    problem = Problem(
        title="",
        status=500,
        code="internal",
        detail="Something in Hakobu itself failed; the server's log has it under this request's number.",
    )
    return _answer(request, problem)
