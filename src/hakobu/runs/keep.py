"""What a run leaves behind when its tasks have ended: failed rows, held rows, and no more than that."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import msgspec

from hakobu.model import Outcome
from hakobu.plan import WHOLE
from hakobu.runs.prepare import PRESENT, SOURCE
from hakobu.runs.rows import REJECTED, keep_rows
from hakobu.runs.undo import held_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from hakobu.runs.outcome import TaskEnd
    from hakobu.store import Run, RunTask, Store

__all__ = ["hold_undone", "keep_rejects", "tidy"]

CHUNK = 5_000


def keep_rejects(store: Store, place: Path, number: int, end: TaskEnd, task: RunTask) -> None:
    """Keep what did not get through, and close what earlier runs could not deliver."""
    rejects = store.rejects
    rejects.drop(number, task.task)
    rows, labels, chunk = [], set(), []
    for reject in end.rejects():
        rows.append(reject.row)
        labels.add(reject.label)
        chunk.append(reject)
        if len(chunk) == CHUNK:
            rejects.add(number, task.ledger_id, chunk)
            chunk = []
    rejects.add(number, task.ledger_id, chunk)
    if rows and (place / SOURCE).exists():
        keep_rows(place / SOURCE, place / REJECTED, rows)
    if task.outcomes[Outcome.PENDING] or not (place / PRESENT).exists():
        return  # what became of the older ones is not known yet
    present = set(msgspec.json.decode((place / PRESENT).read_bytes(), type=list[str]))
    old = {reject.id: reject.label for reject in rejects.open_of(task.ledger_id, before=number)}
    part = end.plan.mark is not None and end.plan.mark.partial
    if task.carried or part:  # a retry or an incremental read takes up some rows, and says nothing of others
        old = {ident: label for ident, label in old.items() if label in present}
    became = {
        ident: "again" if label in labels else "delivered" if label in present else "gone"
        for ident, label in old.items()
    }
    rejects.close(list(old), state=became.__getitem__, run_id=number)


def hold_undone(store: Store, run: Run, tasks: list[RunTask]) -> None:
    """Hold what was taken back; an undo that is undone in turn lets go of what it held."""
    if run.of_run is not None and not store.held.release(run.of_run):
        for task in tasks:
            store.held.add(run.id, task.ledger_id, held_rows(store, run, task))


def tidy(places: Iterable[Path]) -> None:
    """Remove the rows of a finished run from the disk, save those that failed."""
    for place in places:
        for name in (SOURCE, WHOLE, "valid.parquet", PRESENT):
            (place / name).unlink(missing_ok=True)
        shutil.rmtree(place / "scratch", ignore_errors=True)
