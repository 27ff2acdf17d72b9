"""Many pages in flight: no row is lost or doubled, whatever the ids and whatever comes and goes meanwhile."""

from __future__ import annotations

import os
import random
import threading

from hypothesis import given
from hypothesis import strategies as st

from hakobu.zoho import Page
from hakobu.zoho.paging import Ask, pages_at_once


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
            found = [each for each in self._ids if int(ask.after) < each <= (int(ask.to) if ask.to else each)]
            ordered = found[::-1] if ask.down else found
            rows = sorted(ordered[ask.offset : ask.offset + ask.limit])
            self.empty += not rows
            self._change()
        for _ in range(self._turns.randrange(4)):
            os.sched_yield()  # let answers overtake each other
        return Page([{"id": str(each)} for each in rows], more=len(found) > ask.offset + ask.limit)

    def _change(self) -> None:
        if self._vanish and self._ids:
            self.gone.add(self._ids.pop(self._vanish.pop() % len(self._ids)))
        if self._come:
            fresh = self._come.pop()
            if fresh not in self._ids and fresh not in self.gone:
                self.new.add(fresh)
                self._ids = sorted({*self._ids, fresh})


@given(
    ids=st.sets(st.integers(1, 5000), max_size=300),
    vanish=st.lists(st.integers(0, 300), max_size=30),
    come=st.lists(st.integers(1, 6000), max_size=30),
    rows=st.integers(2, 40),
    reach=st.sampled_from([0, 50, 100_000]),
    guess=st.integers(0, 400),
    begun=st.booleans(),
)
def test_every_record_that_stays_is_read_once(
    *, ids: set[int], vanish: list[int], come: list[int], rows: int, reach: int, guess: int, begun: bool
) -> None:
    records = Records(ids, vanish, come)
    first = records.fetch(Ask(rows)) if begun else None
    pages = pages_at_once(records.fetch, count=guess, rows=rows, reach=reach, first=first)
    read = [int(row["id"]) for page in pages for row in page]
    assert len(read) == len(set(read))
    assert ids - records.gone <= set(read) <= ids | records.new
    assert all(ask.offset + ask.limit <= reach for ask in records.asks if ask.offset)


@given(pages=st.integers(1, 60), rows=st.integers(2, 30), missing=st.integers(0, 1))
def test_a_known_count_within_reach_asks_for_no_page_without_rows(
    pages: int, rows: int, missing: int
) -> None:
    count = pages * rows - missing
    records = Records(set(range(1, count + 1)), [], [])
    read = [row for page in pages_at_once(records.fetch, count=count, rows=rows, reach=10**6) for row in page]
    assert len(read) == count
    assert records.empty == 0
