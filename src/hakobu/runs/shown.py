"""A stored plan, to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from hakobu.plan import InvalidRow, TaskPlan, read_changes, read_invalid, read_kept, read_plan
from hakobu.runs.masks import Mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hakobu.changes import Kept
    from hakobu.model import Change
    from hakobu.store import Run

__all__ = ["Choice", "PlannedTask", "planned_tasks"]

INVALID = "invalid"
KEPT = "kept"


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """What a plan would do for one task; sensitive values are hidden."""

    plan: TaskPlan
    place: Path
    mask: Mask

    def changes(self) -> Iterator[Change]:
        """Walk over the records that would be written."""
        return map(self.mask.change, read_changes(self.place))

    def kept(self) -> Iterator[Kept]:
        """Walk over the records of which a policy leaves fields alone."""
        return map(self.mask.kept, read_kept(self.place))

    def invalid(self) -> Iterator[InvalidRow]:
        """Walk over the rows that would not be sent."""
        return map(self.mask.invalid, read_invalid(self.place))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which part of a plan is looked at; ``kind`` is create, update, delete, restore, invalid or kept.

    ``text`` stands anywhere in what is shown: key, id, a field's name, a value.
    """

    task: str | None = None
    kind: str | None = None
    field: str | None = None
    key: str | None = None
    text: str | None = None

    def changes(self, tasks: Iterable[PlannedTask]) -> Iterator[tuple[PlannedTask, Change]]:
        """Walk over the records that would be written and are chosen."""
        if self.kind in {INVALID, KEPT}:
            return
        for task in self._tasks(tasks):
            for change in read_changes(task.place):
                if self.kind and change.kind != self.kind:
                    continue
                if self.field and self.field not in (change.new or change.old):
                    continue
                if self._named(f"{change.label} {change.id or ''}"):
                    shown = task.mask.change(change)
                    if self._told(shown.label, shown.id, *chain(*shown.old.items(), *shown.new.items())):
                        yield task, shown

    def invalid(self, tasks: Iterable[PlannedTask]) -> Iterator[tuple[PlannedTask, InvalidRow]]:
        """Walk over the rows that would not be sent and are chosen."""
        if self.kind not in {None, INVALID}:
            return
        for task in self._tasks(tasks):
            for row in read_invalid(task.place):
                if self.field and self.field not in {field for field, _, _ in row.faults}:
                    continue
                if self._named(row.label):
                    shown = task.mask.invalid(row)
                    if self._told(shown.label, *chain(*shown.faults)):
                        yield task, shown

    def kept(self, tasks: Iterable[PlannedTask]) -> Iterator[tuple[PlannedTask, Kept]]:
        """Walk over the records of which a policy leaves chosen fields alone, with those fields."""
        if self.kind not in {None, KEPT}:
            return
        for task in self._tasks(tasks):
            for each in task.kept():
                fields = [told for told in each.fields if self.field in {None, told[0]}]
                told = (each.label, each.id, *(text or "" for field in fields for text in field))
                if fields and self._named(f"{each.label} {each.id}") and self._told(*told):
                    yield task, msgspec.structs.replace(each, fields=fields)

    def _tasks(self, tasks: Iterable[PlannedTask]) -> Iterator[PlannedTask]:
        return (task for task in tasks if self.task in {None, task.plan.task})

    def _named(self, text: str) -> bool:
        return not self.key or self.key.lower() in text.lower()

    def _told(self, *texts: str | None) -> bool:
        return not self.text or any(self.text.lower() in text.lower() for text in texts if text)


def planned_tasks(run: Run, *, home: Path) -> list[PlannedTask]:
    """Open the stored plan of a run, task by task."""
    places = [home / "runs" / str(run.id) / str(position) for position in range(len(run.tasks))]
    tasks = []
    for place in places:
        if (plan := read_plan(place)) is not None:
            # a hidden value has no lines that could be shown one by one
            children = tuple(each for each in plan.children if each.field not in plan.sensitive.fields)
            shown = msgspec.structs.replace(plan, children=children)
            tasks.append(PlannedTask(shown, place, Mask.of(plan.sensitive, home)))
    return tasks
