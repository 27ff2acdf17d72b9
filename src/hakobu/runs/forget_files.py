"""Erasing a person from a run's folder: the plan of a task, the rows it read, the rows that failed."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import msgspec
import pyarrow.parquet as pq

from hakobu.changes import FORGOTTEN
from hakobu.plan import GONE, SEEN, WHOLE, amend_plan, read_changes, read_invalid, read_kept
from hakobu.runs.prepare import PRESENT, SOURCE
from hakobu.runs.rows import REJECTED, drop_rows, keep_rows, select_rows

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.model import Change
    from hakobu.plan import InvalidRow, TaskPlan
    from hakobu.runs.person import Person

__all__ = ["PlannedPlace", "clear_leftovers"]

KEPT = {REJECTED, SOURCE, SEEN, GONE, WHOLE}


@dataclass(frozen=True, slots=True)
class PlannedPlace:
    """The folder of one task of a run; ``failed`` are the person's rows that failed in it."""

    place: Path
    plan: TaskPlan
    person: Person
    failed: frozenset[int]

    def learn(self) -> bool:
        """Learn from the plan; tells whether anything was new."""
        new = False
        for change in read_changes(self.place):
            new |= self._learn(change.key, change.label, change.id)
        for row in read_invalid(self.place):
            new |= self._learn(row.key, row.label, None)
        for kept in read_kept(self.place):
            new |= self._learn("", kept.label, kept.id)
        return new

    def erase(self, *, remove: bool) -> Counter[str]:
        """Count what the folder holds of the person, and remove it; can be repeated after a crash."""
        others, theirs = set[int](), set(self.failed)
        found: Counter[str] = Counter()
        rows = chain(
            ((change.row, self._changed(change)) for change in read_changes(self.place)),
            ((row.row, self._invalid(row)) for row in read_invalid(self.place)),
        )
        for number, mine in rows:
            (theirs if mine else others).add(number)
            found["plans"] += mine
        found["kept rows"] += self._count(REJECTED, theirs)
        found["read rows"] += self._count(SOURCE, theirs)
        found["read rows"] += self._known(SEEN, remove=False)
        if remove:
            self._drop(others - theirs, theirs)
            amend_plan(
                self.place,
                change=lambda change: not self._changed(change),
                invalid=lambda row: not self._invalid(row),
                kept=lambda kept: not self._is("", kept.label, kept.id),
                reason=FORGOTTEN,
            )
        return found

    def _drop(self, others: set[int], theirs: set[int]) -> None:
        if (self.place / REJECTED).exists():
            drop_rows(self.place / REJECTED, theirs)
        if (self.place / SOURCE).exists():  # what is unchanged is not needed any more, and has no key here
            part = self.place / f"{SOURCE}.kept"
            keep_rows(self.place / SOURCE, part, others)
            part.replace(self.place / SOURCE)
        if (self.place / WHOLE).exists():
            drop_rows(self.place / WHOLE, theirs)
        for name in (SEEN, GONE):
            self._known(name, remove=True)
        present = self.place / PRESENT
        if present.exists():
            labels = msgspec.json.decode(present.read_bytes(), type=list[str])
            kept = [label for label in labels if not self.person.theirs(self.plan.ledger_id, label=label)]
            part = present.with_name(f"{PRESENT}.part")
            part.write_bytes(msgspec.json.encode(kept))
            part.replace(present)
        clear_leftovers(self.place)

    def _known(self, name: str, *, remove: bool) -> int:
        """Count the person's records in a file for the ledger."""
        path = self.place / name
        if not path.exists():
            return 0
        table = pq.read_table(path)
        keys, ids = table.column("key").to_pylist(), table.column("id").to_pylist()
        mine = [self._is(key or "", "", ident) for key, ident in zip(keys, ids, strict=True)]
        if remove and any(mine):
            part = path.with_name(f"{name}.part")
            pq.write_table(table.filter([not each for each in mine]), part, compression="lz4")
            part.replace(path)
        return sum(mine)

    def _count(self, name: str, rows: set[int]) -> int:
        path = self.place / name
        return select_rows(path, rows).num_rows if path.exists() else 0

    def _changed(self, change: Change) -> bool:
        return self._is(change.key, change.label, change.id)

    def _invalid(self, row: InvalidRow) -> bool:
        return row.row in self.failed or self._is(row.key, row.label, None)

    def _is(self, key: str, label: str, ident: str | None) -> bool:
        return self.person.theirs(self.plan.ledger_id, key=key, label=label, record=ident)

    def _learn(self, key: str, label: str, ident: str | None) -> bool:
        return self.person.learn(self.plan.ledger_id, key=key, label=label, record=ident)


def clear_leftovers(place: Path, keep: set[str] = KEPT) -> int:
    """Remove what a run that is over left of its working files; gives their number."""
    left = [path for path in place.iterdir() if _left(path, keep)] if place.is_dir() else []
    for path in left:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(left)


def _left(path: Path, keep: set[str]) -> bool:
    working = path.suffix in {".parquet", ".read", ".part", ".kept", ".jsonl"} or path.name == "scratch"
    planned = {"changes.jsonl", "invalid.jsonl", "kept.jsonl"} if keep else set[str]()
    return working and path.name not in keep | planned
