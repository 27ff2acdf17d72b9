"""One limiter per organisation: how many calls may be in flight, over all threads and processes.

A place is a locked file. A thread that ends its call hands its place straight to the next thread of
its process; after a second of that the place is offered to other processes, if any waits.
"""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from hakobu.errors import WaitError
from hakobu.zoho.clock import SystemClock
from hakobu.zoho.costs import SUB_CONCURRENCY
from hakobu.zoho.slots import Slots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.zoho.clock import Clock

__all__ = ["FileLimiter", "Limiter", "MemoryLimiter"]


class Limiter(Protocol):
    """Hands out the places for calls in flight, per organisation."""

    def acquire(
        self, zgid: str, *, size: int, sub: bool = False, weight: int = 1, life: float = 60.0
    ) -> AbstractContextManager[None]:
        """Hold ``weight`` of ``size`` places while a call is out; ``life`` is the call's longest life.

        ``sub`` takes one of the ten places for complex calls too.
        """


class MemoryLimiter:
    """Places for the threads of one process; ``size`` counts when an organisation is first seen."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._places: dict[str, threading.BoundedSemaphore] = {}

    @contextmanager
    def acquire(
        self,
        zgid: str,
        *,
        size: int,
        sub: bool = False,
        weight: int = 1,
        life: float = 60.0,  # noqa: ARG002 - a place ends with its process anyway
    ) -> Iterator[None]:
        with ExitStack() as held:
            if sub:
                held.enter_context(self._of(f"{zgid} sub", SUB_CONCURRENCY))
            for _ in range(min(weight, size)):
                held.enter_context(self._of(zgid, size))
            yield

    def _of(self, name: str, size: int) -> threading.BoundedSemaphore:
        with self._guard:
            return self._places.setdefault(name, threading.BoundedSemaphore(size))


class FileLimiter:
    """Places for every process of this machine that shares the folder ``home``.

    ``patience`` is how long to wait for a place, in seconds, before ``WaitError``.
    """

    def __init__(self, home: Path, *, clock: Clock | None = None, patience: float = 600.0) -> None:
        self._folder = Path(home) / "limits"
        self._clock = clock or SystemClock()
        self._patience = patience

    @contextmanager
    def acquire(
        self, zgid: str, *, size: int, sub: bool = False, weight: int = 1, life: float = 60.0
    ) -> Iterator[None]:
        folder = self._folder / _plain(zgid)
        with ExitStack() as held:
            if sub:  # always before the general place, so that no two calls wait for each other
                held.enter_context(self._place(folder / "sub", SUB_CONCURRENCY, life))
            for _ in range(min(weight, size)):
                held.enter_context(self._place(folder / "all", size, life))
            yield

    @contextmanager
    def _place(self, folder: Path, size: int, life: float) -> Iterator[None]:
        slots = Slots.of(folder, self._clock)
        slot = slots.take(size, life=life, patience=self._patience)
        if slot is None:
            raise WaitError(
                f"No place for a call came free in {self._patience:g} seconds.",
                where="limits",
                next_step="Other jobs hold them; try again later, or run fewer at once.",
            )
        try:
            yield
        finally:
            slots.give(slot)


def _plain(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in name) or "_"
