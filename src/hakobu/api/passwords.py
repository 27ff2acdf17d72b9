"""Passwords: how long, which not, and how they are kept."""

from __future__ import annotations

import hmac
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from hakobu.api.problems import Fault, ProblemError

__all__ = ["SHORTEST", "hash_password", "same", "verify"]

SHORTEST = 12  # characters
FEWEST = 5  # different characters
GUESSED = (  # the long ones that every list of stolen passwords has, without their digits and marks
    *("password", "passwordpassword", "qwertyuiop", "qwertyuiopasdf", "administrator", "iloveyou"),
    *("letmeinletmein", "changemechangeme", "qwertyqwerty", "abcdefghijkl", "correcthorsebatterystaple"),
    *("adminadmin", "welcomewelcome", "hakobuhakobu", "hakobu", "welcome", "zohocrm", "zohozoho"),
)

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_hex())  # compared where no such user is, so that time tells nothing


def hash_password(password: str, *, email: str = "", name: str = "") -> str:
    """Hash a password; one that is too short or among the first to be guessed is refused."""
    plain = "".join(each for each in password.lower() if each.isalpha())
    own = {part for part in (email.lower(), email.lower().partition("@")[0], name.lower()) if len(part) > 2}
    said = ""
    if len(password) < SHORTEST:
        said = f"A password has at least {SHORTEST} characters."
    elif len(set(password)) < FEWEST or plain in GUESSED or password.lower() in own:
        said = "This password is among the first that are guessed."
    if said:
        raise ProblemError(
            422,
            "password_weak",
            said,
            next_step="Use a phrase.",
            faults=(Fault(message=said, path="password", next_step="Use a phrase."),),
        )
    return _hasher.hash(password)


def same(given: str, known: str) -> bool:
    """Compare what was sent with what is known, in a time that tells nothing; any letters may be sent."""
    return hmac.compare_digest(given.encode(errors="surrogatepass"), known.encode(errors="surrogatepass"))


def verify(known: str | None, password: str) -> bool:
    """Compare a password with the hash that is kept; where there is none, it takes as long."""
    try:
        _hasher.verify(known or _NOBODY, password)
    except VerifyMismatchError:
        return False
    return known is not None
