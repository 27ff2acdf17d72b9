"""Slots of one kind as locked files, shared by processes and passed on between threads."""

from __future__ import annotations

import os
import random
import struct
import threading
from collections import deque
from typing import TYPE_CHECKING, ClassVar

from hakobu.zoho.locks import open_lock, private_folder, try_lock, unlock

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.zoho.clock import Clock

__all__ = ["Slots"]

_HOLD = 1.0
"""Seconds that a process may keep a slot for its own threads while other processes wait."""
_POLL = 0.004
_SLOW_POLL = 0.05
_NO_POLL = 1.0
_LONGEST = 3600.0
"""A deadline further away than this is taken for a broken file."""
_STAMP = struct.Struct("<d")


class _Slot:
    """One file, locked by this process while ``held``."""

    def __init__(self, path: Path, number: int) -> None:
        self.number = number
        self.file = open_lock(path)
        self.since = 0.0
        self.held = False


class _Waiter:
    """A thread in the queue; ``ready`` is its own lock, let go when it is handed a slot or shall look."""

    __slots__ = ("ready", "size", "slot")

    def __init__(self, size: int) -> None:
        self.size = size
        self.slot: _Slot | None = None
        self.ready = threading.Event()


class Slots:
    """The slots of one folder as this process sees them."""

    _known: ClassVar[dict[tuple[Path, int], Slots]] = {}
    _guard: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = private_folder(folder)
        self._clock = clock
        self._lock = threading.Lock()
        self._slots: list[_Slot] = []
        self._waiters: deque[_Waiter] = deque()
        self._wish = _Slot(folder / f"wish-{os.getpid()}", -1)

    @classmethod
    def of(cls, folder: Path, clock: Clock) -> Slots:
        """The one object of this process for a folder (a forked child gets its own)."""
        key = (folder, os.getpid())
        found = cls._known.get(key)
        if found is None:
            with cls._guard:
                found = cls._known.get(key) or cls._known.setdefault(key, cls(folder, clock))
        return found

    def take(self, size: int, *, life: float, patience: float) -> _Slot | None:
        """A slot among the first ``size``, stamped with the time when its call must have ended."""
        with self._lock:
            slot = None if self._waiters else self._grab(size)
            if slot is None:
                waiter = _Waiter(size)
                self._waiters.append(waiter)
                self._show_wish()
        if slot is None:
            slot = self._wait(waiter, patience)
        if slot is not None:
            self._stamp(slot, self._clock.now() + life)
        return slot

    def give(self, slot: _Slot) -> None:
        """Pass the slot on: to the first thread that waits here, or to whoever comes."""
        with self._lock:
            waiter = self._heir(slot)
            if waiter is not None:
                waiter.slot = slot
                waiter.ready.set()
                return
            self._stamp(slot, 0.0)
            slot.held = False
            unlock(slot.file)

    def _heir(self, slot: _Slot) -> _Waiter | None:
        """The waiter who gets the slot; none if it is another process's turn."""
        if not self._waiters:
            return None
        if self._clock.monotonic() - slot.since > _HOLD:
            if self._others_wish():
                return None
            slot.since = self._clock.monotonic()
        for waiter in self._waiters:
            if slot.number < waiter.size:
                self._leave(waiter)
                return waiter
        return None

    def _wait(self, waiter: _Waiter, patience: float) -> _Slot | None:
        """Wait to be handed a slot; the first in the queue also looks whether a file came free."""
        end = self._clock.monotonic() + patience
        done = False
        try:
            while not done:
                pause = self._look(waiter)
                done = waiter.slot is not None or self._clock.monotonic() >= end
                if not done:
                    waiter.ready.wait(pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads the looking
        finally:
            with self._lock:
                if waiter in self._waiters:
                    self._leave(waiter)
            if not done and waiter.slot is not None:  # interrupted
                self.give(waiter.slot)
        return waiter.slot

    def _look(self, waiter: _Waiter) -> float:
        """Take a free slot if it is this waiter's turn; how long to wait before the next look."""
        with self._lock:
            waiter.ready.clear()
            if waiter.slot is not None or self._waiters[0] is not waiter:
                return _NO_POLL
            waiter.slot = self._grab(waiter.size)
            if waiter.slot is None:
                self._show_wish()
            hungry = not any(each.held for each in self._slots)
        return _POLL if hungry else _SLOW_POLL

    def _leave(self, waiter: _Waiter) -> None:
        self._waiters.remove(waiter)
        if self._waiters:
            self._waiters[0].ready.set()  # it is the first now, and shall look
        if not self._waiters and self._wish.held:
            self._wish.held = False
            unlock(self._wish.file)

    def _grab(self, size: int) -> _Slot | None:
        while len(self._slots) < size:
            number = len(self._slots)
            self._slots.append(_Slot(self._folder / f"{number:03}", number))
        for slot in self._slots[:size]:
            if not slot.held and try_lock(slot.file):
                if self._owed(slot):
                    unlock(slot.file)
                    continue
                slot.held = True
                slot.since = self._clock.monotonic()
                return slot
        return None

    def _owed(self, slot: _Slot) -> bool:
        """Whether a holder died in a call that may still be running at Zoho."""
        raw = _read(slot.file)
        left = (_STAMP.unpack(raw)[0] if len(raw) == _STAMP.size else 0.0) - self._clock.now()
        return 0.0 < left < _LONGEST

    def _stamp(self, slot: _Slot, deadline: float) -> None:
        os.lseek(slot.file, 0, os.SEEK_SET)
        os.write(slot.file, _STAMP.pack(deadline))

    def _show_wish(self) -> None:
        if not self._wish.held:
            self._wish.held = try_lock(self._wish.file)

    def _others_wish(self) -> bool:
        """Whether a thread of another process waits: it then has its wish locked."""
        for path in self._folder.glob("wish-*"):
            if path.name == f"wish-{os.getpid()}":
                continue
            file = open_lock(path)
            try:
                if not try_lock(file):
                    return True
            finally:
                os.close(file)
        return False


def _read(file: int) -> bytes:
    os.lseek(file, 0, os.SEEK_SET)
    return os.read(file, _STAMP.size)
