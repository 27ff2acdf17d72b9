"""Keeping secrets out of whatever is shown or written down."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from hakobu.model import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hakobu.model import Definition

__all__ = ["mask", "secrets_of"]

STARS = "***"
SHORTEST = 4  # a shorter text occurs by chance, and masking it would hide the message
_NAMED = re.compile(r"SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL|API_?KEY|_URL$", re.IGNORECASE)
_PATTERNS = (
    re.compile(r"(?<=Zoho-oauthtoken )\S+"),
    re.compile(r"\b1000\.[0-9a-f]{16,}\.[0-9a-f]{16,}\b"),
    re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"),
    re.compile(r"(?<=client_secret=)[^\s&'\"]+|(?<=refresh_token=)[^\s&'\"]+|(?<=access_token=)[^\s&'\"]+"),
)


def secrets_of(definition: Definition) -> set[str]:
    """Collect the secret texts of a definition's connections."""
    return {
        value.reveal()
        for connection in definition.connections.values()
        for value in connection.settings.values()
        if isinstance(value, Secret)
    }


def mask(text: str, secrets: Iterable[str] = (), *, env: Mapping[str, str] = os.environ) -> str:
    """Replace every secret that is known, or looks like one, by stars."""
    known = {*secrets, *(value for name, value in env.items() if _NAMED.search(name))}
    for secret in sorted(known, key=len, reverse=True):
        if len(secret) >= SHORTEST:
            text = text.replace(secret, STARS)
    for pattern in _PATTERNS:
        text = pattern.sub(STARS, text)
    return text
