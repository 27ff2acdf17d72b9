"""Undoing a run: a plan that gives back what was there before, from what the journal remembers."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from hakobu.errors import GuardError
from hakobu.model import Automation, Change, ChangeKind, Operation, Outcome, Read, Sensitive, Task
from hakobu.plan import Price, Route, TaskPlan, read_plan, write_plan
from hakobu.runs.edited import EditedSince
from hakobu.runs.in_force import UNDO, WRITTEN, in_force, marks_of, taken_back, written
from hakobu.runs.lines import child_fields
from hakobu.runs.lost_lookups import lost_lookups
from hakobu.runs.masks import HIDDEN
from hakobu.runs.people import names_of
from hakobu.runs.returned import Returned
from hakobu.store import HeldRow
from hakobu.zoho import cost_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hakobu.mapping import FieldLike
    from hakobu.model import Result
    from hakobu.store import Run, RunTask, Store
    from hakobu.zoho import Client

__all__ = ["UNDO", "Undo", "UndoChoice", "held_rows", "undo_task"]

THERE_AGAIN = "it is in the CRM again"
UNKNOWN_BEFORE = "its earlier values are not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoChoice:
    """What of a run is undone, and how: ``record`` and ``field`` choose one record, or one field.

    ``force`` takes back what others edited since, too. ``anew`` creates deleted records again, and leaves
    the recycle bin alone.
    """

    record: str | None = None
    field: str | None = None
    force: bool = False
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """The undo of one run."""

    store: Store
    client: Client
    run: Run
    former: Path  # the run's own folder
    choice: UndoChoice

    def check(self) -> None:
        """Refuse what cannot be undone: a run that goes on, and one that later runs built upon."""
        where = f"run {self.run.id}"
        if self.run.status in {"planning", "delivering"}:
            raise GuardError(
                "This run is not over.", where=where, next_step="Wait for it to end, or stop it."
            )
        if self.run.status == "planned":
            raise GuardError("This plan was never executed; there is nothing to undo.", where=where)
        if self.run.purged is not None:
            raise GuardError(
                "The former values of this run were purged; it cannot be undone any more.",
                where=where,
                next_step="Values are kept for HAKOBU_KEEP_DAYS days (30); set it higher for runs to come.",
            )
        if taken_back(self.store, self.run) and not in_force(self.store, self.run):
            raise GuardError("This run was undone already.", where=where, next_step="See hakobu runs.")
        for task in self.run.tasks:
            self._latest(task)

    def write(self, folder: Path) -> list[TaskPlan]:
        """Write the plans, the last task of the run first: children before parents."""
        plans: list[TaskPlan] = []
        returned = Returned(client=self.client, anew=self.choice.anew)
        drafts: list[list[Change]] = []
        for position, task in reversed(list(enumerate(self.run.tasks))):
            former = read_plan(self.former / str(position))
            since = EditedSince(
                writer=self.client,
                module=task.module,
                fields=self._fields(task, former),
                latest=self._latest(task),
                forced=self.choice.force,
            )
            skipped: Counter[str] = Counter()
            lost = returned.look(task.module, self._lost(task))
            changes = list(since.sift(self._changes(task, skipped, returned)))
            plan = self._plan(task, former, changes, {**skipped, **since.skipped})
            hidden = former is not None and former.sensitive.key
            names = names_of(self.client, [each.by for each in since.found])
            plan = msgspec.structs.replace(
                plan,
                edited=tuple(
                    msgspec.structs.replace(
                        each,
                        by=names.get(each.by, each.by),
                        label=HIDDEN if hidden else each.label,
                    )
                    for each in since.found
                ),
                lost_lookups=lost_lookups(self.store, self.run.zgid, lost),
            )
            plans.append(plan)
            drafts.append(changes)
        plans = [
            self._keep(folder / str(number), plan, drafts[number], returned)
            for number, plan in enumerate(plans)
        ]
        if self.choice.record and not any(plan.carried for plan in plans):
            raise GuardError(
                f"This run wrote no record {self.choice.record}, or it was taken back already.",
                where=f"run {self.run.id}",
                next_step="See which runs wrote it: hakobu explain MODULE ID.",
            )
        return plans

    def _latest(self, task: RunTask) -> dict[str, str]:
        """Give, by record, the time of our last write to it; refuses where a later run is in force."""
        latest = {result.id: result.modified or "" for _, result in self._written(task) if result.id}
        taken: dict[int, set[str]] = {}
        undos: set[int] = set()
        for call in self.store.journal.later(self.run.id, task.ledger_id):
            later = self.store.runs.get(call.run_id) if call.run_id not in taken else None
            if later is not None:
                taken[later.id] = taken_back(self.store, later)
                if later.kind == UNDO:
                    undos.add(later.id)  # they give back, and stand in nobody's way
            for change, result in zip(call.changes, call.results, strict=True):
                if result.id not in latest or result.done not in WRITTEN:
                    continue
                stands = not taken[call.run_id].issuperset(marks_of(task, change, result))
                if stands and call.run_id not in undos:
                    raise GuardError(
                        f"Run {call.run_id} wrote to the same records afterwards.",
                        where=f"run {self.run.id}",
                        next_step=f"Undo that one first: hakobu undo {call.run_id}.",
                    )
                latest[result.id] = result.modified or latest[result.id]
        return latest

    def _written(self, task: RunTask) -> Iterator[tuple[Change, Result]]:
        return (
            (change, result)
            for change, result in written(self.store, self.run, task)
            if self.choice.record in {None, result.id, change.id}
        )

    def _lost(self, task: RunTask) -> set[str]:
        """Name the deleted records, which come back under other IDs."""
        return {
            result.id or change.id or ""
            for change, result in self._written(task)
            if result.outcome is Outcome.DELETED and not self.choice.field
        }

    def _fields(self, task: RunTask, former: TaskPlan | None) -> dict[str, FieldLike]:
        shapes = former.children if former else ()
        columns = {each.field: self.client.child_fields(task.module, each.field) for each in shapes}
        return {**self.client.fields(task.module), **child_fields(shapes, columns)}

    def _keep(self, place: Path, plan: TaskPlan, changes: list[Change], returned: Returned) -> TaskPlan:
        """Store a plan, once it is known of all tasks what is created again."""
        lookups = self._lookups(plan.module) if returned.created else ()
        plan = msgspec.structs.replace(plan, lookups=lookups)
        write_plan(place, lambda: plan, returned.refer(changes, lookups), (), children=plan.children)
        return plan

    def _lookups(self, module: str) -> tuple[str, ...]:
        fields = self.client.fields(module)
        return tuple(name for name, each in fields.items() if each.data_type == "lookup")

    def _changes(self, task: RunTask, skipped: Counter[str], returned: Returned) -> Iterator[Change]:
        taken, number = taken_back(self.store, self.run), 0
        for change, result in self._written(task):
            marks = set(marks_of(task, change, result))
            if marks and marks <= taken:
                continue
            back = _back(change, result, number + 1, self.choice.field)
            if back is not None and back.kind is ChangeKind.CREATE:
                ident = result.id or change.id or ""
                if ident in returned.there:
                    skipped[THERE_AGAIN] += 1
                    continue
                back = returned.back(task.task, ident, back)
            if back is None:
                skipped[UNKNOWN_BEFORE] += 1
                continue
            if back.kind is ChangeKind.UPDATE:
                back = _less(back, {mark.rpartition(".")[2] for mark in marks & taken})
            if back.kind is not ChangeKind.UPDATE or back.new:
                number += 1
                yield back

    def _plan(
        self, task: RunTask, former: TaskPlan | None, changes: list[Change], skipped: dict[str, int]
    ) -> TaskPlan:
        kinds = Counter(change.kind for change in changes)
        batch = former.route.batch if former else 100
        calls = {kind: -(-number // batch) for kind, number in kinds.items()}
        credits_ = sum(
            calls[kind] * cost_of("insert" if kind is ChangeKind.CREATE else str(kind), min(batch, number))
            for kind, number in kinds.items()
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
            create=kinds[ChangeKind.CREATE] + kinds[ChangeKind.RESTORE],
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


def held_rows(store: Store, undo: Run, task: RunTask) -> list[HeldRow]:
    """Name the rows that an undo took back, so that the next run does not bring them again."""
    former = store.runs.get(undo.of_run) if undo.of_run is not None else None
    sent = {each.key: each.new for each, _ in written(store, former, task)} if former is not None else {}
    held = []
    for change, _ in written(store, undo, task):
        if change.key:
            values = change.new if change.kind.makes else change.old
            ours = sent.get(change.key, {})  # what others edited since is not what the source says
            held.append(
                HeldRow(
                    key=change.key, values={name: ours.get(name, value) for name, value in values.items()}
                )
            )
    return held


def _less(back: Change, fields: set[str]) -> Change:
    """Leave out the fields that an earlier undo gave back."""
    new = {name: value for name, value in back.new.items() if name not in fields}
    return msgspec.structs.replace(back, new=new, old={name: back.old[name] for name in new})


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
    if result.done is Outcome.CREATED:
        old: dict[str, str | None] = {name: value for name, value in change.new.items() if value is not None}
        for name in result.field.split(", ") if result.partial else ():  # not there as it was sent
            sent = old.pop(name, None)
            if sent is not None and name in result.lacks:
                old[name] = _without(sent, result.lacks[name])
        return None if field else msgspec.structs.replace(back, kind=ChangeKind.DELETE, old=old)
    if result.outcome is Outcome.DELETED:
        new = {name: value for name, value in change.old.items() if value is not None}
        return None if field else msgspec.structs.replace(back, kind=ChangeKind.CREATE, id=None, new=new)
    if change.kind is not ChangeKind.UPDATE or not set(change.new) <= set(change.old):
        return None
    names = [name for name in change.new if field in {None, name}]
    return msgspec.structs.replace(
        back,
        id=result.id or change.id,
        new={name: change.old[name] for name in names},
        old={name: change.new[name] for name in names},
    )


def _without(sent: str, places: tuple[int, ...]) -> str | None:
    """Give the lines that were delivered, as a field's canonical text: those that were sent but for some."""
    lines = [line for place, line in enumerate(json.loads(sent)) if place not in places]
    return json.dumps(lines, ensure_ascii=False, separators=(",", ":")) if lines else None
