"""Purging old runs: former values, stored plans and kept rows go after some days, the runs after many."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hakobu.changes import Ledger
from hakobu.errors import BusyError
from hakobu.runs.ownership import own_job
from hakobu.runs.rows import REJECTED
from hakobu.settings import history_days
from hakobu.staging import open_session
from hakobu.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["Purge", "forget_runs", "purge", "purge_job", "purgeable"]

DAY = 86_400.0


@dataclass(slots=True)
class Purge:
    """What was, or would be, purged: run numbers, and the bytes of their values and of their files.

    ``forgotten`` are runs that left the history, or would.
    """

    runs: list[int] = field(default_factory=list)
    forgotten: list[int] = field(default_factory=list)
    values: int = 0
    files: int = 0
    busy: list[str] = field(default_factory=list)  # jobs that are running, whose runs were left alone


def purgeable(home: Path, *, days: int) -> Purge:
    """Tell what ``purge`` would free; nothing is removed."""
    found = Purge()
    with Store(home) as store:
        for number, _ in store.purges.due(before=_before(days)):
            found.runs.append(number)
            found.values += store.purges.size(number)
            found.files += _weight(_positions(home, number))
        found.forgotten = store.history.due(before=_before(history_days()), also=found.runs)
    return found


def purge(home: Path, *, days: int) -> Purge:
    """Purge the runs of every job that ended more than so many days ago; the ledgers lose nothing."""
    done = Purge()
    with Store(home) as store:
        jobs: dict[str, list[int]] = {}
        for number, job in store.purges.due(before=_before(days)):
            jobs.setdefault(job, []).append(number)
        for job, numbers in jobs.items():
            try:
                with own_job(store, job):
                    _catch_up(store, job)
                    _purge(store, numbers, done)
            except BusyError:
                done.busy.append(job)
        _sweep(store)
        done.forgotten = forget_runs(store)
        if done.runs or done.forgotten:
            with suppress(BusyError):  # the space is used again all the same
                store.purges.compact()
    return done


def purge_job(store: Store, job: str, *, days: int) -> None:
    """Purge the old runs of a job that is held; its ledgers are up to date."""
    due = [number for number, _ in store.purges.due(before=_before(days), job=job)]
    if due:
        _purge(store, due, Purge())
        _sweep(store)


def forget_runs(store: Store, job: str | None = None) -> list[int]:
    """Let the runs of a job, or of all, leave the history that ended too long ago; gives their numbers."""
    due = store.history.due(before=_before(history_days()), job=job)
    store.history.forget(due)
    for number in due:
        shutil.rmtree(store.home / "runs" / str(number), ignore_errors=True)
    return due


def _before(days: int) -> float:
    return time.time() - days * DAY


def _catch_up(store: Store, job: str) -> None:
    """Bring into the ledgers of a job what their snapshots lack."""
    session = open_session(store.home / "scratch")
    try:
        for row in store.ledgers.every():
            if row.identity.job == job:
                Ledger(store, row.identity).catch_up(session)
    finally:
        session.close()


def _purge(store: Store, numbers: Iterable[int], done: Purge) -> None:
    for number in numbers:
        before = store.purges.size(number)
        if not store.purges.strip(number):
            continue  # a call of it has no answer yet
        done.runs.append(number)
        done.values += before - store.purges.size(number)
        for place in _positions(store.home, number):
            kept = place / REJECTED
            files = [each for each in place.iterdir() if each != kept]
            done.files += _weight(files)
            for each in files:
                shutil.rmtree(each) if each.is_dir() else each.unlink(missing_ok=True)


def _sweep(store: Store) -> None:
    """Remove the kept rows of purged runs of which none waits to be sent again."""
    folder = store.home / "runs"
    if not folder.is_dir():
        return
    numbers = [int(each.name) for each in folder.iterdir() if each.name.isdigit()]
    for number in store.purges.leftovers(numbers):
        for place in _positions(store.home, number):
            shutil.rmtree(place, ignore_errors=True)
        own = folder / str(number)
        if not any(own.iterdir()):
            own.rmdir()


def _positions(home: Path, number: int) -> list[Path]:
    """List the folders of a run's tasks."""
    folder = home / "runs" / str(number)
    return [each for each in folder.iterdir() if each.name.isdigit()] if folder.is_dir() else []


def _weight(places: Iterable[Path]) -> int:
    total = 0
    for place in places:
        files = place.rglob("*") if place.is_dir() else [place]
        total += sum(each.stat().st_size for each in files if each.is_file())
    return total
