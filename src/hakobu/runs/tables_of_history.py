"""The history as three tables, for a user's own database: of runs, fields of changes, faults of rows.

Sensitive values are hidden, as everywhere where history is shown.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from hakobu.connectors.own_tables import OwnTable, Type
from hakobu.model import OUTCOMES, Sensitive
from hakobu.runs.masks import Mask, mask_rejects

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hakobu.connectors.own_tables import Value
    from hakobu.model import Change, Result
    from hakobu.store import Run, RunTask, Store

__all__ = ["change_rows", "changes_table", "reject_rows", "rejects_table", "run_row", "runs_table"]

_INTEGERS = {"run", "of_run", "row", "credits", "calls", *map(str, OUTCOMES)}
_INSTANTS = {"started", "ended"}


def runs_table(prefix: str) -> OwnTable:
    """Describe the table of runs."""
    before = ("run", "job", "kind", "of_run", "status", "started", "ended")
    return _table(f"{prefix}runs", *before, *map(str, OUTCOMES), "credits", "calls", "cause", single=True)


def changes_table(prefix: str) -> OwnTable:
    """Describe the table of what was written."""
    what = ("run", "task", "module", "row", "key", "kind", "id")
    return _table(f"{prefix}changes", *what, "field", "old", "new", "outcome", "note")


def rejects_table(prefix: str) -> OwnTable:
    """Describe the table of rows that did not get through."""
    what = ("run", "task", "module", "row", "key", "outcome")
    return _table(f"{prefix}rejects", *what, "field", "code", "detail", "state")


def run_row(run: Run) -> tuple[Value, ...]:
    """Give the row of a run."""
    ended = _instant(run.ended) if run.ended is not None else None
    counts = [run.outcomes[outcome] for outcome in OUTCOMES]
    head = (run.id, run.job, run.kind, run.of_run, run.status, _instant(run.started), ended)
    return (*head, *counts, run.credits, run.calls, run.cause or None)


def change_rows(run: Run, store: Store) -> Iterator[tuple[Value, ...]]:
    """Walk over the fields of the records that a run wrote, or tried to, call by call."""
    for task in run.tasks:
        mask = Mask.of(msgspec.convert(task.notes.get("sensitive", {}), Sensitive), store.home)
        for call in store.journal.written(run.id, task.task):
            for change, result in zip(call.changes, call.results, strict=True):
                yield from _of_change(run, task, mask, change, result)


def reject_rows(run: Run, store: Store) -> Iterator[tuple[Value, ...]]:
    """Walk over the faults of the rows of a run that did not get through."""
    home: Path = store.home
    for reject in mask_rejects(run, store.rejects.of_run(run.id), home=home):
        row = reject.row if reject.row >= 0 else None
        head = (run.id, reject.task, reject.module, row, reject.label, str(reject.outcome))
        for fault in reject.faults:
            yield (*head, fault.field or None, fault.code, fault.detail or None, reject.state)


def _of_change(
    run: Run, task: RunTask, mask: Mask, change: Change, result: Result
) -> Iterator[tuple[Value, ...]]:
    shown = mask.change(change)
    row = shown.row if shown.row >= 0 else None  # no source row stands behind a mirror's delete
    ident = result.id or shown.id
    head = (run.id, task.task, task.module, row, shown.label or shown.key, str(shown.kind), ident)
    tail = (str(result.outcome), result.note or result.code or None)
    for name in shown.new or shown.old or {"": None}:
        yield (*head, name or None, shown.old.get(name), shown.new.get(name), *tail)


def _table(name: str, *columns: str, single: bool = False) -> OwnTable:
    return OwnTable(name, {each: _type(each) for each in columns}, single)


def _type(column: str) -> Type:
    if column in _INSTANTS:
        return Type.INSTANT
    return Type.INTEGER if column in _INTEGERS else Type.TEXT


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
