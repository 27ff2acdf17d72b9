"""Many pages in flight: no row is lost or doubled, whatever the ids and whatever vanishes meanwhile."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from hakobu.zoho import Page
from hakobu.zoho.paging import Ask, pages_at_once


class Records:
    """Records by id; some vanish after so many pages were read."""

    def __init__(self, ids: set[int], vanish: list[int]) -> None:
        self._ids = sorted(ids)
        self._vanish = list(vanish)
        self._lock = threading.Lock()
        self.gone: set[int] = set()

    def fetch(self, ask: Ask) -> Page:
        with self._lock:
            found = [each for each in self._ids if int(ask.after) < each <= (int(ask.to) if ask.to else each)]
            rows = found[ask.offset : ask.offset + ask.limit]
            if self._vanish and self._ids:
                self.gone.add(self._ids.pop(self._vanish.pop() % len(self._ids)))
        return Page([{"id": str(each)} for each in rows], more=len(found) > ask.offset + ask.limit)

    def last(self) -> str:
        with self._lock:
            return str(self._ids[-1]) if self._ids else "0"


@given(
    ids=st.sets(st.integers(1, 5000), max_size=300),
    vanish=st.lists(st.integers(0, 300), max_size=20),
    rows=st.integers(2, 40),
    reach=st.sampled_from([0, 50, 100_000]),
    guess=st.integers(0, 400),
)
def test_every_record_that_stays_is_read_once(
    ids: set[int], vanish: list[int], rows: int, reach: int, guess: int
) -> None:
    records = Records(ids, vanish)
    first = records.fetch(Ask(rows))
    pages = pages_at_once(records.fetch, first, count=guess, rows=rows, reach=reach, last=records.last)
    read = [int(row["id"]) for page in pages for row in page]
    assert len(read) == len(set(read))
    assert ids - records.gone <= set(read) <= ids
