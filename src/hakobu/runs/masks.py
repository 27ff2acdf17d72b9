"""Masking: the one place where sensitive values are hidden, before anybody sees them.

Plans and the journal keep the real values, for these are delivered. What is shown in their place is ``***``
and six digits of a hash that is keyed with this home's own key: two equal values can be told equal, and
nothing else of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from hakobu.mapping.expressions import Parser
from hakobu.model import Constant, Expression, Lookup, RowFault, Sensitive
from hakobu.store import PrivateKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from hakobu.changes import Kept, MatchKeys
    from hakobu.model import Change, FieldMap, Task
    from hakobu.plan import InvalidRow
    from hakobu.store import Reject, Run

__all__ = ["HIDDEN", "UNMASKED", "Mask", "mask_rejects", "sensitive_of"]

HIDDEN = "***"
DIGITS = 6
MARK = re.compile(r"\*{3}[0-9a-f]{6}")  # what is hidden already
IDS = ("ambiguous_match", "decision_gone")  # faults whose details are ids of records


def sensitive_of(task: Task, columns: Sequence[str], keys: MatchKeys) -> Sensitive:
    """Tell what of a task is sensitive, once its source and its keys are known."""
    if not task.sensitive:
        return Sensitive()
    parser, found = Parser(columns), dict[str, None]()
    folded = {name.casefold(): name for name in columns}
    for sql in (sql for entry in task.map if entry.field in task.sensitive for sql in _expressions(entry)):
        for name in (sql,) if sql in columns else parser.names(sql):
            if name.casefold() in folded:
                found[folded[name.casefold()]] = None
    in_key = any(name in task.sensitive for key in keys.alternatives for name in key)
    return Sensitive(fields=task.sensitive, columns=tuple(found), key=in_key)


@dataclass(frozen=True, slots=True)
class Mask:
    """Hides the sensitive values of one task."""

    sensitive: Sensitive
    private: PrivateKey | None

    @classmethod
    def of(cls, sensitive: Sensitive, home: Path) -> Mask:
        """Open a task's mask."""
        return cls(sensitive, PrivateKey.open(home) if sensitive.fields else None)

    def mark(self, value: str) -> str:
        """Give what stands for a value."""
        if self.private is None or not value or MARK.fullmatch(value):
            return value
        return f"{HIDDEN}{self.private.digest(value)[:DIGITS]}"

    def label(self, label: str) -> str:
        """Hide a key for people, where a sensitive field is in it."""
        return self.mark(label) if self.sensitive.key else label

    def values(self, values: Mapping[str, str | None]) -> dict[str, str | None]:
        """Hide the sensitive among a record's values; an empty one stays empty."""
        return {name: self._value(name, value) for name, value in values.items()}

    def change(self, change: Change) -> Change:
        """Hide what is sensitive of a change."""
        if self.private is None:
            return change
        return msgspec.structs.replace(
            change,
            key=self.label(change.key),
            label=self.label(change.label),
            old=self.values(change.old),
            new=self.values(change.new),
        )

    def invalid(self, row: InvalidRow) -> InvalidRow:
        """Hide what is sensitive of a row that is not sent."""
        if self.private is None:
            return row
        faults = [(field, code, self.detail(field, code, detail)) for field, code, detail in row.faults]
        return msgspec.structs.replace(
            row, key=self.label(row.key), label=self.label(row.label), faults=faults
        )

    def kept(self, kept: Kept) -> Kept:
        """Hide what is sensitive of the fields that a policy leaves alone."""
        if self.private is None:
            return kept
        fields = [
            (name, why, self._value(name, crm), self._value(name, own)) for name, why, crm, own in kept.fields
        ]
        return msgspec.structs.replace(kept, label=self.label(kept.label), fields=fields)

    def reject(self, reject: Reject) -> Reject:
        """Hide what is sensitive of a failed row."""
        if self.private is None:
            return reject
        faults = [
            RowFault(fault.field, fault.code, self.detail(fault.field, fault.code, fault.detail))
            for fault in reject.faults
        ]
        return msgspec.structs.replace(reject, label=self.label(reject.label), faults=faults)

    def detail(self, field: str, code: str, detail: str) -> str:
        """Hide a fault's detail where it may quote a sensitive value: in such a field, or in none."""
        if self.private is None or not detail or code in IDS:
            return detail
        parts = set(re.split(r"[\s.,+]+", field)) - {""}
        certain = bool(parts) and not parts & set(self.sensitive.fields)
        return detail if certain and not (self.sensitive.key and "key" in code) else HIDDEN

    def columns(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Hide the source columns that sensitive fields are made from."""
        hidden = set(self.sensitive.columns)
        return {name: self.mark(value) if name in hidden else value for name, value in texts.items()}

    def _value(self, name: str, value: str | None) -> str | None:
        return self.mark(value) if value is not None and name in self.sensitive.fields else value


UNMASKED = Mask(Sensitive(), None)
"""Hides nothing."""


def mask_rejects(run: Run, rejects: Iterable[Reject], *, home: Path) -> list[Reject]:
    """Hide what is sensitive of a run's failed rows."""
    masks = {
        task.task: Mask.of(msgspec.convert(task.notes.get("sensitive", {}), Sensitive), home)
        for task in run.tasks
    }
    return [masks[each.task].reject(each) if each.task in masks else each for each in rejects]


def _expressions(entry: FieldMap) -> tuple[str, ...]:
    match entry.source:
        case Expression(sql):
            return (sql,)
        case Lookup(by=by):
            return tuple(expression.sql for _, expression in by)
        case Constant():
            return ()
        case lines:
            return (lines.column,) if lines.column else ()
