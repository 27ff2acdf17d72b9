"""Bulk Write or REST: the cheaper of the two, where both may carry the changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hakobu.changes import ModuleFacts
from hakobu.model import Automation, Change, ChangeKind, Expression, FieldMap, Operation, Read, Task, Write
from hakobu.plan import Route, Tally, bulk_faults, choose_route, explain_no_bulk, guards_of, price_of
from hakobu.zoho import BULK_ROWS, Field, cost_of

if TYPE_CHECKING:
    from collections.abc import Iterable

JOB = cost_of("bulk write")


def make_module(*, no_bulk: str = "", **types: str) -> ModuleFacts:
    fields = {name: Field(api_name=name, label=name, data_type=kind) for name, kind in types.items()}
    fields["No"] = Field(api_name="No", label="No", unique=True)
    fields["City"] = Field(api_name="City", label="City")
    return ModuleFacts(
        name="Leads", fields=fields, system_key="Email", upserts=True, count=lambda: 0, no_bulk=no_bulk
    )


def make_task(*names: str, **changed: Any) -> Task:
    known: dict[str, Any] = {
        "name": "t",
        "read": Read(table="t"),
        "module": "Leads",
        "operation": Operation.UPSERT,
        "map": tuple(FieldMap(field=name, source=Expression(name)) for name in names or ("No", "City")),
        "automation": Automation.ANY,
    }
    return Task(**(known | changed))


CREATE = Change(row=1, key="k", kind=ChangeKind.CREATE, new={"No": "1", "City": "x"})
UNGUARDED = Change(row=1, key="k", kind=ChangeKind.CREATE, new={"City": "x"})
UPDATE = Change(row=1, key="k", kind=ChangeKind.UPDATE, id="7", new={"City": "x"})
ERASE = Change(row=1, key="k", kind=ChangeKind.UPDATE, id="7", new={"City": None})
ERASE_BOTH = Change(row=1, key="k", kind=ChangeKind.UPDATE, id="7", new={"No": "2", "City": None})
DELETE = Change(row=1, key="k", kind=ChangeKind.DELETE, id="7", new={})


def plan(
    numbers: dict[Change, int] | Iterable[tuple[Change, int]],
    *,
    task: Task | None = None,
    module: ModuleFacts | None = None,
    create: str = "insert",
    batch: int = 100,
) -> tuple[Route, Tally]:
    task, module = task or make_task(), module or make_module()
    tally = Tally(guards_of(task, module))
    for change, number in dict(numbers).items() if isinstance(numbers, dict) else numbers:
        for _ in tally.count(change for _ in range(number)):
            pass
    return choose_route(task, module, Route(create=create, batch=batch), tally), tally


@pytest.mark.parametrize(
    ("change", "number", "jobs", "credits_"),
    [
        (CREATE, 5_000, 0, 500),
        (CREATE, 5_001, 1, 500),
        (UPDATE, 5_001, 1, 500),
        (CREATE, 25_000, 1, 500),
        (CREATE, 25_001, 1, 501),
        (CREATE, 30_001, 2, 1_000),
        (UPDATE, 50_000, 2, 1_000),
        (ERASE, 5_001, 1, 500),
        (DELETE, 9_000, 0, 90),
        (UNGUARDED, 9_000, 0, 900),
    ],
)
def test_a_job_is_used_from_where_it_is_cheaper(
    change: Change, number: int, jobs: int, credits_: int
) -> None:
    route, tally = plan([(change, number)])
    price = price_of(route, tally)
    assert (price.jobs, price.credits) == (jobs, credits_)


def test_two_kinds_of_a_task_go_each_their_own_way() -> None:
    route, tally = plan([(CREATE, 6_000), (UPDATE, 10), (ERASE, 6_000), (ERASE_BOTH, 20)])
    assert route.bulk is not None
    assert (route.bulk.creates, route.bulk.updates, route.bulk.erasing) == (True, False, (("City",),))
    assert [route.bulk.group(each) is not None for each in (CREATE, UPDATE, ERASE, ERASE_BOTH, DELETE)] == [
        True,
        False,
        True,
        False,
        False,
    ]
    assert price_of(route, tally).credits == 2 * JOB + 3


@pytest.mark.parametrize(
    ("task", "module", "create", "change", "why"),
    [
        (make_task(automation=Automation.NONE), make_module(), "insert", CREATE, "automation"),
        (make_task(automation=("workflow",)), make_module(), "insert", UPDATE, "automation"),
        (make_task(), make_module(no_bulk="module"), "insert", CREATE, "module"),
        (make_task(), make_module(no_bulk="assignment"), "insert", CREATE, "assignment"),
        (make_task("No", "Lines"), make_module(Lines="subform"), "insert", CREATE, "lines"),
        (make_task("No", "Links"), make_module(Links="multiselectlookup"), "insert", CREATE, "field"),
        (make_task(), make_module(no_bulk="unlisted"), "insert", CREATE, "unlisted"),
        (make_task("City"), make_module(), "insert", UNGUARDED, "guard"),
        (make_task("City"), make_module(), "upsert", UNGUARDED, "upsert"),
        (make_task(*(f"F{number}" for number in range(200))), make_module(), "insert", UPDATE, "columns"),
    ],
)
def test_why_not_is_told_once_where_bulk_would_be_cheaper(
    task: Task, module: ModuleFacts, create: str, change: Change, why: str
) -> None:
    route, _ = plan([(change, 6_000)], task=task, module=module, create=create)
    assert route.bulk is None
    assert [code for code, _ in route.no_bulk] == [why]
    assert "{" not in explain_no_bulk(*route.no_bulk[0])
    few, _ = plan([(change, 5_000)], task=task, module=module, create=create)
    assert few.no_bulk == ()


def test_updates_that_erase_different_fields_cannot_share_a_job() -> None:
    route, tally = plan([(ERASE, 4_000), (ERASE_BOTH, 4_000)])
    assert route.no_bulk == (("erasing", ""),)
    assert price_of(route, tally).credits == 800


def test_rest_may_be_asked_for() -> None:
    route, tally = plan([(CREATE, 30_000)], task=make_task(write=Write.REST))
    assert (route.bulk, route.no_bulk) == (None, ())
    assert price_of(route, tally).credits == 3_000


def test_bulk_may_be_forced_for_few_rows_and_the_price_tells_what_it_costs() -> None:
    route, tally = plan([(CREATE, 25_001), (UPDATE, 3)], task=make_task(write=Write.BULK))
    price = price_of(route, tally)
    assert (price.jobs, price.credits, price.rest) == (3, 3 * JOB, 2_502)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, 0),
        ({"automation": Automation.NONE}, 1),
        ({"automation": Automation.NONE, "map": ()}, 2),
        ({"map": (), "stamp": "No"}, 0),
        ({"map": (), "operation": Operation.UPDATE}, 0),
        ({"operation": Operation.DELETE}, 1),
    ],
)
def test_what_stands_in_the_way_of_forced_bulk_is_a_fault(changed: dict[str, Any], found: int) -> None:
    task = make_task(write=Write.BULK, **changed)
    faults = bulk_faults(task, make_module(), create="insert")
    assert len(faults) == found
    assert all(fault.next_step and fault.path == "tasks.t.write" for fault in faults)
    assert bulk_faults(make_task(automation=Automation.NONE), make_module(), create="insert") == []


@given(
    creates=st.integers(0, 90_000),
    updates=st.integers(0, 90_000),
    erasing=st.integers(0, 60_000),
    others=st.integers(0, 60_000),
    batch=st.integers(1, 100),
)
def test_the_chosen_way_is_never_dearer_than_another(
    creates: int, updates: int, erasing: int, others: int, batch: int
) -> None:
    task, module = make_task(), make_module()
    tally = Tally(("No",))
    tally.kinds.update({ChangeKind.CREATE: creates, ChangeKind.UPDATE: updates + erasing + others})
    tally.groups.update({("create",): creates, ("update",): updates})
    tally.groups.update({("update", "City"): erasing, ("update", "No", "City"): others})
    route = choose_route(task, module, Route(create="insert", batch=batch), tally)
    price = price_of(route, tally)
    assert price.credits <= price.rest
    all_bulk = sum(-(-number // BULK_ROWS) for number in (creates, updates, erasing, others)) * JOB
    assert price.credits <= all_bulk
    assert (price.jobs > 0) == (route.bulk is not None)
