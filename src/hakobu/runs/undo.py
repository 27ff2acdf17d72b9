"""Undoing a run: a plan that gives back what was there before, from what the journal remembers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from hakobu.errors import GuardError
from hakobu.model import Automation, Change, ChangeKind, Operation, Outcome, Read, Result, Sensitive, Task
from hakobu.plan import Price, Route, TaskPlan, read_plan, write_plan
from hakobu.store import HeldRow
from hakobu.zoho import cost_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hakobu.store import Run, RunTask, Store

__all__ = ["UNDO", "Undo", "held_rows", "undo_task"]

UNDO = "undo"  # the kind of such a run
UNKNOWN_BEFORE = "its earlier values are not known"
WRITTEN = {Outcome.CREATED, Outcome.UPDATED, Outcome.DELETED}


@dataclass(frozen=True, slots=True)
class Undo:
    """The undo of one run; ``record`` and ``field`` choose one record, or one field."""

    store: Store
    run: Run
    former: Path  # the run's own folder
    record: str | None = None
    field: str | None = None

    def check(self) -> None:
        """Refuse what cannot be undone: a run that goes on, and one that later runs built upon."""
        where = f"run {self.run.id}"
        if self._undone(self.run):
            raise GuardError("This run was undone already.", where=where, next_step="See hakobu runs.")
        if self.run.status in {"planning", "delivering"}:
            raise GuardError(
                "This run is not over.", where=where, next_step="Wait for it to end, or stop it."
            )
        if self.run.status == "planned":
            raise GuardError("This plan was never executed; there is nothing to undo.", where=where)
        for task in self.run.tasks:
            self._latest(task)

    def write(self, folder: Path) -> list[TaskPlan]:
        """Write the plans, the last task of the run first: children before parents."""
        plans: list[TaskPlan] = []
        for position, task in reversed(list(enumerate(self.run.tasks))):
            changes, skipped = self._changes(task, self._latest(task))
            plan = self._plan(task, read_plan(self.former / str(position)), changes, skipped)
            plans.append(plan)
            write_plan(folder / str(len(plans) - 1), lambda: plans[-1], changes, ())
        return plans

    def _latest(self, task: RunTask) -> dict[str, str]:
        """Give, by record, the time of our last write to it; refuses where a later run is in force."""
        latest = {result.id: result.modified or "" for _, result in self._written(task) if result.id}
        in_force: dict[int, bool] = {}
        for call in self.store.journal.later(self.run.id, task.ledger_id):
            if call.run_id not in in_force:
                in_force[call.run_id] = self._counts(call.run_id)
            for result in call.results:
                if result.id not in latest or result.outcome not in WRITTEN:
                    continue
                if in_force[call.run_id]:
                    raise GuardError(
                        f"Run {call.run_id} wrote to the same records afterwards.",
                        where=f"run {self.run.id}",
                        next_step=f"Undo that one first: hakobu undo {call.run_id}.",
                    )
                latest[result.id] = result.modified or latest[result.id]
        return latest

    def _counts(self, number: int) -> bool:
        """Tell whether a later run is in force: neither undone nor the undo of another run."""
        later = self.store.runs.get(number)
        return later is not None and later.kind != UNDO and not self._undone(later)

    def _undone(self, run: Run) -> bool:
        """Tell whether a run was undone, and its undo was not undone in turn."""
        undos = [
            each
            for each in self.store.runs.latest(job=run.job, limit=1_000, plans=False)
            if each.kind == UNDO and each.of_run == run.id and each.status != "failed"
        ]
        return any(not self._undone(undo) for undo in undos)

    def _written(self, task: RunTask) -> Iterator[tuple[Change, Result]]:
        for call in self.store.journal.written(self.run.id, task.task):
            for change, result in zip(call.changes, call.results, strict=True):
                if result.outcome in WRITTEN:
                    yield change, result

    def _changes(self, task: RunTask, latest: dict[str, str]) -> tuple[list[Change], dict[str, int]]:
        changes: list[Change] = []
        skipped: Counter[str] = Counter()
        for change, result in self._written(task):
            if self.record and result.id != self.record:
                continue
            back = _back(change, result, len(changes) + 1, self.field)
            if back is None:
                skipped[UNKNOWN_BEFORE] += 1
            elif back.kind is ChangeKind.DELETE:
                changes.append(msgspec.structs.replace(back, modified=latest.get(back.id or "") or None))
            elif back.new:
                changes.append(back)
        return changes, dict(skipped)

    def _plan(
        self, task: RunTask, former: TaskPlan | None, changes: list[Change], skipped: dict[str, int]
    ) -> TaskPlan:
        kinds = Counter(change.kind for change in changes)
        batch = former.route.batch if former else 100
        calls = {kind: -(-number // batch) for kind, number in kinds.items()}
        names = {ChangeKind.CREATE: "insert", ChangeKind.UPDATE: "update", ChangeKind.DELETE: "delete"}
        credits_ = sum(
            cost_of(names[kind], min(batch, number)) * calls[kind] for kind, number in kinds.items()
        )
        return TaskPlan(
            task=task.task,
            module=task.module,
            operation=task.operation,
            ledger_id=task.ledger_id,
            fields=tuple(sorted({name for change in changes for name in (*change.new, *change.old)})),
            ways=former.ways if former else (),
            route=Route(create="insert", batch=batch),
            price=Price(credits=credits_, calls=sum(calls.values())),
            read=0,
            carried=len(changes) + sum(skipped.values()),
            create=kinds[ChangeKind.CREATE],
            update=kinds[ChangeKind.UPDATE],
            delete=kinds[ChangeKind.DELETE],
            unchanged=0,
            invalid=0,
            skipped=skipped,
            children=former.children if former else (),
            sensitive=former.sensitive if former else Sensitive(),
        )


def undo_task(task: RunTask) -> Task:
    """Give the task as which an undo is delivered: no workflow rules, empty values are written."""
    return Task(
        name=task.task,
        read=Read(),
        module=task.module,
        operation=Operation.UPDATE,
        map=(),
        automation=Automation.NONE,
    )


def held_rows(store: Store, number: int, task: RunTask) -> list[HeldRow]:
    """Name the rows that an undo took back, so that the next run does not bring them again."""
    held = []
    for call in store.journal.written(number, task.task):
        for change, result in zip(call.changes, call.results, strict=True):
            if result.outcome in WRITTEN and change.key:
                values = change.new if change.kind is ChangeKind.CREATE else change.old
                held.append(HeldRow(key=change.key, values=dict(values)))
    return held


def _back(change: Change, result: Result, row: int, field: str | None) -> Change | None:
    """Give the change that takes one back; none where nobody knows what was there before."""
    back = Change(
        row=row,
        key=change.key,
        label=change.label,
        kind=ChangeKind.UPDATE,
        id=result.id,
        new={},
        old_from="ledger",
    )
    if result.outcome is Outcome.CREATED:
        old = {name: value for name, value in change.new.items() if value is not None}
        return None if field else msgspec.structs.replace(back, kind=ChangeKind.DELETE, old=old)
    if result.outcome is Outcome.DELETED:
        new = {name: value for name, value in change.old.items() if value is not None}
        if field or not new:
            return None
        return msgspec.structs.replace(back, kind=ChangeKind.CREATE, id=None, new=new)
    if change.kind is not ChangeKind.UPDATE or not set(change.new) <= set(change.old):
        return None
    names = [name for name in change.new if field in {None, name}]
    return msgspec.structs.replace(
        back,
        id=result.id or change.id,
        new={name: change.old[name] for name in names},
        old={name: change.new[name] for name in names},
    )
