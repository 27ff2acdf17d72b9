"""Many pages of one query in flight, and none of its rows lost or doubled.

Within the reach of OFFSET each page begins with the last row of the page before it: where the two
rows are the same nothing lies between them, else the gap is read by id. Beyond that reach the ids
are cut into ranges, each paged by growing id; a range that turns out long is cut again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from hakobu.zoho.coql import Page
from hakobu.zoho.costs import SUB_CONCURRENCY

__all__ = ["Ask", "pages_at_once"]

_AHEAD = 2 * SUB_CONCURRENCY
"""Pages that may wait for their reader: memory is bounded by them."""
_PAGES_A_RANGE = 10

Row = dict[str, Any]
Fetch = Callable[["Ask"], Page]


@dataclass(frozen=True, slots=True)
class Ask:
    """One page: the ids after ``after`` up to ``to``, from ``offset`` on, in the order of the ids."""

    limit: int
    after: str = "0"
    to: str = ""
    offset: int = 0


@dataclass(slots=True)
class _End:
    """How far the reading has come, and whether there is more."""

    id: str
    more: bool


def pages_at_once(
    fetch: Fetch, first: Page, *, count: int, rows: int, reach: int, last: Callable[[], str]
) -> Iterator[list[Row]]:
    """Every row of a query, a page at a time, ten calls in flight.

    ``first`` is its first page, ``count`` how many rows there are about, ``rows`` what a page holds,
    ``reach`` how far OFFSET goes, and ``last`` asks for the greatest id.
    """
    if not first.rows:
        return
    end = _End(first.rows[-1]["id"], first.more)
    if not first.more:
        yield first.rows
        return
    with ThreadPoolExecutor(SUB_CONCURRENCY, thread_name_prefix="page") as pool:
        begun: list[Future[Any]] = []
        try:
            greatest = pool.submit(last) if count > reach else None
            yield from _by_offset(pool, fetch, _asks(count, rows, reach), first.rows, end, begun)
            if greatest is None:
                yield from _after(fetch, Ask(rows, after=end.id)) if end.more else ()
            else:
                yield from _by_ranges(pool, fetch, _cut(end.id, greatest.result(), count, rows), begun)
        finally:
            for future in begun:
                future.cancel()


def _asks(count: int, rows: int, reach: int) -> Iterator[Ask]:
    """The pages after the first; each overlaps the one before it by one row."""
    offset = rows - 1
    while offset < min(count, reach - rows + 1):
        yield Ask(rows, offset=offset)
        offset += rows - 1


def _by_offset(  # noqa: PLR0917 - private, and each is a part of one walk
    pool: ThreadPoolExecutor,
    fetch: Fetch,
    asks: Iterator[Ask],
    first: list[Row],
    end: _End,
    begun: list[Future[Any]],
) -> Iterator[list[Row]]:
    queue: deque[Future[Page]] = deque()

    def top_up() -> None:
        for ask in asks:
            queue.append(pool.submit(fetch, ask))
            begun.append(queue[-1])
            if len(queue) >= _AHEAD:
                return

    top_up()
    yield first
    while queue:
        page = queue.popleft().result()
        begun[:] = queue
        top_up()
        end.more = page.more
        if not page.rows:
            continue
        yield from _gap(fetch, end.id, page.rows[0]["id"])
        fresh = _beyond(page.rows, end.id)
        end.id = page.rows[-1]["id"] if fresh else end.id
        if fresh:
            yield fresh


def _gap(fetch: Fetch, after: str, first: str) -> Iterator[list[Row]]:
    """What lies before the first row of a page, where that row is not the last one of the page before."""
    if int(first) > int(after):
        yield from _after(fetch, Ask(200, after=after, to=str(int(first) - 1)))


def _beyond(rows: list[Row], after: str) -> list[Row]:
    if int(rows[0]["id"]) > int(after):
        return rows
    return [row for row in rows if int(row["id"]) > int(after)]


def _after(fetch: Fetch, ask: Ask) -> Iterator[list[Row]]:
    more = True
    while more:
        page = fetch(ask)
        if page.rows:
            yield page.rows
            ask = replace(ask, after=page.rows[-1]["id"])
        more = page.more and bool(page.rows)


def _cut(after: str, to: str, count: int, rows: int) -> deque[Ask]:
    """The ids between two, in ranges of equal length."""
    low, high = int(after), int(to or after)
    parts = max(SUB_CONCURRENCY, count // (rows * _PAGES_A_RANGE))
    parts = min(parts, high - low)
    edges = [low + (high - low) * number // parts for number in range(parts + 1)] if parts > 0 else []
    return deque(Ask(rows, after=str(first), to=str(end)) for first, end in pairwise(edges))


def _by_ranges(
    pool: ThreadPoolExecutor, fetch: Fetch, ranges: deque[Ask], begun: list[Future[Any]]
) -> Iterator[list[Row]]:
    """Ranges in flight; whoever has more to read than others wait for gives half of it away."""
    running: dict[Future[Page], Ask] = {}
    ready: deque[list[Row]] = deque()

    def submit() -> None:
        while ranges and len(running) < SUB_CONCURRENCY and len(ready) < _AHEAD:
            ask = ranges.popleft()
            running[pool.submit(fetch, ask)] = ask
        begun[:] = running

    submit()
    while running or ready:
        for future in wait(running, timeout=0 if ready else None, return_when=FIRST_COMPLETED).done:
            ask, page = running.pop(future), future.result()
            if page.rows:
                ready.append(page.rows)
            if page.more and page.rows:
                ranges.extendleft(_rest(replace(ask, after=page.rows[-1]["id"]), idle=not ranges))
        submit()  # before the reader takes its time
        if ready:
            yield ready.popleft()
            submit()


def _rest(ask: Ask, *, idle: bool) -> list[Ask]:
    """What is left of a range: one piece, or two where others have nothing to do."""
    low, high = int(ask.after), int(ask.to)
    middle = (low + high) // 2
    if not idle or middle <= low:
        return [ask]
    return [replace(ask, to=str(middle)), replace(ask, after=str(middle))]
