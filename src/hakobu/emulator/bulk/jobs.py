"""All jobs of one organisation: queued, started, worked off in slices, forgotten."""

import time
from collections import deque
from dataclasses import dataclass
from typing import Any

from hakobu.emulator.bulk.job import DAY, Job, JobFailure
from hakobu.emulator.clock import Clock
from hakobu.emulator.habit import Habits
from hakobu.emulator.problem import Problem

_DOWNLOADS = 10
_MINUTE = 60
_SLICE = 0.002
_BROKEN: dict[str, Any] | None = {
    "code": "INTERNAL_SERVER_ERROR",
    "message": "Internal Server Error",
    "details": {},
    "status": "error",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits for its job."""

    id: int
    name: str
    body: bytes
    created: float


@dataclass(frozen=True, slots=True)
class ReadToken:
    """Where a long bulk read goes on."""

    query: dict[str, Any]
    after: int
    page: int
    user: int
    expires: float


class Jobs:
    """The jobs, the files they were made from, and the tokens that continue them."""

    def __init__(self, clock: Clock, habits: Habits) -> None:
        self._clock = clock
        self._habits = habits
        self.jobs: dict[int, Job] = {}
        self.uploads: dict[int, Upload] = {}
        self.tokens: dict[str, ReadToken] = {}
        self._freed: list[float] = []
        self._downloads: deque[float] = deque()
        self._paused_until = 0.0

    # -- what the clock brings -------------------------------------------------------------------

    def add(self, job: Job) -> None:
        """Take a job in; it starts at once where a slot is free."""
        self.jobs[job.id] = job
        self.tick()

    def tick(self) -> None:
        """End, start and forget what the clock says."""
        now = self._clock.now()
        moved = True
        while moved:
            moved = self._end(now) | self._start()
        self._forget(now)

    def _end(self, now: float) -> bool:
        ended = False
        for job in self.jobs.values():
            if job.worked and job.ended is None and (due := job.due(self._habits["job_seconds"])) <= now:
                job.ended = due
                self._freed.append(due)
                ended = True
        return ended

    def _start(self) -> bool:
        running = sum(job.started is not None and job.ended is None for job in self.jobs.values())
        waiting = [job for job in self.jobs.values() if job.started is None]
        free = max(0, max(1, int(self._habits["job_slots"])) - running)
        for job in waiting[:free]:
            self._freed.sort()
            since = self._freed.pop(0) if self._freed else job.created
            job.started = max(job.created, since)
        return bool(waiting[:free])

    def _forget(self, now: float) -> None:
        gone = [job.id for job in self.jobs.values() if job.ended is not None and job.ended + job.kept <= now]
        for one in gone:
            del self.jobs[one]
        for upload in [one for one in self.uploads.values() if one.created + DAY <= now]:
            del self.uploads[upload.id]

    # -- work ------------------------------------------------------------------------------------

    def unfinished(self) -> bool:
        """Tell whether a job has work to do, an end to reach, or someone to tell."""
        return any(job.ended is None or (job.callback and not job.told) for job in self.jobs.values())

    def step(self) -> bool:
        """Work for a few milliseconds; False where there is nothing to work on."""
        until = time.perf_counter() + _SLICE
        busy = False
        for job in [one for one in self.jobs.values() if one.started is not None and not one.worked]:
            busy = True
            while not job.worked and time.perf_counter() < until:
                _advance(job)
        return busy

    def finish(self) -> None:
        """Work everything off at once, in the order of the queue, and let every job end now."""
        while any(job.ended is None for job in self.jobs.values()):
            self.tick()
            while self.step():
                pass
            for job in self.jobs.values():
                if job.worked and job.ended is None:
                    job.ended = self._clock.now()
                    self._freed.append(job.ended)

    def to_tell(self) -> list[Job]:
        """Give the ended jobs whose callback was not called yet."""
        return [job for job in self.jobs.values() if job.ended is not None and job.callback and not job.told]

    # -- asking ----------------------------------------------------------------------------------

    def phase(self, job: Job) -> str:
        """Name a job's state now."""
        return job.phase(self._clock.now(), self._habits["job_seconds"])

    def count_download(self) -> None:
        """Count a download of a result; the eleventh in a minute is refused, and a minute's pause begins."""
        now = self._clock.now()
        while self._downloads and self._downloads[0] <= now - _MINUTE:
            self._downloads.popleft()
        if now >= self._paused_until and len(self._downloads) >= _DOWNLOADS:
            self._paused_until = now + _MINUTE
        if now < self._paused_until:
            message = f"only {_DOWNLOADS} results can be downloaded in a minute"
            raise Problem("TOO_MANY_REQUESTS", message=message)
        self._downloads.append(now)


def _advance(job: Job) -> None:
    if job.work is None:
        job.worked = True
        return
    over, error = True, _BROKEN
    try:
        next(job.work)
        over = False
    except StopIteration:
        error = None
    except JobFailure as failure:
        error = failure.error
    finally:
        # an error of the emulator itself ends the job too, and is seen on stderr
        if over:
            job.work, job.worked, job.error = None, True, error
