"""Delivery ends every change in exactly one way, whatever Zoho or the network does."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hakobu.changes import Ledger
from hakobu.delivery import Delivery, Ending, Gone, Pace, References, Sender, Settler
from hakobu.errors import Kind, RequestError, UnknownOutcomeError, WaitError
from hakobu.model import (
    Automation,
    Change,
    ChangeKind,
    Expression,
    FieldMap,
    Operation,
    Outcome,
    Read,
    Result,
    Task,
)
from hakobu.plan import Route
from hakobu.store import LedgerIdentity, Store, TaskJournal
from hakobu.zoho import Answer, Field
from tests.integration.twin_zoho import StillClock, TwinZoho

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FIELDS = {
    "No": Field(api_name="No", label="No", unique=True, length=20),
    "City": Field(api_name="City", label="City", length=100),
    "Parent": Field(api_name="Parent", label="Parent", data_type="lookup", json_type="jsonobject"),
}


@dataclass
class Desk:
    """A store, a task and what was delivered."""

    store: Store
    zoho: TwinZoho
    clock: StillClock = field(default_factory=StillClock)
    stop: threading.Event = field(default_factory=threading.Event)
    operation: Operation = Operation.UPSERT
    run_id: int = 0
    ledger_id: int = 0

    def __post_init__(self) -> None:
        identity = LedgerIdentity(zgid="1", environment="production", module="Leads", job="j", task="t")
        self.ledger_id = Ledger(self.store, identity).id
        self.run_id = self.store.runs.start(job="j", file="f", definition="d", zgid="1")

    @property
    def journal(self) -> TaskJournal:
        return TaskJournal(self.store.journal, self.run_id, self.ledger_id, "t")

    def delivery(self, ways: tuple[tuple[str, ...], ...] = (("No",),), batch: int = 10) -> Delivery:
        task = Task(
            name="t",
            read=Read(table="t"),
            module="Leads",
            operation=self.operation,
            map=tuple(FieldMap(field=name, source=Expression(name)) for name in FIELDS),
            automation=Automation.NONE,
        )
        return Delivery(
            sender=Sender(self.zoho, task, FIELDS, Route(create="insert", batch=batch)),
            settler=Settler(self.zoho, "Leads", FIELDS, ways),
            journal=self.journal,
            references=References(),
            lookups=("Parent",),
            gone=Gone(self.zoho, task, None, lambda _rows: {}),
            pace=Pace(batch=batch, threads=4, life=60, patience=300, clock=self.clock, stop=self.stop),
            told=lambda _results: None,
        )

    def deliver(self, changes: list[Change], **options: Any) -> Ending:
        return self.delivery(**options).run(changes)

    def results(self) -> dict[int, Result]:
        """Give the one final result of each row; a second one would be a doubled row."""
        found: dict[int, Result] = {}
        for results in self.journal.results():
            for result in results:
                if result.outcome is not Outcome.PENDING:
                    assert result.row not in found
                    found[result.row] = result
        return found

    def outcomes(self) -> Counter[Outcome]:
        return Counter(result.outcome for result in self.results().values())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Store(tmp_path) as store:
        yield Desk(store, TwinZoho())


def creates(count: int) -> list[Change]:
    return [
        Change(
            row=row,
            key=f"0:n{row}",
            label=f"N{row}",
            kind=ChangeKind.CREATE,
            new={"No": f"N{row}", "City": "x"},
        )
        for row in range(1, count + 1)
    ]


def test_every_change_gets_its_own_answer(desk: Desk) -> None:
    ending = desk.deliver(creates(25))
    assert ending.cause is None
    assert desk.outcomes() == {Outcome.CREATED: 25}
    for row, result in desk.results().items():
        assert desk.zoho.records[result.id or ""]["No"] == f"N{row}"


def test_a_refused_record_is_named_and_the_others_go_on(desk: Desk) -> None:
    """Lesson 7: HTTP success while some records failed."""
    desk.zoho.refuse = lambda record: "INVALID_DATA" if record.get("No") == "N7" else None
    desk.deliver(creates(25))
    assert desk.outcomes() == {Outcome.CREATED: 24, Outcome.REJECTED: 1}
    assert (desk.results()[7].code, desk.results()[7].field) == ("INVALID_DATA", "City")


def test_a_refused_batch_is_split_until_the_culprit_stands_alone(desk: Desk) -> None:
    """Lesson 10: one conflict refused the whole batch."""

    def refuse(_name: str, records: Sequence[Any]) -> None:
        if any(record.get("No") == "N7" for record in records):
            raise RequestError("bad", code="INVALID_DATA", status=400, kind=Kind.ROW)

    desk.zoho.before = refuse
    desk.deliver(creates(20))
    assert desk.outcomes() == {Outcome.CREATED: 19, Outcome.REJECTED: 1}
    assert desk.results()[7].outcome is Outcome.REJECTED


def test_an_upsert_that_finds_the_value_taken_updates_that_record(desk: Desk) -> None:
    desk.zoho.records["77"] = {"id": "77", "No": "N3", "City": "old"}
    desk.deliver(creates(5))
    assert desk.outcomes() == {Outcome.CREATED: 4, Outcome.UPDATED: 1}
    assert desk.zoho.records["77"]["City"] == "x"


def test_an_insert_that_finds_the_value_taken_is_refused(desk: Desk) -> None:
    desk.operation = Operation.INSERT
    desk.zoho.records["77"] = {"id": "77", "No": "N3", "City": "old"}
    desk.deliver(creates(5))
    assert desk.outcomes() == {Outcome.CREATED: 4, Outcome.REJECTED: 1}
    assert desk.zoho.records["77"]["City"] == "old"


@pytest.mark.parametrize("written", [True, False])
@pytest.mark.parametrize("ended", [True, False])
def test_a_lost_answer_is_settled_and_nothing_is_doubled(desk: Desk, *, written: bool, ended: bool) -> None:
    lost = threading.Event()

    def lose(_name: str, _records: Sequence[Any]) -> None:
        if not lost.is_set():
            lost.set()
            error = UnknownOutcomeError("no answer")
            error.ended = ended
            raise error

    if written:
        desk.zoho.after = lose
    else:
        desk.zoho.before = lose
    began = desk.clock.time
    desk.deliver(creates(30))
    assert desk.outcomes() == {Outcome.CREATED: 30}
    assert Counter(record["No"] for record in desk.zoho.records.values()).most_common(1)[0][1] == 1
    # nothing is looked up before the request's longest life is over, unless Zoho has answered it
    assert (desk.clock.time - began >= 60) is not ended


def test_a_lost_insert_that_nothing_can_find_is_reported_and_never_sent_again(desk: Desk) -> None:
    desk.zoho.after = lambda _name, _records: (_ for _ in ()).throw(UnknownOutcomeError("no answer"))
    desk.deliver(creates(3), ways=())
    assert desk.outcomes() == {Outcome.UNKNOWN: 3}
    assert "name a match key, or a stamp field" in desk.results()[1].note
    assert len(desk.zoho.records) == 3


def test_a_lost_update_that_did_not_happen_is_sent_again(desk: Desk) -> None:
    desk.zoho.records["1"] = {"id": "1", "No": "N1", "City": "old"}
    lost = threading.Event()

    def lose(_name: str, _records: Sequence[Any]) -> None:
        if not lost.is_set():
            lost.set()
            raise UnknownOutcomeError("no answer")

    desk.zoho.before = lose
    desk.deliver([Change(row=1, key="0:n1", kind=ChangeKind.UPDATE, id="1", new={"City": "new"})])
    assert desk.outcomes() == {Outcome.UPDATED: 1}
    assert desk.zoho.records["1"]["City"] == "new"
    assert [name for name, _ in desk.zoho.calls] == ["update", "update"]


def test_a_lost_delete_that_happened_is_not_sent_again(desk: Desk) -> None:
    desk.zoho.records["1"] = {"id": "1"}
    desk.zoho.after = lambda _name, _records: (_ for _ in ()).throw(UnknownOutcomeError("no answer"))
    desk.deliver([Change(row=1, key="0:n1", kind=ChangeKind.DELETE, id="1", new={})])
    assert desk.outcomes() == {Outcome.DELETED: 1}
    assert [name for name, _ in desk.zoho.calls] == ["delete"]


def test_a_stop_leaves_the_rest_pending(desk: Desk) -> None:
    desk.zoho.after = lambda _name, _records: desk.stop.set()
    desk.deliver(creates(500))
    done = desk.outcomes()[Outcome.CREATED]
    assert 0 < done < 500
    assert len(desk.zoho.records) == done
    assert desk.journal.open_calls() == []


def test_credits_used_up_stop_the_run_and_withdraw_the_intent(desk: Desk) -> None:
    def refuse(_name: str, _records: Sequence[Any]) -> None:
        if len(desk.zoho.calls) > 4:
            raise WaitError("No credits are left.", code="TOO_MANY_REQUESTS")

    desk.zoho.before = refuse
    ending = desk.deliver(creates(500))
    assert ending.cause is not None
    assert ending.cause.kind is Kind.WAIT
    assert desk.journal.open_calls() == []
    assert len(desk.zoho.records) == desk.outcomes()[Outcome.CREATED] < 500


def test_a_missing_right_stops_the_run_instead_of_blaming_each_row(desk: Desk) -> None:
    def refuse(_name: str, _records: Sequence[Any]) -> None:
        raise RequestError("no right", code="NO_PERMISSION", status=403, kind=Kind.SETUP)

    desk.zoho.before = refuse
    ending = desk.deliver(creates(500))
    assert ending.cause is not None
    assert ending.cause.code == "NO_PERMISSION"
    assert desk.results() == {}


def test_a_child_waits_for_its_parent_and_gets_its_id(desk: Desk) -> None:
    parent, child = creates(2)
    child = Change(
        row=child.row, key=child.key, kind=ChangeKind.CREATE, new={**child.new, "Parent": f"@t:{parent.row}"}
    )
    desk.deliver([child, parent])
    ids = {record["No"]: ident for ident, record in desk.zoho.records.items()}
    assert desk.zoho.records[ids["N2"]]["Parent"] == {"id": ids["N1"]}


def test_a_child_whose_parent_was_refused_is_not_sent(desk: Desk) -> None:
    parent, child = creates(2)
    child = Change(
        row=child.row, key=child.key, kind=ChangeKind.CREATE, new={**child.new, "Parent": f"@t:{parent.row}"}
    )
    desk.zoho.refuse = lambda record: "INVALID_DATA" if record.get("No") == "N1" else None
    ending = desk.deliver([child, parent])
    assert [(change.row, name) for change, name in ending.orphans] == [(2, "Parent")]
    assert desk.zoho.records == {}


def test_a_record_that_is_locked_is_sent_again_and_then_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.zoho.records["1"] = {"id": "1"}

    def locked(index: int, _record: Any) -> Answer:
        return Answer(index=index, ok=False, code="RECORD_LOCKED", message="locked", kind=Kind.WAIT)

    monkeypatch.setattr(desk.zoho, "_update", locked)
    desk.deliver([Change(row=1, key="0:n1", kind=ChangeKind.UPDATE, id="1", new={"City": "new"})])
    assert desk.outcomes() == {Outcome.REJECTED: 1}
    assert len(desk.zoho.calls) == 4


def test_a_dead_process_is_settled_by_the_next_one(desk: Desk) -> None:
    """What was in flight when the process died is looked up, after its last possible moment."""
    changes = creates(3)
    call = desk.journal.intend(operation="insert", changes=changes, deadline=desk.clock.now() + 360)
    desk.zoho.records["9"] = {"id": "9", "No": "N2", "City": "x"}
    began = desk.clock.time
    delivery = desk.delivery()
    delivery.settle([call])
    assert desk.clock.time - began >= 60
    assert desk.outcomes() == {Outcome.CREATED: 3}
    assert desk.results()[2].id == "9"
    assert len(desk.zoho.records) == 3


TROUBLE = st.lists(
    st.sampled_from(["fine", "lost before", "lost after", "refused whole", "one refused"]), max_size=12
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trouble=TROUBLE, count=st.integers(1, 60))
def test_no_trouble_loses_or_doubles_a_row(
    tmp_path_factory: pytest.TempPathFactory, trouble: list[str], count: int
) -> None:
    """Lessons 2, 4 and 7: each row ends once, with its own result, whatever happens to the calls."""
    script = iter(trouble)
    bad: set[str] = set()
    zoho = TwinZoho(refuse=lambda record: "INVALID_DATA" if record.get("No") in bad else None)
    moods: dict[int, str] = {}

    def before(_name: str, records: Sequence[Any]) -> None:
        mood = next(script, "fine")
        moods[threading.get_ident()] = mood
        if mood == "lost before":
            raise UnknownOutcomeError("lost")
        if mood == "refused whole":
            raise RequestError("bad", code="INVALID_DATA", status=400, kind=Kind.ROW)
        if mood == "one refused":
            bad.add(str(records[0].get("No")))

    def after(_name: str, _records: Sequence[Any]) -> None:
        if moods.get(threading.get_ident()) == "lost after":
            raise UnknownOutcomeError("lost")

    zoho.before, zoho.after = before, after
    with Store(tmp_path_factory.mktemp("store")) as store:
        desk = Desk(store, zoho)
        desk.deliver(creates(count))
        outcomes, results, open_calls = desk.outcomes(), desk.results(), desk.journal.open_calls()
    assert sum(outcomes.values()) + sum(len(call.changes) for call in open_calls) == count
    numbers = Counter(record["No"] for record in zoho.records.values())
    assert not numbers or max(numbers.values()) == 1
    for row, result in results.items():
        if result.outcome is Outcome.CREATED:
            assert zoho.records[result.id or ""]["No"] == f"N{row}"
        if result.outcome is Outcome.REJECTED:
            assert f"N{row}" not in numbers
