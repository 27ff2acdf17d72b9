"""What of a run is still in force: what it wrote, less what its undos took back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hakobu.model import Change, Result
    from hakobu.store import Run, RunTask, Store

__all__ = ["UNDO", "WRITTEN", "in_force", "marks_of", "taken_back", "written"]

UNDO = "undo"  # the kind of a run that takes another back
WRITTEN = frozenset({Outcome.CREATED, Outcome.UPDATED, Outcome.DELETED})


def written(store: Store, run: Run, task: RunTask) -> Iterator[tuple[Change, Result]]:
    """Walk over what a task of a run wrote."""
    for call in store.journal.written(run.id, task.task):
        for change, result in zip(call.changes, call.results, strict=True):
            if result.done in WRITTEN:
                yield change, result


def marks_of(task: RunTask, change: Change, result: Result) -> Iterator[str]:
    """Name what a write did: a record's fields, or the record as a whole.

    A record that is deleted and created again has another id, so that its key names it where it has one.
    """
    ident = f"{task.ledger_id}:{result.id or change.id or ''}"
    if result.done is Outcome.UPDATED:
        yield from (f"{ident}.{name}" for name in change.new)
    else:
        yield f"{task.ledger_id}:key:{change.key}" if change.key else ident


def in_force(store: Store, run: Run) -> set[str]:
    """Name what a run did and no undo of it took back."""
    did = {mark for task in run.tasks for each in written(store, run, task) for mark in marks_of(task, *each)}
    return did - taken_back(store, run) if did else did


def taken_back(store: Store, run: Run) -> set[str]:
    """Name what undos of a run took back, and no undo of theirs brought again."""
    return {mark for undo in _undos(store, run) for mark in in_force(store, undo)}


def _undos(store: Store, run: Run) -> Iterable[Run]:
    return [each for each in store.runs.undos_of(run.id) if each.kind == UNDO and each.status != "planned"]
