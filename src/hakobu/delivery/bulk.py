"""Delivery by Bulk Write: one job carries up to 25,000 changes, and is asked for until it has ended."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hakobu.delivery.bulk_files import explained
from hakobu.delivery.bulk_lines import join_lines, sent_lines
from hakobu.delivery.chunks import chunks_of
from hakobu.delivery.deliver import ROUNDS, Ending
from hakobu.errors import HakobuError, Kind, RequestError, StoppedError, UnknownOutcomeError
from hakobu.model import Outcome
from hakobu.store import BULK, OpenJob
from hakobu.zoho import BULK_LIFE, BulkJob, BulkJobFailedError, BulkJobUnknownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from hakobu.delivery.batch import Sender
    from hakobu.delivery.bulk_files import BulkFiles
    from hakobu.delivery.deliver import Pace
    from hakobu.delivery.gone import Gone
    from hakobu.delivery.references import References
    from hakobu.delivery.settle import Settler
    from hakobu.delivery.writer import BulkWriter
    from hakobu.model import Change, Result, Task
    from hakobu.plan import BulkRoute, Group
    from hakobu.store import Call, TaskJournal
    from hakobu.zoho import Answer, BulkFile, Clock, Field

__all__ = ["BulkDelivery", "outlast"]

AT_ONCE = 5  # jobs; one client in the field runs as many, and Zoho documents no number


@dataclass(slots=True, kw_only=True)
class BulkDelivery:
    """Delivers what a task's route gives to Bulk Write; ``run`` leaves the rest to REST.

    Each job's intent is durable before the job is set up, and Zoho's number of it as soon as it is known, so
    that another process asks for that job and sends nothing again. Of the jobs under way no changes are kept
    in memory. ``looks`` hears of each look at a job, ``waits`` for how long an outcome stays open.
    """

    writer: BulkWriter
    task: Task
    route: BulkRoute
    fields: Mapping[str, Field]
    files: BulkFiles
    sender: Sender
    settler: Settler
    journal: TaskJournal
    references: References
    lookups: tuple[str, ...]
    gone: Gone
    pace: Pace
    told: Callable[[list[Result]], None]
    looks: Callable[[str], None]
    waits: Callable[[float], None]
    _running: list[OpenJob] = field(default_factory=list)
    _lost: list[OpenJob] = field(default_factory=list)  # nobody told whether they exist
    _cause: HakobuError | None = None
    _again: int = 0

    def take_up(self) -> Ending | None:
        """Ask for the jobs that a process which died had under way; an ending where that ends the run."""
        self._sort(self.journal.open_jobs())
        self._end_all()
        return self._ending()

    def run(self, changes: Callable[[], Iterable[Change]]) -> Ending | None:
        """Deliver what is worth a job; an ending where that ends the run, else the rest may go by REST.

        ``changes`` gives, each time it is called, those that have no result yet.
        """
        for number in range(ROUNDS):
            self._again = 0
            self._round(changes(), self.route.worth if number else self.route.least)
            if self._over() or not self._again:
                break
        return self._ending()

    def halt(self, cause: HakobuError) -> None:
        """End the sending for a cause from outside; jobs under way are waited for, the rest stays pending."""
        self._cause = self._cause or cause

    def _over(self) -> bool:
        return self._cause is not None or self.pace.stop.is_set()

    def _ending(self) -> Ending | None:
        return Ending(task=self.task.name, cause=self._cause) if self._over() else None

    def _sort(self, jobs: Iterable[OpenJob]) -> None:
        for job in jobs:
            (self._running if job.job else self._lost).append(job)

    def _round(self, changes: Iterable[Change], least: int) -> None:
        try:
            for group, chunk in chunks_of(self._resolved(changes), self.route, least=least):
                if self._over():
                    break
                self._send(group, chunk)
        except StoppedError:
            return
        except HakobuError as error:
            self._cause = self._cause or error
        self._end_all()

    def _resolved(self, changes: Iterable[Change]) -> Iterator[Change]:
        """Put ids in the place of references; what waits for the record that it refers to is left to REST."""
        for change in changes:
            if not self.references.missing(change, self.lookups):
                yield self.references.resolve(change, self.lookups)

    def _send(self, group: Group, changes: list[Change]) -> None:
        """Send changes in one job, or in several where their texts are too long for one."""
        while changes and not self._over():
            while len(self._running) >= AT_ONCE and not self._over():
                self._end(self._running.pop(0))
            with self.files.open(group) as file:
                for change in changes:
                    if file.full:
                        break
                    self.files.add(file, self.sender.record(change))
                part, changes = changes[: len(file)], changes[len(file) :]
                self._begin(file, group, part)

    def _begin(self, file: BulkFile, group: Group, changes: list[Change]) -> None:
        operation, find_by = self.files.operation(group)
        self.writer.upload_bulk_write(file)  # writes nothing yet
        if self._over():
            return
        call = self.journal.intend(
            operation=f"{BULK}{operation}",
            changes=changes,
            deadline=self.pace.clock.now() + self.pace.patience + self.pace.life + BULK_LIFE,
        )
        try:
            job = self.writer.start_bulk_write(file, operation=operation, find_by=find_by)
        except BulkJobUnknownError as error:
            self.journal.note_job(call.seq, job=None, deadline=error.deadline)
            self._lost.append(_open(call, None, error.deadline))
            return
        except HakobuError:
            self.journal.withdraw(call)  # there is no job, so nothing was written
            raise
        self.journal.note_job(call.seq, job=job.id, deadline=job.deadline)
        self._running.append(_open(call, job.id, job.deadline))

    def _end_all(self) -> None:
        """Wait for every job, then for the time when a job of which nobody told is surely over."""
        while self._running and not self.pace.stop.is_set():
            self._end(self._running.pop(0))
        over = max((each.deadline for each in self._lost), default=0.0)
        while self._lost and self._cause is None and self._sleep(over, self.waits):
            self._try(self._settle, self._lost.pop(0))

    def _end(self, job: OpenJob) -> None:
        self._try(self._finish, job)

    def _try(self, what: Callable[[OpenJob], None], job: OpenJob) -> None:
        """Do it; an error ends the sending, a stop by hand leaves the job to the next start."""
        try:
            what(job)
        except StoppedError:
            return
        except HakobuError as error:
            self._cause = self._cause or error

    def _finish(self, job: OpenJob) -> None:
        """Wait for a job's end and journal each row's own result."""
        call = self.journal.call(job.seq)
        operation = call.operation.removeprefix(BULK)
        records = [self.sender.record(change) for change in call.changes]
        keys = self.files.keys(operation, records)
        known = BulkJob(
            id=job.job or "",
            module=self.task.module,
            operation=operation,
            rows=len(call.changes),
            deadline=job.deadline,
            keys=keys,
            children=sent_lines(self.files.lines, keys, records),
        )
        self.looks(known.id)
        try:
            answers = self.writer.finish_bulk_write_below(
                known, waits=lambda seconds: self._wait(known.id, seconds)
            )
            results = self._results(call, answers)
        except BulkJobFailedError:
            self.journal.withdraw(call)
            raise
        except BulkJobUnknownError:
            self._settle(job)  # its time is up
        except UnknownOutcomeError:
            self._settle(job)  # it has ended: what it did can be seen
            raise  # and that it cannot be told is loud
        except RequestError as error:
            if error.kind in {Kind.SETUP, Kind.WAIT}:
                raise
            self._lost.append(job)  # Zoho does not know the job any more
        else:
            self._conclude(call, results, settled=False)

    def _results(self, call: Call, answers: Mapping[str, list[Answer]]) -> list[Result]:
        """Tell how each change of a job ended: its record, and the lines below it."""
        operation = self.task.operation
        results = [
            explained(change, self.sender.result(change, answer), answer, self.fields, operation)
            for change, answer in zip(call.changes, answers[self.task.module], strict=True)
        ]
        return join_lines(self.files.lines, call.changes, results, answers)

    def _settle(self, job: OpenJob) -> None:
        """Look the records of a job up that is over; what was not written is sent again."""
        call = self.journal.call(job.seq)
        self._conclude(call, self.settler.settle(call), settled=True)

    def _conclude(self, call: Call, results: list[Result], *, settled: bool) -> None:
        self._again += sum(result.outcome is Outcome.PENDING for result in results)
        results = self.gone.left_to_rest(call.changes, results)
        self.journal.answer(call, results, settled=settled)
        self.references.learn(self.journal.task, results)
        self.told(results)

    def _wait(self, job: str, seconds: float) -> None:
        """Wait between two looks at a job; raises ``StoppedError`` when somebody stops the run."""
        self.looks(job)
        if not self._sleep(self.pace.clock.now() + seconds):
            raise StoppedError("Stopped by hand while Zoho worked on a bulk job.", where=f"bulk job {job}")

    def _sleep(self, until: float, heard: Callable[[float], None] = lambda _left: None) -> bool:
        """Sleep, in short spells; tells whether nobody stopped the run meanwhile."""
        clock = self.pace.clock
        while not self.pace.stop.is_set() and (left := until - clock.now()) > 0:
            heard(left)
            clock.sleep(min(left, 1.0))
        return not self.pace.stop.is_set()


def outlast(writer: BulkWriter, call: Call, *, module: str, clock: Clock) -> None:
    """Wait until a job of an abandoned run can write nothing any more."""
    if call.job:
        operation = call.operation.removeprefix(BULK)
        rows = len(call.changes)
        job = BulkJob(id=call.job, module=module, operation=operation, rows=rows, deadline=call.deadline)
        # it has ended, or it is past its deadline, or Zoho does not know it any more
        with suppress(UnknownOutcomeError, RequestError):
            writer.finish_bulk_write_below(job, waits=clock.sleep)
        return
    while (left := call.deadline - clock.now()) > 0:
        clock.sleep(min(left, 1.0))


def _open(call: Call, job: str | None, deadline: float) -> OpenJob:
    return OpenJob(seq=call.seq, operation=call.operation, deadline=deadline, job=job)
