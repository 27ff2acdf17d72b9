"""The journal: the intent of every write before it leaves, its answer after it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from hakobu.model import Change, Outcome, Result
from hakobu.store.tables import calls

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hakobu.store.database import Database

__all__ = ["BULK", "Call", "Journal", "OpenJob", "TaskJournal"]

BULK = "bulk "  # how the operations begin that are bulk jobs

# Written out, for these two run before and after every call: SQLAlchemy takes longer to make such a
# statement than the database to run it.
_INTEND = (
    "insert into calls (run_id, ledger_id, task, operation, state, intended, deadline, changes) "
    "values (?, ?, ?, ?, 'intended', ?, ?, ?) returning seq"
)
_ANSWER = (
    "update calls set state = ?, answered = ?, results = ?, "
    "answer_seq = (select coalesce(max(answer_seq), 0) + 1 from calls where ledger_id = ?) where seq = ?"
)

_WRITTEN = frozenset({Outcome.CREATED, Outcome.UPDATED, Outcome.DELETED})
_changes = msgspec.json.Decoder(list[Change])
_results = msgspec.json.Decoder(list[Result])
_encode = msgspec.json.Encoder().encode


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One journalled call; ``results`` is empty until its answer is known.

    ``job`` is Zoho's number of a bulk job, once it is known.
    """

    seq: int
    run_id: int
    ledger_id: int
    task: str
    operation: str
    deadline: float
    changes: list[Change]
    results: list[Result] = []
    job: str | None = None


class OpenJob(msgspec.Struct, frozen=True, kw_only=True):
    """A bulk job whose result is not known, without its changes."""

    seq: int
    operation: str
    deadline: float
    job: str | None


class Journal:
    """Reads and writes the journal."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._intend, self._answer = database.driver_sql(_INTEND), database.driver_sql(_ANSWER)

    def intend(
        self,
        *,
        run_id: int,
        ledger_id: int,
        task: str,
        operation: str,
        changes: Sequence[Change],
        deadline: float,
    ) -> Call:
        """Write down what is about to be sent; durable when this returns."""
        with self._database.write() as connection:
            values = (run_id, ledger_id, task, operation, time.time(), deadline, _encode(changes))
            seq = connection.exec_driver_sql(self._intend, values).scalar_one()
        return Call(
            seq=seq,
            run_id=run_id,
            ledger_id=ledger_id,
            task=task,
            operation=operation,
            deadline=deadline,
            changes=list(changes),
        )

    def answer(self, call: Call, results: Sequence[Result], *, settled: bool = False) -> None:
        """Write down one result a change; from here on the ledger knows them."""
        if len(results) != len(call.changes):
            raise AssertionError(f"{len(call.changes)} changes, {len(results)} results")
        state = "settled" if settled else "answered"
        with self._database.write() as connection:
            connection.exec_driver_sql(
                self._answer, (state, time.time(), _encode(results), call.ledger_id, call.seq)
            )

    def withdraw(self, call: Call) -> None:
        """Strike out a call of which Zoho wrote nothing: it was refused whole or never left."""
        with self._database.write() as connection:
            connection.execute(calls.delete().where(calls.c.seq == call.seq))

    def note_job(self, seq: int, *, job: str | None, deadline: float) -> None:
        """Write down which bulk job a call became, and when it is surely over; durable when this returns."""
        with self._database.write() as connection:
            connection.execute(calls.update().where(calls.c.seq == seq).values(job=job, deadline=deadline))

    def open_jobs(self, run_id: int, task: str) -> list[OpenJob]:
        """List the bulk jobs of one task of a run whose results are not known."""
        query = sa.select(calls.c.seq, calls.c.operation, calls.c.deadline, calls.c.job).where(
            calls.c.run_id == run_id,
            calls.c.task == task,
            calls.c.state == "intended",
            calls.c.operation.startswith(BULK),
        )
        with self._database.read() as connection:
            found = connection.execute(query.order_by(calls.c.seq)).all()
        return [
            OpenJob(seq=row.seq, operation=row.operation, deadline=row.deadline, job=row.job) for row in found
        ]

    def call(self, seq: int) -> Call:
        """Read one call with its changes."""
        with self._database.read() as connection:
            return _call(connection.execute(sa.select(calls).where(calls.c.seq == seq)).one())

    def open_calls(self, run_id: int) -> list[Call]:
        """List the calls of a run whose answer is not known."""
        query = sa.select(calls).where(calls.c.run_id == run_id, calls.c.state == "intended")
        with self._database.read() as connection:
            return [_call(row) for row in connection.execute(query.order_by(calls.c.seq))]

    def results(self, run_id: int, task: str) -> Iterator[list[Result]]:
        """Walk over the answers of one task of a run, call by call."""
        query = sa.select(calls.c.results).where(
            calls.c.run_id == run_id, calls.c.task == task, calls.c.results.is_not(None)
        )
        with self._database.read() as connection:
            for blob in connection.execute(query.order_by(calls.c.seq)).scalars():
                yield _results.decode(blob)

    def written(self, run_id: int, task: str) -> Iterator[Call]:
        """Walk over the answered calls of one task of a run, with what was sent."""
        query = sa.select(calls).where(
            calls.c.run_id == run_id, calls.c.task == task, calls.c.results.is_not(None)
        )
        with self._database.read() as connection:
            for row in connection.execute(query.order_by(calls.c.seq)):
                yield _call(row)

    def later(self, run_id: int, ledger_id: int) -> Iterator[Call]:
        """Walk over the answered calls of later runs to the same ledger."""
        query = sa.select(calls).where(
            calls.c.ledger_id == ledger_id, calls.c.run_id > run_id, calls.c.results.is_not(None)
        )
        with self._database.read() as connection:
            for row in connection.execute(query.order_by(calls.c.seq)):
                yield _call(row)

    def of_record(self, ident: str) -> Iterator[tuple[float, Call]]:
        """Walk over the answered calls that name a record, in their order, each with its time."""
        named = sa.literal(ident.encode(), sa.LargeBinary)
        query = sa.select(calls).where(
            sa.or_(
                self._database.finds(calls.c.results, named), self._database.finds(calls.c.changes, named)
            ),
            calls.c.results.is_not(None),
        )
        with self._database.read() as connection:
            for row in connection.execute(query.order_by(calls.c.answered, calls.c.seq)):
                yield row.answered, _call(row)

    def lacking(self, ledger_id: int) -> list[tuple[Change, Result]]:
        """List the records that were created without some of their lines, and were not written since."""
        named = sa.literal(b'"partial":true', sa.LargeBinary)
        query = sa.select(calls).where(
            calls.c.ledger_id == ledger_id, self._database.finds(calls.c.results, named)
        )
        with self._database.read() as connection:
            made = [_call(row) for row in connection.execute(query)]
        pairs = [pair for call in made for pair in zip(call.changes, call.results, strict=True)]
        return [
            (change, result)
            for change, result in pairs
            if result.partial and result.id and self._last_write(result.id).partial
        ]

    def _last_write(self, ident: str) -> Result:
        return [
            result
            for _, call in self.of_record(ident)
            for result in call.results
            if result.id == ident and result.done in _WRITTEN
        ][-1]

    def log(self, ledger_id: int, *, after: int) -> Iterator[tuple[int, Call]]:
        """Walk over a ledger's answered calls in the order of their answers."""
        query = sa.select(calls).where(calls.c.ledger_id == ledger_id, calls.c.answer_seq > after)
        with self._database.read() as connection:
            for row in connection.execute(query.order_by(calls.c.answer_seq)):
                yield row.answer_seq, _call(row)

    def dirty_keys(self, ledger_id: int) -> set[str]:
        """Name the keys of records whose last write has no answer."""
        query = sa.select(calls.c.changes).where(calls.c.ledger_id == ledger_id, calls.c.state == "intended")
        with self._database.read() as connection:
            found = connection.execute(query).scalars().all()
        return {change.key for blob in found for change in _changes.decode(blob)}


@dataclass(frozen=True, slots=True)
class TaskJournal:
    """The journal of one task of one run."""

    journal: Journal
    run_id: int
    ledger_id: int
    task: str

    def intend(self, *, operation: str, changes: Sequence[Change], deadline: float) -> Call:
        """Write down what is about to be sent; durable when this returns."""
        return self.journal.intend(
            run_id=self.run_id,
            ledger_id=self.ledger_id,
            task=self.task,
            operation=operation,
            changes=changes,
            deadline=deadline,
        )

    def answer(self, call: Call, results: Sequence[Result], *, settled: bool = False) -> None:
        """Write down one result a change."""
        self.journal.answer(call, results, settled=settled)

    def withdraw(self, call: Call) -> None:
        """Strike out a call of which Zoho wrote nothing."""
        self.journal.withdraw(call)

    def note_job(self, seq: int, *, job: str | None, deadline: float) -> None:
        """Write down which bulk job a call became."""
        self.journal.note_job(seq, job=job, deadline=deadline)

    def open_jobs(self) -> list[OpenJob]:
        """List the bulk jobs whose results are not known."""
        return self.journal.open_jobs(self.run_id, self.task)

    def call(self, seq: int) -> Call:
        """Read one call with its changes."""
        return self.journal.call(seq)

    def open_calls(self) -> list[Call]:
        """List the calls whose answer is not known."""
        return [call for call in self.journal.open_calls(self.run_id) if call.task == self.task]

    def results(self) -> Iterator[list[Result]]:
        """Walk over the answers, call by call."""
        return self.journal.results(self.run_id, self.task)


def _call(row: sa.Row[tuple[object, ...]]) -> Call:
    return Call(
        seq=row.seq,
        run_id=row.run_id,
        ledger_id=row.ledger_id,
        task=row.task,
        operation=row.operation,
        deadline=row.deadline,
        changes=_changes.decode(row.changes),
        results=_results.decode(row.results) if row.results is not None else [],
        job=row.job,
    )
