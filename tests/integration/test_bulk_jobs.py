"""Jobs of 25,000 rows: how many there are, what is kept of them, and what befalls them."""

from __future__ import annotations

import csv
import io
import random
import threading
import zipfile
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from hakobu.changes import Ledger
from hakobu.delivery import BulkDelivery, BulkFiles, Ending, Gone, Pace, References, Sender, Settler
from hakobu.errors import RequestError, UnknownOutcomeError, WaitError
from hakobu.model import (
    Automation,
    Change,
    ChangeKind,
    Expression,
    FieldMap,
    Operation,
    Outcome,
    Read,
    Task,
)
from hakobu.plan import BulkRoute, Route
from hakobu.store import LedgerIdentity, Store, TaskJournal
from hakobu.zoho import Answer, BulkFile, BulkJob, BulkJobUnknownError, Field
from tests.integration.twin_zoho import StillClock, TwinZoho

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FIELDS = {
    "No": Field(api_name="No", label="No", unique=True, length=20),
    "City": Field(api_name="City", label="City", data_type="textarea", length=100_000),
}


@dataclass
class BulkTwin(TwinZoho):
    """An in-memory Zoho that reads the files of bulk jobs; ``ends`` may raise in a job's place."""

    jobs: list[tuple[str, list[dict[str, str]]]] = field(default_factory=list)
    begins: Callable[[int], None] = lambda _job: None
    ends: Callable[[BulkJob], None] = lambda _job: None

    def upload_bulk_write(self, file: BulkFile) -> None:
        file.id = "file"

    def start_bulk_write(self, file: BulkFile, *, operation: str, find_by: str | None = None) -> BulkJob:
        assert find_by == (None if operation == "insert" else "id")
        with zipfile.ZipFile(io.BytesIO(file.finish())) as archive:
            rows = list(csv.DictReader(io.StringIO(archive.read("Leads.csv").decode())))
        self.begins(len(self.jobs))
        self.jobs.append((operation, rows))
        return BulkJob(
            id=str(len(self.jobs)), module="Leads", operation=operation, rows=len(rows), deadline=3_000.0
        )

    def finish_bulk_write_below(
        self, job: BulkJob, *, waits: Callable[[float], None] | None = None
    ) -> dict[str, list[Answer]]:
        assert waits is not None
        waits(1.0)
        self.ends(job)
        operation, rows = self.jobs[int(job.id) - 1]
        assert [next(iter(row.values())) for row in rows] == list(job.keys)
        assert operation == "insert"
        known = {record["No"] for record in self.records.values()}
        return {"Leads": [self._new(index, row, known) for index, row in enumerate(rows)]}

    def _new(self, index: int, row: dict[str, str], known: set[str]) -> Answer:
        if row["No"] in known or self.refuse(row) is not None:
            return self._insert(index, row)
        ident = str(len(self.records) + 1)
        self.records[ident] = {**row, "id": ident}
        return Answer(index=index, ok=True, code="SUCCESS", id=ident, action="insert")


class StoppingClock(StillClock):
    """A clock during whose first wait somebody stops the run."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__()
        self._stop = stop

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        self._stop.set()


@dataclass
class Desk:
    """A store, a task and what was delivered."""

    store: Store
    zoho: BulkTwin
    clock: StillClock = field(default_factory=StillClock)
    stop: threading.Event = field(default_factory=threading.Event)
    operation: Operation = Operation.UPSERT
    waited: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        identity = LedgerIdentity(zgid="1", environment="production", module="Leads", job="j", task="t")
        run = self.store.runs.start(job="j", file="f", definition="d", zgid="1")
        self.journal = TaskJournal(self.store.journal, run, Ledger(self.store, identity).id, "t")

    def delivery(self) -> BulkDelivery:
        route = BulkRoute(creates=True, updates=True, guards=("No",), least=1, worth=5_001)
        task = Task(
            name="t",
            read=Read(table="t"),
            module="Leads",
            operation=self.operation,
            map=tuple(FieldMap(field=name, source=Expression(name)) for name in FIELDS),
            automation=Automation.ANY,
        )
        return BulkDelivery(
            writer=self.zoho,
            task=task,
            route=route,
            fields=FIELDS,
            files=BulkFiles("Leads", FIELDS, route, kept=frozenset()),
            sender=Sender(self.zoho, task, FIELDS, Route(create="insert", bulk=route)),
            settler=Settler(self.zoho, "Leads", FIELDS, (("No",),)),
            journal=self.journal,
            references=References(),
            lookups=(),
            gone=Gone(self.zoho, task, None, lambda _rows: {}),
            pace=Pace(batch=100, threads=1, life=60, patience=300, clock=self.clock, stop=self.stop),
            told=lambda _results: None,
            looks=lambda _job: None,
            waits=self.waited.append,
        )

    def deliver(self, changes: list[Change]) -> Ending | None:
        return self.delivery().run(lambda: [each for each in changes if each.row not in self.done()])

    def done(self) -> set[int]:
        """Number the rows that have their one final result."""
        rows = [
            result.row
            for results in self.journal.results()
            for result in results
            if result.outcome is not Outcome.PENDING
        ]
        assert len(rows) == len(set(rows))
        return set(rows)

    def outcomes(self) -> Counter[Outcome]:
        return Counter(result.outcome for results in self.journal.results() for result in results)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Store(tmp_path) as store:
        yield Desk(store, BulkTwin())


def creates(count: int) -> list[Change]:
    return [
        Change(row=row, key=f"0:n{row}", kind=ChangeKind.CREATE, new={"No": f"N{row}", "City": "x"})
        for row in range(1, count + 1)
    ]


def test_25001_rows_are_two_jobs(desk: Desk) -> None:
    assert desk.deliver(creates(25_001)) is None
    assert [len(rows) for _, rows in desk.zoho.jobs] == [25_000, 1]
    assert desk.outcomes() == {Outcome.CREATED: 25_001}


def test_rows_too_long_for_one_file_are_two_jobs(desk: Desk) -> None:
    """What does not shrink in a zip: a file takes 25 MB."""
    dice = random.Random(1)  # noqa: S311 - no secret
    changes = [
        msgspec.structs.replace(each, new={**each.new, "City": b64encode(dice.randbytes(70_000)).decode()})
        for each in creates(360)
    ]
    assert desk.deliver(changes) is None
    assert len(desk.zoho.jobs) == 2
    assert desk.outcomes() == {Outcome.CREATED: 360}


def test_the_number_of_a_job_is_kept_before_it_is_waited_for(desk: Desk) -> None:
    kept: list[Any] = []
    desk.zoho.begins = lambda _job: kept.append([each.job for each in desk.journal.open_jobs()])
    desk.zoho.ends = lambda _job: kept.append([each.job for each in desk.journal.open_jobs()])
    desk.deliver(creates(3))
    assert kept == [[None], ["1"]]


def test_a_job_still_at_work_at_its_deadline_is_looked_up(desk: Desk) -> None:
    def late(job: BulkJob) -> None:
        if job.id == "1":
            desk.zoho.insert("Leads", [{"No": "N1", "City": "x"}])
            raise BulkJobUnknownError("still at work", where="", deadline=job.deadline, job=job.id)

    desk.zoho.ends = late
    assert desk.deliver(creates(3)) is None
    assert desk.outcomes() == {Outcome.CREATED: 1, Outcome.PENDING: 2}  # REST sends the two


def test_a_result_that_is_torn_ends_the_run_once_the_records_are_looked_up(desk: Desk) -> None:
    def torn(_job: BulkJob) -> None:
        desk.zoho.insert("Leads", [{"No": "N2", "City": "x"}])
        raise UnknownOutcomeError("the result cannot be read")

    desk.zoho.ends = torn
    ending = desk.deliver(creates(3))
    assert ending is not None
    assert "cannot be read" in str(ending.cause)
    assert desk.outcomes() == {Outcome.CREATED: 1, Outcome.PENDING: 2}
    assert desk.journal.open_jobs() == []


@pytest.mark.parametrize("error", [WaitError("later"), RequestError("no", code="NO_PERMISSION", status=403)])
def test_a_job_that_was_never_set_up_leaves_no_trace(desk: Desk, error: Exception) -> None:
    def refuse(_job: int) -> None:
        raise error

    desk.zoho.begins = refuse
    ending = desk.deliver(creates(3))
    assert ending is not None
    assert ending.cause is error
    assert desk.journal.open_jobs() == []
    assert desk.outcomes() == {}


def test_a_job_that_cannot_be_asked_for_now_is_asked_for_by_the_next_start(desk: Desk) -> None:
    def away(_job: BulkJob) -> None:
        raise WaitError("the service is away")

    desk.zoho.ends = away
    assert desk.deliver(creates(3)) is not None
    assert [each.job for each in desk.journal.open_jobs()] == ["1"]
    desk.zoho.ends = lambda _job: None
    assert desk.delivery().take_up() is None
    assert desk.outcomes() == {Outcome.CREATED: 3}
    assert len(desk.zoho.jobs) == 1


def test_a_process_that_died_while_a_job_was_set_up_waits_out_its_deadline(desk: Desk) -> None:
    call = desk.journal.intend(operation="bulk insert", changes=creates(2), deadline=1_500.0)
    desk.zoho.insert("Leads", [{"No": "N1", "City": "x"}])
    assert desk.delivery().take_up() is None
    assert desk.clock.now() >= call.deadline
    assert desk.waited[0] == 500.0
    assert desk.outcomes() == {Outcome.CREATED: 1, Outcome.PENDING: 1}


def test_a_stop_while_a_job_runs_keeps_the_job(desk: Desk) -> None:
    desk.zoho.ends = lambda _job: pytest.fail("a stopped run waits for nothing")
    desk.clock = StoppingClock(desk.stop)
    ending = desk.deliver(creates(3))
    assert ending is not None
    assert ending.cause is None
    assert [each.job for each in desk.journal.open_jobs()] == ["1"]


def test_rows_that_turn_out_to_exist_are_left_to_rest(desk: Desk) -> None:
    desk.zoho.insert("Leads", [{"No": "N2", "City": "old"}])
    desk.deliver(creates(3))
    left = {
        result.row
        for results in desk.journal.results()
        for result in results
        if result.outcome is Outcome.PENDING
    }
    assert left == {2}
