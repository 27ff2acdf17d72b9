"""Who may run a job: one process at a time, and it is known to live."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from hakobu.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["own_job"]


@contextmanager
def own_job(home: Path, job: str) -> Iterator[None]:
    """Hold a job; the lock dies with the process, so a job that can be held has no living owner."""
    folder = home / "locks"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)  # rows of people will lie in it
    folder.mkdir(exist_ok=True)
    name = hashlib.sha256(job.encode()).hexdigest()[:16]
    lock = FileLock(folder / f"job-{name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise BusyError(
            "This job is running already; nothing was started.",
            where=f"job {job}",
            next_step="Wait for it to end, or stop it, then start again.",
        ) from None
    try:
        yield
    finally:
        lock.release()
