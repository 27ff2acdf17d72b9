"""Whose Zoho CRM it is: the organisation, its edition and its people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["CONCURRENCY", "Organisation", "User", "concurrency_of"]

CONCURRENCY: dict[str, int] = {
    "free": 5,
    "starter": 10,
    "standard": 10,
    "professional": 15,
    "enterprise": 20,
    "zohoone": 20,
    "one": 20,
    "ultimate": 25,
    "plus": 25,
    "crmplus": 25,
}
"""Calls in flight by edition; source: zoho.com/crm/developer/docs/api/v8/api-limits.html."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """The organisation that the sign-in belongs to; ``zgid`` is its identity everywhere."""

    zgid: str
    id: str
    company_name: str
    edition: str
    time_zone: str
    type: str
    domain: str = ""
    country: str = ""
    currency: str = ""
    users: int | None = None
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def concurrency(self) -> int:
        """Calls that Zoho allows in flight."""
        return concurrency_of(self.edition)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person of the organisation."""

    id: str
    name: str
    email: str
    status: str = "active"
    role: str = ""
    profile: str = ""
    profile_id: str = ""
    time_zone: str = ""
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def active(self) -> bool:
        """Whether records may be given to them."""
        return self.status == "active"


def concurrency_of(edition: str) -> int:
    """Calls in flight for an edition as Zoho spells it; the least for one that is not known."""
    plain = "".join(letter for letter in edition.lower() if letter.isalpha())
    for name in sorted(CONCURRENCY, key=len, reverse=True):
        if name in plain:
            return CONCURRENCY[name]
    return CONCURRENCY["free"]


def read_organisation(raw: dict[str, Any]) -> Organisation:
    """One element of ``org`` of ``GET /org``."""
    licence = raw.get("license_details") or {}
    return Organisation(
        zgid=str(raw.get("zgid") or raw.get("id") or ""),
        id=str(raw.get("id") or ""),
        company_name=str(raw.get("company_name") or ""),
        edition=str(licence.get("paid_type") or licence.get("trial_type") or "free"),
        time_zone=str(raw.get("time_zone") or "UTC"),
        type=str(raw.get("type") or "production"),
        domain=str(raw.get("domain_name") or ""),
        country=str(raw.get("country_code") or raw.get("country") or ""),
        currency=str(raw.get("iso_code") or ""),
        users=licence.get("users_license_purchased"),
        raw=raw,
    )


def read_user(raw: dict[str, Any]) -> User:
    """One element of ``users``."""
    role = raw.get("role") or {}
    profile = raw.get("profile") or {}
    return User(
        id=str(raw.get("id") or ""),
        name=str(raw.get("full_name") or raw.get("last_name") or ""),
        email=str(raw.get("email") or ""),
        status=str(raw.get("status") or ""),
        role=str(role.get("name") or ""),
        profile=str(profile.get("name") or ""),
        profile_id=str(profile.get("id") or ""),
        time_zone=str(raw.get("time_zone") or ""),
        raw=raw,
    )
