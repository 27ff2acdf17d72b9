"""The report card of a connection: each check with what it found and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hakobu.errors import HakobuError
from hakobu.zoho.regions import region_of

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
        ("modules", lambda: _modules(client)),
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
    given = set(client.sign_in().scope.replace(",", " ").split())
    if not given:
        return None, "Zoho did not say which scopes the sign-in has.", ""
    wanted = set(client.settings.scopes)
    missing = sorted(scope for scope in wanted if scope.lower() not in {each.lower() for each in given})
    if missing:
        return None, f"Not given: {', '.join(missing)}", "Sign in again with these scopes if you need them."
    return True, ", ".join(sorted(given)), ""


def _user(client: Client) -> Found:
    user = client.user()
    step = "" if user.active else "Activate the user, or sign in as another."
    return user.active, f"{user.name} <{user.email}>, profile {user.profile}, role {user.role}", step


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
