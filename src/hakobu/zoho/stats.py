"""What the calls of a client came to."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

__all__ = ["Stats"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """A snapshot; ``credits`` is our estimate, ``credits_remaining`` Zoho's word (None until it says)."""

    calls: int = 0
    credits: int = 0
    by_operation: dict[str, int] = field(default_factory=dict)
    bytes_sent: int = 0
    bytes_received: int = 0
    credits_remaining: int | None = None
    retries: int = 0


class Counter:
    """Counts from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls = self._credits = self._sent = self._received = self._retries = 0
        self._by_operation: dict[str, int] = {}
        self._remaining: int | None = None

    def call(self, operation: str, *, sent: int) -> None:
        with self._lock:
            self._calls += 1
            self._sent += sent
            self._by_operation[operation] = self._by_operation.get(operation, 0) + 1

    def answer(self, received: int, *, price: int, remaining: str | None = None) -> None:
        with self._lock:
            self._received += received
            self._credits += price
            if remaining is not None and remaining.strip().isdigit():
                self._remaining = int(remaining)

    def retry(self) -> None:
        with self._lock:
            self._retries += 1

    @property
    def remaining(self) -> int | None:
        """Credits that are left by Zoho's last word."""
        return self._remaining

    def snapshot(self) -> Stats:
        with self._lock:
            return Stats(
                calls=self._calls,
                credits=self._credits,
                by_operation=dict(self._by_operation),
                bytes_sent=self._sent,
                bytes_received=self._received,
                credits_remaining=self._remaining,
                retries=self._retries,
            )
