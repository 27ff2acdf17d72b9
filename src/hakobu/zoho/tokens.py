"""Where access tokens wait between calls: shared by threads and processes, never printed."""

from __future__ import annotations

import os
import tempfile
import threading
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from hakobu.zoho.locks import hold, private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FileTokenStore", "MemoryTokenStore", "TokenStore", "Tokens"]


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one sign-in; times are seconds since 1970.

    ``expires_at`` lies a little before the token's true end.
    """

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


class MemoryTokenStore:
    """Tokens for the threads of one process."""

    def __init__(self) -> None:
        self._kept: dict[str, Tokens] = {}
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}

    def read(self, key: str) -> Tokens:
        return self._kept.get(key) or Tokens()

    def write(self, key: str, tokens: Tokens) -> None:
        self._kept[key] = tokens

    @contextmanager
    def lock(self, key: str) -> Iterator[None]:
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            yield


class FileTokenStore:
    """Tokens for every process of this user: one file a sign-in under ``home``, readable by nobody else."""

    def __init__(self, home: Path) -> None:
        self._folder = private_folder(Path(home) / "tokens")

    def read(self, key: str) -> Tokens:
        try:
            return msgspec.json.decode((self._folder / f"{key}.json").read_bytes(), type=Tokens)
        except (FileNotFoundError, msgspec.DecodeError):
            return Tokens()

    def write(self, key: str, tokens: Tokens) -> None:
        file, name = tempfile.mkstemp(dir=self._folder)  # made with 0600
        with os.fdopen(file, "wb") as out:
            out.write(msgspec.json.encode(tokens))
        Path(name).replace(self._folder / f"{key}.json")

    def lock(self, key: str) -> AbstractContextManager[None]:
        return hold(self._folder / f"{key}.lock")
