"""Reading back: whether the CRM holds what was written, and what Zoho made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from hakobu.delivery import find_whole
from hakobu.errors import HakobuError
from hakobu.mapping import canonical_of, same_value
from hakobu.model import ChangeKind, Outcome
from hakobu.plan import to_read_back
from hakobu.runs.in_force import WRITTEN
from hakobu.runs.masks import HIDDEN
from hakobu.runs.watch import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hakobu.delivery import Writer
    from hakobu.mapping import FieldLike
    from hakobu.model import Change, Result, Task
    from hakobu.plan import TaskPlan
    from hakobu.runs.watch import Watch
    from hakobu.store import TaskJournal

__all__ = ["ReadBack", "read_back_of"]

FILE = "read_back.json"
CHUNK = 500
EXAMPLES = 5


@dataclass(slots=True, kw_only=True)
class ReadBack:
    """Reads written records again, all of them or a sample that is spread evenly.

    ``confirmed`` counts what Zoho said it wrote, ``verified`` what was found to be so. A record that
    differs, or is missing, is no failed row: Zoho took it, and did something with it.
    """

    writer: Writer
    task: Task
    plan: TaskPlan
    fields: Mapping[str, FieldLike]
    journal: TaskJournal
    watch: Watch
    read: int = 0
    verified: int = 0
    missing: list[dict[str, str]] = field(default_factory=list)
    lost: int = 0
    differing: dict[str, dict[str, Any]] = field(default_factory=dict)

    def run(self, place: Path) -> None:
        """Read back what the task asks for, and keep what was found beside its plan."""
        if self.task.verify == 0:
            return
        confirmed = sum(result.outcome in WRITTEN for each in self.journal.results() for result in each)
        told: dict[str, Any] = {"asked": self.plan.changes, "confirmed": confirmed}
        wanted = to_read_back(self.task, confirmed)
        try:
            self._read(self._chosen(confirmed, wanted), wanted)
        except HakobuError as error:  # what was written is written; that it could not be looked at is told
            told["failed"] = error.message
        told |= {"read": self.read, "verified": self.verified, "missing": self.lost}
        told |= {"missing_examples": self.missing, "fields": self.differing}
        (place / FILE).write_bytes(msgspec.json.encode(told))

    def _chosen(self, confirmed: int, wanted: int) -> Iterator[tuple[Change, Result]]:
        number = 0
        for call in self.journal.journal.written(self.journal.run_id, self.journal.task):
            for change, result in zip(call.changes, call.results, strict=True):
                if result.outcome in WRITTEN:
                    if (number + 1) * wanted // confirmed > number * wanted // confirmed:
                        yield change, result
                    number += 1

    def _read(self, chosen: Iterator[tuple[Change, Result]], wanted: int) -> None:
        while chunk := list(islice(chosen, CHUNK)):
            names = list(dict.fromkeys(name for change, _ in chunk for name in change.new))
            ids = [result.id or change.id or "" for change, result in chunk]
            known = [name for name in names if name in self.fields]
            rows = find_whole(self.writer, self.task.module, self.fields, by=("id", ids), columns=known)
            found = {str(row["id"]): row for row in rows}
            for change, result in chunk:
                self.read += 1
                self._judge(change, result, found.get(result.id or change.id or ""))
            self.watch(Event(phase="read back", task=self.task.name, done=self.read, total=wanted))

    def _judge(self, change: Change, result: Result, record: Mapping[str, Any] | None) -> None:
        if result.outcome is Outcome.DELETED or change.kind is ChangeKind.DELETE:
            self.verified += record is None
            return
        hidden = self.plan.sensitive
        who = {"id": result.id or change.id or "", "key": HIDDEN if hidden.key else change.label}
        if record is None:
            self.lost += 1
            if len(self.missing) < EXAMPLES:
                self.missing.append(who)
            return
        same = True
        for name, value in change.new.items():
            known = self.fields.get(name)
            if known is None:
                continue
            holds = canonical_of(known, record.get(name))
            if same_value(known, holds, value):
                continue
            same = False
            found = self.differing.setdefault(name, {"records": 0, "examples": []})
            found["records"] += 1
            if len(found["examples"]) < EXAMPLES:
                told = (HIDDEN, HIDDEN) if name in hidden.fields else (value, holds)
                found["examples"].append({**who, "wrote": told[0], "holds": told[1]})
        self.verified += same


def read_back_of(place: Path) -> dict[str, Any] | None:
    """Tell what was found when a task was read back."""
    file = place / FILE
    return msgspec.json.decode(file.read_bytes()) if file.exists() else None
