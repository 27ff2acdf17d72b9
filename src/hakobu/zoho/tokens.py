"""Where access tokens wait between calls: shared by threads and processes, never printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

__all__ = ["TokenStore", "Tokens"]


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one sign-in; times are seconds since 1970."""

    access_token: str = ""
    expires_at: float = 0.0
    api_domain: str = ""
    refresh_token: str = ""
    scope: str = ""
    made: tuple[float, ...] = ()
    """When tokens were asked for in the last ten minutes."""
    blocked_until: float = 0.0

    def __repr__(self) -> str:
        return f"Tokens(api_domain={self.api_domain!r}, expires_at={self.expires_at!r})"


class TokenStore(Protocol):
    """Keeps ``Tokens`` by a key; ``lock`` lets one holder at a time, over all threads and processes."""

    def read(self, key: str) -> Tokens:
        """What is kept under the key; an empty ``Tokens`` if nothing is."""

    def write(self, key: str, tokens: Tokens) -> None:
        """Keep it, whole or not at all."""

    def lock(self, key: str) -> AbstractContextManager[None]:
        """Wait for the key and hold it."""
