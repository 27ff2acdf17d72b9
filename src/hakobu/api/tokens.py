"""API tokens: shown once, kept as a hash, scoped and expiring."""

import secrets
import time
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from hakobu.api.access import Myself, Viewer, context_of
from hakobu.api.context import Context
from hakobu.api.problems import ANSWERS, ProblemError
from hakobu.jobs.accounts import Role, hashed
from hakobu.store import Token, User

__all__ = ["PREFIX", "Scope", "router"]

router = APIRouter(prefix="/api/tokens", tags=["tokens"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
PREFIX = "hkb_"  # so that scanners of leaked secrets know what they found
DAY = 86400.0
MOST = 50  # tokens of one user


class Scope(StrEnum):
    """What a token may do: as much as a role, and never more than its owner."""

    READ = "read"
    RUN = "run"
    EDIT = "edit"
    ADMIN = "admin"

    @property
    def role(self) -> Role:
        """The role whose routes the token may call."""
        return list(Role)[list(Scope).index(self)]


class TokenOut(BaseModel):
    """A token, without its text."""

    id: int
    name: str
    owner: str
    scope: Scope
    see_values: bool
    created: float
    expires: float
    expired: bool
    used: float | None = Field(description="When it was last used, in seconds since 1970.")


class TokensPage(BaseModel):
    """Some tokens, the newest last."""

    tokens: list[TokenOut]
    total: int


class NewToken(BaseModel):
    """A token to be made."""

    name: str = Field(min_length=1, max_length=200, examples=["nightly export"])
    scope: Scope = Scope.READ
    days: int = Field(default=90, ge=1, le=366, description="After how many days it does not work any more.")
    see_values: bool = Field(
        default=False, description="Whether it sees values where its owner may; otherwise they are masked."
    )


class NewTokenOut(TokenOut):
    """A token with its text, which is shown only now."""

    token: str


@router.get("", operation_id="tokens")
def tokens(
    person: Viewer,
    at: At,
    *,
    everybody: Annotated[bool, Query(description="An administrator sees everybody's.")] = False,
    skip: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> TokensPage:
    """List one's own tokens, or everybody's."""
    _refuse_others(person.role, everybody=everybody)
    found = at.store.tokens.of(None if everybody else person.user.id)
    users = {user.id: user for user in at.store.users.all()}
    shown = [_out(each, users[each.user_id]) for each in found[skip : skip + limit]]
    return TokensPage(tokens=shown, total=len(found))


@router.post("", status_code=201, operation_id="add_token")
def add(body: NewToken, person: Myself, at: At) -> NewTokenOut:
    """Make a token; its text is shown only now. Only a browser's session can make one."""
    if not person.role.may(body.scope.role):
        raise ProblemError(403, "scope", f"Your role, {person.role}, may not give the scope {body.scope}.")
    if person.to_enrol:
        raise ProblemError(
            403, "enrol", "A second factor is needed first.", next_step="Set it up in your account."
        )
    if len(at.store.tokens.of(person.user.id)) >= MOST:
        raise ProblemError(409, "many_tokens", f"There are {MOST} tokens already.", next_step="Revoke some.")
    text = PREFIX + secrets.token_urlsafe(32)
    number = at.store.tokens.add(
        hashed=hashed(text),
        user_id=person.user.id,
        name=body.name,
        role=body.scope.role,
        expires=time.time() + body.days * DAY,
        see_values=body.see_values,
    )
    at.store.audit.write(who=person.name, action="token made", what=f"{number}: {body.name}, {body.scope}")
    made = next(each for each in at.store.tokens.of(person.user.id) if each.id == number)
    return NewTokenOut(**_out(made, person.user).model_dump(), token=text)


@router.delete("/{number}", status_code=204, operation_id="revoke_token")
def revoke(number: Annotated[int, Path(ge=1, le=2**31)], person: Viewer, at: At) -> None:
    """Revoke one's own token; an administrator anybody's, a token at most itself."""
    every = person.role.may(Role.ADMINISTRATOR)
    own = person.token is None or person.token.id == number
    if not (every or own) or not at.store.tokens.drop(number, user_id=None if every else person.user.id):
        raise ProblemError(404, "no_token", f"There is no token {number} of yours.")
    at.store.audit.write(who=person.name, action="token revoked", what=str(number))


def _refuse_others(role: Role, *, everybody: bool) -> None:
    if everybody and not role.may(Role.ADMINISTRATOR):
        raise ProblemError(403, "role", "Only an administrator sees everybody's tokens.")


def _out(token: Token, owner: User) -> TokenOut:
    return TokenOut(
        id=token.id,
        name=token.name,
        owner=owner.email,
        scope=list(Scope)[list(Role).index(Role(token.role))],
        see_values=token.see_values,
        created=token.created,
        expires=token.expires,
        expired=token.expires < time.time(),
        used=token.used,
    )
