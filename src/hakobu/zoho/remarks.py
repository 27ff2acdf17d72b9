"""Settings that have no effect beside the others: each says so, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.zoho.findings import say

if TYPE_CHECKING:
    from hakobu.zoho.settings import Settings

__all__ = ["idle_settings", "remarks"]


def remarks(settings: Settings, lang: str = "en") -> tuple[str, ...]:
    """A sentence for each setting that was given and changes nothing."""
    return tuple(say(code, {}, lang)[0] for code in idle_settings(settings))


def idle_settings(settings: Settings) -> tuple[str, ...]:
    """The same as codes of findings."""
    placed = settings.accounts_server and settings.api_domain
    idle = {
        "api_type": settings.use_coql and settings.api_type != "REST",
        "cheapest_read": not settings.use_coql and not settings.cheapest_read,
        "region": placed and settings.region.upper() != "US",
        "environment": settings.api_domain and settings.environment != "production",
        "code": settings.refresh_token and settings.code,
        "redirect_uri": settings.redirect_uri and not settings.code,
        "soid": settings.soid and (settings.refresh_token or settings.code),
    }
    return tuple(f"idle.{name}" for name, without_effect in idle.items() if without_effect)
