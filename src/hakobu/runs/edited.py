"""What others edited since a run, read live when its undo is planned."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from hakobu.delivery import find_whole
from hakobu.mapping import canonical_of, same_value
from hakobu.model import Change, ChangeKind
from hakobu.plan import Edited

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hakobu.delivery import Writer
    from hakobu.mapping import FieldLike

__all__ = ["EDITED", "GONE", "EditedSince"]

EDITED = "edited in the CRM since the run"
GONE = "gone from the CRM since the run"
CHUNK = 500
WHO, WHEN = "Modified_By", "Modified_Time"


@dataclass(slots=True, kw_only=True)
class EditedSince:
    """Holds the changes of an undo against the CRM.

    ``latest`` is, by record, the time of our last write; ``forced`` takes back what others edited too: such
    a change then starts from what the CRM says now.
    """

    writer: Writer
    module: str
    fields: Mapping[str, FieldLike]
    latest: Mapping[str, str]
    forced: bool
    found: list[Edited] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)

    def sift(self, changes: Iterator[Change]) -> Iterator[Change]:
        """Give the changes that may be made, and note the others."""
        while chunk := list(islice(changes, CHUNK)):
            known = [change for change in chunk if not change.kind.makes]
            records = self._read(known) if known else {}
            for change in chunk:
                if change.kind.makes:
                    yield change
                elif (kept := self._judge(change, records.get(change.id or ""))) is not None:
                    yield kept

    def _read(self, changes: list[Change]) -> dict[str, Mapping[str, Any]]:
        names = list(dict.fromkeys(name for change in changes for name in change.old if name in self.fields))
        more = [name for name in (WHEN, WHO) if name in self.fields]
        ids = [change.id or "" for change in changes]
        rows = find_whole(self.writer, self.module, self.fields, by=("id", ids), columns=[*names, *more])
        return {str(row["id"]): row for row in rows}

    def _judge(self, change: Change, record: Mapping[str, Any] | None) -> Change | None:
        if record is None:
            self._note(GONE, Edited(id=change.id or "", label=change.label, gone=True))
            return None
        there = {
            name: canonical_of(self.fields[name], record.get(name))
            for name in change.old
            if name in self.fields
        }
        differs = tuple(
            name
            for name, value in there.items()
            if not same_value(self.fields[name], value, change.old[name])
        )
        deletes = change.kind is ChangeKind.DELETE
        ours = self.latest.get(change.id or "") or None
        later = deletes and ours is not None and _moment(record.get(WHEN)) > _moment(ours)
        if not differs and not later:
            return msgspec.structs.replace(change, modified=ours if deletes else None)
        person = record.get(WHO)
        edited = Edited(
            id=change.id or "",
            label=change.label,
            fields=differs,
            by=str(person.get("id") or "") if isinstance(person, dict) else "",
            at=str(record.get(WHEN) or ""),
            taken=self.forced,
        )
        if not self.forced:
            self._note(EDITED, edited)
            return None
        self.found.append(edited)
        when = str(record[WHEN]) if deletes and record.get(WHEN) else None
        return msgspec.structs.replace(change, old={**change.old, **there}, modified=when)

    def _note(self, why: str, edited: Edited) -> None:
        self.found.append(edited)
        self.skipped[why] = self.skipped.get(why, 0) + 1


def _moment(text: Any) -> datetime:
    return datetime.fromisoformat(str(text)) if text else datetime.min.replace(tzinfo=UTC)
