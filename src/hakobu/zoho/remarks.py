"""Settings that have no effect beside the others: each says so, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hakobu.zoho.settings import Settings

__all__ = ["remarks"]


def remarks(settings: Settings) -> tuple[str, ...]:
    """A sentence for each setting that was given and changes nothing."""
    found = []
    if settings.use_coql and settings.api_type != "REST":
        found.append("api_type has no effect while use_coql is true: COQL reads.")
    if not settings.use_coql and not settings.cheapest_read:
        found.append(
            "cheapest_read has no effect while use_coql is false: api_type says how everything is read."
        )
    if settings.accounts_server and settings.api_domain and settings.region.upper() != "US":
        found.append("region has no effect: accounts_server and api_domain take its place.")
    if settings.api_domain and settings.environment != "production":
        found.append("environment does not choose the host: api_domain takes its place.")
    if settings.refresh_token and settings.code:
        found.append("code has no effect beside a refresh_token.")
    if settings.redirect_uri and not settings.code:
        found.append("redirect_uri has no effect without a code.")
    if settings.soid and (settings.refresh_token or settings.code):
        found.append("soid has no effect beside a refresh_token or a code.")
    return tuple(found)
