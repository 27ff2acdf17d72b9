"""Decisions on rows that fit several records: made once by a person, remembered, revocable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import SetupError
from hakobu.model import Compare, Outcome
from hakobu.runs import decide, decisions, plan_job, revoke, run_plan
from hakobu.store import Store
from tests.integration.jobs import Bench

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAP = {"Last_Name": "name", "Company": "company", "Email": "email"}


class Doubles(Bench):
    """Two records that fit one row."""

    ids: list[str]

    def decide(self, run: int, key: str, answer: str) -> None:
        with Store(self.home) as store:
            found = store.runs.get(run)
        assert found is not None
        decide(found, key, answer, home=self.home)


@pytest.fixture
def bench(tmp_path: Path, emulator: Callable[[], Any]) -> Doubles:
    made = Doubles(tmp_path, emulator())
    body = [{"Last_Name": "x", "Company": "c", "Email": "a@example.com"}] * 2
    made.ids = made.emulator.seed(records={"Leads": body})["ids"]["Leads"]
    made.csv("leads.csv", "name,company,email", "new,c,a@example.com")
    made.task(match=["Email"], map=MAP)
    assert made.outcomes() == {"invalid": 1}
    return made


def names(bench: Bench) -> dict[str, str]:
    return {record["id"]: record["Last_Name"] for record in bench.records()}


def test_the_record_that_was_decided_on_is_updated(bench: Doubles) -> None:
    bench.decide(1, " A@Example.COM　", bench.ids[1])  # compared as Zoho compares
    assert bench.outcomes() == {"updated": 1}
    assert names(bench) == {bench.ids[0]: "x", bench.ids[1]: "new"}
    assert bench.outcomes() == {"unchanged": 1}


def test_a_new_record_is_created_once(bench: Doubles) -> None:
    bench.decide(1, "a@example.com", "create")
    assert bench.outcomes() == {"created": 1}
    assert bench.outcomes() == {"unchanged": 1}
    assert bench.outcomes(compare=Compare.LIVE) == {"unchanged": 1}  # though three records fit by now
    assert len(bench.records()) == 3


def test_a_row_that_is_not_to_be_sent_is_skipped_with_the_reason(bench: Doubles) -> None:
    bench.decide(1, "a@example.com", "skip")
    run = bench.run()
    assert run["tasks"][0]["notes"]["skipped"] == {"decided: skip": 1}
    assert set(names(bench).values()) == {"x"}


def test_a_decision_for_a_record_that_is_gone_is_named(bench: Doubles) -> None:
    bench.emulator.seed(records={"Leads": [{"Last_Name": "x", "Company": "c", "Email": "a@example.com"}]})
    bench.decide(1, "a@example.com", bench.ids[1])
    gone(bench, bench.ids[1])
    run = bench.run()
    assert run["outcomes"]["invalid"] == 1
    assert {code for _, _, code in bench.causes(run["run"])} == {"decision_gone", "ambiguous_match"}
    bench.decide(run["run"], "a@example.com", bench.ids[0])  # decided anew
    assert bench.outcomes() == {"updated": 1}


def test_a_revoked_decision_holds_no_more(bench: Doubles) -> None:
    bench.decide(1, "a@example.com", "skip")
    assert [each.answer for each in decisions(home=bench.home)] == ["skip"]
    revoke("A@example.com", home=bench.home)
    assert decisions(home=bench.home) == []
    assert bench.outcomes() == {"invalid": 1}
    with pytest.raises(SetupError, match="There is no decision for"):
        revoke("a@example.com", home=bench.home)


@pytest.mark.parametrize(
    ("key", "answer", "said"),
    [
        ("b@example.com", "skip", "No row with the key b@example.com fits several records"),
        ("a@example.com", "12345", "is no answer for a@example.com"),
        ("a@example.com", "new", "is no answer for a@example.com"),
    ],
)
def test_what_cannot_be_decided_is_refused(bench: Doubles, key: str, answer: str, said: str) -> None:
    with pytest.raises(SetupError, match=said):
        bench.decide(1, key, answer)


def gone(bench: Bench, ident: str) -> None:
    """Delete a record as a person would, by a job of its own."""
    other = Bench(bench.folder, bench.emulator)
    other.csv("gone.csv", "id", ident)
    other.task(name="gone", read={"file": "gone.csv"}, match=["id"], map={"id": "id"}, operation="delete")
    assert other.outcomes() == {"deleted": 1}
    bench.definition()


def test_a_stored_plan_creates_what_was_decided(bench: Doubles) -> None:
    bench.decide(1, "a@example.com", "create")
    definition = bench.definition()
    plan = plan_job(definition, home=bench.home)
    assert plan.outcomes[Outcome.PENDING] == 1
    assert run_plan(definition, plan, home=bench.home).outcomes[Outcome.CREATED] == 1
    assert len(bench.records()) == 3
