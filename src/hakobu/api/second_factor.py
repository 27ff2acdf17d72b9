"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and codes for when it is lost."""

from __future__ import annotations

import io
import secrets
from typing import TYPE_CHECKING

import pyotp
import segno

from hakobu.jobs.accounts import hashed

if TYPE_CHECKING:
    from hakobu.store import User, Users
    from hakobu.store.vault import VaultKey

__all__ = ["accept", "enrolment", "fresh_codes", "name_of_secret", "picture", "step_of"]

STEP = 30  # seconds a code holds
DRIFT = 1  # steps by which a clock may be wrong
NUMBER = 10  # recovery codes
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def name_of_secret(user_id: int) -> str:
    """Give the name under which a user's secret is sealed."""
    return f"/user/{user_id}/totp"


def enrolment(email: str) -> tuple[str, str]:
    """Make a new secret; gives it and the address that an authenticator app takes."""
    secret = pyotp.random_base32()
    return secret, pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Hakobu")


def picture(uri: str) -> str:
    """Draw an address as a QR code: an SVG without scripts and styles."""
    out = io.BytesIO()
    segno.make(uri, error="m").save(
        out, kind="svg", scale=4, border=4, xmldecl=False, dark="#000", light="#fff"
    )
    return out.getvalue().decode()


def fresh_codes() -> list[str]:
    """Make recovery codes; each works once."""
    return [
        "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3)) for _ in range(NUMBER)
    ]


def accept(users: Users, key: VaultKey, user: User, code: str, *, now: float) -> bool:
    """Tell whether a code is the user's, of the app or a recovery code; no code works twice."""
    if user.totp is None:
        return False
    plain = code.replace(" ", "").strip().lower()
    if not plain.isascii():
        return False
    if len(plain) == 6 and plain.isdigit():
        step = step_of(key.open_sealed(user.totp, of=name_of_secret(user.id)), plain, now=now)
        return step is not None and users.take_step(user.id, step)
    return users.take_recovery(user.id, hashed(plain))


def step_of(secret: str, code: str, *, now: float) -> int | None:
    """Find the time step that a code belongs to."""
    app = pyotp.TOTP(secret)
    for drift in range(-DRIFT, DRIFT + 1):
        moment = int(now) + drift * STEP
        if pyotp.utils.strings_equal(app.at(moment), code):
            return moment // STEP
    return None
