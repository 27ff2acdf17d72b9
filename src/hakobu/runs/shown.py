"""A stored plan, to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hakobu.plan import InvalidRow, TaskPlan, read_changes, read_invalid, read_kept, read_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hakobu.changes import Kept
    from hakobu.model import Change
    from hakobu.store import Run

__all__ = ["Choice", "PlannedTask", "planned_tasks"]

INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """What a plan would do for one task."""

    plan: TaskPlan
    place: Path

    def changes(self) -> Iterator[Change]:
        """Walk over the records that would be written."""
        return read_changes(self.place)

    def kept(self) -> Iterator[Kept]:
        """Walk over the records of which a policy leaves fields alone."""
        return read_kept(self.place)

    def invalid(self) -> Iterator[InvalidRow]:
        """Walk over the rows that would not be sent."""
        return read_invalid(self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which part of a plan is looked at; ``kind`` is create, update, delete or invalid."""

    task: str | None = None
    kind: str | None = None
    field: str | None = None
    key: str | None = None

    def changes(self, tasks: Iterable[PlannedTask]) -> Iterator[tuple[PlannedTask, Change]]:
        """Walk over the records that would be written and are chosen."""
        if self.kind == INVALID:
            return
        for task in self._tasks(tasks):
            for change in task.changes():
                if self.kind and change.kind != self.kind:
                    continue
                if self.field and self.field not in (change.new or change.old):
                    continue
                if self._named(f"{change.label} {change.id or ''}"):
                    yield task, change

    def invalid(self, tasks: Iterable[PlannedTask]) -> Iterator[tuple[PlannedTask, InvalidRow]]:
        """Walk over the rows that would not be sent and are chosen."""
        if self.kind not in {None, INVALID}:
            return
        for task in self._tasks(tasks):
            for row in task.invalid():
                if self.field and self.field not in {field for field, _, _ in row.faults}:
                    continue
                if self._named(row.label):
                    yield task, row

    def _tasks(self, tasks: Iterable[PlannedTask]) -> Iterator[PlannedTask]:
        return (task for task in tasks if self.task in {None, task.plan.task})

    def _named(self, text: str) -> bool:
        return not self.key or self.key.lower() in text.lower()


def planned_tasks(run: Run, *, home: Path) -> list[PlannedTask]:
    """Open the stored plan of a run, task by task."""
    places = [home / "runs" / str(run.id) / str(position) for position in range(len(run.tasks))]
    return [PlannedTask(plan, place) for place in places if (plan := read_plan(place)) is not None]
