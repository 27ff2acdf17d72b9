"""Many pages of one query in flight, and none of its rows lost or doubled.

The ids are cut into parts, each read by growing id. Where to cut is found without a guess: a page at an
OFFSET brings rows, and its first id is the edge between two parts. A part that is longer than others
is cut again the same way, as far as OFFSET reaches; beyond its reach also from the top down.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from threading import Condition
from typing import Any

from hakobu.zoho.coql import LatePage, Page
from hakobu.zoho.costs import SUB_CONCURRENCY

__all__ = ["Ask", "pages_at_once"]

_AHEAD = 2 * SUB_CONCURRENCY
"""Pages that may wait for their reader: memory is bounded by them."""
_OPEN = 10**30
"""Beyond every id."""

Row = dict[str, Any]
Fetch = Callable[["Ask"], Page | LatePage]


@dataclass(frozen=True, slots=True)
class Ask:
    """One page: the ids after ``after`` up to ``to``, from ``offset`` on, in the order of the ids.

    ``down`` counts the offset from the greatest id.
    """

    limit: int
    after: str = "0"
    to: str = ""
    offset: int = 0
    down: bool = False


@dataclass(slots=True)
class _Part:
    """The ids after ``after`` up to ``to``; about ``at`` to ``end`` when all rows are counted."""

    after: int
    to: int
    at: int
    end: int
    busy: bool = False
    done: bool = False
    # its first page is asked for and not here: where it begins is not known
    promised: bool = False

    def ask(self, rows: int, offset: int = 0, *, down: bool = False) -> Ask:
        to = "" if self.to == _OPEN else str(self.to)
        return Ask(rows, after=str(self.after), to=to, offset=offset, down=down)


def pages_at_once(
    fetch: Fetch, *, count: int, rows: int, reach: int, first: Page | LatePage | None = None
) -> Iterator[list[Row]]:
    """Every row of a query, a page at a time in no order, ten calls in flight.

    ``count`` is how many rows there are about, ``rows`` what a page holds, ``reach`` how far OFFSET
    goes; ``first`` is the page of the lowest ids where somebody has read it already.
    """
    reading = _Reading(fetch, count=count, rows=rows, reach=reach)
    if first is not None:
        reading.begin(first)
    yield from reading.pages()


class _Reading:
    """The parts of one query, and who reads them.

    The thread that has a page says what is read next, by its ids alone; the reader decodes it meanwhile.
    """

    def __init__(self, fetch: Fetch, *, count: int, rows: int, reach: int) -> None:
        self._fetch = fetch
        self._rows = rows
        self._room = reach // rows
        self._parts = [_Part(0, _OPEN, 0, max(count, rows))]
        self._running: dict[int, tuple[_Part, Ask]] = {}
        self._sent = 0
        self._ready: deque[tuple[Page | LatePage, int, int]] = deque()
        self._news = Condition()
        self._failed: BaseException | None = None
        self._over = False

    def begin(self, page: Page | LatePage) -> None:
        self._read(self._parts[0], page)

    def pages(self) -> Iterator[list[Row]]:
        with ThreadPoolExecutor(SUB_CONCURRENCY, thread_name_prefix="page") as pool:
            try:
                with self._news:
                    self._submit(pool)
                while (taken := self._next(pool)) is not None:
                    page, after, to = taken
                    rows = page.rows
                    if rows and (int(rows[0]["id"]) <= after or int(rows[-1]["id"]) > to):
                        rows = [row for row in rows if after < int(row["id"]) <= to]
                    yield rows
            finally:
                with self._news:
                    self._over = True  # what is under way ends, and nothing new begins

    def _next(self, pool: ThreadPoolExecutor) -> tuple[Page | LatePage, int, int] | None:
        """The next page that is there; None when all are read."""
        with self._news:
            self._news.wait_for(lambda: self._ready or self._failed or not self._running)
            if self._failed is not None:
                raise self._failed
            if not self._ready:
                return None
            taken = self._ready.popleft()
            self._submit(pool)
            return taken

    def _work(self, pool: ThreadPoolExecutor, number: int, part: _Part, ask: Ask) -> None:
        """Fetch a page, and begin what it makes known, before anybody decodes it."""
        if self._over:
            return
        page = self._fetch(ask)
        with self._news:
            del self._running[number]
            if ask.offset or ask.down:
                self._cut(part, ask, page)
            else:
                part.busy = False
                self._read(part, page)
            self._parts = [part for part in self._parts if not part.done]
            self._submit(pool)
            self._news.notify()

    def _ended(self, future: Future[None]) -> None:
        if (error := future.exception()) is not None:
            with self._news:
                self._failed, self._over = self._failed or error, True
                self._news.notify()

    def _read(self, part: _Part, page: Page | LatePage) -> None:
        """Take the next page of a part; what lies beyond its end, which may have come nearer, is others'."""
        edges = page.edges
        self._emit(page, part.after, part.to)
        if edges:
            part.after = min(edges[1], part.to)
            part.at += self._rows
        part.done = not page.more or not edges or part.after >= part.to

    def _cut(self, promised: _Part, ask: Ask, page: Page | LatePage) -> None:
        """Take a page from the midst of a part: it becomes the beginning of a part of its own."""
        if page.edges is None:
            return
        low, high = page.edges
        part = next((each for each in self._parts if not each.done and each.to >= low), None)
        if part is None or part.after >= high:
            return
        low = max(low, part.after + 1)
        self._emit(page, low - 1, part.to)
        ended = high >= part.to or (not ask.offset if ask.down else not page.more)
        if not ended:
            rest = _Part(high, part.to, promised.at + self._rows, promised.end)
            self._parts.insert(self._parts.index(part) + 1, rest)
        part.to = low - 1
        part.end = min(part.end, promised.at) if part.at < promised.at else part.at
        for each, _ in self._running.values():
            if ask.down and each.promised and each.at < promised.at:
                each.end, each.to = min(each.end, promised.at), min(each.to, part.to)
        part.done = part.after >= part.to

    def _emit(self, page: Page | LatePage, after: int, to: int) -> None:
        """Have a page's rows between two ids read out."""
        if page.edges and page.edges[0] <= to and page.edges[1] > after:
            self._ready.append((page, after, to))

    # -- who reads what --------------------------------------------------------------------------

    def _idle(self) -> int:
        return SUB_CONCURRENCY - len(self._running) if len(self._ready) < _AHEAD else 0

    def _submit(self, pool: ThreadPoolExecutor) -> None:
        if self._over:
            return
        edges = any(ask.offset or ask.down for _, ask in self._running.values())
        for part in sorted(self._parts, key=self._left, reverse=True):
            if self._left(part) < 1 and edges:
                break  # all that was counted is read: a page under way will tell that it ends there
            if self._left(part) < 1 and part.to == _OPEN:
                part.end = part.at + max(self._rows, part.at // 2)  # nobody knows how many more
            if self._idle() and not part.busy and not part.done:
                part.busy = True
                self._send(pool, part, part.ask(self._rows))
        while self._idle() and any(self._share(pool, part) for part in self._longest()):
            pass

    def _longest(self) -> list[_Part]:
        """The part with most to read among those under way, and the one that is only promised."""
        promised = [part for part, _ in self._running.values() if part.promised]
        busy = [part for part in self._parts if part.busy]
        return [max(parts, key=self._left) for parts in (busy, promised) if parts]

    def _left(self, part: _Part) -> int:
        """About how many pages a part still has, the one under way among them."""
        return -(-(part.end - part.at) // self._rows)

    def _share(self, pool: ThreadPoolExecutor, part: _Part) -> bool:
        """Let those with nothing to do read a part too; whether there was a way."""
        left = self._left(part)
        asks = [] if part.promised else self._cuts(part, left)
        lower = any(ask.down and each.at < part.end for each, ask in self._running.values())
        if left > self._room and not lower:
            asks += self._cuts_from_above(part, left, self._idle() - len(asks))
        for promised, ask in asks:
            self._send(pool, promised, ask)
            part.end = min(part.end, promised.at) if not ask.down else part.end
        return bool(asks)

    def _cuts(self, part: _Part, left: int) -> list[tuple[_Part, Ask]]:
        """Cut what OFFSET reaches evenly.

        A piece of one page ends with the first row of the next piece: so it is known that nothing lies
        between. A longer one finds its end by its last page.
        """
        within, pieces = min(left, self._room), min(self._idle() + 1, left, self._room)
        shared, by = (within, pieces) if left == within else (within - 1, pieces - 1)
        asks, offset, edge = [], 0, part.end
        for number in range(pieces - 1):
            pages = shared // by + (number >= by - shared % by)
            offset += pages * self._rows - (pages == 1)
            piece = _Part(part.after, part.to, part.at + offset, edge, promised=True)
            asks.append((piece, part.ask(self._rows, offset)))
        for (promised, _), (after, _) in pairwise(asks):
            promised.end = after.at
        return asks

    def _cuts_from_above(self, part: _Part, left: int, most: int) -> list[tuple[_Part, Ask]]:
        asks = []
        for number in range(min(most, self._room, left - self._room)):
            offset = number * (self._rows - 1)
            at = part.end - offset - self._rows
            piece = _Part(part.after, part.to, at, at + self._rows)
            asks.append((piece, part.ask(self._rows, offset, down=True)))
        return asks

    def _send(self, pool: ThreadPoolExecutor, part: _Part, ask: Ask) -> None:
        self._sent += 1
        self._running[self._sent] = (part, ask)
        pool.submit(self._work, pool, self._sent, part, ask).add_done_callback(self._ended)
