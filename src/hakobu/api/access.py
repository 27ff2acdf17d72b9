"""Who is asking, and what they may do."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from fastapi import Depends, Request

from hakobu.api.problems import ProblemError
from hakobu.store import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.api.context import Context
    from hakobu.store import User

__all__ = [
    "COOKIE",
    "Access",
    "Administrator",
    "Editor",
    "Operator",
    "Person",
    "Role",
    "Viewer",
    "at_least",
    "context_of",
    "hash_password",
    "hashed",
]

COOKIE = "hakobu_session"
CSRF = "x-csrf-token"
LASTS = 12 * 3600.0  # seconds a session lives without being used
NOTED = 60.0  # seconds between two notes that a session was used
SAFE = {"GET", "HEAD", "OPTIONS"}
WRONG_AT_MOST = 5  # passwords, before an account is locked
LOCKED = 15 * 60.0  # seconds
SHORTEST = 12  # characters of a password

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_hex())  # compared where no such user is, so that time tells nothing


class Role(StrEnum):
    """What a person may do; each may all that the ones before it may."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"

    def may(self, role: Role) -> bool:
        """Tell whether this role may what another may."""
        order = list(Role)
        return order.index(self) >= order.index(role)


def hash_password(password: str) -> str:
    """Hash a password; one that is too short is refused."""
    if len(password) < SHORTEST:
        raise ProblemError(
            422,
            "password_short",
            f"A password has at least {SHORTEST} characters.",
            next_step="Use a phrase.",
        )
    return _hasher.hash(password)


def context_of(request: Request) -> Context:
    """Give what the application holds."""
    context: Context = request.app.state.context
    return context


class Person:
    """Who is asking: a signed-in user, by browser or by token."""

    def __init__(self, user: User, role: Role, *, csrf: str = "", cookie: str = "") -> None:
        self.user = user
        self.role = role
        self.csrf = csrf
        self.cookie = cookie  # the session's hash

    @property
    def name(self) -> str:
        """The name by which the history calls this person."""
        return self.user.email


class Access:
    """Signs people in and recognises them."""

    def __init__(self, context: Context) -> None:
        self._store = context.store

    def sign_in(self, email: str, password: str) -> User:
        """Check a password; wrong ones lock the account for a while."""
        now, user = time.time(), self._store.users.named(email)
        if user is not None and user.locked_until > now:
            left = int((user.locked_until - now) // 60) + 1
            raise ProblemError(
                429,
                "locked",
                f"This account is locked for {left} more minutes after {WRONG_AT_MOST} wrong passwords.",
                headers={"Retry-After": str(left * 60)},
            )
        right = _verify(user.password if user and user.active and user.password else _NOBODY, password)
        if user is None or not user.active or not user.password or not right:
            if user is not None:
                self._count_failure(user, now)
            raise ProblemError(401, "wrong_sign_in", "The e-mail address or the password is wrong.")
        self._store.users.change(user.id, failures=0, locked_until=0.0, seen=now)
        return user

    def begin(self, user: User) -> tuple[str, Session]:
        """Begin a session; gives the cookie's text, which is kept nowhere."""
        now, text = time.time(), secrets.token_urlsafe(32)
        session = Session(
            hash=hashed(text),
            user_id=user.id,
            csrf=secrets.token_urlsafe(32),
            created=now,
            seen=now,
            expires=now + LASTS,
        )
        self._store.sessions.add(session)
        return text, session

    def recognise(self, request: Request) -> Person | None:
        """Tell who is asking, by token or cookie."""
        scheme, _, text = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and text:
            return self._by_token(text.strip())
        cookie = request.cookies.get(COOKIE)
        return self._by_cookie(request, cookie) if cookie else None

    def _by_token(self, text: str) -> Person | None:
        now = time.time()
        token = self._store.tokens.get(hashed(text), now=now)
        user = self._store.users.get(token.user_id) if token else None
        if token is None or user is None or not user.active:
            return None
        self._store.tokens.use(token.id, now=now)
        most = Role(user.role)
        return Person(user, Role(token.role) if most.may(Role(token.role)) else most)

    def _by_cookie(self, request: Request, cookie: str) -> Person | None:
        now, known = time.time(), hashed(cookie)
        session = self._store.sessions.get(known, now=now)
        user = self._store.users.get(session.user_id) if session else None
        if session is None or user is None or not user.active:
            return None
        given = request.headers.get(CSRF, "")
        if request.method not in SAFE and not hmac.compare_digest(given, session.csrf):
            raise ProblemError(
                403,
                "csrf",
                "The request did not come from Hakobu's own pages.",
                next_step="Load the page again.",
            )
        if now - session.seen > NOTED:
            self._store.sessions.see(known, now=now, expires=now + LASTS)
        return Person(user, Role(user.role), csrf=session.csrf, cookie=known)

    def _count_failure(self, user: User, now: float) -> None:
        failures = user.failures + 1
        locked = now + LOCKED if failures >= WRONG_AT_MOST else 0.0
        self._store.users.change(user.id, failures=0 if locked else failures, locked_until=locked)


def hashed(text: str) -> str:
    """Hash a random text that signs in; it is long enough to need no salt."""
    return hashlib.sha256(text.encode()).hexdigest()


def at_least(role: Role) -> Callable[[Request], Person]:
    """Make the dependency of a route that wants a role."""

    def ask(request: Request) -> Person:
        person = context_of(request).access.recognise(request)
        if person is None:
            raise ProblemError(401, "sign_in", "Sign in first.")
        if not person.role.may(role):
            raise ProblemError(403, "role", f"This needs the role {role}; yours is {person.role}.")
        return person

    ask.role = role  # type: ignore[attr-defined]  # the test of every route reads it
    return ask


Viewer = Annotated[Person, Depends(at_least(Role.VIEWER))]
Operator = Annotated[Person, Depends(at_least(Role.OPERATOR))]
Editor = Annotated[Person, Depends(at_least(Role.EDITOR))]
Administrator = Annotated[Person, Depends(at_least(Role.ADMINISTRATOR))]


def _verify(known: str, password: str) -> bool:
    try:
        return _hasher.verify(known, password)
    except VerifyMismatchError:
        return False
