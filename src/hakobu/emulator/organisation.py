"""The organisation, its users, profiles and roles."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from hakobu.emulator.clock import Zone
from hakobu.emulator.edition import EDITIONS, Edition
from hakobu.emulator.ids import Ids

REGIONS = ("us", "eu", "in", "au", "jp", "cn", "ca", "sa", "uk", "ae")


@dataclass(slots=True)
class Named:
    """A profile or a role."""

    name: str
    id: int


@dataclass(slots=True)
class User:
    """A user of the organisation."""

    id: int
    zuid: str
    first_name: str
    last_name: str
    email: str
    profile: Named
    role: Named
    status: str = "active"
    confirmed: bool = True
    created: int = 0

    @property
    def full_name(self) -> str:
        """Give both names."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(slots=True)
class Organisation:
    """Who the records belong to, and the settings that rule how they are treated."""

    id: int
    zgid: str
    primary_zuid: str
    edition: Edition
    company_name: str = "Hakobu Emulated Trading"
    region: str = "us"
    # where tokens say that the API is; empty: at the address that was asked for the token
    api_domain: str = ""
    zone: Zone = field(default_factory=lambda: Zone("UTC"))
    locale: str = "en_US"
    environment: str = "production"
    licences: int = 5
    search_lag: float = 0.0
    # deals must be in a pipeline, and in a stage of it
    pipelines: bool = False
    # records have a currency and an exchange rate
    currencies: bool = False
    created: int = 0

    def allowance(self) -> int:
        """Give the credits of 24 hours."""
        return self.edition.allowance(self.licences)


_PEOPLE = (
    ("Ann", "Admin", "ann.admin@example.com", "Administrator", "CEO"),
    ("Ben", "Baker", "ben.baker@example.com", "Standard", "Manager"),
    ("花子", "佐藤", "hanako.sato@example.jp", "Standard", "Manager"),
)


def found(ids: Ids, edition: str, zone: str, now: int) -> tuple[Organisation, dict[int, User], list[Any]]:
    """Found a fresh organisation with its users; the first is the administrator whose token is used."""
    roles = {name: Named(name, ids.next()) for name in ("CEO", "Manager")}
    profiles = {name: Named(name, ids.next()) for name in ("Administrator", "Standard")}
    users = {}
    for first, last, email, profile, role in _PEOPLE:
        user = User(ids.next(), new_zuid(), first, last, email, profiles[profile], roles[role], created=now)
        users[user.id] = user
    owner = next(iter(users.values()))
    organisation = Organisation(
        ids.next(), new_zuid(), owner.zuid, EDITIONS[edition], zone=Zone(zone), created=now
    )
    return organisation, users, [list(profiles.values()), list(roles.values())]


def new_zuid() -> str:
    """Draw a number such as Zoho gives to accounts and organisations."""
    return str(600_000_000 + secrets.randbelow(300_000_000))
