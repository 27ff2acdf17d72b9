"""Signing in and out, and the first start."""

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from hakobu.api.access import COOKIE, Person, Role, Viewer, context_of, hash_password
from hakobu.api.context import Context
from hakobu.api.problems import ANSWERS, ProblemError

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["session"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]


class Me(BaseModel):
    """The person who is signed in."""

    email: str
    name: str
    role: Role
    language: str


class SessionNow(BaseModel):
    """Whether somebody is signed in, and what a page must know before anybody is."""

    user: Me | None
    csrf: str = ""
    first_start: bool = Field(description="Nobody can sign in yet: an administrator is to be made.")
    demo: bool
    version: str


class SignIn(BaseModel):
    """An e-mail address and its password."""

    email: str = Field(max_length=320, examples=["admin@example.com"])
    password: str = Field(max_length=1000)


class FirstStart(BaseModel):
    """The first administrator, made by whoever holds the one-time link."""

    token: str = Field(max_length=200)
    email: str = Field(max_length=320, pattern=r"^[^@\s]+@[^@\s]+$", examples=["admin@example.com"])
    name: str = Field(min_length=1, max_length=200)
    password: str = Field(max_length=1000)
    language: str = Field(default="en", pattern="^(en|ja)$")


class Preferences(BaseModel):
    """What a person sets for himself."""

    language: str = Field(pattern="^(en|ja)$")


@router.get("/session", operation_id="session")
def session(request: Request, at: At) -> SessionNow:
    """Tell who is signed in."""
    return _now(at, at.access.recognise(request))


@router.post("/session", operation_id="sign_in")
def sign_in(body: SignIn, request: Request, response: Response, at: At) -> SessionNow:
    """Sign in with a password; the cookie of the session is set."""
    try:
        user = at.access.sign_in(body.email, body.password)
    except ProblemError as error:
        at.store.audit.write(who=body.email[:320], action="sign-in refused", what=error.code)
        raise
    return _begin(request, response, at, Person(user, Role(user.role)))


@router.delete("/session", status_code=204, operation_id="sign_out")
def sign_out(response: Response, person: Viewer, at: At) -> None:
    """End the session."""
    if person.cookie:
        at.store.sessions.end(hashed=person.cookie)
        at.store.audit.write(who=person.name, action="sign-out")
    response.delete_cookie(COOKIE, path="/")


@router.patch("/session", operation_id="set_preferences")
def set_preferences(body: Preferences, person: Viewer, request: Request, at: At) -> SessionNow:
    """Set one's own language."""
    at.store.users.change(person.user.id, language=body.language)
    return _now(at, at.access.recognise(request))


@router.post("/first-start", operation_id="first_start", status_code=201)
def first_start(body: FirstStart, request: Request, response: Response, at: At) -> SessionNow:
    """Make the first administrator; the link that was shown at the start works once."""
    if at.store.users.any() or not at.first_start:
        raise ProblemError(409, "started", "There is an administrator already.", next_step="Sign in.")
    if not hmac.compare_digest(body.token, at.first_start):
        raise ProblemError(
            403,
            "wrong_link",
            "This is not the link that was shown at the start.",
            next_step="Open the link that the server printed, or restart the server for a new one.",
        )
    user = at.store.users.add(
        email=body.email,
        name=body.name,
        role=Role.ADMINISTRATOR,
        password=hash_password(body.password),
        language=body.language,
    )
    at.first_start = ""
    at.store.audit.write(who=user.email, action="first administrator")
    return _begin(request, response, at, Person(user, Role.ADMINISTRATOR))


def _begin(request: Request, response: Response, at: Context, person: Person) -> SessionNow:
    text, begun = at.access.begin(person.user)
    response.set_cookie(
        COOKIE, text, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
    )
    at.store.audit.write(who=person.name, action="sign-in")
    return _now(at, Person(person.user, person.role, csrf=begun.csrf, cookie=begun.hash))


def _now(at: Context, person: Person | None) -> SessionNow:
    from hakobu import __version__  # noqa: PLC0415 - the package itself stands right of this folder

    user = None
    if person is not None:
        found = at.store.users.get(person.user.id) or person.user
        user = Me(email=found.email, name=found.name, role=person.role, language=found.language)
    return SessionNow(
        user=user,
        csrf=person.csrf if person else "",
        first_start=bool(at.first_start),
        demo=at.demo,
        version=__version__,
    )
