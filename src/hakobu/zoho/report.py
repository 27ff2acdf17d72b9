"""The report card of a connection: each check with what it found and what to do next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hakobu.errors import HakobuError
from hakobu.zoho.regions import region_of
from hakobu.zoho.scopes import SCOPE_SETS, lacking

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.zoho.client import Client
    from hakobu.zoho.clock import Clock

__all__ = ["Check", "Report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check; ``ok`` None means that it could not be told."""

    name: str
    ok: bool | None
    message: str
    next_step: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """All checks, in the order in which they were made."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether no check failed."""
        return all(check.ok is not False for check in self.checks)

    def __getitem__(self, name: str) -> Check:
        return next(check for check in self.checks if check.name == name)


_SERVICE = frozenset(
    {"api", "app", "apps", "bot", "crm", "hakobu", "integration", "robot", "service", "sync", "system"}
)
"""Words by which accounts for applications are named."""

Found = tuple[bool | None, str, str]


def make_report(client: Client, clock: Clock) -> Report:
    """Try the connection; without a token nothing else is tried."""
    token = _run("token", clock, lambda: _token(client))
    if token.ok is False:
        return Report((token,))
    steps: tuple[tuple[str, Callable[[], Found]], ...] = (
        ("region", lambda: _region(client)),
        ("organisation", lambda: _organisation(client)),
        ("edition", lambda: _edition(client)),
        ("environment", lambda: _environment(client)),
        ("scopes", lambda: _scopes(client)),
        ("user", lambda: _user(client)),
        ("account", lambda: _account(client)),
        ("records", lambda: _records(client)),
        ("modules", lambda: _modules(client)),
        ("bulk", lambda: _bulk(client)),
        ("credits", lambda: _credits(client)),
    )
    return Report((token, *(_run(name, clock, step) for name, step in steps)))


def _run(name: str, clock: Clock, step: Callable[[], Found]) -> Check:
    begun = clock.monotonic()
    try:
        ok, message, next_step = step()
    except HakobuError as error:
        place = f"{error.where}: " if error.where else ""
        ok, message, next_step = False, place + error.message, error.next_step
    return Check(name=name, ok=ok, message=message, next_step=next_step, seconds=clock.monotonic() - begun)


def _token(client: Client) -> Found:
    tokens = client.sign_in()
    return True, f"{client.settings.accounts} gave a token for {tokens.api_domain}.", ""


def _region(client: Client) -> Found:
    set_, lives = client.settings.data_centre, region_of(client.sign_in().api_domain)
    if client.settings.accounts_server or lives is None:
        return True, f"The addresses are set by the connection: {client.settings.accounts}.", ""
    if lives != set_:
        return (
            False,
            f"The account lives in {lives.name} ({lives.code}), the connection says {set_.code}.",
            f"Set the region to {lives.code}.",
        )
    return True, f"{lives.name} ({lives.code})", ""


def _organisation(client: Client) -> Found:
    found = client.organisation()
    return True, f"{found.company_name} ({found.zgid}), time zone {found.time_zone}", ""


def _edition(client: Client) -> Found:
    found = client.organisation()
    users = f", {found.users} users" if found.users else ""
    return True, f"{found.edition}{users}: {found.concurrency} calls at once", ""


def _environment(client: Client) -> Found:
    told, found = client.settings.environment, client.organisation().type
    if found in {"production", "sandbox", "developer"} and found != told:
        return (
            False,
            f"The sign-in is for {found}, the connection says {told}.",
            f"Set the environment to {found}.",
        )
    return True, told, ""


def _scopes(client: Client) -> Found:
    """The scopes of the sign-in, held against what it was asked to have and against each purpose."""
    given = client.sign_in().scope
    if not given.strip():
        strings = "; ".join(f"{purpose}: {','.join(scopes)}" for purpose, scopes in SCOPE_SETS.items())
        return None, "Zoho did not say which scopes the sign-in has.", f"To sign in anew, paste {strings}."
    enough = [purpose for purpose, scopes in SCOPE_SETS.items() if not lacking(given, scopes)]
    purpose = f"Enough for: {', '.join(enough)}." if enough else "Not enough to read everything."
    missing = lacking(given, client.settings.scopes)
    if not missing:
        return True, f"{purpose} Given: {given}", ""
    paste = ",".join(client.settings.scopes)
    return None, f"{purpose} Not given: {', '.join(missing)}", f"To have them, sign in again with {paste}."


def _user(client: Client) -> Found:
    user = client.user()
    step = "" if user.active else "Activate the user, or sign in as another."
    return user.active, f"{user.name} <{user.email}>, profile {user.profile}, role {user.role}", step


def _account(client: Client) -> Found:
    """Whether a person works with this account: their edits could not be told from ours."""
    user = client.user()
    if _SERVICE & set(re.findall(r"[a-z]+", f"{user.email.partition('@')[0]} {user.name}".lower())):
        return True, f"{user.email} looks like an account for applications.", ""
    return (
        None,
        f"{user.email} looks like a person's own account: their edits cannot be told from Hakobu's.",
        "Sign in with a user of its own, which nobody works with.",
    )


def _records(client: Client) -> Found:
    """Whether the profile sees the records of others; by a right or by its name."""
    user = client.user()
    if "admin" in user.profile.lower() or user.profile.lower() in {"ceo", "super admin"}:
        return True, f"The profile {user.profile} sees every record.", ""
    return (
        None,
        f"The profile {user.profile} may not see the records of others: a match could be missed and doubled.",
        "Use the profile Administrator, or share all records of the modules with this user.",
    )


def _bulk(client: Client) -> Found:
    """Whether bulk jobs may be made."""
    edition, given = client.organisation().edition, client.sign_in().scope
    wanted = ("ZohoCRM.bulk.ALL", "ZohoFiles.files.ALL")
    missing = lacking(given, wanted) if given.strip() else ()
    if missing:
        return (
            None,
            f"Bulk jobs want {', '.join(missing)}.",
            "Sign in again with these scopes to use bulk jobs.",
        )
    if "free" in edition.lower():
        return None, "Zoho does not say whether the free edition has bulk jobs.", ""
    return True, "Bulk Read and Bulk Write can be used.", ""


def _modules(client: Client) -> Found:
    modules = client.modules().values()
    readable = [module for module in modules if module.readable]
    writable = [module for module in readable if module.creatable and module.editable]
    message = f"{len(readable)} can be read, {len(writable)} can be written."
    return bool(readable), message, "" if readable else "The profile sees no module: ask the administrator."


def _credits(client: Client) -> Found:
    left = client.stats.credits_remaining
    if left is None:
        return True, "More than half of the day's API credits are left (Zoho tells them below that).", ""
    return left > 0, f"{left:,} API credits are left.", "" if left else "Wait, or buy more credits."
