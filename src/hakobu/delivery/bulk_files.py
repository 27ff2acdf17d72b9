"""The files of bulk jobs: which columns they have, and what their refusals mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hakobu.model import ChangeKind, Operation, Outcome
from hakobu.plan import BULK_CREATES
from hakobu.zoho import BulkColumn, BulkFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hakobu.delivery.bulk_lines import LinesFile
    from hakobu.model import Change, Result
    from hakobu.plan import BulkRoute, Group
    from hakobu.zoho import Answer, Field

__all__ = ["ID", "BulkFiles", "explained"]

ID = "id"
SHOWN = 10  # values of a picklist that a message names


class BulkFiles:
    """Makes the files of one task; ``kept`` are fields that an update leaves alone.

    The first column is the key that the result repeats: the record's id, or the field that guards a creation.
    ``lines`` hang below creations, in files of their own; ``fields`` are the others.
    """

    def __init__(
        self,
        module: str,
        fields: Mapping[str, Field],
        route: BulkRoute,
        *,
        kept: frozenset[str],
        lines: Sequence[LinesFile] = (),
    ) -> None:
        self._module = module
        self._fields = fields
        self._route = route
        self._kept = kept
        self.lines = lines

    def operation(self, group: Group) -> tuple[str, str | None]:
        """Name a job's operation, and the field by which it finds records."""
        return ("insert", None) if group == BULK_CREATES else ("update", ID)

    def open(self, group: Group) -> BulkFile:
        """Begin the file of a group of changes."""
        if group == BULK_CREATES:
            names = dict.fromkeys((*self._route.guards, *self._fields))
            return BulkFile(self._module, self._columns(names), ignore_empty=None)
        erases = len(group) > 1
        written = group[1:] if erases else tuple(name for name in self._fields if name not in self._kept)
        columns = [BulkColumn(api_name=ID), *self._columns(dict.fromkeys(written))]
        return BulkFile(self._module, columns, ignore_empty=not erases)

    def add(self, file: BulkFile, record: dict[str, object]) -> None:
        """Write a record into a file, and its lines into those below."""
        lines = [(each, record.pop(each.name)) for each in self.lines if each.name in record]
        file.add(record)
        for each, value in lines:
            each.add(file, value)

    def keys(self, operation: str, records: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
        """Give the first column as it was sent."""
        name = self._route.guards[0] if operation == "insert" else ID
        cell = (BulkColumn(api_name=ID) if name == ID else BulkColumn.of(self._fields[name])).cell
        return tuple(cell(record.get(name)) for record in records)

    def _columns(self, names: Mapping[str, None]) -> list[BulkColumn]:
        return [BulkColumn.of(self._fields[name]) for name in names if name != ID]


def explained(
    change: Change, result: Result, answer: Answer, fields: Mapping[str, Field], operation: Operation
) -> Result:
    """Say more than a result file does: what the field takes, and which other faults the row has.

    A row that was skipped without a word, and one that turns out to exist, are left to REST, which tells why
    and by which id.
    """
    if answer.ok or result.outcome is Outcome.PENDING:
        return result
    exists = change.kind is ChangeKind.CREATE and answer.code == "DUPLICATE_DATA"
    if not answer.code or (exists and operation is not Operation.INSERT):
        return msgspec.structs.replace(result, outcome=Outcome.PENDING)
    parts = [answer.message]
    field = fields.get(answer.field or "")
    if field is not None and answer.code == "INVALID_DATA":
        parts.append(f"{field.api_name} takes {_takes(field)}.")
    others = answer.details.get("errors", [])[1:]
    parts.extend(f"Also {each['code']}: {', '.join(each['fields'])}." for each in others)
    return msgspec.structs.replace(result, message=" ".join(parts))


def _takes(field: Field) -> str:
    values = [value.actual for value in field.picklist]
    if values and "picklist" in field.data_type:
        more = " …" if len(values) > SHOWN else ""
        return f"one of {', '.join(values[:SHOWN])}{more}"
    said = f"a value of type {field.data_type}"
    if field.decimal_place is not None:
        said += f" with {field.decimal_place} decimals at most"
    return f"{said}, {field.length} characters at most" if field.length else said
