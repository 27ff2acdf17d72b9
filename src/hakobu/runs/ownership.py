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

    from hakobu.store import Store

__all__ = ["own_job"]


@contextmanager
def own_job(store: Store, job: str) -> Iterator[None]:
    """Hold a job: by a lock that dies with the process, or by a lease where machines share the store."""
    if store.shared:
        with store.leases.hold(job) as held:
            if not held:
                raise _busy(job)
            yield
        return
    lock = FileLock(_file(store.home, job))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise _busy(job) from None
    try:
        yield
    finally:
        lock.release()


def _file(home: Path, job: str) -> Path:
    folder = home / "locks"
    folder.mkdir(exist_ok=True)
    return folder / f"job-{hashlib.sha256(job.encode()).hexdigest()[:16]}.lock"


def _busy(job: str) -> BusyError:
    return BusyError(
        "This job is running already; nothing was started.",
        where=f"job {job}",
        next_step="Wait for it to end, or stop it, then start again.",
    )
