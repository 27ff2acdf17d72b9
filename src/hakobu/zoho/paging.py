"""Many pages of one query in flight, and none of its rows lost or doubled.

The ids are cut into parts, and each row is taken by the part that holds its id: how, is said by
``NearPages`` and ``FarPages``.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Condition
from typing import Any, Protocol

from hakobu.zoho.coql import LatePage, Page
from hakobu.zoho.costs import SUB_CONCURRENCY
from hakobu.zoho.pages_far import FarPages
from hakobu.zoho.pages_near import NearPages
from hakobu.zoho.part import Ask, Span

__all__ = ["Ask", "pages_at_once"]

_AHEAD = 2 * SUB_CONCURRENCY
"""Pages that may wait for their reader: memory is bounded by them."""
_LULL = 0.04
"""Seconds without an answer after which those that are there are decoded."""

Row = dict[str, Any]
Fetch = Callable[["Ask"], Page | LatePage]


def pages_at_once(
    fetch: Fetch,
    *,
    count: int,
    rows: int,
    reach: int,
    joined: int = 0,
    first: Page | LatePage | None = None,
) -> Iterator[list[Row]]:
    """Every row of a query, a page at a time in no order, ten calls in flight.

    ``count`` is how many rows there are about, ``rows`` what a page holds, ``reach`` how far OFFSET
    goes, ``joined`` how many spans of ids a call can leave out; ``first`` is the page of the lowest ids
    where somebody has read it already.
    """
    pages: _Pages = NearPages(count=count, rows=rows, reach=reach)
    if count > reach and reach < 2 * SUB_CONCURRENCY * rows:
        pages = FarPages(count=count, rows=rows, reach=reach, joined=joined)
    reading = _Reading(fetch, pages)
    if first is not None:
        reading.begin(first)
    yield from reading.pages()


class _Pages(Protocol):
    """Knows which pages to ask for."""

    def begin(self, page: Page | LatePage) -> list[Span]:
        """Take the page of the lowest ids."""

    def next(self, idle: int) -> list[Ask]:
        """What to ask for now."""

    def take(self, ask: Ask, page: Page | LatePage) -> list[Span]:
        """Take an answer; the spans of which its rows are wanted."""


class _Reading:
    """Who reads the pages of one query.

    The thread that has a page says what is read next, by its ids alone; the reader decodes it meanwhile.
    """

    def __init__(self, fetch: Fetch, pages: _Pages) -> None:
        self._fetch = fetch
        self._pages = pages
        self._running = 0
        self._ready: deque[tuple[Page | LatePage, list[Span]]] = deque()
        self._news = Condition()
        self._failed: BaseException | None = None
        self._over = False
        self._landed = 0.0

    def begin(self, page: Page | LatePage) -> None:
        self._emit(page, self._pages.begin(page))

    def pages(self) -> Iterator[list[Row]]:
        with ThreadPoolExecutor(SUB_CONCURRENCY, thread_name_prefix="page") as pool:
            try:
                with self._news:
                    self._submit(pool)
                while (taken := self._next(pool)) is not None:
                    yield _wanted(*taken)
            finally:
                with self._news:
                    self._over = True  # what is under way ends, and nothing new begins

    def _next(self, pool: ThreadPoolExecutor) -> tuple[Page | LatePage, list[Span]] | None:
        """The next page that is there; None when all are read."""
        with self._news:
            self._news.wait_for(lambda: self._ready or self._failed or not self._running)
            self._let_others_land()
            if self._failed is not None:
                raise self._failed
            if not self._ready:
                return None
            taken = self._ready.popleft()
            self._submit(pool)
            return taken

    def _let_others_land(self) -> None:
        """Wait while answers come in: to decode one now would hold up the calls that follow the others.

        Where fewer calls are under way than may be, none follows.
        """
        while self._running == SUB_CONCURRENCY and not self._failed and len(self._ready) < SUB_CONCURRENCY:
            pause = self._landed + _LULL - time.monotonic()
            if pause <= 0:
                return
            self._news.wait(pause)

    def _submit(self, pool: ThreadPoolExecutor) -> None:
        idle = SUB_CONCURRENCY - self._running
        if self._over or idle <= 0 or len(self._ready) >= _AHEAD:
            return
        for ask in self._pages.next(idle):
            self._running += 1
            pool.submit(self._work, pool, ask).add_done_callback(self._ended)

    def _work(self, pool: ThreadPoolExecutor, ask: Ask) -> None:
        """Fetch a page, and begin what it makes known, before anybody decodes it."""
        if self._over:
            return
        page = self._fetch(ask)
        with self._news:
            self._running -= 1
            self._landed = time.monotonic()
            self._emit(page, self._pages.take(ask, page))
            self._submit(pool)
            self._news.notify()

    def _ended(self, future: Future[None]) -> None:
        if (error := future.exception()) is not None:
            with self._news:
                self._failed, self._over = self._failed or error, True
                self._news.notify()

    def _emit(self, page: Page | LatePage, spans: list[Span]) -> None:
        """Have a page's rows of some spans read out."""
        if page.edges is not None:
            low, high = page.edges
            if wanted := [(after, to) for after, to in spans if low <= to and high > after]:
                self._ready.append((page, wanted))


def _wanted(page: Page | LatePage, spans: list[Span]) -> list[Row]:
    rows = page.rows
    if not rows:
        return rows
    if any(after < int(rows[0]["id"]) and int(rows[-1]["id"]) <= to for after, to in spans):
        return rows
    return [row for row in rows if any(after < int(row["id"]) <= to for after, to in spans)]
