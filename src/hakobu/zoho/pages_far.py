"""Which pages to ask for where OFFSET reaches little more than the ends.

From each known id OFFSET reaches some pages, upwards and downwards. Every other one of them is asked for:
what comes back bounds the page between on both sides, so that it is read later by its ids, any number at
once, and its end is proven. A part with nothing more within reach is cut at an id guessed in its midst,
from where both ways are open again. Pages that stand side by side leave a gap in which no row is expected
and that a row may have entered or left meanwhile: gaps are read together with the next page.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from hakobu.zoho.costs import SUB_CONCURRENCY
from hakobu.zoho.part import OPEN, Ask, Part, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.zoho.coql import LatePage, Page

__all__ = ["FarPages"]

_WORTH = 8
"""Pages of a part that make a guess in its midst worth the page that it may cost."""
_MUCH = 2 * SUB_CONCURRENCY
"""Pages that are left where pages may stand side by side: enough others will come to carry the gaps."""
_NEAR = 12
"""Pages between parts that are read by one call: what lies between costs Zoho time."""


@dataclass(slots=True, eq=False)
class _Pick:
    """The parts that a call reads, and about where its page begins when all rows are counted."""

    parts: tuple[Part, ...]
    at: int
    ask: Ask
    ends: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        self.ends = tuple(part.to for part in self.parts)

    @property
    def inside(self) -> bool:
        """Whether it begins elsewhere than at the beginning of its part."""
        return bool(self.ask.offset) or self.ask.down


def _end(ask: Ask) -> int:
    return int(ask.to) if ask.to else OPEN


class FarPages:
    """The parts of one query; ``joined`` is how many spans a call may leave out."""

    def __init__(self, *, count: int, rows: int, reach: int, joined: int) -> None:
        self._rows = rows
        self._room = reach // rows
        self._joined = joined
        self._parts = [Part(0, OPEN, 0, max(count, rows))]
        self._running: dict[Ask, _Pick] = {}
        self._guesses = True
        self._missed = False
        self._count, self._seen = count, 0

    def begin(self, page: Page | LatePage) -> list[Span]:
        """Take the page of the lowest ids, which somebody else asked for."""
        ask = Ask(self._rows)
        self._running[ask] = _Pick((self._parts[0],), 0, ask)
        return self.take(ask, page)

    def next(self, idle: int) -> list[Ask]:
        """What to ask for now, ``idle`` pages at most."""
        asks: list[Ask] = []
        while len(asks) < idle and (pick := self._pick()) is not None:
            if not pick.inside:
                for part in pick.parts:
                    part.busy = True
            self._running[pick.ask] = pick
            asks.append(pick.ask)
        return asks

    def take(self, ask: Ask, page: Page | LatePage) -> list[Span]:
        """Take an answer; the spans of which its rows are wanted."""
        pick = self._running.pop(ask)
        self._seen += page.size
        spans = self._found(pick, page) if pick.inside else self._read(pick, page)
        self._parts = [part for part in self._parts if not part.done]
        return spans

    # -- what an answer says -----------------------------------------------------------------------

    def _read(self, pick: _Pick, page: Page | LatePage) -> list[Span]:
        """The next page of a part, or of several: all ids up to its last one are known."""
        ends = not page.more or page.edges is None
        reached = page.edges[1] if page.edges else 0
        spans = []
        for part, to in zip(pick.parts, pick.ends, strict=True):
            part.busy = False
            if part.done:
                continue  # a page from the midst held all of it
            spans.append((part.after, part.to))
            if ends or reached >= part.to:
                self._end(part, part.at + self._rows)
            elif reached > part.after:
                part.after, part.at = reached, min(part.at + self._rows, max(part.end, part.at))
                if part.rows <= 0 and part.to == to:
                    part.end = part.at + self._beyond(part)
        return spans

    def _beyond(self, part: Part) -> int:
        """How many rows a part may have beyond what was counted: what is missing elsewhere, or twice more."""
        elsewhere = sum(max(each.rows, 0) for each in self._parts)
        guess, part.more = part.more * self._rows, 2 * part.more
        return max(self._count - self._seen - elsewhere, guess)

    def _found(self, pick: _Pick, page: Page | LatePage) -> list[Span]:
        """A page from the midst: all ids between its first and its last are known."""
        if page.edges is None:
            self._missed = True
            self._none(pick)
            return []
        (low, high), ask = page.edges, pick.ask
        lowest, greatest = ask.down and not page.more, not ask.offset if ask.down else not page.more
        spans = []
        for index in reversed(range(len(self._parts))):
            part = self._parts[index]
            if part.to < low or part.after >= high:
                continue
            below, above = low - 1 > part.after and not lowest, high < part.to and not greatest
            spans.append((max(low - 1, part.after), min(high, part.to)))
            begins = min(max(pick.at, part.at), part.end)
            ends = min(max(pick.at + self._rows, part.at), part.end)
            if above and below:
                upper = Part(high, part.to, ends, part.end, guessed=part.guessed and not ask.down)
                self._parts.insert(index + 1, upper)
                part.guessed = part.guessed and ask.down
            if below:
                self._pass_on(part, 0 if above else part.end - ends)
                part.to, part.end = low - 1, begins
            elif above:
                part.after, part.at = high, ends
            else:
                self._end(part, ends)
        return spans

    def _none(self, pick: _Pick) -> None:
        """A page from the midst without rows: this side of a guess has fewer than was thought."""
        part = next((each for each in self._parts if each.guessed and self._is_in(pick, each)), None)
        if part is None:
            return
        if pick.ask.down:
            surplus = min(pick.at + self._rows, part.end) - part.at
            part.at += max(surplus, 0)
        else:
            surplus = part.end - max(pick.at, part.at)
            part.end -= max(surplus, 0)
        self._pass_on(part, surplus)

    def _end(self, part: Part, reached: int) -> None:
        """All of a part is read; what it was taken to have beyond is in another."""
        part.done = True
        self._pass_on(part, part.end - reached)

    def _pass_on(self, part: Part, surplus: int) -> None:
        """Give the other side of a guess what this one was taken to have beyond what it has."""
        others = (each for each in self._parts if each.guessed and not each.done and each is not part)
        other = next(others, None)
        if not part.guessed or other is None:
            return
        if surplus > 0:
            self._guesses = self._guesses and surplus <= self._rows
            other.end += surplus
            for pick in self._running.values():
                if pick.ask.down and self._is_in(pick, other):
                    pick.at += surplus
        other.guessed = not part.done

    # -- what to ask for ---------------------------------------------------------------------------

    def _pick(self) -> _Pick | None:
        return (
            self._within_reach(apart=True)
            or self._whole_page()
            or (self._guess() and self._within_reach(apart=True))
            or (self._left() >= _MUCH * self._rows and self._within_reach(apart=False))
            or self._rest()
            or None
        )

    def _claimed(self, part: Part) -> list[int]:
        """About where the pages of a part begin that are under way."""
        return [pick.at for pick in self._running.values() if self._is_in(pick, part)]

    @staticmethod
    def _is_in(pick: _Pick, part: Part) -> bool:
        return int(pick.ask.after) < part.to and _end(pick.ask) > part.after

    def _left(self) -> int:
        return sum(max(part.rows, 0) for part in self._parts) - len(self._running) * self._rows

    def _within_reach(self, *, apart: bool) -> _Pick | None:
        """A page of a long part; ``apart``: none that stands side by side with another.

        The farthest first, for it opens most; once such a page was empty, the nearest, which ends its part.
        """
        picks = []
        for part in self._parts:
            if part.rows > self._rows:
                claimed = self._claimed(part)
                reachable = self._reachable(part, claimed)
                picks += [pick for pick in reachable if not apart or not self._touches(pick, claimed)]
        far = 1 if self._missed else -1
        return min(picks, key=lambda pick: far * pick.ask.offset, default=None)

    def _reachable(self, part: Part, claimed: list[int]) -> Iterator[_Pick]:
        for down in (False, True):
            for number in range(bool(part.busy and not down), max(self._room, 1)):
                offset = number * self._rows
                at = part.end - offset - self._rows if down else part.at + offset
                if at < part.at or at + self._rows > part.end:
                    break
                if not any(abs(at - each) < self._rows for each in claimed):
                    yield _Pick((part,), at, part.ask(self._rows, offset, down=down))

    def _touches(self, pick: _Pick, claimed: list[int]) -> bool:
        """Whether it stands side by side with a page under way: what lies between is not bounded."""
        below = pick.at - self._rows in claimed and pick.inside
        above = pick.at + self._rows in claimed and not (pick.ask.down and not pick.ask.offset)
        return below or above

    def _whole_page(self) -> _Pick | None:
        """A part that fills a page, and the gaps near it."""
        for index, part in enumerate(self._parts):
            if part.rows == self._rows and self._is_free(part):
                return self._with_gaps(index)
        return None

    def _is_free(self, part: Part) -> bool:
        """Whether nothing of it is under way."""
        at, end = part.at - self._rows, part.end
        return not part.busy and not any(at < each < end for each in self._claimed(part))

    def _with_gaps(self, index: int) -> _Pick:
        """A part with its neighbours that fit into one page with it, the nearest first."""
        first = self._parts[index]
        chosen, rows = [first], max(first.rows, 0)
        for part in sorted(self._parts, key=lambda part: abs(part.at - first.at)):
            near = part.rows > 0 or abs(part.at - first.at) <= _NEAR * self._rows
            fits = len(chosen) <= self._joined and rows + max(part.rows, 0) <= self._rows
            if part is not first and near and fits and self._is_free(part):
                chosen.append(part)
                rows += max(part.rows, 0)
        chosen.sort(key=lambda part: part.after)
        but = tuple((one.to, other.after) for one, other in pairwise(chosen) if one.to < other.after)
        to = "" if chosen[-1].to == OPEN else str(chosen[-1].to)
        return _Pick(tuple(chosen), first.at, Ask(self._rows, after=str(chosen[0].after), to=to, but=but))

    def _guess(self) -> bool:
        """Cut the longest part at an id in its midst, where both of its ends are known; whether it was."""
        if not self._guesses or any(part.guessed for part in self._parts):
            return False
        for part in sorted(self._parts, key=lambda part: part.rows, reverse=True):
            pages = part.rows // self._rows
            if pages < _WORTH:
                return False
            # amid a page: what both sides leave over then fits into one, wherever the guess is out by less
            at = part.at + pages // 2 * self._rows + self._rows // 2
            near = any(abs(at - each) < 3 * self._rows for each in self._claimed(part))
            if near or not part.after or part.to == OPEN:
                continue
            to = part.after + (part.to - part.after) * (at - part.at) // part.rows
            if part.after < to < part.to:
                self._parts.insert(self._parts.index(part) + 1, Part(to, part.to, at, part.end, guessed=True))
                part.to, part.end, part.guessed = to, at, True
                return True
        return False

    def _rest(self) -> _Pick | None:
        """What fills no page, when nothing under way can leave more of it."""
        long = any(part.rows > self._rows for part in self._parts)
        if self._running and (long or any(pick.inside for pick in self._running.values())):
            return None
        free = [index for index, part in enumerate(self._parts) if self._is_free(part)]
        return self._with_gaps(max(free, key=lambda index: self._parts[index].rows)) if free else None
