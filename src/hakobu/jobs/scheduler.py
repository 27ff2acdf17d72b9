"""The scheduler: writes a ticket when a job is due.

It keeps no state of its own: what is due follows from the stored schedules and from the tickets, so a
restart or a second look changes nothing. A loop over pure next-time functions was chosen over a library of
timers: such timers keep what is next in memory, know no closed days, and would have to be reconciled with the
tickets anyway.
"""

from __future__ import annotations

import hashlib
import json
import time
from datetime import UTC, datetime
from math import inf
from pathlib import PurePath
from typing import TYPE_CHECKING

import structlog

from hakobu.connectors.catalogue import open_source
from hakobu.connectors.file_source import FileSource
from hakobu.definitions.schedule import told_of
from hakobu.errors import HakobuError
from hakobu.jobs.calendars import calendar_among, calendars_of
from hakobu.jobs.loop import Loop
from hakobu.jobs.times import last_time, next_times
from hakobu.model import After, NewFile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hakobu.jobs.workspace import Workspace
    from hakobu.model import Calendar, Schedule
    from hakobu.store import DefinedJob, Store, Ticket

__all__ = ["Scheduler", "next_run"]

TICK = 1.0  # seconds between two looks
LATE = 120.0  # seconds after which a start was missed
LOOK = 5.0  # seconds between two looks at a folder
DONE = "done"
FINISHED = ("done", "done with rejects")

log = structlog.get_logger("hakobu.jobs")

Stamps = dict[str, tuple[int, int]]


class Scheduler:
    """Looks once a second; ``enqueue`` takes the tickets, ``now`` tells the time (seconds since 1970)."""

    def __init__(
        self,
        store: Store,
        workspace: Workspace,
        enqueue: Callable[[Ticket], None],
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._workspace = workspace
        self._enqueue = enqueue
        self._now = now
        self._loop = Loop("scheduler", self.tick, every=TICK)
        self._files: dict[tuple[str, str], dict[str, tuple[tuple[int, int], float]]] = {}
        self.looked: float | None = None  # when the last look ended
        self._looked: dict[str, float] = {}
        self._calm: dict[str, tuple[tuple[object, ...], float, float]] = {}

    def start(self) -> None:
        """Look from now on, in a thread of its own."""
        self._loop.start()

    def wake(self) -> None:
        """Look again at once."""
        self._loop.wake()

    def close(self) -> None:
        """Look no more."""
        self._loop.close()

    def tick(self) -> None:
        """Look once: write a ticket for every job that is due, and one only."""
        now, calendars = self._now(), calendars_of(self._store)
        for job in self._store.definitions.jobs():
            try:
                self._look(job, now, calendars)
            except HakobuError as error:
                log.warning("schedule cannot be kept", job=job.name, cause=str(error))
        self.looked = now

    def _look(self, job: DefinedJob, now: float, calendars: Mapping[str, Calendar]) -> None:
        if job.paused:
            if not job.schedule.get("paused"):
                self._store.definitions.set_job(job.name, schedule={"paused": True})
            return
        schedule, _, _ = told_of(job.text)
        if schedule is None:
            return
        since = self._since(job, schedule, now)
        calendar = calendar_among(calendars, schedule.calendar)
        known = (schedule, calendar, since)
        if not self._is_calm(job.name, known, now) and not self._by_the_clock(
            job, schedule, calendar, since, now
        ):
            following = next(next_times(schedule, calendar, after=_moment(now)), None)
            self._calm[job.name] = (known, now, following.timestamp() if following else inf)
        for start in schedule.starts:
            if isinstance(start, After):
                self._after(job, start, since)
            if isinstance(start, NewFile):
                self._new_file(job, start, now)

    def _since(self, job: DefinedJob, schedule: Schedule, now: float) -> float:
        """Tell since when a schedule holds: what was due earlier, or while paused, is not missed."""
        of = hashlib.sha256(repr(schedule).encode()).hexdigest()[:16]
        if job.schedule.get("of") == of:
            return float(job.schedule["since"])
        since = now if job.schedule.get("paused") else min(now, job.modified)
        self._store.definitions.set_job(job.name, schedule={"of": of, "since": since})
        return since

    def _is_calm(self, name: str, known: tuple[object, ...], now: float) -> bool:
        """Tell whether an earlier look found nothing due, and nothing can have become due since."""
        calm = self._calm.get(name)
        return calm is not None and calm[0] == known and calm[1] <= now < calm[2]

    def _by_the_clock(
        self, job: DefinedJob, schedule: Schedule, calendar: Calendar, since: float, now: float
    ) -> bool:
        """Write a ticket for what is due; tells whether anything was."""
        mark = max(since, self._store.tickets.last_due(job.name) or 0.0)
        found = last_time(schedule, calendar, after=_moment(mark), until=_moment(now))
        if found is None:
            return False
        due = found.timestamp()
        late = now - due > LATE
        if late and schedule.missed == "skip":
            return False
        self._start(job, "missed" if late else "schedule", key=f"schedule:{job.name}:{due:.0f}", due=due)
        return True

    def _after(self, job: DefinedJob, start: After, since: float) -> None:
        other = self._store.tickets.last_ended(start.job)
        if other is None or other.ended is None or other.ended <= since:
            return
        if (self._store.tickets.last_begun(job.name) or 0.0) >= other.ended:
            return  # a run that began since then has done it
        run = self._store.runs.get(other.run_id) if other.run_id else None
        status = run.status if run and not other.cause else "failed"
        if start.when == "end" or status == DONE or (start.when == "finished" and status in FINISHED):
            self._start(job, "after", key=f"after:{job.name}:{other.id}")

    def _new_file(self, job: DefinedJob, start: NewFile, now: float) -> None:
        place = f"{job.name}\n{start.pattern}"
        if now - self._looked.get(place, -LOOK) < min(LOOK, start.settled):
            return
        self._looked[place] = now
        connection = self._workspace.connection(job.source)
        source = open_source(connection, base=self._workspace.folder, home=self._store.home)
        if not isinstance(source, FileSource):
            return
        stamps = source.stamps(start.pattern)
        known = self._files.get((job.name, start.pattern), {})
        looked = {
            name: (stamp, known[name][1] if name in known and known[name][0] == stamp else now)
            for name, stamp in stamps.items()
        }
        self._files[job.name, start.pattern] = looked
        # a file that still grows is waited for: the run may read all of them
        if not looked or any(now - first < start.settled for _, first in looked.values()):
            return
        last = json.loads(self._store.tickets.last_seen(job.name) or "{}")
        if any(last.get(name) != list(stamp) for name, stamp in stamps.items()):
            others = {name: stamp for name, stamp in last.items() if not PurePath(name).match(start.pattern)}
            self._start(job, "file", seen=json.dumps({**others, **stamps}, ensure_ascii=False))

    def _start(
        self, job: DefinedJob, why: str, *, key: str | None = None, due: float | None = None, seen: str = ""
    ) -> None:
        if key is not None and self._store.tickets.keyed(key) is not None:
            return
        waiting = self._store.tickets.waiting(job.name)
        if waiting is not None and (due is not None or seen):
            self._store.tickets.merge(waiting.id, due=due, seen=seen)
            return
        if waiting is not None:
            return  # it has not begun: what is to be done is done by it
        ticket, new = self._store.tickets.add(
            job=job.name, verb="run", by="schedule", why=why, key=key, due=due, seen=seen
        )
        if new:
            log.info("job is due", job=job.name, why=why, ticket=ticket.id)
            self._enqueue(ticket)


def next_run(job: DefinedJob, calendars: Mapping[str, Calendar], *, now: float) -> float | None:
    """Give the moment of a job's next start by the clock, where there is one."""
    if job.paused:
        return None
    try:
        schedule, _, _ = told_of(job.text)
        if schedule is None:
            return None
        found = next_times(schedule, calendar_among(calendars, schedule.calendar), after=_moment(now))
        moment = next(found, None)
    except HakobuError:
        return None  # the page Schedule says what is wrong
    return moment.timestamp() if moment else None


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
