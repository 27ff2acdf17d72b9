"""A stored plan, to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hakobu.plan import InvalidRow, TaskPlan, read_changes, read_invalid, read_plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hakobu.model import Change
    from hakobu.store import Run

__all__ = ["PlannedTask", "planned_tasks"]


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """What a plan would do for one task."""

    plan: TaskPlan
    place: Path

    def changes(self) -> Iterator[Change]:
        """Walk over the records that would be written."""
        return read_changes(self.place)

    def invalid(self) -> Iterator[InvalidRow]:
        """Walk over the rows that would not be sent."""
        return read_invalid(self.place)


def planned_tasks(run: Run, *, home: Path) -> list[PlannedTask]:
    """Open the stored plan of a run, task by task."""
    places = [home / "runs" / str(run.id) / str(position) for position in range(len(run.tasks))]
    return [PlannedTask(plan, place) for place in places if (plan := read_plan(place)) is not None]
