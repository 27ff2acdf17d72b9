"""Limits are counted from the plan alone: numbers and shares, by task."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hakobu.model import Guards, Limit, Operation, Read, Task
from hakobu.plan import Price, Route, TaskPlan, beyond, stops_of, too_few_credits


def task(operation: Operation = Operation.MIRROR, **guards: Any) -> Task:
    return Task(name="t", read=Read(), module="Leads", operation=operation, map=(), guards=Guards(**guards))


def plan(**counts: int) -> TaskPlan:
    empty = TaskPlan(
        task="t",
        module="Leads",
        operation="mirror",
        ledger_id=1,
        fields=(),
        ways=(),
        route=Route(create="insert"),
        price=Price(credits=0, calls=0),
        read=0,
        carried=0,
        create=0,
        update=0,
        delete=0,
        unchanged=0,
        invalid=0,
        skipped={},
    )
    return msgspec.structs.replace(empty, **counts)


def names(task: Task, plan: TaskPlan) -> list[str]:
    return [stop.guard for stop in stops_of(task, plan)]


@given(found=st.integers(0, 10**6), of=st.integers(0, 10**6), share=st.floats(0, 100))
def test_what_a_limit_allows_is_let_through_and_one_more_is_not(found: int, of: int, share: float) -> None:
    limit = Limit(share=share)
    allowed = int(share * of // 100)
    assert beyond("creates", min(found, allowed), of, limit) is None
    assert beyond("creates", allowed + 1, of, limit) is not None


@given(found=st.integers(0, 10**6), number=st.integers(0, 10**6))
def test_a_number_is_exact(found: int, number: int) -> None:
    assert (beyond("creates", found, 0, Limit(number=number)) is not None) == (found > number)


def test_every_guard_that_would_stop_is_told_at_once() -> None:
    one = Limit(number=1)
    guarded = task(creates=one, updates=one, deletes=one, changes=one, invalid=one)
    made = plan(read=10, create=2, update=2, delete=2, invalid=2, known=10)
    assert names(guarded, made) == ["creates", "updates", "deletes", "changes", "invalid"]


@pytest.mark.parametrize(
    ("deleted", "known", "stopped"), [(10, 10, False), (11, 50, True), (11, 55, False), (101, 9_999, True)]
)
def test_deletes_have_a_limit_without_a_word(deleted: int, known: int, stopped: bool) -> None:  # noqa: FBT001
    assert names(task(), plan(read=5, delete=deleted, known=known)) == ["deletes"] * stopped


def test_a_delete_task_is_bound_by_the_number_unless_it_names_a_share() -> None:
    assert names(task(Operation.DELETE), plan(read=50, delete=50)) == []
    share = task(Operation.DELETE, deletes=Limit(share=10))
    assert names(share, plan(read=50, delete=50, known=100)) == ["deletes"]


def test_zero_rows_never_delete_and_nobody_can_approve_it() -> None:
    (stop,) = stops_of(task(empty_source="allow"), plan(delete=1, known=100))
    assert (stop.guard, stop.final) == ("empty_source", True)
    assert names(task(), plan()) == []
    (asked,) = stops_of(task(empty_source="stop"), plan())
    assert not asked.final


def test_rows_that_are_sent_again_are_bound_by_numbers_only() -> None:
    share, again = Limit(share=0), plan(carried=4, update=3, invalid=1)
    assert names(task(updates=share, changes=share, invalid=share), again) == []
    assert names(task(updates=Limit(number=2)), again) == ["updates"]


def test_the_reserve_of_credits_is_counted_where_zoho_tells_what_is_left() -> None:
    assert too_few_credits(10, None, 100) is None
    assert too_few_credits(10, 110, 100) is None
    assert too_few_credits(10, 50, 0) is None
    stop = too_few_credits(11, 110, 100)
    assert stop is not None
    assert (stop.found, stop.of, stop.allowed) == (11, 110, 10)
