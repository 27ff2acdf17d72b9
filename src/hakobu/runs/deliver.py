"""Delivering one task of a run: what an earlier process left open is settled, then the rest is sent."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from hakobu.definitions import lookups_of
from hakobu.delivery import Delivery, Ending, Holder, Pace, References, Sender, Settler
from hakobu.plan import read_changes
from hakobu.runs.lines import child_fields
from hakobu.runs.outcome import final_rows
from hakobu.runs.related import Related
from hakobu.runs.watch import Event, Teller

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
    from hakobu.zoho import Client

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

    def run(self, place: Path, *, hold: bool, related: bool) -> Ending:
        """Deliver what has no result yet.

        ``hold`` reads each record again and holds what was overtaken; ``related`` deletes no record to
        which others refer.
        """
        fields = self._fields()
        delivery = self._delivery(fields)
        for results in self.journal.results():
            self.references.learn(self.task.name, results)
        open_calls = self.journal.open_calls()
        if open_calls:
            self.options.watch(Event(phase="settle", task=self.task.name, total=len(open_calls)))
            delivery.settle(open_calls)
        done = final_rows(self.journal)
        self.options.watch(Event(phase="deliver", task=self.task.name, total=self.plan.changes))
        rest = (change for change in read_changes(place) if change.row not in done)
        asks = Related(self.client, self.task.module).among if related else lambda _ids: set()
        holder = Holder(self.client, self.task.module, fields, self.plan.ways, self.journal, related=asks)
        changes = self.brake.through(holder.let_through(rest) if hold else rest, delivery.halt)
        ending = self._tried(delivery, changes, self.trial) if self.trial else delivery.run(changes)
        ending.task = self.task.name
        return ending

    def _tried(self, delivery: Delivery, changes: Iterator[Change], trial: Trial) -> Ending:
        """Deliver the first records of the run, and the rest only where not too many were refused."""
        trial.judge([self.journal])  # an earlier process may have delivered some of them
        ending = delivery.run(list(islice(changes, trial.left)))
        stop = trial.judge([self.journal])
        if ending.cause is not None or self.options.stop.is_set():
            return ending
        if stop is not None:
            return Ending(cause=stop)
        waiting = [change for change, _ in ending.orphans]  # their parents may be among the rest
        return delivery.run(chain(waiting, changes))

    def _fields(self) -> dict[str, FieldLike]:
        known = self.client.fields(self.task.module)
        names = (*self.plan.fields, *self.plan.ways_fields())
        shapes = self.plan.children
        columns = {each.field: self.client.child_fields(self.task.module, each.field) for each in shapes}
        plain: dict[str, FieldLike] = {name: known[name] for name in names if name in known}
        return {**plain, **child_fields(shapes, columns)}

    def _delivery(self, fields: dict[str, FieldLike]) -> Delivery:
        old = self.client.settings.schema == "v2"
        return Delivery(
            sender=Sender(self.client, self.task, fields, self.plan.route, whole_lines=old),
            settler=Settler(self.client, self.task.module, fields, self.plan.ways),
            journal=self.journal,
            references=self.references,
            lookups=tuple(place for place, _ in lookups_of(self.task)),
            pace=Pace(
                batch=self.plan.route.batch,
                threads=THREADS,
                life=self.client.settings.timeout,
                patience=self.client.settings.patience,
                clock=self.options.clock,
                stop=self.options.stop,
            ),
            told=Teller(self.options.watch, self.client, self.task.name, self.plan.changes),
            waits=self._waits,
        )

    def _waits(self, seconds: float) -> None:
        """Tell for how long it is still open what became of the calls without an answer."""
        self.options.watch(Event(phase="settle", task=self.task.name, message=f"{seconds:.0f} s"))
