"""Who is asking, and what they may do."""

from __future__ import annotations

import ipaddress
import secrets
import time
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from hakobu.api.brake import Brake
from hakobu.api.passwords import same, verify
from hakobu.api.problems import ProblemError
from hakobu.api.second_factor import accept
from hakobu.jobs.accounts import Role, hashed
from hakobu.store import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.api.context import Context
    from hakobu.store import Token, User

__all__ = [
    "COOKIE",
    "REQUIRED",
    "Access",
    "Administrator",
    "Editor",
    "Myself",
    "Operator",
    "Person",
    "Role",
    "Viewer",
    "at_least",
    "collector",
    "context_of",
    "is_loopback",
]

COOKIE = "hakobu_session"
CSRF = "x-csrf-token"
LASTS = 12 * 3600.0  # seconds a session lives without being used
LASTS_AT_MOST = 7 * 86400.0  # seconds, however much it is used
NOTED = 60.0  # seconds between two notes that a session or a token was used
SAFE = {"GET", "HEAD", "OPTIONS"}
WRONG_AT_MOST = 5  # passwords, before an account is locked
LOCKED = 15 * 60.0  # seconds
PASSED_ON = {"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"}
REQUIRED = "second_factor_roles"  # the setting: roles that must have a second factor


def context_of(request: Request) -> Context:
    """Give what the application holds."""
    context: Context = request.app.state.context
    return context


class Person:
    """Who is asking: a signed-in user, by browser or by token."""

    def __init__(
        self, user: User, role: Role, *, csrf: str = "", cookie: str = "", token: Token | None = None
    ) -> None:
        self.user = user
        self.role = role
        self.csrf = csrf
        self.cookie = cookie  # the session's hash
        self.token = token
        self.to_enrol = False  # a second factor is required of this role, and is not there yet

    @property
    def name(self) -> str:
        """The name by which the history calls this person."""
        return self.user.email


class Access:
    """Signs people in and recognises them."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._store = context.store
        self.brake = Brake()

    def sign_in(self, email: str, password: str, code: str = "", *, address: str = "") -> User:
        """Check a password and a second factor; wrong ones lock the account, and slow the address down."""
        self.brake.check(address)
        now, user = time.time(), self._store.users.named(email)
        right = verify(user.password if user and user.active else None, password)
        if user is not None and user.locked_until > now:
            left = int((user.locked_until - now) // 60) + 1
            raise ProblemError(
                429,
                "locked",
                f"This account is locked for {left} more minutes after {WRONG_AT_MOST} wrong passwords.",
                headers={"Retry-After": str(left * 60)},
            )
        if user is None or not right:
            self._count_failure(user, address, now)
            raise ProblemError(401, "wrong_sign_in", "The e-mail address or the password is wrong.")
        if user.totp is not None:
            if not code:
                raise ProblemError(
                    401,
                    "second_factor",
                    "A code is needed too.",
                    next_step="Give the code that your app shows.",
                )
            if not accept(self._store.users, self._context.vault.key, user, code, now=self._context.clock()):
                self._count_failure(user, address, now)
                raise ProblemError(
                    401,
                    "wrong_code",
                    "The code is wrong, or was used already.",
                    next_step="Wait for the next code of your app, or give a recovery code.",
                )
        self._store.users.change(user.id, failures=0, locked_until=0.0, seen=now)
        return user

    def begin(self, user: User, *, agent: str = "", address: str = "") -> tuple[str, Session]:
        """Begin a session; gives the cookie's text, which is kept nowhere."""
        now, text = time.time(), secrets.token_urlsafe(32)
        session = Session(
            hash=hashed(text),
            user_id=user.id,
            csrf=secrets.token_urlsafe(32),
            created=now,
            seen=now,
            expires=now + LASTS,
            agent=agent[:200],
            address=address[:64],
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
        if now - (token.used or 0.0) > NOTED:
            self._store.tokens.use(token.id, now=now)
        most, given = Role(user.role), Role(token.role)
        return self.with_duties(Person(user, given if most.may(given) else most, token=token))

    def _by_cookie(self, request: Request, cookie: str) -> Person | None:
        now, known = time.time(), hashed(cookie)
        session = self._store.sessions.get(known, now=now)
        user = self._store.users.get(session.user_id) if session else None
        if session is None or user is None or not user.active:
            return None
        given = request.headers.get(CSRF, "")
        if request.method not in SAFE and not same(given, session.csrf):
            raise ProblemError(
                403,
                "csrf",
                "The request did not come from Hakobu's own pages.",
                next_step="Load the page again.",
            )
        if now - session.seen > NOTED:
            most = session.created + LASTS_AT_MOST
            self._store.sessions.see(known, now=now, expires=min(now + LASTS, most))
        return self.with_duties(Person(user, Role(user.role), csrf=session.csrf, cookie=known))

    def with_duties(self, person: Person) -> Person:
        """Tell whether the person must set up a second factor first; the OpenID provider has its own."""
        if person.user.totp is None and person.user.password is not None:
            person.to_enrol = person.user.role in self._store.settings.get(REQUIRED, [])
        return person

    def _count_failure(self, user: User | None, address: str, now: float) -> None:
        self.brake.count(address)
        if user is None:
            return
        failures = user.failures + 1
        locked = now + LOCKED if failures >= WRONG_AT_MOST else 0.0
        self._store.users.change(user.id, failures=0 if locked else failures, locked_until=locked)


def at_least(role: Role, *, own: bool = False) -> Callable[[Request], Person]:
    """Make the dependency of a route that wants a role; ``own``: one's own account, in a browser."""

    def ask(request: Request) -> Person:
        person = context_of(request).access.recognise(request)
        if person is None:
            raise ProblemError(401, "sign_in", "Sign in first.")
        if own and person.token is not None:
            raise ProblemError(403, "browser", "A token cannot do this.", next_step="Sign in with a browser.")
        if person.to_enrol and not own:
            raise ProblemError(
                403,
                "enrol",
                f"The role {person.user.role} needs a second factor here.",
                next_step="Set it up in your account first.",
            )
        if not person.role.may(role):
            raise ProblemError(403, "role", f"This needs the role {role}; yours is {person.role}.")
        return person

    ask.role = role  # type: ignore[attr-defined]  # the test of every route reads it
    return ask


def collector(request: Request) -> None:
    """Let whoever collects figures in: without sign-in from this machine to a server that is for it alone.

    A request that a proxy passes on, or that a page of another host makes, comes from this machine too; such
    a one names another host, or says that it was passed on.
    """
    here = (request.client.host if request.client else "", request.url.hostname or "")
    passed_on = PASSED_ON & set(request.headers)
    if context_of(request).on_loopback and all(map(is_loopback, here)) and not passed_on:
        return
    try:
        at_least(Role.VIEWER)(request)
    except ProblemError as error:
        if error.status != 401:
            raise
        raise ProblemError(
            401,
            "sign_in",
            "The figures name jobs and organisations, so they want an API token here.",
            next_step="Make one with the scope read in the browser (Settings, API token), "
            "and send it as 'Authorization: Bearer hkb_…'.",
            headers={"WWW-Authenticate": "Bearer"},
        ) from None


def is_loopback(host: str) -> bool:
    """Tell whether an address, or a name of one, is of this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


Viewer = Annotated[Person, Depends(at_least(Role.VIEWER))]
Operator = Annotated[Person, Depends(at_least(Role.OPERATOR))]
Editor = Annotated[Person, Depends(at_least(Role.EDITOR))]
Administrator = Annotated[Person, Depends(at_least(Role.ADMINISTRATOR))]
Myself = Annotated[Person, Depends(at_least(Role.VIEWER, own=True))]
