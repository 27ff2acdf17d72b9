"""Users: who may sign in, as what, and what each may do with which connection."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from hakobu.api.access import Administrator, context_of
from hakobu.api.context import Context
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.jobs.accounts import EMAIL, Accounts, Role
from hakobu.store import Right, User

__all__ = ["RightOut", "router"]

router = APIRouter(prefix="/api/users", tags=["users"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
Number = Annotated[int, Path(ge=1, le=2**31)]


class RightOut(BaseModel):
    """What somebody may do with a connection beyond the role."""

    connection: str = Field(
        max_length=200, description="Its name; empty for every connection.", examples=["crm"]
    )
    see_values: bool = Field(default=False, description="See the values of rows and records.")
    use_coql: bool = Field(default=False, description="Query the CRM with COQL.")


class UserOut(BaseModel):
    """Somebody who may sign in, or may not any more."""

    id: int
    email: str
    name: str
    role: Role
    language: str
    active: bool
    second_factor: bool
    openid: bool = Field(description="Signs in with OpenID Connect.")
    invited: bool = Field(description="Has a link that was not used yet.")
    locked: bool
    created: float
    seen: float | None = Field(description="When they last signed in, in seconds since 1970.")
    rights: list[RightOut]


class UsersPage(BaseModel):
    """Some users, by e-mail address."""

    users: list[UserOut]
    total: int


class NewUser(BaseModel):
    """Somebody to be invited."""

    email: str = Field(max_length=320, pattern=EMAIL, examples=["hanako@example.com"])
    name: str = Field(min_length=1, max_length=200, examples=["Hanako"])
    role: Role
    language: str = Field(default="en", pattern="^(en|ja)$")


class UserChange(BaseModel):
    """What is to be another; null leaves it."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    role: Role | None = None
    active: bool | None = Field(default=None, description="False: cannot sign in any more.")


class Reset(BaseModel):
    """Whether the second factor goes too, because its device is lost."""

    second_factor: bool = False


class Invited(BaseModel):
    """The link with which the user sets a password, once, within three days; it is shown only now."""

    user: UserOut
    path: str = Field(description="The page's address below the server's own.", examples=["/welcome#4fGh…"])


@router.get("", operation_id="users")
def users(
    _: Administrator,
    at: At,
    role: Role | None = None,
    text: Annotated[str, Query(max_length=200, description="A part of name or address.")] = "",
    skip: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> UsersPage:
    """List the users by e-mail address."""
    wanted = text.strip().lower()
    found = [
        each
        for each in sorted(at.store.users.all(), key=lambda user: user.email)
        if (role is None or each.role == role) and wanted in f"{each.email}\n{each.name.lower()}"
    ]
    waiting = at.store.links.waiting(now=time.time())
    return UsersPage(users=[_out(at, each, waiting) for each in found[skip : skip + limit]], total=len(found))


@router.post("", status_code=201, operation_id="add_user")
def add(body: NewUser, person: Administrator, at: At) -> Invited:
    """Invite somebody; the answer holds a link that works once."""
    accounts = Accounts(at.store, by=person.name)
    user, text = accounts.invite(body.email, name=body.name, role=body.role, language=body.language)
    return _invited(at, user, text)


@router.get("/{number}", operation_id="user")
def user(number: Number, _: Administrator, at: At) -> UserOut:
    """Show a user."""
    return _shown(at, _found(at, number))


@router.patch("/{number}", operation_id="change_user")
def change(number: Number, body: UserChange, person: Administrator, at: At) -> UserOut:
    """Change a user's name, role, or whether they may sign in; the last administrator stays one."""
    found = _found(at, number)
    role = body.role or Role(found.role)
    active = found.active if body.active is None else body.active
    Accounts(at.store, by=person.name).change(found, role=role, active=active)
    if body.name is not None and body.name != found.name:
        at.store.users.change(found.id, name=body.name)
        at.store.audit.write(who=person.name, action="user renamed", what=found.email)
    return _shown(at, _found(at, number))


@router.post("/{number}/reset", operation_id="reset_user")
def reset(number: Number, body: Reset, person: Administrator, at: At) -> Invited:
    """Unlock a user and make a new link; the old password and every session end."""
    found = _found(at, number)
    text = Accounts(at.store, by=person.name).reset(found, second_factor=body.second_factor)
    return _invited(at, found, text)


@router.put("/{number}/rights", operation_id="set_rights")
def set_rights(
    number: Number, body: Annotated[list[RightOut], Field(max_length=1000)], person: Administrator, at: At
) -> UserOut:
    """Say which connections' values a user may see and query; these rights replace all before."""
    found = _found(at, number)
    given = {
        each.connection: Right(connection=each.connection, see_values=each.see_values, use_coql=each.use_coql)
        for each in body
        if each.see_values or each.use_coql
    }
    known = {each.name for each in at.store.definitions.connections()} | {""}
    if unknown := sorted(set(given) - known):
        raise ProblemError(
            422, "no_connection", f"There is no connection {unknown[0]!r}.", next_step="See the connections."
        )
    at.store.rights.set(found.id, given.values())
    said = ", ".join(
        f"{each.connection or 'every connection'}:{' values' * each.see_values}{' COQL' * each.use_coql}"
        for each in given.values()
    )
    at.store.audit.write(who=person.name, action="rights set", what=f"{found.email}: {said or 'none'}")
    return _shown(at, found)


def _found(at: Context, number: int) -> User:
    found = at.store.users.get(number)
    if found is None:
        raise ProblemError(404, "no_user", f"There is no user {number}.")
    return found


def _shown(at: Context, found: User) -> UserOut:
    return _out(at, found, at.store.links.waiting(now=time.time()))


def _invited(at: Context, found: User, text: str) -> Invited:
    return Invited(user=_shown(at, _found(at, found.id)), path=f"/welcome#{text}")


def _out(at: Context, found: User, waiting: set[int]) -> UserOut:
    return UserOut(
        id=found.id,
        email=found.email,
        name=found.name,
        role=Role(found.role),
        language=found.language,
        active=found.active,
        second_factor=found.totp is not None,
        openid=found.subject is not None,
        invited=found.id in waiting,
        locked=found.locked_until > time.time(),
        created=found.created,
        seen=found.seen,
        rights=[
            RightOut(connection=each.connection, see_values=each.see_values, use_coql=each.use_coql)
            for each in at.store.rights.of(found.id)
        ],
    )
