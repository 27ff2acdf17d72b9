"""Works jobs off between the calls, and tells their callbacks."""

import asyncio
from collections.abc import Callable

import aiohttp

from hakobu.emulator import wire
from hakobu.emulator.bulk.job import Job
from hakobu.emulator.bulk.picture import job_picture
from hakobu.emulator.state import State

_IDLE = 0.02
# a bare turn of the loop would not do: a call takes several turns, each behind a slice of work
_BREATH = 0.001
_PATIENCE = aiohttp.ClientTimeout(total=10)


class Pump:
    """One task on the event loop, alive while a job is unfinished."""

    def __init__(self, state: State, saved: Callable[[], None] | None) -> None:
        self._state = state
        self._saved = saved
        self._task: asyncio.Task[None] | None = None

    def poke(self) -> None:
        """Begin to work if there is something to do; called after every request."""
        if self._state.jobs.unfinished() and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        while (jobs := self._state.jobs).unfinished():
            jobs.tick()
            running = len([job for job in jobs.jobs.values() if not job.worked])
            busy = jobs.step()
            if self._saved is not None and running > len([1 for one in jobs.jobs.values() if not one.worked]):
                self._saved()
            jobs.tick()
            for job in jobs.to_tell():
                job.told = True
                await self._tell(job)
            await asyncio.sleep(_BREATH if busy else _IDLE)

    async def _tell(self, job: Job) -> None:
        """Post the job's state to its callback; one that does not answer is not called again."""
        body = wire.encode(job_picture(self._state, job))
        url = (job.callback or {})["url"]
        try:
            async with (
                aiohttp.ClientSession(timeout=_PATIENCE) as session,
                session.post(url, data=body, headers={"Content-Type": wire.JSON_TYPE}),
            ):
                pass
        except (aiohttp.ClientError, TimeoutError, OSError):
            return
