"""A brake on guessing: an address that failed often waits, whichever account it tried."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque

from hakobu.api.problems import ProblemError

__all__ = ["Brake"]

MOST = 30  # failures of an address
WITHIN = 600.0  # seconds
REMEMBERED = 10_000  # addresses; the oldest is forgotten first


class Brake:
    """Counts failures by address, in memory: a restart forgives."""

    def __init__(self, *, most: int = MOST, within: float = WITHIN) -> None:
        self._most, self._within = most, within
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, address: str) -> None:
        """Refuse an address that failed too often of late."""
        now = time.monotonic()
        with self._lock:
            failures = self._failures.get(address)
            while failures and failures[0] < now - self._within:
                failures.popleft()
            if not failures or len(failures) < self._most:
                return
            left = int(failures[0] + self._within - now) + 1
        raise ProblemError(
            429,
            "too_many",
            f"Too many failed attempts from this address. Try again in {left} seconds.",
            headers={"Retry-After": str(left)},
        )

    def count(self, address: str) -> None:
        """Note a failure."""
        with self._lock:
            failures = self._failures.setdefault(address, deque(maxlen=self._most))
            failures.append(time.monotonic())
            self._failures.move_to_end(address)
            while len(self._failures) > REMEMBERED:
                self._failures.popitem(last=False)
