"""Delivery: the changes of one task reach Zoho in batches, several at once, each journalled."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from hakobu.errors import (
    GuardError,
    HakobuError,
    Kind,
    RequestError,
    StoppedError,
    UnknownOutcomeError,
)
from hakobu.model import Change, ChangeKind, Outcome, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hakobu.delivery.batch import Sender
    from hakobu.delivery.gone import Gone
    from hakobu.delivery.references import References
    from hakobu.delivery.settle import Settler
    from hakobu.store import Call, TaskJournal
    from hakobu.zoho import Clock

__all__ = ["Delivery", "Ending", "Pace"]

ROUNDS = 4  # the first sending and three more for what Zoho asked to be sent again later
FILLING = 1000  # batches that wait for more changes at the same time
BACK_OFF = 2.0  # seconds before the second round, doubled for each one after


@dataclass(slots=True)
class Ending:
    """What is left when delivery ends: why it stopped, and the changes whose parent was never written."""

    task: str = ""
    cause: HakobuError | None = None
    orphans: list[tuple[Change, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a task is delivered: records a call, calls at once, and how many seconds a request can live.

    ``patience`` is for how many seconds the client repeats a call that was refused whole. ``stop`` ends the
    sending: calls in flight are finished, the rest stays pending.
    """

    batch: int
    threads: int
    life: float
    patience: float
    clock: Clock
    stop: threading.Event


class Delivery:
    """Delivers the changes of one task; ``told`` hears results, ``waits`` the seconds until they are sure.

    ``together`` names what may go by one call: changes with different names go by different ones.
    """

    def __init__(
        self,
        *,
        sender: Sender,
        settler: Settler,
        journal: TaskJournal,
        references: References,
        lookups: tuple[str, ...],
        gone: Gone,
        pace: Pace,
        told: Callable[[list[Result]], None],
        waits: Callable[[float], None] = lambda _seconds: None,
        together: Callable[[Change], str] = lambda _change: "",
    ) -> None:
        self._sender = sender
        self._settler = settler
        self._journal = journal
        self._references = references
        self._lookups = lookups
        self._gone = gone
        self._pace = pace
        self._clock = pace.clock
        self._told = told
        self._waits = waits
        self._together = together
        self._halt = threading.Event()  # set by the first error; the user's ``stop`` stays his own
        self._lock = threading.Lock()
        self._cause: HakobuError | None = None
        self._bug: BaseException | None = None
        self._again: list[Change] = []
        self._open: list[tuple[Call, float]] = []  # calls without an answer, and when each is surely over

    def run(self, changes: Iterable[Change]) -> Ending:
        """Deliver; every change then has a result in the journal, or is an orphan, or stayed pending."""
        ending = Ending()
        waiting = self._pass(changes)
        while waiting and not self._stopped():
            before = len(waiting)
            waiting = self._pass(waiting)
            if len(waiting) == before:
                ending.orphans = [(change, self._lost(change)) for change in waiting]
                break
        ending.cause = self._cause
        return ending

    def halt(self, cause: HakobuError) -> None:
        """End the sending for a cause from outside; calls in flight are finished, the rest stays pending."""
        self._end(cause=cause)

    def settle(self, calls: Iterable[Call]) -> None:
        """Settle the calls of a process that died; what did not happen is sent again."""
        latest = self._clock.now() + self._pace.life  # it died before now
        self._open.extend((call, min(call.deadline, latest)) for call in calls)
        self._rounds(iter(()))

    def _pass(self, changes: Iterable[Change]) -> list[Change]:
        """Send what can be sent; give back what still waits for the record that it refers to."""
        waiting: list[Change] = []
        self._rounds(self._ready(changes, waiting))
        return waiting

    def _ready(self, changes: Iterable[Change], waiting: list[Change]) -> Iterator[Change]:
        if not self._lookups:
            yield from changes
            return
        for change in changes:
            if self._references.missing(change, self._lookups):
                waiting.append(change)
            else:
                yield self._references.resolve(change, self._lookups)

    def _lost(self, change: Change) -> str:
        return self._references.missing(change, self._lookups) or ""

    def _rounds(self, changes: Iterator[Change]) -> None:
        for number in range(ROUNDS):
            last = number == ROUNDS - 1
            self._send_all(changes, last=last)
            if self._stopped():
                return
            self._settle_open(last=last)
            again, self._again = self._again, []
            if not again:
                return
            if number:
                self._sleep(self._clock.now() + BACK_OFF * 2**number)
            changes = iter(again)

    def _send_all(self, changes: Iterator[Change], *, last: bool) -> None:
        room = threading.Semaphore(self._pace.threads * 2)  # so that a million changes are not all in memory
        with ThreadPoolExecutor(self._pace.threads, thread_name_prefix="deliver") as pool:
            try:
                for batch in _batches(changes, self._pace.batch, self._together):
                    room.acquire()
                    if self._stopped():
                        break
                    pool.submit(self._work, batch, last).add_done_callback(lambda _: room.release())
            except GuardError as error:  # a record that is read again before it is written may stop all
                self._end(cause=error)
        if self._bug is not None:
            raise self._bug

    def _stopped(self) -> bool:
        return self._pace.stop.is_set() or self._halt.is_set()

    def _work(self, batch: list[Change], last: bool) -> None:  # noqa: FBT001 - a pool passes by position
        if self._stopped():
            return
        try:
            self._deliver(batch, last=last)
        except StoppedError:
            return  # nothing of it was sent, and the stop is not this batch's cause
        except HakobuError as error:
            self._end(cause=error)
        except BaseException as error:  # noqa: BLE001 - closes the run; raised again where it can be seen
            self._end(bug=error)

    def _end(self, *, cause: HakobuError | None = None, bug: BaseException | None = None) -> None:
        with self._lock:
            self._cause = self._cause or cause
            self._bug = self._bug or bug
        self._halt.set()

    def _deliver(self, batch: list[Change], *, last: bool) -> None:
        records = self._sender.make(batch)  # may read, so that it comes before the deadline is known
        call = self._journal.intend(
            operation=self._sender.operation(batch[0].kind),
            changes=batch,
            deadline=self._clock.now() + self._pace.patience + self._pace.life,
        )
        try:
            results = self._sender.send(batch, records)
        except UnknownOutcomeError as error:
            life = 0.0 if error.ended else self._pace.life
            with self._lock:
                self._open.append((call, self._clock.now() + life))
            return
        except RequestError as error:
            self._refused(call, error, last=last)
            return
        except HakobuError:
            self._journal.withdraw(call)  # nothing of it was written
            raise
        self._conclude(call, results, last=last)

    def _refused(self, call: Call, error: RequestError, *, last: bool) -> None:
        """Split a batch that was refused whole, until the culprit stands alone."""
        if error.kind in {Kind.SETUP, Kind.WAIT}:
            self._journal.withdraw(call)
            raise error
        if len(call.changes) > 1:
            self._journal.withdraw(call)
            middle = len(call.changes) // 2
            self._deliver(call.changes[:middle], last=last)
            self._deliver(call.changes[middle:], last=last)
            return
        change = call.changes[0]
        named = error.details.get("api_name")
        result = Result(
            row=change.row,
            key=change.key,
            outcome=Outcome.REJECTED,
            id=change.id,
            code=error.code,
            field=named if isinstance(named, str) else "",
            message=error.message,
        )
        self._conclude(call, [result], last=True)

    def _conclude(self, call: Call, results: list[Result], *, last: bool, settled: bool = False) -> None:
        """Journal the results; what is to be sent again is kept for the next round."""
        results, created, stop = self._gone.settle(call.changes, results)
        if last:
            results = [_final(result) for result in results]
        self._journal.answer(call, results, settled=settled)
        self._references.learn(self._journal.task, results)
        anew = {change.row: self._references.resolve(change, self._lookups) for change in created}
        again = [
            anew.get(change.row) or _repeat(change, result)
            for change, result in zip(call.changes, results, strict=True)
            if result.outcome is Outcome.PENDING
        ]
        if stop is not None:
            self._end(cause=stop)
        if again:
            with self._lock:
                self._again.extend(again)
        self._told(results)

    def _settle_open(self, *, last: bool) -> None:
        calls, self._open = self._open, []
        if not calls:
            return
        over = max(deadline for _, deadline in calls)
        self._sleep(over, self._waits)
        for call, deadline in calls:
            if self._stopped():
                return  # they stay open in the journal; the next start settles them
            try:
                self._conclude(call, self._settler.settle(call), last=last, settled=True)
            except StoppedError:
                return
            except HakobuError as error:
                self._open.append((call, deadline))
                self._end(cause=error)

    def _sleep(self, until: float, heard: Callable[[float], None] = lambda _left: None) -> None:
        while not self._stopped() and (left := until - self._clock.now()) > 0:
            heard(left)
            self._clock.sleep(min(left, 1.0))


def _batches(
    changes: Iterator[Change], size: int, together: Callable[[Change], str]
) -> Iterator[list[Change]]:
    """Cut changes into batches of one kind each, whose changes may go together."""
    filling: dict[tuple[ChangeKind, str], list[Change]] = {}
    for change in changes:
        key = change.kind, together(change)
        batch = filling.setdefault(key, [])
        batch.append(change)
        if len(batch) == size:
            yield filling.pop(key)
        elif len(filling) > FILLING:
            yield filling.pop(next(iter(filling)))
    yield from filling.values()


def _final(result: Result) -> Result:
    """Turn what would be sent once more into its end: refused by Zoho, or not known."""
    if result.outcome is not Outcome.PENDING:
        return result
    outcome = Outcome.REJECTED if result.code else Outcome.UNKNOWN
    return msgspec.structs.replace(result, outcome=outcome)


def _repeat(change: Change, result: Result) -> Change:
    """Make the change that is sent next: a record that turns out to exist is updated by its id."""
    if change.kind is ChangeKind.CREATE and result.id:
        return msgspec.structs.replace(
            change, kind=ChangeKind.UPDATE, id=result.id, matched_by=result.field, old_from=""
        )
    return change
