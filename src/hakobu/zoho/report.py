"""The report card of a connection: each check with what it found and what to do next."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from hakobu.errors import HakobuError
from hakobu.zoho.elsewhere import regions_that_know
from hakobu.zoho.findings import ERROR, say
from hakobu.zoho.regions import region_of
from hakobu.zoho.remarks import idle_settings
from hakobu.zoho.scopes import SCOPE_SETS, lacking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hakobu.zoho.client import Client
    from hakobu.zoho.clock import Clock
    from hakobu.zoho.findings import Argument
    from hakobu.zoho.regions import Region
    from hakobu.zoho.transport import Transport

__all__ = ["Check", "Report", "Verdict"]


class Verdict(StrEnum):
    """What a check came to; only ``FAILED`` fails the report."""

    PASSED = "passed"
    FAILED = "failed"
    WARNING = "warning"
    REMARK = "remark"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: ``code`` names what was found, ``paste`` holds texts to copy by what they are for."""

    name: str
    verdict: Verdict
    code: str
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    paste: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def ok(self) -> bool | None:
        """Whether it passed; None where it neither passed nor failed."""
        return {Verdict.PASSED: True, Verdict.FAILED: False}.get(self.verdict)

    @property
    def message(self) -> str:
        """What was found, in English."""
        return self.say("en")[0]

    @property
    def next_step(self) -> str:
        """What to do about it, in English; often nothing."""
        return self.say("en")[1]

    def say(self, lang: str) -> tuple[str, str]:
        """What was found and what to do about it, in a language."""
        return say(self.code, self.arguments, lang)


@dataclass(frozen=True, slots=True)
class Report:
    """All checks, in the order in which they were made."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether no check failed."""
        return all(check.verdict is not Verdict.FAILED for check in self.checks)

    def __getitem__(self, name: str) -> Check:
        return next(check for check in self.checks if check.name == name)


class _Found(NamedTuple):
    verdict: Verdict
    code: str
    arguments: Mapping[str, Argument]
    paste: Mapping[str, str]


_SERVICE = frozenset(
    {"api", "app", "apps", "bot", "crm", "hakobu", "integration", "robot", "service", "sync", "system"}
)
"""Words by which accounts for applications are named."""

_MUST = ("ZohoCRM.modules.", "ZohoCRM.settings.", "ZohoCRM.org.", "ZohoCRM.users.")
"""The scopes without which nothing works; what the others are for is done without, or said."""

_ELSEWHERE = frozenset({"invalid_client", "invalid_code"})
"""Refusals of a sign-in that the wrong region may be the cause of."""


def make_report(client: Client, clock: Clock, transport: Transport) -> Report:
    """Try the connection; without a token nothing else is tried, but it is seen which region is meant."""
    remarks = tuple(
        Check(name="settings", verdict=Verdict.REMARK, code=code) for code in idle_settings(client.settings)
    )
    token = _run("token", clock, lambda: _token(client))
    if token.verdict is Verdict.FAILED:
        refusal = str(token.arguments["code"])
        may = refusal in _ELSEWHERE and not client.settings.accounts_server
        known = regions_that_know(client.settings, transport) if may else ()
        if not known:
            return Report((*remarks, token))
        return Report((*remarks, token, _run("region", clock, lambda: _elsewhere(client, refusal, known))))
    steps: tuple[tuple[str, Callable[[], _Found]], ...] = (
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
    return Report((*remarks, token, *(_run(name, clock, step) for name, step in steps)))


def _run(name: str, clock: Clock, step: Callable[[], _Found]) -> Check:
    begun = clock.monotonic()
    try:
        found = step()
    except HakobuError as error:
        place = f"{error.where}: " if error.where else ""
        told = {"message": place + error.message, "next_step": error.next_step, "code": error.code}
        found = _Found(Verdict.FAILED, ERROR, told, {})
    return Check(
        name=name,
        verdict=found.verdict,
        code=found.code,
        arguments=found.arguments,
        paste=found.paste,
        seconds=clock.monotonic() - begun,
    )


def _passed(code: str, /, **arguments: Argument) -> _Found:
    return _Found(Verdict.PASSED, code, arguments, {})


def _failed(code: str, /, **arguments: Argument) -> _Found:
    return _Found(Verdict.FAILED, code, arguments, {})


def _warning(code: str, /, **arguments: Argument) -> _Found:
    return _Found(Verdict.WARNING, code, arguments, {})


def _token(client: Client) -> _Found:
    return _passed("token", accounts=client.settings.accounts, domain=client.sign_in().api_domain)


def _region(client: Client) -> _Found:
    set_, lives = client.settings.data_centre, region_of(client.sign_in().api_domain)
    if client.settings.accounts_server or lives is None:
        return _passed("region.own", accounts=client.settings.accounts)
    if lives != set_:
        return _failed("region.wrong", name=lives.name, code=lives.code, said=set_.code)
    return _passed("region", name=lives.name, code=lives.code)


def _elsewhere(client: Client, refusal: str, known: tuple[Region, ...]) -> _Found:
    """What it says of a refused sign-in that other regions know the client."""
    if len(known) > 1:
        return _warning("region.several", codes=tuple(region.code for region in known))
    told = {"name": known[0].name, "code": known[0].code}
    if refusal == "invalid_client":
        return _failed("region.elsewhere", said=client.settings.data_centre.code, **told)
    return _warning("region.also", crm=known[0].accounts_server.replace("accounts.", "crm."), **told)


def _organisation(client: Client) -> _Found:
    found = client.organisation()
    return _passed("organisation", name=found.company_name, zgid=found.zgid, zone=found.time_zone)


def _edition(client: Client) -> _Found:
    found = client.organisation()
    if not found.users:
        return _passed("edition", edition=found.edition, calls=found.concurrency)
    return _passed("edition.users", edition=found.edition, users=found.users, calls=found.concurrency)


def _environment(client: Client) -> _Found:
    told, found = client.settings.environment, client.organisation().raw.get("type")
    if found is None and told != "production":  # told from v7 on
        return _Found(Verdict.UNKNOWN, "environment.untold", {"said": (told,)}, {})
    if found in {"production", "sandbox", "developer"} and found != told:
        return _failed("environment.wrong", found=(found,), said=(told,))
    return _passed("environment", environment=(told,))


def _scopes(client: Client) -> _Found:
    """The scopes of the sign-in, held against the chosen set; each set is there to be pasted."""
    given, wanted = client.sign_in().scope, client.settings.scopes
    sets = {purpose: ",".join(scopes) for purpose, scopes in SCOPE_SETS.items()}
    named = tuple(purpose for purpose, scopes in SCOPE_SETS.items() if set(scopes) == set(wanted))
    chosen: Argument = named or ",".join(wanted)
    if not given.strip():
        return _Found(Verdict.UNKNOWN, "scopes.untold", {"chosen": chosen}, sets)
    enough = tuple(purpose for purpose, scopes in SCOPE_SETS.items() if not lacking(given, scopes))
    missing = lacking(given, wanted)
    if not missing:
        told: dict[str, Argument] = {"enough": enough, **({"chosen": chosen} if named else {})}
        return _Found(Verdict.PASSED, "scopes" if named else "scopes.own", told, sets)
    verdict = Verdict.FAILED if _needs(client, given, missing) else Verdict.WARNING
    return _Found(verdict, "scopes.lacking", {"chosen": chosen, "missing": missing, "enough": enough}, sets)


def _needs(client: Client, given: str, missing: tuple[str, ...]) -> bool:
    """Whether nothing works without what is missing; scopes of single modules may be enough."""
    must = (*_MUST, "ZohoCRM.coql.") if client.settings.use_coql else _MUST
    single = re.search(r"ZohoCRM\.modules\.\w+\.\w+", given, re.IGNORECASE)
    return any(
        scope.startswith(must) and not (single and scope.startswith("ZohoCRM.modules.")) for scope in missing
    )


def _user(client: Client) -> _Found:
    user = client.user()
    told = {"name": user.name, "email": user.email, "profile": user.profile, "role": user.role}
    return _passed("user", **told) if user.active else _failed("user.inactive", **told)


def _account(client: Client) -> _Found:
    """Whether a person works with this account: their edits could not be told from ours."""
    user = client.user()
    if _SERVICE & set(re.findall(r"[a-z]+", f"{user.email.partition('@')[0]} {user.name}".lower())):
        return _passed("account", email=user.email)
    return _warning("account.person", email=user.email)


def _records(client: Client) -> _Found:
    """Whether the profile sees the records of others; by a right or by its name."""
    user = client.user()
    if "admin" in user.profile.lower() or user.profile.lower() in {"ceo", "super admin"}:
        return _passed("records", profile=user.profile)
    return _warning("records.some", profile=user.profile)


def _bulk(client: Client) -> _Found:
    """Whether bulk jobs may be made."""
    edition, given = client.organisation().edition, client.sign_in().scope
    wanted = ("ZohoCRM.bulk.ALL", "ZohoFiles.files.ALL")
    missing = lacking(given, wanted) if given.strip() else ()
    if missing:
        return _warning("bulk.scopes", missing=missing)
    if "free" in edition.lower():
        return _Found(Verdict.UNKNOWN, "bulk.edition", {}, {})
    return _passed("bulk")


def _modules(client: Client) -> _Found:
    readable = [module for module in client.modules().values() if module.readable]
    writable = [module for module in readable if module.creatable and module.editable]
    if not readable:
        return _failed("modules.none")
    if not writable:
        return _warning("modules.no_write", readable=len(readable))
    names = tuple(sorted({module.api_name for module in readable} - {module.api_name for module in writable}))
    if not names:
        return _passed("modules", readable=len(readable), writable=len(writable))
    return _passed("modules.some", readable=len(readable), writable=len(writable), names=names)


def _credits(client: Client) -> _Found:
    left = client.stats.credits_remaining
    if left is None:
        return _passed("credits")
    return _passed("credits.left", left=left) if left > 0 else _failed("credits.none")
