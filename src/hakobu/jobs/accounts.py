"""Accounts: who may sign in, as what, and the links that let somebody set a password once."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from enum import StrEnum
from typing import TYPE_CHECKING

from hakobu.errors import SetupError

if TYPE_CHECKING:
    from hakobu.store import Store, User

__all__ = ["EMAIL", "LINK_LASTS", "Accounts", "Role", "hashed"]

LINK_LASTS = 72 * 3600.0  # seconds
EMAIL = r"^[^@\s]+@[^@\s]+$"


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


def hashed(text: str) -> str:
    """Hash a random text that signs in; it is long enough to need no salt."""
    return hashlib.sha256(text.encode()).hexdigest()


class Accounts:
    """What is done with accounts, by pages and command line alike; every change enters the audit log."""

    def __init__(self, store: Store, *, by: str) -> None:
        self._store = store
        self._by = by

    def invite(self, email: str, *, name: str, role: Role, language: str = "en") -> tuple[User, str]:
        """Add a user; gives the text of the link that sets the password, which is kept nowhere."""
        if not re.match(EMAIL, email.strip()):
            raise SetupError(f"{email!r} is no e-mail address.", next_step="Write it as name@example.com.")
        try:
            user = self._store.users.add(email=email, name=name, role=role, password=None, language=language)
        except ValueError:
            raise SetupError(
                f"There is a user {email.strip().lower()} already.",
                code="email_taken",
                next_step="Change that user's role, or make a new link.",
            ) from None
        self._note("user added", f"{user.email}: {role}")
        return user, self._link(user)

    def reset(self, user: User, *, second_factor: bool = False) -> str:
        """Unlock an account and make a new link; the old password, sessions and links end.

        ``second_factor`` takes that away too, where its device is lost.
        """
        values: dict[str, object] = {"password": None, "failures": 0, "locked_until": 0.0}
        if second_factor:
            values |= {"totp": None, "recovery": "[]"}
        self._store.users.change(user.id, **values)
        self._store.sessions.end(user_id=user.id)
        what = f"{user.email}, second factor too" if second_factor else user.email
        self._note("user reset", what)
        return self._link(user)

    def change(self, user: User, *, role: Role, active: bool) -> None:
        """Change a user's role, or whether the user may sign in at all; the last administrator stays."""
        if not self._store.users.demote(user.id, role=role, active=active):
            raise SetupError(
                "This is the last administrator who may sign in.",
                code="last_administrator",
                next_step="Make somebody else an administrator first.",
            )
        if not active:
            self._store.sessions.end(user_id=user.id)
        if role != user.role:
            self._note("user role", f"{user.email}: {user.role} to {role}")
        if active != user.active:
            self._note("user enabled" if active else "user disabled", user.email)

    def named(self, email: str) -> User:
        """Find a user; ``SetupError`` where there is none."""
        found = self._store.users.named(email)
        if found is None:
            known = tuple(user.email for user in self._store.users.all())
            raise SetupError(f"There is no user {email}.", valid=known)
        return found

    def _link(self, user: User) -> str:
        text = secrets.token_urlsafe(32)
        self._store.links.add(hashed=hashed(text), user_id=user.id, expires=time.time() + LINK_LASTS)
        return text

    def _note(self, action: str, what: str) -> None:
        self._store.audit.write(who=self._by, action=action, what=what)
