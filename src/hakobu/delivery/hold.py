"""Holding back changes that a plan was right about and the CRM has overtaken."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hakobu.delivery.below import find_whole
from hakobu.mapping import canonical_of, normal_key, same_value
from hakobu.model import Change, ChangeKind, Outcome, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from hakobu.delivery.gone import Gone
    from hakobu.delivery.writer import Writer
    from hakobu.mapping import FieldLike
    from hakobu.store import TaskJournal

__all__ = ["APPEARED", "CHANGED", "GONE", "RELATED", "Holder"]

CHANGED = "changed in the CRM since the plan"
GONE = "gone from the CRM since the plan"
RELATED = "other records refer to it"
APPEARED = "appeared in the CRM since the plan"
CHUNK = 500


class Holder:
    """Reads each record of a stored plan again, just before it is written; what differs is not written.

    A held change is journalled as skipped, with the reason, so that a resumed run counts it as well.
    ``related`` tells which of some records others refer to; those are not deleted. ``gone`` is what the task
    does about records that were deleted meanwhile; without it they are held like the others.
    """

    def __init__(
        self,
        writer: Writer,
        module: str,
        fields: Mapping[str, FieldLike],
        ways: Sequence[tuple[str, ...]],
        journal: TaskJournal,
        *,
        related: Callable[[Sequence[str]], set[str]] = lambda _ids: set(),
        gone: Gone | None = None,
    ) -> None:
        self._writer = writer
        self._module = module
        self._fields = fields
        self._ways = ways
        self._journal = journal
        self._related = related
        self._gone = gone

    def let_through(self, changes: Iterable[Change]) -> Iterator[Change]:
        """Give the changes that still hold, in their order."""
        chunk: list[Change] = []
        for change in changes:
            chunk.append(change)
            if len(chunk) == CHUNK:
                yield from self._sift(chunk)
                chunk = []
        yield from self._sift(chunk)

    def _sift(self, chunk: list[Change]) -> list[Change]:
        overtaken = self._overtaken(chunk)
        chunk = self._again(chunk, overtaken)
        reasons = {**overtaken, **self._appeared(chunk)}
        held = [change for change in chunk if change.row in reasons]
        if held:
            call = self._journal.intend(operation="hold", changes=held, deadline=0)
            self._journal.answer(call, [self._held(change, reasons[change.row]) for change in held])
        return [change for change in chunk if change.row not in reasons]

    def _again(self, chunk: list[Change], reasons: dict[int, str]) -> list[Change]:
        """Put the creation of a record in the place of its update, where it is gone and the task says so."""
        gone = [change for change in chunk if reasons.get(change.row) == GONE]
        if not gone or self._gone is None:
            return chunk
        updates = [change for change in gone if change.kind is ChangeKind.UPDATE]
        if updates and self._gone.stops:
            raise self._gone.stop(updates[0])
        created = self._gone.create(gone)
        for row in created:
            del reasons[row]
        return [created.get(change.row, change) for change in chunk]

    def _held(self, change: Change, reason: str) -> Result:
        held = Result(row=change.row, key=change.key, outcome=Outcome.SKIPPED, id=change.id, note=reason)
        return self._gone.skip(held) if reason == GONE and self._gone is not None else held

    def _overtaken(self, chunk: list[Change]) -> dict[int, str]:
        """Find updates and deletes whose record says something else than the plan was made from."""
        known = [change for change in chunk if not change.kind.makes]
        if not known:
            return {}
        columns = [*dict.fromkeys(name for change in known for name in change.old), "Modified_Time"]
        ids = [change.id or "" for change in known]
        found = {
            str(row["id"]): row
            for row in find_whole(self._writer, self._module, self._fields, by=("id", ids), columns=columns)
        }
        reasons = {}
        for change in known:
            record = found.get(change.id or "")
            if record is None:
                reasons[change.row] = GONE
            elif any(self._differs(change, name, record) for name in change.old) or (
                change.modified and _moment(record.get("Modified_Time")) > _moment(change.modified)
            ):
                reasons[change.row] = CHANGED
        deletes = [each for each in known if each.kind is ChangeKind.DELETE and each.row not in reasons]
        needed = self._related([change.id or "" for change in deletes]) if deletes else set()
        return reasons | {change.row: RELATED for change in deletes if change.id in needed}

    def _differs(self, change: Change, name: str, record: Mapping[str, Any]) -> bool:
        field = self._fields[name]
        return not same_value(field, canonical_of(field, record.get(name)), change.old[name])

    def _appeared(self, chunk: list[Change]) -> dict[int, str]:
        """Find creations whose key a record has by now."""
        reasons: dict[int, str] = {}
        for way in self._ways:
            creates = [
                change
                for change in chunk
                if change.kind.makes
                and not change.matched_by  # somebody decided to create it, whatever fits
                and all(change.new.get(name) for name in way)
            ]
            if creates:
                values = sorted({change.new[way[0]] or "" for change in creates})
                rows = self._writer.find(self._module, way[0], values, list(way))
                taken = {
                    tuple(normal_key(canonical_of(self._fields[name], row.get(name)) or "") for name in way)
                    for row in rows
                }
                for change in creates:
                    if tuple(normal_key(change.new[name] or "") for name in way) in taken:
                        reasons[change.row] = APPEARED
        return reasons


def _moment(text: str | None) -> datetime:
    return datetime.fromisoformat(text) if text else datetime.max.replace(tzinfo=UTC)
