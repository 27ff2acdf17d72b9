"""The value of a field that holds several: lines of a subform, links, choices, tags.

One canonical text holds all of it, so that ledger, plan, journal and undo treat it like any other value.
Lines are a JSON list of objects (mapped columns that are not empty), links a JSON list of record ids, choices
and tags a JSON list of texts. The ids of lines are no part of it: who writes looks them up at that moment.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from hakobu.mapping.canonical import canonical_of, normal_key, wire
from hakobu.model import Mode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hakobu.mapping.fields import FieldLike, PickLike

__all__ = ["ChildField", "ChildShape", "Line", "join_values", "same_value", "sort_out"]

Line = dict[str, str | None]  # column -> canonical text


class ChildShape(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan must remember of such a field: its mapped columns, and how a line is known again.

    ``others`` are the lines that the source does not know: ``keep`` or ``remove``. ``erases`` are the columns
    that an empty value of the source erases. ``links`` tells that there is one column, a record's id.
    """

    field: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    others: str = "keep"
    erases: tuple[str, ...] = ()
    links: bool = False
    mode: Mode = Mode.REPLACE


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildField:
    """A field whose value are lines or links, with the fields of its columns."""

    api_name: str
    label: str
    shape: ChildShape
    columns: tuple[FieldLike, ...]
    mandatory: bool = False
    length: int | None = None
    data_type: str = "lines"
    json_type: str = "jsonarray"
    decimal_place: int | None = None
    precision: int | None = None
    read_only: bool = False
    creatable: bool = True
    updatable: bool = True
    picklist: tuple[PickLike, ...] = ()
    lookup_module: str | None = None
    withheld: str = ""

    def canonical(self, value: Any) -> str | None:
        """Give the canonical text of the rows that Zoho gave."""
        return self.text_of(self.line_of(row) for row in value or ())

    def line_of(self, row: Mapping[str, Any]) -> Line:
        """Give one row's mapped columns in canonical text."""
        return {each.api_name: canonical_of(each, row.get(each.api_name)) for each in self.columns}

    def text_of(self, lines: Iterable[Line]) -> str | None:
        """Write lines as the field's canonical text."""
        if self.shape.links:
            told: list[Any] = [each for line in lines if (each := line.get(self.shape.columns[0]))]
        else:
            told = [{name: line[name] for name in self.shape.columns if line.get(name)} for line in lines]
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")) if told else None

    def lines_of(self, text: str | None) -> list[Line]:
        """Read a canonical text."""
        told = json.loads(text) if text else []
        if self.shape.links:
            return [{self.shape.columns[0]: each} for each in told]
        return [{name: each.get(name) for name in self.shape.columns} for each in told]

    def key_of(self, line: Line) -> tuple[str, ...]:
        """Give what makes a line known again, as Zoho compares."""
        return tuple(normal_key(line.get(name) or "") for name in self.shape.key)

    def rows_of(self, text: str | None) -> list[dict[str, Any]]:
        """Give the rows that create all lines of a new record."""
        return [self.row_of(line) for line in self.lines_of(text)]

    def row_of(self, line: Line, names: Iterable[str] | None = None) -> dict[str, Any]:
        """Give the JSON of a line, or of some of its columns."""
        chosen = [each for each in self.columns if names is None or each.api_name in names]
        wired = {each.api_name: wire(each)(line.get(each.api_name)) for each in chosen}
        return {name: value for name, value in wired.items() if names is not None or value is not None}

    def join(self, new: str | None, there: str | None) -> str | None:
        """Give the lines that are to be there: the source's, over or beside those of the record."""
        lines, known = self.lines_of(there), {self.key_of(line): line for line in self.lines_of(new)}
        if self.shape.mode is Mode.REMOVE:
            return self.text_of(line for line in lines if self.key_of(line) not in known)
        joined = []
        for line in lines:
            ours = known.pop(self.key_of(line), None)
            if ours is not None:
                joined.append(self._over(line, ours))
            elif self.shape.others == "keep":
                joined.append(line)
        return self.text_of([*joined, *known.values()])

    def _over(self, line: Line, ours: Line) -> Line:
        erased = {name: None for name in self.shape.erases if not ours.get(name)}
        return {**line, **{name: value for name, value in ours.items() if value}, **erased}


def sort_out(
    field: ChildField, old: str | None, new: str | None, there: Sequence[Mapping[str, Any]], *, whole: bool
) -> list[dict[str, Any]]:
    """Give the rows to send so that the lines that are ``there`` become ``new``, as ``old`` would have.

    Lines that differ are sent with their id and the columns that differ, new ones whole, removed ones with
    ``_delete``. A line that is neither in ``old`` nor in ``new`` came since, and stays. ``whole`` names the
    lines that stay as well: the oldest version is said to delete what an update does not name.
    """
    found: dict[tuple[str, ...], deque[tuple[str, Line]]] = {}
    for row in there:
        line = field.line_of(row)
        found.setdefault(field.key_of(line), deque()).append((str(row["id"]), line))
    before = Counter(field.key_of(line) for line in field.lines_of(old))
    rows: list[dict[str, Any]] = []
    stays: list[dict[str, Any]] = []
    for line in field.lines_of(new):
        key = field.key_of(line)
        before[key] -= 1
        if not found.get(key):
            rows.append(field.row_of(line))
            continue
        ident, known = found[key].popleft()
        differs = [name for name in field.shape.columns if line.get(name) != known.get(name)]
        if differs:
            rows.append({"id": ident, **field.row_of(line, differs)})
        else:
            stays.append({"id": ident})
    for key, left in found.items():
        for ident, _ in left:
            if before[key] > 0:
                before[key] -= 1
                rows.append({"id": ident, "_delete": None})
            else:
                stays.append({"id": ident})
    return [*stays, *rows] if whole and rows else rows


def join_values(mode: Mode, new: str | None, there: str | None) -> str | None:
    """Join choices or tags with those that are there: a JSON list of texts, in their order."""
    ours, known = (json.loads(each) if each else [] for each in (new, there))
    if mode is Mode.REMOVE:
        joined = [each for each in known if each not in ours]
    else:
        joined = [*known, *(each for each in ours if each not in known)]
    return json.dumps(joined, ensure_ascii=False, separators=(",", ":")) if joined else None


def same_value(field: FieldLike, one: str | None, other: str | None) -> bool:
    """Tell whether two canonical texts say the same; the order of lines says nothing."""
    if one == other or not isinstance(field, ChildField):
        return one == other
    return _sorted(field, one) == _sorted(field, other)


def _sorted(field: ChildField, text: str | None) -> list[list[tuple[str, str | None]]]:
    return sorted((sorted(line.items(), key=str) for line in field.lines_of(text)), key=str)
