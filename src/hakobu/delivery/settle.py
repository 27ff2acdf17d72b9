"""Settling: finding out what became of a write whose answer never came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.delivery.below import find_whole
from hakobu.delivery.bulk_lines import lacking
from hakobu.mapping import ChildField, canonical_of, same_value
from hakobu.model import Change, ChangeKind, Outcome, Result
from hakobu.store import BULK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hakobu.delivery.writer import Writer
    from hakobu.mapping import FieldLike
    from hakobu.store import Call

__all__ = ["Settler"]


class Settler:
    """Looks records up after a call's deadline; a record that was not written may be sent again.

    ``ways`` are the fields by which a created record can be found, the most certain first.
    """

    def __init__(
        self,
        writer: Writer,
        module: str,
        fields: Mapping[str, FieldLike],
        ways: Sequence[tuple[str, ...]],
    ) -> None:
        self._writer = writer
        self._module = module
        self._fields = fields
        self._ways = ways
        self._read: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}

    def settle(self, call: Call) -> list[Result]:
        """Tell for each change of a call whether it happened: done, PENDING (it did not), or UNKNOWN."""
        self._read = {}
        known = [change for change in call.changes if change.id]
        records = self._by_id(known)
        return [
            self._existing(change, records.get(change.id)) if change.id else self._created(change, call)
            for change in call.changes
        ]

    def _by_id(self, changes: Sequence[Change]) -> dict[str | None, Mapping[str, Any]]:
        columns = list(dict.fromkeys(name for change in changes for name in change.new))
        if not changes:
            return {}
        ids = [change.id or "" for change in changes]
        names = [*columns, "Modified_Time"]
        found = find_whole(self._writer, self._module, self._fields, by=("id", ids), columns=names)
        return {str(record["id"]): record for record in found}

    def _existing(self, change: Change, record: Mapping[str, Any] | None) -> Result:
        if change.kind is ChangeKind.DELETE:
            return _result(change, Outcome.PENDING if record else Outcome.DELETED, change.id)
        if change.kind is ChangeKind.RESTORE:
            modified = record.get("Modified_Time") if record else None
            return _result(change, Outcome.CREATED if record else Outcome.PENDING, change.id, modified)
        if record is None:
            return _result(change, Outcome.PENDING, change.id)  # sent again, Zoho will say that it is gone
        written = all(
            same_value(self._fields[name], canonical_of(self._fields[name], record.get(name)), value)
            for name, value in change.new.items()
        )
        outcome = Outcome.UPDATED if written else Outcome.PENDING
        return _result(change, outcome, change.id, record.get("Modified_Time"))

    def _created(self, change: Change, call: Call) -> Result:
        """Find a record that may have been created, by the first way that the change fills."""
        way = next((way for way in self._ways if all(change.new.get(name) for name in way)), None)
        if way is None:
            note = "nothing in the row finds the record again: name a match key, or a stamp field"
            return _result(change, Outcome.UNKNOWN, None, note=note)
        rows = self._candidates(way, call)
        found = {str(row["id"]): row for row in rows if self._same(row, change, way)}
        if not found:
            return _result(change, Outcome.PENDING, None)
        if len(found) > 1:
            note = f"{' + '.join(way)} finds several records: {', '.join(sorted(found))}"
            return _result(change, Outcome.UNKNOWN, None, note=note)
        ident, row = next(iter(found.items()))
        made = _result(change, Outcome.CREATED, ident, row.get("Modified_Time"))
        return lacking(change, made, row, self._fields) if call.operation.startswith(BULK) else made

    def _candidates(self, way: tuple[str, ...], call: Call) -> list[Mapping[str, Any]]:
        """Read what the whole call may have created, in one question a way."""
        if way not in self._read:
            values = [value for change in call.changes if not change.id and (value := change.new.get(way[0]))]
            columns = [*way, "Modified_Time"]
            if call.operation.startswith(BULK):  # there a record may be made without all of its lines
                columns += dict.fromkeys(
                    name
                    for change in call.changes
                    for name in change.new
                    if isinstance(self._fields.get(name), ChildField)
                )
            by = way[0], values
            found = find_whole(self._writer, self._module, self._fields, by=by, columns=columns)
            self._read[way] = list(found)
        return self._read[way]

    def _same(self, row: Mapping[str, Any], change: Change, way: tuple[str, ...]) -> bool:
        for name in way:
            there = canonical_of(self._fields[name], row.get(name)) or ""
            if there.strip().lower() != (change.new.get(name) or "").strip().lower():
                return False
        return True


def _result(
    change: Change, outcome: Outcome, ident: str | None, modified: str | None = None, *, note: str = ""
) -> Result:
    return Result(row=change.row, key=change.key, outcome=outcome, id=ident, modified=modified, note=note)
