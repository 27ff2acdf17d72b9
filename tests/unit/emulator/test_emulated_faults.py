"""Faults on order: which calls they meet, how often, and what becomes of the records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.emulator.api import Dropped
from hakobu.emulator.fault import FaultError, Faults

if TYPE_CHECKING:
    from .conftest import Crm

LEAD = {"Last_Name": "Lee"}


def strikes(faults: Faults, count: int, *call: Any) -> int:
    return sum(bool(faults.strike(*call)) for _ in range(count))


INSERT = ("records.insert", "POST", "/crm/v8/Leads", "Leads")


@pytest.mark.parametrize(
    ("order", "met"),
    [
        ({}, True),
        ({"operation": "records.*"}, True),
        ({"operation": "coql.query"}, False),
        ({"method": "POST", "module": "Leads"}, True),
        ({"module": "Contacts"}, False),
        ({"path": "/crm/v8/*"}, True),
        ({"path": "/crm/v2/*"}, False),
    ],
)
def test_which_calls_are_met(order: dict[str, Any], met: bool) -> None:  # noqa: FBT001 -- a table's column
    faults = Faults()
    faults.order({"kind": "status", **order})
    assert bool(faults.strike(*INSERT)) is met


def test_how_many_and_what_share() -> None:
    faults = Faults()
    faults.order({"kind": "status", "times": 3, "skip": 2})
    assert [strikes(faults, 1, *INSERT) for _ in range(6)] == [0, 0, 1, 1, 1, 0]
    faults.clear()
    faults.order({"kind": "status", "share": 0.25})
    assert 200 < strikes(faults, 1000, *INSERT) < 300


@pytest.mark.parametrize("order", [{}, {"kind": "nonsense"}, {"kind": "status", "nonsense": 1}])
def test_orders_that_cannot_be(order: dict[str, Any]) -> None:
    with pytest.raises(FaultError):
        Faults().order(order)


def test_an_order_to_refuse_must_say_which_record() -> None:
    with pytest.raises(FaultError, match="index or match"):
        Faults().order({"kind": "refuse_record"})


@pytest.mark.parametrize(
    ("status", "code"),
    [(429, "TOO_MANY_REQUESTS"), (500, "INTERNAL_ERROR"), (503, "SERVICE_UNAVAILABLE")],
)
def test_statuses_before_and_after_the_write(crm: Crm, status: int, code: str) -> None:
    for after, written in ((False, 0), (True, 1)):
        crm.ask("POST", "faults", {"kind": "status", "status": status, "after": after, "times": 1})
        answer = crm.insert("Leads", LEAD)
        assert (answer.status, answer.body["code"]) == (status, code)
        assert crm.ask("GET", "stats")["records"]["Leads"] == written


@pytest.mark.parametrize(("kind", "written"), [("drop_before", 0), ("drop_after", 1)])
def test_dropped_connections(crm: Crm, kind: str, written: int) -> None:
    crm.ask("POST", "faults", {"kind": kind, "times": 1})
    with pytest.raises(Dropped):
        crm.insert("Leads", LEAD)
    assert crm.ask("GET", "stats")["records"]["Leads"] == written
    assert crm.insert("Leads", LEAD).status == 201


def test_odd_answers(crm: Crm) -> None:
    crm.ask("POST", "faults", [{"kind": "expired_token", "times": 1}, {"kind": "empty", "times": 2}])
    assert crm.insert("Leads", LEAD).body["code"] == "INVALID_TOKEN"
    empty = crm.insert("Leads", LEAD)
    assert (empty.status, empty.body) == (200, None)
    assert crm.ask("GET", "stats")["records"]["Leads"] == 1


def test_one_record_of_a_batch_is_refused(crm: Crm) -> None:
    order = {"kind": "refuse_record", "match": {"City": "Kyoto"}, "code": "RECORD_LOCKED", "times": 1}
    crm.ask("POST", "faults", order)
    answer = crm.insert("Leads", LEAD, LEAD | {"City": "Kyoto"}, LEAD)
    assert [one["code"] for one in answer.data] == ["SUCCESS", "RECORD_LOCKED", "SUCCESS"]
    assert crm.insert("Leads", LEAD | {"City": "Kyoto"}).status == 201
    crm.ask("POST", "faults", {"kind": "refuse_record", "index": 0})
    assert crm.upsert("Leads", LEAD, LEAD).status == 207
    assert [one["hits"] for one in crm.ask("GET", "faults")["faults"]] == [1, 1]
    assert crm.ask("DELETE", "faults") == {"faults": []}
