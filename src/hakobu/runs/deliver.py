"""Delivering one task of a run: what an earlier process left open is settled, then the rest is sent."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from hakobu.definitions import lookups_of
from hakobu.delivery import (
    BulkDelivery,
    BulkFiles,
    Delivery,
    Ending,
    Gone,
    Holder,
    LinesFile,
    Pace,
    References,
    Sender,
    Settler,
)
from hakobu.mapping import ChildField, normal_key
from hakobu.model import ChangeKind, FieldPolicy, Operation
from hakobu.plan import read_changes, whole_rows
from hakobu.runs.lines import child_fields
from hakobu.runs.outcome import final_rows
from hakobu.runs.read_back import ReadBack
from hakobu.runs.related import Related
from hakobu.runs.rules import policy_of
from hakobu.runs.watch import Event, Teller
from hakobu.zoho import TIES, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hakobu.mapping import FieldLike
    from hakobu.model import Change, Task
    from hakobu.plan import TaskPlan
    from hakobu.runs.canary import Trial
    from hakobu.runs.options import Options
    from hakobu.runs.switch import Brake
    from hakobu.store import TaskJournal
    from hakobu.zoho import Client, Field

    Lacking = dict[tuple[str, str], tuple[str, list[str]]]

__all__ = ["TaskDelivery"]

THREADS = 13  # ten calls in flight, and a few more that are made ready or journalled meanwhile


@dataclass(frozen=True, slots=True)
class TaskDelivery:
    """The delivery of one task's stored plan."""

    client: Client
    task: Task
    plan: TaskPlan
    journal: TaskJournal
    references: References
    options: Options
    brake: Brake
    trial: Trial | None = None

    def run(self, place: Path, *, hold: bool, related: bool, kinds: frozenset[ChangeKind]) -> Ending:
        """Deliver what has no result yet and is of these kinds.

        ``hold`` reads each record again and holds what was overtaken; ``related`` deletes no record to
        which others refer.
        """
        fields = self._fields()
        told = Teller(self.options.watch, self.client, self.task.name, self.plan.changes)
        gone = Gone(self.client, self.task, policy_of(self.task), lambda rows: whole_rows(place, rows))
        for results in self.journal.results():
            self.references.learn(self.task.name, results)
        asks = Related(self.client, self.task.module).among if related else lambda _ids: set()
        holder = Holder(
            self.client,
            self.task.module,
            fields,
            self.plan.ways,
            self.journal,
            related=asks,
            gone=None if related else gone,
        )

        def through(changes: Iterator[Change]) -> Iterator[Change]:
            return holder.let_through(changes) if hold else changes

        route, bulk = self.plan.route.bulk, self._bulk(told, gone)
        if bulk is not None and (ending := bulk.take_up()) is not None:
            return ending
        delivery = self._delivery(fields, told, gone)
        open_calls = self.journal.open_calls()
        if open_calls:
            self.options.watch(Event(phase="settle", task=self.task.name, total=len(open_calls)))
            delivery.settle(open_calls)
        self.options.watch(Event(phase="deliver", task=self.task.name, total=self.plan.changes))

        def changes() -> Iterator[Change]:
            left = (each for each in self._left(place) if each.kind in kinds)
            return self.brake.through(through(left), delivery.halt)

        if self.trial and (ended := self._tried(delivery, changes(), self.trial)) is not None:
            return ended
        if bulk is not None and route is not None:
            ended = bulk.run(
                lambda: self.brake.through(
                    through(each for each in self._left(place) if route.group(each)), bulk.halt
                )
            )
            if ended is not None:
                return ended
        ending = delivery.run(changes())
        ending.task = self.task.name
        return ending

    def read_back(self, place: Path) -> None:
        """Read back what was written, where the task asks for it."""
        ReadBack(
            writer=self.client,
            task=self.task,
            plan=self.plan,
            fields=self._fields(),
            journal=self.journal,
            watch=self.options.watch,
        ).run(place)

    def _left(self, place: Path) -> Iterator[Change]:
        """Walk over the changes that have no result yet."""
        done, lacking = final_rows(self.journal), self._lacking()
        return (_completing(change, lacking) for change in read_changes(place) if change.row not in done)

    def _lacking(self) -> Lacking:
        """Give the records that an insert made earlier without some of their lines, by unique values."""
        if self.task.operation is not Operation.INSERT or not self.plan.children:
            return {}
        unique = [name for name, each in self.client.fields(self.task.module).items() if each.unique]
        return {
            (name, normal_key(value)): (result.id or "", result.field.split(", "))
            for change, result in self.journal.journal.lacking(self.plan.ledger_id)
            for name in unique
            if (value := change.new.get(name))
        }

    def _tried(self, delivery: Delivery, changes: Iterator[Change], trial: Trial) -> Ending | None:
        """Deliver the first records of the run; an ending where too many of them were refused."""
        trial.judge([self.journal])  # an earlier process may have delivered some of them
        ending = delivery.run(list(islice(changes, trial.left)))
        ending.task = self.task.name
        stop = trial.judge([self.journal])
        if ending.cause is not None or self.options.stop.is_set():
            return ending
        return Ending(task=self.task.name, cause=stop) if stop is not None else None

    def _fields(self) -> dict[str, FieldLike]:
        shapes = self.plan.children
        columns = {each.field: self.client.child_fields(self.task.module, each.field) for each in shapes}
        return {**self.client.fields(self.task.module), **child_fields(shapes, columns)}

    def _plain(self) -> dict[str, Field]:
        known = self.client.fields(self.task.module)
        names = (*self.plan.fields, *self.plan.ways_fields())
        lines = {each.field for each in self.plan.children}
        return {name: known[name] for name in names if name in known and name not in lines}

    def _lines_file(self, field: FieldLike) -> LinesFile:
        place = place_of(self.client.fields(self.task.module)[field.api_name])
        columns = self.client.child_fields(self.task.module, field.api_name)
        if place is None or not isinstance(field, ChildField):
            raise TypeError(field)  # the plan names fields with lines only
        return LinesFile(field, place.module, columns)

    def _delivery(self, fields: dict[str, FieldLike], told: Teller, gone: Gone) -> Delivery:
        old = self.client.settings.schema == "v2"
        return Delivery(
            sender=Sender(self.client, self.task, fields, self.plan.route, whole_lines=old),
            settler=Settler(self.client, self.task.module, fields, self.plan.ways),
            journal=self.journal,
            references=self.references,
            gone=gone,
            lookups=self._lookups(),
            pace=self._pace(),
            told=told,
            waits=self._waits,
            together=self._together,
        )

    def _together(self, change: Change) -> str:
        tie = TIES.get(self.task.module)
        return tie.call_of(change.id, change.new, self.client.settings.schema) if tie else ""

    def _bulk(self, told: Teller, gone: Gone) -> BulkDelivery | None:
        route = self.plan.route.bulk
        if route is None:
            return None
        fields, plain = self._fields(), self._plain()
        lines = [self._lines_file(field) for name, field in fields.items() if name in route.lines]
        kept = {entry.field for entry in self.task.map if entry.policy is FieldPolicy.ON_CREATE}
        kept |= {self.task.stamp} if self.task.stamp else set()
        return BulkDelivery(
            gone=gone,
            writer=self.client,
            task=self.task,
            route=route,
            fields=plain,
            files=BulkFiles(self.task.module, plain, route, kept=frozenset(kept), lines=lines),
            sender=Sender(self.client, self.task, fields, self.plan.route),
            settler=Settler(self.client, self.task.module, fields, self.plan.ways),
            journal=self.journal,
            references=self.references,
            lookups=self._lookups(),
            pace=self._pace(),
            told=told,
            looks=told.waits,
            waits=self._waits,
        )

    def _lookups(self) -> tuple[str, ...]:
        return (*(place for place, _ in lookups_of(self.task)), *self.plan.lookups)

    def _pace(self) -> Pace:
        return Pace(
            batch=self.plan.route.batch,
            threads=THREADS,
            life=self.client.settings.timeout,
            patience=self.client.settings.patience,
            clock=self.options.clock,
            stop=self.options.stop,
        )

    def _waits(self, seconds: float) -> None:
        """Tell for how long it is still open what became of the calls without an answer."""
        self.options.watch(Event(phase="settle", task=self.task.name, message=f"{seconds:.0f} s"))


def _completing(change: Change, lacking: Lacking) -> Change:
    """Turn the creation of a record that an insert made already into the adding of what it lacks."""
    for name, value in change.new.items() if lacking and change.kind is ChangeKind.CREATE else ():
        found = lacking.get((name, normal_key(value or "")))
        if found is not None:
            ident, fields = found
            new = {each: change.new[each] for each in fields if each in change.new}
            return msgspec.structs.replace(
                change, kind=ChangeKind.UPDATE, id=ident, new=new, matched_by=name, old_from=""
            )
    return change
