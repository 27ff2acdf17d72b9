"""One's own account: password, sessions, second factor. A token can do none of this."""

import json
import time
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from hakobu.api.access import Myself, Person, context_of
from hakobu.api.context import Context
from hakobu.api.passwords import hash_password, verify
from hakobu.api.problems import ANSWERS, Fault, ProblemError
from hakobu.api.second_factor import enrolment, fresh_codes, name_of_secret, picture, step_of
from hakobu.jobs.accounts import hashed

__all__ = ["router"]

router = APIRouter(prefix="/api/account", tags=["account"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
SHOWN = 16  # characters of a session's hash, by which it is named


class PasswordChange(BaseModel):
    """The present password, and the one that is to take its place."""

    password: str = Field(max_length=1000)
    new: str = Field(max_length=1000)


class PasswordOnly(BaseModel):
    """The present password, asked for again before something that matters."""

    password: str = Field(max_length=1000)


class SessionOut(BaseModel):
    """A browser in which one is signed in."""

    id: str
    agent: str
    address: str
    created: float
    seen: float
    this: bool = Field(description="The one that asks.")


class Enrolment(BaseModel):
    """What an authenticator app takes; it is shown only now."""

    secret: str
    uri: str
    svg: str = Field(description="The address as a QR code.")


class Confirmation(BaseModel):
    """The secret that was shown, and a code that the app made of it."""

    password: str = Field(max_length=1000)
    secret: str = Field(
        max_length=64, pattern="^[A-Z2-7]{32}$", examples=["JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"]
    )
    code: str = Field(max_length=10, examples=["123456"])


class Codes(BaseModel):
    """Codes for a lost device, each of which works once; they are shown only now."""

    codes: list[str]


@router.put("/password", status_code=204, operation_id="change_password")
def change_password(body: PasswordChange, person: Myself, at: At) -> None:
    """Change one's own password; every other session ends."""
    _prove(person, body.password, at)
    new = hash_password(body.new, email=person.user.email, name=person.user.name)
    at.store.users.change(person.user.id, password=new)
    at.store.sessions.end(user_id=person.user.id, but=person.cookie)
    at.store.audit.write(who=person.name, action="password changed")


@router.get("/sessions", operation_id="own_sessions")
def sessions(person: Myself, at: At) -> list[SessionOut]:
    """List the browsers in which one is signed in, the last used first."""
    return [
        SessionOut(
            id=each.hash[:SHOWN],
            agent=each.agent,
            address=each.address,
            created=each.created,
            seen=each.seen,
            this=each.hash == person.cookie,
        )
        for each in at.store.sessions.of(person.user.id, now=time.time())
    ]


@router.delete("/sessions", status_code=204, operation_id="sign_out_elsewhere")
def sign_out_elsewhere(person: Myself, at: At) -> None:
    """Sign out everywhere but here."""
    at.store.sessions.end(user_id=person.user.id, but=person.cookie)
    at.store.audit.write(who=person.name, action="signed out elsewhere")


@router.delete("/sessions/{session}", status_code=204, operation_id="end_session")
def end_session(session: Annotated[str, Path(pattern="^[0-9a-f]{16}$")], person: Myself, at: At) -> None:
    """Sign out one browser."""
    found = at.store.sessions.of(person.user.id, now=time.time())
    which = next((each for each in found if each.hash.startswith(session)), None)
    if which is None:
        raise ProblemError(404, "no_session", "There is no such session any more.")
    at.store.sessions.end(hashed=which.hash)
    at.store.audit.write(who=person.name, action="signed out elsewhere", what=session)


@router.post("/second-factor", operation_id="begin_second_factor")
def begin_second_factor(body: PasswordOnly, person: Myself, at: At) -> Enrolment:
    """Make a secret for an authenticator app; it holds once a code of it was confirmed."""
    _prove(person, body.password, at)
    _refuse_enrolled(person)
    secret, uri = enrolment(person.user.email)
    at.store.audit.write(who=person.name, action="second factor begun")
    return Enrolment(secret=secret, uri=uri, svg=picture(uri))


@router.put("/second-factor", operation_id="confirm_second_factor")
def confirm_second_factor(body: Confirmation, person: Myself, at: At) -> Codes:
    """Set the second factor up with a code of the app; gives the recovery codes."""
    _prove(person, body.password, at)
    _refuse_enrolled(person)
    step = step_of(body.secret, body.code.strip(), now=at.clock())
    if step is None:
        fault = Fault(
            message="The code is wrong.", path="code", next_step="Give the code that the app shows now."
        )
        raise ProblemError(422, "wrong_code", fault.message, next_step=fault.next_step, faults=(fault,))
    codes = fresh_codes()
    at.store.users.change(
        person.user.id,
        totp=at.vault.key.seal(body.secret, of=name_of_secret(person.user.id)),
        totp_step=step,
        recovery=json.dumps([hashed(each) for each in codes]),
    )
    at.store.audit.write(who=person.name, action="second factor set up")
    return Codes(codes=codes)


@router.post("/recovery-codes", operation_id="new_recovery_codes")
def new_recovery_codes(body: PasswordOnly, person: Myself, at: At) -> Codes:
    """Make new recovery codes; the old ones do not work any more."""
    _prove(person, body.password, at)
    if person.user.totp is None:
        raise ProblemError(
            409, "no_second_factor", "There is no second factor.", next_step="Set one up first."
        )
    codes = fresh_codes()
    at.store.users.change(person.user.id, recovery=json.dumps([hashed(each) for each in codes]))
    at.store.audit.write(who=person.name, action="recovery codes made anew")
    return Codes(codes=codes)


@router.post("/second-factor/removal", status_code=204, operation_id="remove_second_factor")
def remove_second_factor(body: PasswordOnly, person: Myself, at: At) -> None:
    """Take one's second factor away."""
    _prove(person, body.password, at)
    at.store.users.change(person.user.id, totp=None, recovery="[]")
    at.store.audit.write(who=person.name, action="second factor removed")


def _prove(person: Person, password: str, at: Context) -> None:
    """Ask for the password again; wrong ones count like those of a sign-in."""
    if person.user.password is None:
        raise ProblemError(
            409,
            "no_password",
            "This account signs in with OpenID Connect.",
            next_step="Use your provider's pages.",
        )
    at.access.brake.check(person.name)
    if not verify(person.user.password, password):
        at.access.brake.count(person.name)
        fault = Fault(message="The password is wrong.", path="password")
        raise ProblemError(403, "wrong_password", fault.message, faults=(fault,))


def _refuse_enrolled(person: Person) -> None:
    if person.user.totp is not None:
        raise ProblemError(
            409,
            "enrolled",
            "There is a second factor already.",
            next_step="Remove it before you set up another.",
        )
