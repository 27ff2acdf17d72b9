"""Locks on files, shared by threads and processes, that end with their process."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["hold", "open_lock", "private_folder", "try_lock", "unlock"]

if sys.platform == "win32":
    import msvcrt
    import time

    _FAR = 1 << 30  # a byte behind the content, for Windows keeps others from reading a locked one

    def try_lock(file: int) -> bool:
        """Take the lock if it is free."""
        os.lseek(file, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait(file: int) -> None:
        while not try_lock(file):
            time.sleep(0.02)

    def unlock(file: int) -> None:
        """Give the lock back."""
        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def try_lock(file: int) -> bool:
        """Take the lock if it is free."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)

    def unlock(file: int) -> None:
        """Give the lock back."""
        fcntl.flock(file, fcntl.LOCK_UN)


def open_lock(path: Path) -> int:
    """Open a file that only this user can read, made if it is not there."""
    return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)


def private_folder(path: Path) -> Path:
    """A folder that only this user can enter, made if it is not there."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Wait for the file's lock and keep it for the block."""
    file = open_lock(path)
    try:
        _wait(file)
        yield
    finally:
        os.close(file)
