"""The engine: what is asked to run is run, one run of a job at a time, and can be watched and stopped."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from hakobu.errors import HakobuError
from hakobu.jobs.scheduler import Scheduler
from hakobu.jobs.second_person import SecondPerson
from hakobu.model import Compare
from hakobu.runs import (
    Options,
    UndoChoice,
    approve_run,
    check_job,
    choose_job,
    plan_job,
    resume_run,
    retry_run,
    run_job,
    run_plan,
    undo_run,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hakobu.jobs.workspace import Workspace
    from hakobu.model import Definition, Job
    from hakobu.runs import Event, TaskCheck
    from hakobu.store import Run, Store, Ticket

__all__ = ["Checked", "Engine", "Local", "Progress"]

WORKERS = 4  # jobs at once in this process
PART_OF = {
    "undo": ("record", "field", "force", "anew"),
    "retry": ("only", "corrected"),
}  # what the verb itself takes
REMEMBERED = 50  # checks whose result is kept
BEAT = 15.0  # seconds after which a watcher hears that nothing happened
ASK = 2.0  # seconds after which it is looked whether a second person has decided

log = structlog.get_logger("hakobu.jobs")


@dataclass(slots=True)
class Progress:
    """How far a ticket's work is, as the last event of each task told it."""

    ticket: int
    run: int | None = None
    state: str = "waiting"
    tasks: dict[str, Event] = field(default_factory=dict)
    changed: int = 0  # counts what was told, so that a watcher knows whether it has seen it


@dataclass(frozen=True, slots=True)
class Checked:
    """A job as it was checked, and what was found in each of its tasks; kept in memory alone."""

    job: Job
    tasks: list[TaskCheck]


class Engine(Protocol):
    """What the application asks of whoever does the work, on this machine or on several."""

    def enqueue(self, ticket: Ticket) -> None:
        """Take up a ticket when its turn comes."""
        ...

    def schedule(self, job: str) -> None:
        """Take up what a job's schedule says now: it was changed, or the job was paused or let go on."""
        ...

    def cancel(self, ticket_id: int) -> bool:
        """Stop a ticket's work in good order; tells whether it was at work or waited."""
        ...

    def observe(self, ticket_id: int) -> Iterator[Progress | None]:
        """Follow a ticket to its end; None now and then says that the watch still stands."""
        ...

    def checked(self, ticket_id: int) -> Checked | None:
        """Give what checking a job found; None where it is not over, or too long ago."""
        ...


class Local:
    """An engine in this very process: a few threads, one run of a job at a time."""

    def __init__(self, store: Store, workspace: Workspace, *, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._workspace = workspace
        self._second = SecondPerson(store, workspace)
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="job")
        self._told = threading.Condition()
        self._progress: dict[int, Progress] = {}
        self._stops: dict[int, threading.Event] = {}
        self._waiting: dict[str, list[Ticket]] = {}  # by job; the first is at work
        self._checked: dict[int, Checked] = {}
        self._closed = False
        self.scheduler = Scheduler(store, workspace, self.enqueue, now=now)

    def enqueue(self, ticket: Ticket) -> None:
        """Take up a ticket when its turn comes; one that a second person holds is not taken up."""
        if self._second.holds(ticket):
            return
        with self._told:
            self._progress[ticket.id] = Progress(ticket.id, run=ticket.run_id)
            self._stops.setdefault(ticket.id, threading.Event())
            queue = self._waiting.setdefault(ticket.job, [])
            queue.append(ticket)
            first = len(queue) == 1
        if first:
            self._pool.submit(self._work, ticket)

    def resume(self) -> int:
        """Take up again what a server that was killed had in hand; gives how many tickets."""
        found = self._store.tickets.open()
        for ticket in found:
            self.enqueue(ticket)
        return len(found)

    def schedule(self, job: str) -> None:  # noqa: ARG002 - of several machines, one would have to be told
        """Take up what a job's schedule says now: it was changed, or the job was paused or let go on."""
        self.scheduler.wake()

    def cancel(self, ticket_id: int) -> bool:
        """Stop a ticket's work in good order; tells whether it was at work or waited."""
        with self._told:
            stop = self._stops.get(ticket_id)
            if stop is None:
                return False
            stop.set()
            return True

    def observe(self, ticket_id: int) -> Iterator[Progress | None]:
        """Follow a ticket to its end; None now and then says that the watch still stands."""
        seen = -1
        yield from self._held(ticket_id)
        while True:
            with self._told:
                found = self._progress.get(ticket_id)
                if found is None:
                    return
                if found.changed == seen and not self._told.wait(BEAT):
                    yield None
                    continue
                if found.changed == seen:
                    continue
                seen, ended = found.changed, found.state == "ended"
                snapshot = Progress(found.ticket, found.run, found.state, dict(found.tasks), found.changed)
            yield snapshot
            if ended:
                return

    def _held(self, ticket_id: int) -> Iterator[Progress | None]:
        """Watch a ticket while a second person holds it: until it is taken up, refused or withdrawn."""
        said = False
        while (ticket := self._store.tickets.get(ticket_id)) is not None and ticket.state == "held":
            yield None if said else Progress(ticket_id, run=ticket.run_id, state="held")
            said = True
            with self._told:
                if self._told.wait_for(lambda: self._closed, ASK):
                    return

    def checked(self, ticket_id: int) -> Checked | None:
        """Give what checking a job found; None where it is not over, or too long ago."""
        return self._checked.get(ticket_id)

    def close(self) -> None:
        """Stop what is at work in good order and wait for it; it is taken up at the next start."""
        self.scheduler.close()
        with self._told:
            self._closed = True
            for stop in self._stops.values():
                stop.set()
        self._pool.shutdown(wait=True)

    def _work(self, ticket: Ticket) -> None:
        cause, code, held = "", "", False
        self._tell(ticket.id, state="running")
        try:
            held = self._second.holds(ticket)  # the job may be another than when it was asked for
            if not held:
                self._store.tickets.begin(ticket.id)
            if not held and not self._stops[ticket.id].is_set():
                self._do(ticket)
        except HakobuError as error:
            cause, code = str(error), error.code or type(error).__name__.removesuffix("Error").lower()
            log.warning("ticket failed", ticket=ticket.id, job=ticket.job, cause=cause)
        except Exception as error:  # closes the run: it is logged whole, and the queue goes on
            code = "internal"
            cause = f"Internal error: {type(error).__name__}. See the server's log."
            log.exception("ticket failed", ticket=ticket.id, job=ticket.job)
        finally:
            self._end(ticket, cause, code, held=held)

    def _do(self, ticket: Ticket) -> None:
        definition, home = self._workspace.definition(ticket.job), self._store.home
        self._workspace.refuse_untested(definition.jobs[ticket.job])
        asked = dict(ticket.options)
        chosen = {name: asked.pop(name) for name in PART_OF.get(ticket.verb, ()) if name in asked}
        how = asked.pop("compare", None)
        tasks = tuple(asked.pop("tasks", ()))
        options = Options(
            **asked,
            tasks=tasks,
            compare=Compare(how) if how else None,
            asked={"ticket": ticket.id} | ({"request": ticket.request} if ticket.request else {}),
            watch=lambda event: self._hear(ticket.id, event),
            began=lambda run: self._name(ticket.id, run),
            stop=self._stops[ticket.id],
        )
        match ticket.verb:
            case "run":
                run_job(definition, ticket.job, home=home, options=options)
            case "plan":
                plan_job(definition, ticket.job, home=home, options=options)
            case "check":
                self._check(ticket, definition, options)
            case _:
                self._do_again(ticket, definition, options, chosen)

    def _do_again(
        self, ticket: Ticket, definition: Definition, options: Options, chosen: dict[str, Any]
    ) -> None:
        """Do something about a run of the history."""
        home, run = self._store.home, self._store.runs.get(ticket.of_run or 0)
        if run is None:
            raise AssertionError(f"ticket {ticket.id} is about run {ticket.of_run}, which is not there")
        match ticket.verb:
            case "execute" | "approve" if run.status == "delivering":  # the server was killed meanwhile
                resume_run(definition, run, home=home, options=options)
            case "execute":
                run_plan(definition, run, home=home, options=options)
            case "approve":
                approve_run(definition, run, home=home, by=ticket.by, options=options)
            case "undo":
                undo_run(definition, run, home=home, choice=UndoChoice(**chosen), options=options)
            case _:
                self._retry(definition, run, options, **chosen)

    def _retry(
        self,
        definition: Definition,
        run: Run,
        options: Options,
        *,
        only: str | None = None,
        corrected: str | None = None,
    ) -> None:
        file = Path(corrected) if corrected else None
        try:
            retry_run(definition, run, home=self._store.home, only=only, corrected=file, options=options)
        finally:
            if file is not None and not self._closed:
                file.unlink(missing_ok=True)  # rows of people lie in it

    def _check(self, ticket: Ticket, definition: Definition, options: Options) -> None:
        job = choose_job(definition, ticket.job)
        found = check_job(definition, job, home=self._store.home, options=options)
        self._checked[ticket.id] = Checked(job, found)
        for old in list(self._checked)[:-REMEMBERED]:
            del self._checked[old]

    def _end(self, ticket: Ticket, cause: str, code: str, *, held: bool) -> None:
        interrupted = self._closed and self._stops[ticket.id].is_set()
        if not interrupted and not held:
            self._store.tickets.end(ticket.id, cause=cause, code=code)
        self._tell(ticket.id, state="ended")
        with self._told:
            self._stops.pop(ticket.id, None)
            queue = self._waiting[ticket.job]
            queue.pop(0)
            following = queue[0] if queue else None
        if following is not None and not self._closed:
            self._pool.submit(self._work, following)
        self.scheduler.wake()

    def _hear(self, ticket_id: int, event: Event) -> None:
        with self._told:
            found = self._progress[ticket_id]
            found.tasks[event.task] = event
            found.changed += 1
            self._told.notify_all()

    def _name(self, ticket_id: int, run: int) -> None:
        self._store.tickets.name_run(ticket_id, run)
        with self._told:
            self._progress[ticket_id].run = run
            self._progress[ticket_id].changed += 1
            self._told.notify_all()

    def _tell(self, ticket_id: int, *, state: str) -> None:
        with self._told:
            found = self._progress[ticket_id]
            found.state = state
            found.changed += 1
            self._told.notify_all()
