"""The records of one module: a list of slots each, ordered by id, with indexes made when asked for."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from hakobu.emulator.records.computed import Formula, compile_formula
from hakobu.emulator.records.entry import Entry
from hakobu.emulator.records.index import Index
from hakobu.emulator.records.value import Check, Neighbours, check_of
from hakobu.emulator.schema.field import Field
from hakobu.emulator.schema.module import Module

Row = list[Any]


@dataclass(slots=True)
class Deleted:
    """A record in the recycle bin."""

    row: Row
    name: str
    by: int
    second: int
    permanent: bool = False


class Table:
    """The records of one module."""

    def __init__(self, module: Module, neighbours: Neighbours) -> None:
        self.module = module
        self.neighbours = neighbours
        self.rows: dict[int, Row] = {}
        self.order: list[int] = []
        self.bin: dict[int, Deleted] = {}
        self.indexes: dict[int, Index] = {}
        self.changed: set[int] | None = None
        # what to put back, the last first, while a call may yet be undone
        self.undo: list[tuple[int, Row | Entry | None]] | None = None
        self.timeline: dict[int, list[Entry]] = {}
        self.checks: dict[str, Check] = {}
        self.writable: dict[str, tuple[int, Check, bool]] = {}
        self.mandatory: list[tuple[int, str]] = []
        self.required: list[tuple[int, str]] = []
        self.uniques: list[Field] = []
        self.autonumbers: list[Field] = []
        self.formulas: list[tuple[Field, Formula]] = []
        self.rollups: list[Field] = []
        self.blank: Row = []
        self.display_slot = 0
        self.converted_slot: int | None = None
        self.compile()

    def compile(self) -> None:
        """Derive from the module's fields what every write needs; call it when they change."""
        fields = self.module.fields
        self.checks = {
            name: check_of(self.module.api_name, field, self.neighbours) for name, field in fields.items()
        }
        self.writable = {
            name: (field.slot, self.checks[name], field.mandatory)
            for name, field in fields.items()
            if not field.read_only and field.data_type != "autonumber"
        }
        self.mandatory = [(field.slot, name) for name, field in fields.items() if field.mandatory]
        self.required = [
            (field.slot, name) for name, field in fields.items() if field.mandatory or field.required
        ]
        self.uniques = [field for field in fields.values() if field.is_unique]
        self.formulas = [
            (field, compile_formula(field.formula, fields)) for field in fields.values() if field.formula
        ]
        self.rollups = [field for field in fields.values() if field.rollup is not None]
        self.autonumbers = [field for field in fields.values() if field.data_type == "autonumber"]
        self.blank = [field.default for field in fields.values()]
        converted = fields.get("Converted__s")
        self.converted_slot = None if converted is None else converted.slot
        self.display_slot = fields[self.module.display].slot
        for field in self.uniques:
            self.index(field.slot)

    def add_field(self, field: Field) -> None:
        """Give the module and every record one more field."""
        self.module.add(field)
        for row in self._all_rows():
            row.append(field.default)
        self.compile()

    def _all_rows(self) -> Iterator[Row]:
        yield from self.rows.values()
        for deleted in self.bin.values():
            yield deleted.row

    def index(self, slot: int) -> Index:
        """Give the index of a slot, made on first use and kept up to date from then on."""
        index = self.indexes.get(slot)
        if index is None:
            index = Index(slot)
            for record_id in self.order:
                index.add(self.rows[record_id][slot], record_id)
            self.indexes[slot] = index
        return index

    def number(self, row: Row) -> None:
        """Fill the auto-number fields of a new record."""
        for field in self.autonumbers:
            row[field.slot] = f"{field.prefix}{field.start}{field.suffix}"
            field.start += 1

    def insert(self, row: Row) -> None:
        """Keep a new record; its id is in slot 0."""
        record_id: int = row[0]
        self.rows[record_id] = row
        if not self.order or record_id > self.order[-1]:
            self.order.append(record_id)
        else:
            insort(self.order, record_id)
        for slot, index in self.indexes.items():
            index.add(row[slot], record_id)
        self._note(record_id, None)

    def replace(self, row: Row) -> None:
        """Keep a changed record in place of the old one."""
        record_id: int = row[0]
        old = self.rows[record_id]
        for slot, index in self.indexes.items():
            if old[slot] != row[slot]:
                index.remove(old[slot], record_id)
                index.add(row[slot], record_id)
        self.rows[record_id] = row
        self._note(record_id, old)

    def delete(self, record_id: int, by: int, second: int) -> None:
        """Move a record to the recycle bin."""
        if self.module.children:
            self.neighbours.forget_children(self.module.api_name, record_id, by, second)
        row = self._take_out(record_id)
        self.bin[record_id] = Deleted(row, str(row[self.display_slot] or ""), by, second)
        self._note(record_id, row)

    def restore(self, record_id: int) -> None:
        """Bring a record back from the recycle bin, with its id and its values."""
        self.insert(self.bin.pop(record_id).row)

    def tell(self, record_id: int, entry: Entry) -> None:
        """Add to what is told of a record."""
        self.timeline.setdefault(record_id, []).append(entry)
        if self.changed is not None:
            self.changed.add(record_id)
        if self.undo is not None:
            self.undo.append((record_id, entry))

    def _take_out(self, record_id: int) -> Row:
        row = self.rows.pop(record_id)
        del self.order[bisect_left(self.order, record_id)]
        for slot, index in self.indexes.items():
            index.remove(row[slot], record_id)
        return row

    def _note(self, record_id: int, undo: Row | None) -> None:
        if self.changed is not None:
            self.changed.add(record_id)
        if self.undo is not None:
            self.undo.append((record_id, undo))

    def revert(self) -> None:
        """Put back what was there before ``undo`` was begun."""
        undone, self.undo = self.undo or [], None
        for record_id, old in reversed(undone):
            if isinstance(old, Entry):
                self.timeline[record_id].remove(old)
            elif old is None:
                self._take_out(record_id)
                self._note(record_id, None)
            elif record_id in self.rows:
                self.replace(old)
            else:
                del self.bin[record_id]
                self.insert(old)

    def span(
        self, low: int | None = None, high: int | None = None, *, newest_first: bool = False
    ) -> Iterator[Row]:
        """Give the records with low ≤ id ≤ high in the order of their ids."""
        first = 0 if low is None else bisect_left(self.order, low)
        last = len(self.order) if high is None else bisect_left(self.order, high + 1)
        rows = self.rows
        for place in range(last - 1, first - 1, -1) if newest_first else range(first, last):
            yield rows[self.order[place]]

    def pick(self, ids: Iterable[int], *, newest_first: bool = False) -> Iterator[Row]:
        """Give the records of these ids in the order of their ids, each once."""
        for record_id in sorted(set(ids), reverse=newest_first):
            row = self.rows.get(record_id)
            if row is not None:
                yield row

    def display(self, record_id: int) -> str | None:
        """Give the name by which lookups show a record; None where it is gone."""
        row = self.rows.get(record_id)
        return None if row is None else row[self.display_slot]
