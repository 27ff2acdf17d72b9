"""A key of this home alone: what it marks can be told equal, and not be guessed from outside."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from hakobu.errors import SetupError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PRIVATE_KEY_FILE", "PrivateKey"]

PRIVATE_KEY_FILE = "private.key"
LENGTH = 32  # bytes


class PrivateKey:
    """Makes keyed hashes; the key lies in a file that only its owner may read."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def open(cls, home: Path, *, needed: bool = False) -> PrivateKey:
        """Find the key, or make one; ``needed``: hashes exist that a new key could not make again."""
        path = home / PRIVATE_KEY_FILE
        if not path.exists():
            if needed:
                raise SetupError(
                    "The key is gone by which forgotten people are known.",
                    where=str(path),
                    next_step="Restore it from a backup of this folder, lest they be brought back.",
                )
            _make(path)
        key = path.read_bytes()
        if len(key) != LENGTH:
            raise SetupError(
                f"The key has {len(key)} bytes instead of {LENGTH}.",
                where=str(path),
                next_step="Restore it from a backup of this folder.",
            )
        return cls(key)

    def digest(self, text: str) -> str:
        """Give a hash of 32 hexadecimal digits."""
        return hashlib.blake2b(text.encode(), key=self._key, digest_size=16).hexdigest()


def _make(path: Path) -> None:
    """Write a new key whole or not at all; where another process was first, its key stands."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(os.urandom(LENGTH))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink(missing_ok=True)
