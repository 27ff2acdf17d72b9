"""Signing in and out, and the first start."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from hakobu.api.access import COOKIE, Myself, Person, context_of
from hakobu.api.context import Context
from hakobu.api.passwords import hash_password, same
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.jobs.accounts import Role, hashed

__all__ = ["SessionNow", "address_of", "begin", "now_of", "router"]

router = APIRouter(prefix="/api", tags=["session"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]


class Me(BaseModel):
    """The person who is signed in."""

    email: str
    name: str
    role: Role
    language: str
    second_factor: bool = False
    to_enrol: bool = Field(default=False, description="A second factor must be set up before all else.")


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
    code: str = Field(
        default="",
        max_length=40,
        description="The second factor's code, or a recovery code.",
        examples=["123456"],
    )


class Welcome(BaseModel):
    """A password, set by whoever holds a one-time link."""

    token: str = Field(max_length=200)
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
    return now_of(at, at.access.recognise(request))


@router.post("/session", operation_id="sign_in")
def sign_in(body: SignIn, request: Request, response: Response, at: At) -> SessionNow:
    """Sign in with a password; the cookie of the session is set."""
    try:
        user = at.access.sign_in(body.email, body.password, body.code, address=address_of(request))
    except ProblemError as error:
        at.store.audit.write(who=body.email[:320], action="sign-in refused", what=error.code)
        raise
    return begin(request, response, at, Person(user, Role(user.role)))


@router.delete("/session", status_code=204, operation_id="sign_out")
def sign_out(response: Response, person: Myself, at: At) -> None:
    """End the session."""
    if person.cookie:
        at.store.sessions.end(hashed=person.cookie)
        at.store.audit.write(who=person.name, action="sign-out")
    response.delete_cookie(COOKIE, path="/")


@router.patch("/session", operation_id="set_preferences")
def set_preferences(body: Preferences, person: Myself, request: Request, at: At) -> SessionNow:
    """Set one's own language."""
    at.store.users.change(person.user.id, language=body.language)
    return now_of(at, at.access.recognise(request))


@router.post("/first-start", operation_id="first_start", status_code=201)
def first_start(body: FirstStart, request: Request, response: Response, at: At) -> SessionNow:
    """Make the first administrator; the link that was shown at the start works once."""
    if at.store.users.any() or not at.first_start:
        raise ProblemError(409, "started", "There is an administrator already.", next_step="Sign in.")
    if not same(body.token, at.first_start):
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
        password=hash_password(body.password, email=body.email, name=body.name),
        language=body.language,
    )
    at.first_start = ""
    at.store.audit.write(who=user.email, action="first administrator")
    return begin(request, response, at, Person(user, Role.ADMINISTRATOR))


@router.post("/welcome", operation_id="welcome")
def welcome(body: Welcome, request: Request, response: Response, at: At) -> SessionNow:
    """Set a password by a one-time link, and sign in (a second factor is asked for at the next sign-in)."""
    address = address_of(request)
    at.access.brake.check(address)
    hash_password(body.password)  # one that is refused does not use the link up
    user_id = at.store.links.take(hashed(body.token), now=time.time())
    user = at.store.users.get(user_id) if user_id is not None else None
    if user is None or not user.active:
        at.access.brake.count(address)
        raise ProblemError(
            403,
            "wrong_link",
            "This link was used already, or is too old.",
            next_step="Ask an administrator for a new one.",
        )
    at.store.users.change(user.id, password=hash_password(body.password), failures=0, locked_until=0.0)
    at.store.sessions.end(user_id=user.id)
    at.store.audit.write(who=user.email, action="password set", what="by a link")
    if user.totp is not None:
        return now_of(at, None)
    return begin(request, response, at, Person(user, Role(user.role)))


def address_of(request: Request) -> str:
    """Give the address that a request came from."""
    return request.client.host if request.client else ""


def begin(request: Request, response: Response, at: Context, person: Person) -> SessionNow:
    """Begin a session and set its cookie."""
    agent = request.headers.get("user-agent", "")
    text, begun = at.access.begin(person.user, agent=agent, address=address_of(request))
    response.set_cookie(
        COOKIE, text, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
    )
    at.store.audit.write(who=person.name, action="sign-in")
    return now_of(
        at, at.access.with_duties(Person(person.user, person.role, csrf=begun.csrf, cookie=begun.hash))
    )


def now_of(at: Context, person: Person | None) -> SessionNow:
    """Tell who is signed in, and what a page must know."""
    from hakobu import __version__  # noqa: PLC0415 - the package itself stands right of this folder

    user = None
    if person is not None:
        found = at.store.users.get(person.user.id) or person.user
        user = Me(
            email=found.email,
            name=found.name,
            role=person.role,
            language=found.language,
            second_factor=found.totp is not None,
            to_enrol=person.to_enrol,
        )
    return SessionNow(
        user=user,
        csrf=person.csrf if person else "",
        first_start=bool(at.first_start) and not at.store.users.any(),
        demo=at.demo,
        version=__version__,
    )
