"""Which pages to ask for where OFFSET reaches far, or where nobody knows how many rows there are.

Where to cut is found without a guess: a page at an OFFSET brings rows, and its first id is the edge
between two parts, each read by growing id. A part that is longer than others is cut again the same way,
as far as OFFSET reaches; beyond its reach also from the top down.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hakobu.zoho.part import OPEN, Ask, Part, Span

if TYPE_CHECKING:
    from hakobu.zoho.coql import LatePage, Page

__all__ = ["NearPages"]


class NearPages:
    """The parts of one query."""

    def __init__(self, *, count: int, rows: int, reach: int) -> None:
        self._rows = rows
        self._room = reach // rows
        self._parts = [Part(0, OPEN, 0, max(count, rows))]
        self._running: dict[Ask, Part] = {}
        self._asks: list[Ask] = []
        self._idle = 0

    def begin(self, page: Page | LatePage) -> list[Span]:
        """Take the page of the lowest ids, which somebody else asked for."""
        return self._read(self._parts[0], page)

    def next(self, idle: int) -> list[Ask]:
        """What to ask for now, ``idle`` pages at most."""
        self._asks, self._idle = [], idle
        edges = any(ask.offset or ask.down for ask in self._running)
        for part in sorted(self._parts, key=self._left, reverse=True):
            if self._left(part) < 1 and edges:
                break  # all that was counted is read: a page under way will tell that it ends there
            if self._left(part) < 1 and part.to == OPEN:
                part.end = part.at + max(self._rows, part.at // 2)  # nobody knows how many more
            if self._idle and not part.busy and not part.done:
                part.busy = True
                self._send(part, part.ask(self._rows))
        while self._idle > 0 and any(self._share(part) for part in self._longest()):
            pass
        return self._asks

    def take(self, ask: Ask, page: Page | LatePage) -> list[Span]:
        """Take an answer; the spans of which its rows are wanted."""
        part = self._running.pop(ask)
        if ask.offset or ask.down:
            spans = self._cut(part, ask, page)
        else:
            part.busy = False
            spans = self._read(part, page)
        self._parts = [part for part in self._parts if not part.done]
        return spans

    def _read(self, part: Part, page: Page | LatePage) -> list[Span]:
        """Take the next page of a part; what lies beyond its end, which may have come nearer, is others'."""
        edges, spans = page.edges, [(part.after, part.to)]
        if edges:
            part.after = min(edges[1], part.to)
            part.at += self._rows
        part.done = not page.more or not edges or part.after >= part.to
        return spans

    def _cut(self, promised: Part, ask: Ask, page: Page | LatePage) -> list[Span]:
        """Take a page from the midst of a part: it becomes the beginning of a part of its own."""
        if page.edges is None:
            return []
        low, high = page.edges
        part = next((each for each in self._parts if not each.done and each.to >= low), None)
        if part is None or part.after >= high:
            return []
        low = max(low, part.after + 1)
        spans = [(low - 1, part.to)]
        ended = high >= part.to or (not ask.offset if ask.down else not page.more)
        if not ended:
            rest = Part(high, part.to, promised.at + self._rows, promised.end)
            self._parts.insert(self._parts.index(part) + 1, rest)
        part.to = low - 1
        part.end = min(part.end, promised.at) if part.at < promised.at else part.at
        for each in self._running.values():
            if ask.down and each.promised and each.at < promised.at:
                each.end, each.to = min(each.end, promised.at), min(each.to, part.to)
        part.done = part.after >= part.to
        return spans

    # -- who reads what --------------------------------------------------------------------------

    def _longest(self) -> list[Part]:
        """The part with most to read among those under way, and the one that is only promised."""
        promised = [part for part in self._running.values() if part.promised]
        busy = [part for part in self._parts if part.busy]
        return [max(parts, key=self._left) for parts in (busy, promised) if parts]

    def _left(self, part: Part) -> int:
        """About how many pages a part still has, the one under way among them."""
        return -(-part.rows // self._rows)

    def _share(self, part: Part) -> bool:
        """Let those with nothing to do read a part too; whether there was a way."""
        left = self._left(part)
        asks = [] if part.promised else self._cuts(part, left)
        lower = any(ask.down and each.at < part.end for ask, each in self._running.items())
        if left > self._room and not lower:
            asks += self._cuts_from_above(part, left, self._idle - len(asks))
        for promised, ask in asks:
            self._send(promised, ask)
            part.end = min(part.end, promised.at) if not ask.down else part.end
        return bool(asks)

    def _cuts(self, part: Part, left: int) -> list[tuple[Part, Ask]]:
        """Cut what OFFSET reaches evenly.

        A piece of one page ends with the first row of the next piece: so it is known that nothing lies
        between. A longer one finds its end by its last page.
        """
        within, pieces = min(left, self._room), min(self._idle + 1, left, self._room)
        shared, by = (within, pieces) if left == within else (within - 1, pieces - 1)
        asks, offset, edge = [], 0, part.end
        for number in range(pieces - 1):
            pages = shared // by + (number >= by - shared % by)
            offset += pages * self._rows - (pages == 1)
            piece = Part(part.after, part.to, part.at + offset, edge, promised=True)
            asks.append((piece, part.ask(self._rows, offset)))
        for (promised, _), (after, _) in pairwise(asks):
            promised.end = after.at
        return asks

    def _cuts_from_above(self, part: Part, left: int, most: int) -> list[tuple[Part, Ask]]:
        asks = []
        for number in range(min(most, self._room, left - self._room)):
            offset = number * (self._rows - 1)
            at = part.end - offset - self._rows
            piece = Part(part.after, part.to, at, at + self._rows)
            asks.append((piece, part.ask(self._rows, offset, down=True)))
        return asks

    def _send(self, part: Part, ask: Ask) -> None:
        self._idle -= 1
        self._running[ask] = part
        self._asks.append(ask)
