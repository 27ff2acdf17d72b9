"""Ctrl-C: the first asks a run to end in good order, the second interrupts it."""

from __future__ import annotations

import queue
import signal
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

__all__ = ["Stopping"]

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopping:
    """Listens for Ctrl-C while a run works.

    ``writing`` tells whether something may have been sent; before that the run is interrupted at once
    and ``early`` is set. ``told`` is called, from a thread of its own, when a run is asked to stop.
    """

    def __init__(self, *, writing: Callable[[], bool], told: Callable[[], None]) -> None:
        self.stop = threading.Event()
        self.early = False
        self._writing = writing
        self._told = told
        self._heard = 0
        # a signal arrives between any two steps of the main thread, which may hold the lock of an
        # event or of a stream at that moment; a simple queue can be filled nevertheless
        self._queue: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._before: dict[signal.Signals, object] = {}
        self._listener = threading.Thread(target=self._listen, name="stopping", daemon=True)

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for name in SIGNALS:
                self._before[name] = signal.signal(name, self._hear)
        self._listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        for name, handler in self._before.items():
            signal.signal(name, handler)  # type: ignore[arg-type]  # what signal() gave back
        self._queue.put(False)
        self._listener.join()

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self._heard += 1
        if self._heard > 1:
            raise KeyboardInterrupt
        if not self._writing():
            self.early = True
            raise KeyboardInterrupt
        self._queue.put(True)

    def _listen(self) -> None:
        if self._queue.get():
            self.stop.set()
            self._told()
