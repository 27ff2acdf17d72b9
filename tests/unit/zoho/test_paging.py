"""Many pages in flight: no row is lost or doubled, whatever the ids and whatever comes and goes meanwhile."""

from __future__ import annotations

import os
import random
import threading
from itertools import accumulate
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hakobu.zoho import Page
from hakobu.zoho.costs import SUB_CONCURRENCY
from hakobu.zoho.pages_far import FarPages
from hakobu.zoho.paging import Ask, pages_at_once

if TYPE_CHECKING:
    from collections.abc import Callable


class Records:
    """Records by id; after each page that was read one may vanish, and one may come, anywhere."""

    def __init__(self, ids: set[int], vanish: list[int], come: list[int]) -> None:
        self._ids = sorted(ids)
        self._vanish, self._come = list(vanish), list(come)
        self._lock = threading.Lock()
        self._turns = random.Random(len(ids))  # noqa: S311 - chance, not secrecy
        self.gone: set[int] = set()
        self.new: set[int] = set()
        self.asks: list[Ask] = []
        self.empty = 0

    def fetch(self, ask: Ask) -> Page:
        with self._lock:
            self.asks.append(ask)
            found = [each for each in self._ids if self._is_asked(each, ask)]
            ordered = found[::-1] if ask.down else found
            rows = sorted(ordered[ask.offset : ask.offset + ask.limit])
            self.empty += not rows
            self._change()
        for _ in range(self._turns.randrange(4)):
            os.sched_yield()  # let answers overtake each other
        return Page([{"id": str(each)} for each in rows], more=len(found) > ask.offset + ask.limit)

    @staticmethod
    def _is_asked(each: int, ask: Ask) -> bool:
        left_out = any(after < each <= to for after, to in ask.but)
        return int(ask.after) < each <= (int(ask.to) if ask.to else each) and not left_out

    def add(self, new: int) -> None:
        self._ids = sorted({*self._ids, new})

    def _change(self) -> None:
        if self._vanish and self._ids:
            self.gone.add(self._ids.pop(self._vanish.pop() % len(self._ids)))
        if self._come:
            fresh = self._come.pop()
            if fresh not in self._ids and fresh not in self.gone:
                self.new.add(fresh)
                self._ids = sorted({*self._ids, fresh})


@settings(deadline=None)
@given(
    ids=st.sets(st.integers(1, 5000), max_size=300),
    vanish=st.lists(st.integers(0, 300), max_size=30),
    come=st.lists(st.integers(1, 6000), max_size=30),
    rows=st.integers(2, 40),
    reach=st.sampled_from([0, 50, 100_000]),
    guess=st.integers(0, 400),
    joined=st.integers(0, 3),
    begun=st.booleans(),
)
def test_every_record_that_stays_is_read_once(
    *,
    ids: set[int],
    vanish: list[int],
    come: list[int],
    rows: int,
    reach: int,
    guess: int,
    joined: int,
    begun: bool,
) -> None:
    records = Records(ids, vanish, come)
    first = records.fetch(Ask(rows)) if begun else None
    pages = pages_at_once(records.fetch, count=guess, rows=rows, reach=reach, joined=joined, first=first)
    read = [int(row["id"]) for page in pages for row in page]
    assert len(read) == len(set(read))
    assert ids - records.gone <= set(read) <= ids | records.new
    assert all(ask.offset + ask.limit <= reach for ask in records.asks if ask.offset)
    assert all(len(ask.but) <= joined for ask in records.asks)


def read_far(records: Records, pages: FarPages, choose: Callable[[int], int]) -> tuple[list[int], int]:
    """Read with answers in any order; the ids that were read, and how many answers waited for each other."""
    under_way: list[tuple[int, Ask, Page]] = []
    read: list[int] = []
    landed = rounds = 0
    while True:
        asks = pages.next(SUB_CONCURRENCY - len(under_way))
        under_way += [(landed + 1, ask, records.fetch(ask)) for ask in asks]
        assert len(under_way) <= SUB_CONCURRENCY
        if not under_way:
            return read, rounds
        landed, ask, page = under_way.pop(choose(len(under_way)))
        rounds = max(rounds, landed)
        ids = [int(row["id"]) for row in page.rows]
        read += [each for after, to in pages.take(ask, page) for each in ids if after < each <= to]


@settings(deadline=None)
@given(
    ids=st.sets(st.integers(1, 5000), max_size=300),
    vanish=st.lists(st.integers(0, 300), max_size=60),
    come=st.lists(st.integers(1, 6000), max_size=60),
    rows=st.integers(2, 10),
    room=st.integers(0, 6),
    guess=st.integers(0, 400),
    joined=st.integers(0, 11),
    turns=st.randoms(use_true_random=False),
)
def test_beyond_the_reach_of_offset_every_record_that_stays_is_read_once_in_whatever_order_answers_come(
    *,
    ids: set[int],
    vanish: list[int],
    come: list[int],
    rows: int,
    room: int,
    guess: int,
    joined: int,
    turns: random.Random,
) -> None:
    records = Records(ids, vanish, come)
    pages = FarPages(count=guess, rows=rows, reach=room * rows, joined=joined)
    read, _ = read_far(records, pages, turns.randrange)
    assert len(read) == len(set(read))
    assert ids - records.gone <= set(read) <= ids | records.new
    assert all(ask.offset + ask.limit <= room * rows for ask in records.asks if ask.offset)
    assert all(len(ask.but) <= joined for ask in records.asks)


@pytest.mark.parametrize("most", [1, 100])
def test_a_known_count_beyond_the_reach_of_offset_needs_no_more_calls_than_it_fills_pages(most: int) -> None:
    chance = random.Random(7)  # noqa: S311 - chance, not secrecy
    ids = list(accumulate((chance.randint(1, most) for _ in range(10_000)), initial=1))[1:]
    records = Records(set(ids), [], [])
    pages = FarPages(count=len(ids), rows=200, reach=1000, joined=11)
    read, rounds = read_far(records, pages, lambda waiting: chance.randrange(min(waiting, 3)))
    assert (sorted(read), len(records.asks)) == (ids, 50)
    assert rounds <= 6  # five, if no answer had to wait for another


@pytest.mark.parametrize("most", [1, 100])
def test_answers_in_the_order_of_their_calls_need_no_more_rounds_than_they_fill(most: int) -> None:
    chance = random.Random(7)  # noqa: S311 - chance, not secrecy
    ids = list(accumulate((chance.randint(1, most) for _ in range(10_000)), initial=1))[1:]
    records = Records(set(ids), [], [])
    read, rounds = read_far(records, FarPages(count=10_000, rows=200, reach=1000, joined=11), lambda _: 0)
    assert (sorted(read), len(records.asks), rounds) == (ids, 50, 5)


@pytest.mark.parametrize("seed", range(8))
def test_ids_in_bursts_cost_some_calls_more(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - chance, not secrecy
    ids, last = list[int](), 0
    while len(ids) < 6000:
        last += 10 ** chance.randrange(1, 9)
        ids += range(last, last := last + chance.randrange(1, 300))
    records = Records(set(ids), [], [])
    read, _ = read_far(records, FarPages(count=len(ids), rows=200, reach=1000, joined=11), lambda _: 0)
    assert sorted(read) == ids
    assert len(records.asks) <= len(ids) // 200 + 20


def test_a_row_that_came_between_two_pages_side_by_side_is_read() -> None:
    ids = set(range(10, 100_010, 10))
    records = Records(ids, [], [])
    pages = FarPages(count=10_000, rows=200, reach=1000, joined=11)
    first = [(ask, records.fetch(ask)) for ask in pages.next(SUB_CONCURRENCY)]
    below = next(page for ask, page in first if not ask.offset and not ask.down)
    between = int(below.rows[-1]["id"]) + 1
    records.add(between)
    read = []
    for ask, page in first:
        pages.take(ask, page)
        read += [int(row["id"]) for row in page.rows]
    rest, _ = read_far(records, pages, lambda _: 0)
    assert sorted(read + rest) == sorted({*ids, between})


def test_an_id_guessed_badly_costs_calls_and_no_rows() -> None:
    ids = [*range(1, 1001), *range(10**9, 10**9 + 9000)]
    records = Records(set(ids), [], [])
    pages = FarPages(count=len(ids), rows=200, reach=1000, joined=11)
    read, rounds = read_far(records, pages, lambda _: 0)
    assert sorted(read) == ids
    assert rounds <= 10


@settings(deadline=None)
@given(pages=st.integers(1, 60), rows=st.integers(2, 30), missing=st.integers(0, 1))
def test_a_known_count_within_reach_asks_for_no_page_without_rows(
    pages: int, rows: int, missing: int
) -> None:
    count = pages * rows - missing
    records = Records(set(range(1, count + 1)), [], [])
    read = [row for page in pages_at_once(records.fetch, count=count, rows=rows, reach=10**6) for row in page]
    assert len(read) == count
    assert records.empty == 0
