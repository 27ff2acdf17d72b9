"""Something that is looked at again and again in a thread of its own."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Loop"]

log = structlog.get_logger("hakobu.jobs")


class Loop:
    """Calls ``look`` every so many seconds, and at once when woken."""

    def __init__(self, name: str, look: Callable[[], None], *, every: float) -> None:
        self._look = look
        self._every = every
        self._awake = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name)

    def start(self) -> None:
        """Look from now on."""
        self._thread.start()

    def wake(self) -> None:
        """Look again at once."""
        self._awake.set()

    def close(self) -> None:
        """Look no more; a look that is under way is waited for."""
        self._closed = True
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._closed:
            self._awake.clear()
            try:
                self._look()
            except Exception:  # closes the run: of this look; the next one goes on
                log.exception("a look failed", loop=self._thread.name)
            self._awake.wait(self._every)
