"""Lines that go below new records in a bulk job: their files, and what became of each."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from hakobu.errors import UnknownOutcomeError
from hakobu.mapping import ChildField
from hakobu.model import Outcome
from hakobu.zoho import BULK_ECHO, BulkColumn, Sent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hakobu.mapping import FieldLike
    from hakobu.mapping.children import Line
    from hakobu.model import Change, Result
    from hakobu.zoho import Answer, BulkFile, Field

__all__ = ["LinesFile", "join_lines", "lacking", "sent_lines"]

NAMED = 5  # lines that a message names
MADE = "The record was created."


class LinesFile:
    """The file of one field's lines: its module, and its columns, those of a line's key first."""

    def __init__(self, field: ChildField, module: str, columns: Mapping[str, Field]) -> None:
        names = dict.fromkeys((*field.shape.key, *field.shape.columns))
        self.field = field
        self.name = field.api_name
        self.module = module
        self._columns = [BulkColumn.of(columns[name]) for name in names]
        self._held = self._columns[: min(len(field.shape.key), BULK_ECHO - 1)]

    def add(self, file: BulkFile, value: object) -> None:
        """Write a record's lines, below the record that was written last."""
        rows = self._rows(value)
        if not rows:
            return
        child = next((each for each in file.children if each.module == self.module), None)
        child = child or file.child(self.module, self._columns, held=len(self._held))
        for row in rows:
            child.add(file.keys[-1], row)

    def sent(self, keys: Sequence[str], records: Sequence[Mapping[str, object]]) -> Sent | None:
        """Tell what went in the file; nothing where no record has a line."""
        below = [(key, row) for key, each in zip(keys, records, strict=True) for row in self._rows_of(each)]
        if not below:
            return None
        heads = [tuple(key for key, _ in below)]
        heads += [tuple(head.cell(row.get(head.api_name)) for _, row in below) for head in self._held]
        return Sent(module=self.module, rows=len(below), heads=tuple(heads))

    def _rows_of(self, record: Mapping[str, object]) -> list[dict[str, object]]:
        return self._rows(record.get(self.name))

    def _rows(self, value: object) -> list[dict[str, object]]:
        return self.field.rows_of(value) if isinstance(value, str) else []


def sent_lines(
    files: Sequence[LinesFile], keys: Sequence[str], records: Sequence[Mapping[str, object]]
) -> tuple[Sent, ...]:
    """Tell which files of lines went below these records, whose first cells are ``keys``."""
    return tuple(sent for file in files if (sent := file.sent(keys, records)) is not None)


def join_lines(
    files: Sequence[LinesFile],
    changes: Sequence[Change],
    results: Sequence[Result],
    answers: Mapping[str, Sequence[Answer]],
) -> list[Result]:
    """Join the answers to lines with the results of their records.

    A record that was created without one of its lines is a refused row; raises ``UnknownOutcomeError`` where
    lines are said to be there and their record not.
    """
    joined = list(results)
    for file in files:
        left = iter(answers.get(file.module, ()))
        for place, change in enumerate(changes):
            lines = file.field.lines_of(change.new.get(file.name))
            told = list(islice(left, len(lines)))
            if told:
                joined[place] = _joined(file.field, joined[place], lines, told)
    return joined


def lacking(
    change: Change, made: Result, record: Mapping[str, Any], fields: Mapping[str, FieldLike]
) -> Result:
    """Tell what became of a record that was found after a bulk job: some of its lines may be missing."""
    for name, value in change.new.items():
        field = fields.get(name)
        if not isinstance(field, ChildField):
            continue
        if record.get(name) is None:
            note = f"Zoho does not give all lines of {name}"
            return msgspec.structs.replace(made, outcome=Outcome.UNKNOWN, note=note)
        lines = field.lines_of(value)
        there = Counter(field.key_of(field.line_of(row)) for row in record[name])
        missing = Counter(map(field.key_of, lines)) - there
        if missing:
            named = [_named(field, line) for line in lines if field.key_of(line) in missing]
            said = f"Lines of {name} are missing: {_listed(named)}."
            made = _partial(made, name, "lines_missing", said, _places(field, lines, missing))
    return made


def _joined(field: ChildField, result: Result, lines: Sequence[Line], told: Sequence[Answer]) -> Result:
    refused = [(line, answer) for line, answer in zip(lines, told, strict=True) if not answer.ok]
    places = tuple(place for place, answer in enumerate(told) if not answer.ok)
    if result.done is not Outcome.CREATED:
        if len(refused) < len(told):
            raise UnknownOutcomeError(
                f"Zoho says that lines of {field.api_name} were written, and their record was not: "
                "it is not known what became of each row.",
                where=f"bulk insert, row {result.row}",
                code="unknown_outcome",
                next_step="Look the records up before anything is sent again.",
            )
        return result
    if not refused:
        return result
    named = [f"{_named(field, line)} ({_why(answer)})" for line, answer in refused]
    said = f"Zoho refused {len(refused)} of its {len(told)} lines of {field.api_name}: {_listed(named)}."
    return _partial(result, field.api_name, refused[0][1].code or "lines_missing", said, places)


def _places(field: ChildField, lines: Sequence[Line], missing: Counter[tuple[str, ...]]) -> tuple[int, ...]:
    """Give the places of the lines that are missing; of two with one key the later."""
    left, found = missing.copy(), []
    for place in reversed(range(len(lines))):
        key = field.key_of(lines[place])
        if left[key] > 0:
            left[key] -= 1
            found.append(place)
    return tuple(sorted(found))


def _partial(made: Result, name: str, code: str, said: str, places: tuple[int, ...]) -> Result:
    """Give the result of a record that is there without all of its lines."""
    lacks = {**made.lacks, name: places}
    if made.partial:
        field, message = f"{made.field}, {name}", f"{made.message} {said}"
        return msgspec.structs.replace(made, field=field, message=message, lacks=lacks)
    return msgspec.structs.replace(
        made,
        outcome=Outcome.REJECTED,
        partial=True,
        lacks=lacks,
        code=code,
        field=name,
        message=f"{MADE} {said}",
    )


def _named(field: ChildField, line: Line) -> str:
    """Name a line by what makes it known again."""
    return " + ".join(f"{name} = {line.get(name) or ''}" for name in field.shape.key)


def _why(answer: Answer) -> str:
    told = ", ".join(name for each in answer.details.get("errors", []) for name in each["fields"])
    return f"{answer.code or answer.message} {told}".strip()


def _listed(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return "; ".join(names[:NAMED]) + (f"; and {more} more" if more > 0 else "")
