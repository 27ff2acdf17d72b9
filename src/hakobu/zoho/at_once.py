"""Several questions in flight, their answers in the order of asking."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from hakobu.zoho.costs import SUB_CONCURRENCY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["at_once"]

Asked = TypeVar("Asked")
Found = TypeVar("Found")


def at_once(ask: Callable[[Asked], Found], each: Iterable[Asked], *, name: str) -> Iterator[Found]:
    """Ask for each, ten at once and not far ahead of the reader; the limiter says how many really go."""
    rest = iter(each)
    with ThreadPoolExecutor(SUB_CONCURRENCY, thread_name_prefix=name) as pool:
        queue: deque[Future[Found]] = deque()
        try:
            queue.extend(pool.submit(ask, one) for one in islice(rest, 2 * SUB_CONCURRENCY))
            while queue:
                found = queue.popleft().result()
                queue.extend(pool.submit(ask, one) for one in islice(rest, 1))
                yield found
        finally:
            for future in queue:
                future.cancel()
