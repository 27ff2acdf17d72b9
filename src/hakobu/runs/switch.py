"""The stop switch of an organisation: no run begins to write to it, and running ones end in good order."""

from __future__ import annotations

import getpass
import socket
from datetime import datetime
from typing import TYPE_CHECKING

from hakobu.errors import GuardError, StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from hakobu.errors import HakobuError
    from hakobu.model import Change
    from hakobu.store import Stop, Store

__all__ = ["Brake", "check_open", "known_organisations", "who"]

LIFT = "Let it go on with: hakobu start."


def who() -> str:
    """Name who is at work here: user and machine."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = "?"  # a container without a name for its user
    return f"{user}@{socket.gethostname()}"


def check_open(store: Store, zgid: str) -> None:
    """Refuse to begin a run that would write to a stopped organisation."""
    stop = store.stops.of(zgid)
    if stop is not None:
        raise GuardError(_said(stop), where=f"organisation {zgid}", next_step=LIFT)


def known_organisations(store: Store, file: Path | None) -> tuple[str, ...]:
    """Name the organisations that the history knows: all, or those of the last run of each job of a file."""
    runs = store.runs.latest(limit=10_000)
    if file is None:
        return tuple(dict.fromkeys(run.zgid for run in runs))
    jobs: dict[str, str] = {}
    for run in runs:
        if run.file == str(file.resolve()):
            jobs.setdefault(run.job, run.zgid)
    return tuple(dict.fromkeys(jobs.values()))


class Brake:
    """Watches the switch while a run writes; it looks before each batch."""

    def __init__(self, store: Store, zgid: str, *, batch: int) -> None:
        self._store = store
        self._zgid = zgid
        self._batch = batch

    def through(self, changes: Iterable[Change], halt: Callable[[HakobuError], None]) -> Iterator[Change]:
        """Give the changes on until the switch is set; then ``halt`` hears why, and no more come."""
        for position, change in enumerate(changes):
            if position % self._batch == 0 and (stop := self._store.stops.of(self._zgid)):
                halt(StoppedError(_said(stop), next_step=LIFT))
                return
            yield change


def _said(stop: Stop) -> str:
    since = datetime.fromtimestamp(stop.since).astimezone()
    why = f": {stop.reason.rstrip('.')}" if stop.reason else ""
    return f"Writing to this organisation was stopped by {stop.by} on {since:%Y-%m-%d %H:%M}{why}."
