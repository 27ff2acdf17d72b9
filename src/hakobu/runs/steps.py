"""In which steps the tasks of a run are delivered; an undo goes through them twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.model import ChangeKind
from hakobu.runs.in_force import UNDO

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hakobu.plan import TaskPlan

__all__ = ["steps_of"]

ALL = frozenset(ChangeKind)
MADE = frozenset(kind for kind in ChangeKind if kind.makes)


def steps_of(kind: str, plans: Sequence[TaskPlan]) -> Iterator[tuple[int, frozenset[ChangeKind]]]:
    """Walk over the tasks by their positions, with the kinds of changes that are due.

    An undo has its tasks in the order children before parents. What it brings back comes first, parents
    before children, so that lookups find what they name; then the rest, children before parents.
    """
    if kind != UNDO:
        yield from ((position, ALL) for position in range(len(plans)))
        return
    for position in reversed(range(len(plans))):
        if plans[position].create:
            yield position, MADE
    yield from ((position, ALL - MADE) for position in range(len(plans)))
