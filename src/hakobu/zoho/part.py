"""A part of the ids of a query, and one page asked of it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["OPEN", "Ask", "Part", "Span"]

OPEN = 10**30
"""Beyond every id."""

Span = tuple[int, int]
"""The ids after the first up to the second."""


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """One page: the ids after ``after`` up to ``to``, from ``offset`` on, in the order of the ids.

    ``down`` counts the offset from the greatest id. ``but`` are spans that are left out.
    """

    limit: int
    after: str = "0"
    to: str = ""
    offset: int = 0
    down: bool = False
    but: tuple[Span, ...] = ()


@dataclass(slots=True, eq=False)
class Part:
    """The ids after ``after`` up to ``to``; about ``at`` to ``end`` when all rows are counted."""

    after: int
    to: int
    at: int
    end: int
    busy: bool = False
    """Its beginning is being read."""
    done: bool = False
    promised: bool = False
    """Its first page is asked for and not here: where it begins is not known."""
    guessed: bool = False
    """How many rows it has follows from a guess."""
    more: int = 1
    """Pages that it is taken to have still, once more is there than was counted."""

    @property
    def rows(self) -> int:
        """About how many rows it has."""
        return self.end - self.at

    def ask(self, rows: int, offset: int = 0, *, down: bool = False) -> Ask:
        """One page of it."""
        to = "" if self.to == OPEN else str(self.to)
        return Ask(rows, after=str(self.after), to=to, offset=offset, down=down)
