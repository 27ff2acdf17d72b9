"""How the rows of a task ended: the plan and the journal, added up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from hakobu.model import Outcome, Result, RowFault
from hakobu.plan import read_changes, read_invalid
from hakobu.runs.masks import HIDDEN
from hakobu.runs.read_back import read_back_of
from hakobu.store import Reject, RunTask

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hakobu.model import Change
    from hakobu.plan import TaskPlan
    from hakobu.store import TaskJournal

__all__ = ["TaskEnd", "final_rows", "planned_line"]

NO_ANSWER = "no answer came, and it is not settled yet"
NAMED = 20  # how many rows of unknown outcome a summary names


def final_rows(journal: TaskJournal) -> set[int]:
    """Number the rows whose outcome the journal already knows."""
    return {
        result.row
        for results in journal.results()
        for result in results
        if result.outcome is not Outcome.PENDING
    }


def _parent_faults(orphans: Sequence[tuple[Change, str]]) -> dict[int, tuple[str, RowFault]]:
    """Name, for each change whose parent was not written, its key and the fault."""
    return {
        change.row: (change.label, RowFault(field, "parent_failed", change.new.get(field) or ""))
        for change, field in orphans
    }


class TaskEnd:
    """The end of one task, told by what is durable: its plan and its journal."""

    def __init__(
        self,
        place: Path,
        plan: TaskPlan,
        journal: TaskJournal,
        orphans: Sequence[tuple[Change, str]] = (),
    ) -> None:
        self._place = place
        self.plan = plan
        self._journal = journal
        self._orphans = _parent_faults(orphans)
        self._labels: dict[int, str] = {}
        self._refused: list[Result] = []
        self._surprises: Counter[str] = Counter()
        self._unknown: list[tuple[int, str]] = []
        self._held: Counter[str] = Counter()
        self.outcomes = self._add_up()

    def task(self) -> RunTask:
        """Give the task's line in the history; its sums are asserted."""
        plan = self.plan
        notes: dict[str, Any] = _planned_notes(plan)
        if plan.skipped or self._held:
            notes["skipped"] = {**plan.skipped, **self._held}
        if plan.warnings:
            notes["warnings"] = list(plan.warnings)
        if self._surprises:
            notes["not as planned"] = dict(self._surprises)
        if self._unknown:
            labels = self._label([row for row, _ in self._unknown[:NAMED]])
            notes["unknown"] = [
                {"row": row, "key": HIDDEN if plan.sensitive.key else labels.get(row, ""), "why": why}
                for row, why in self._unknown[:NAMED]
            ]
        if (found := read_back_of(self._place)) is not None:
            notes["read_back"] = found
        task = RunTask(
            task=plan.task,
            module=plan.module,
            operation=plan.operation,
            ledger_id=plan.ledger_id,
            read=plan.read,
            carried=plan.carried,
            outcomes=self.outcomes,
            notes=notes,
        )
        task.add_up()
        return task

    def rejects(self) -> Iterator[Reject]:
        """Walk over the rows that did not get through, with their causes."""
        for row in read_invalid(self._place):
            yield self._reject(
                row.row, row.label, Outcome.INVALID, [RowFault(*fault) for fault in row.faults]
            )
        for number, (label, fault) in self._orphans.items():
            yield self._reject(number, label, Outcome.INVALID, [fault])
        labels = self._label([result.row for result in self._refused])
        for result in self._refused:
            fault = RowFault(result.field, result.code, result.message)
            yield self._reject(result.row, labels.get(result.row, ""), Outcome.REJECTED, [fault])

    def _reject(self, row: int, label: str, outcome: Outcome, faults: list[RowFault]) -> Reject:
        plan = self.plan
        return Reject(
            task=plan.task, module=plan.module, row=row, label=label, outcome=outcome, faults=faults
        )

    def _add_up(self) -> dict[Outcome, int]:
        plan, ended = self.plan, Counter[Outcome]()
        for results in self._journal.results():
            for result in results:
                if result.outcome is Outcome.PENDING:
                    continue
                ended[result.outcome] += 1
                if result.outcome is Outcome.REJECTED:
                    self._refused.append(result)
                elif result.outcome is Outcome.UNKNOWN:
                    self._unknown.append((result.row, result.note or "its outcome could not be found out"))
                elif result.outcome is Outcome.SKIPPED:
                    self._held[result.note] += 1
                elif result.note:
                    self._surprises[result.note] += 1
        for call in self._journal.open_calls():
            ended[Outcome.UNKNOWN] += len(call.changes)
            why = f"bulk job {call.job} had not ended" if call.job else NO_ANSWER
            self._unknown.extend((change.row, why) for change in call.changes)
        pending = plan.changes - sum(ended.values()) - len(self._orphans)
        return {
            **{outcome: ended[outcome] for outcome in Outcome},
            Outcome.UNCHANGED: plan.unchanged,
            Outcome.SKIPPED: sum(plan.skipped.values()) + ended[Outcome.SKIPPED],
            Outcome.INVALID: plan.invalid + len(self._orphans),
            Outcome.PENDING: pending,
        }

    def _label(self, rows: list[int]) -> dict[int, str]:
        """Find the keys of some rows as people wrote them."""
        wanted = set(rows)
        if not wanted:
            return {}
        return {change.row: change.label for change in read_changes(self._place) if change.row in wanted}


def _planned_notes(plan: TaskPlan) -> dict[str, Any]:
    """Note what a plan knows beside its rows: deletes without a row, and fields left alone."""
    notes: dict[str, Any] = {"mirrored": plan.mirrored} if plan.mirrored else {}
    if plan.sensitive.fields:
        notes["sensitive"] = msgspec.to_builtins(plan.sensitive)
    return notes | ({"kept": plan.kept} if plan.kept else {})


def planned_line(plan: TaskPlan) -> RunTask:
    """Give a task's line before anything is delivered: every change is pending."""
    outcomes = dict.fromkeys(Outcome, 0)
    outcomes |= {
        Outcome.PENDING: plan.changes,
        Outcome.UNCHANGED: plan.unchanged,
        Outcome.INVALID: plan.invalid,
        Outcome.SKIPPED: sum(plan.skipped.values()),
    }
    return RunTask(
        task=plan.task,
        module=plan.module,
        operation=plan.operation,
        ledger_id=plan.ledger_id,
        read=plan.read,
        carried=plan.carried,
        outcomes=outcomes,
        notes=_planned_notes(plan),
    )
