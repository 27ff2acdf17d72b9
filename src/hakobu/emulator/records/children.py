"""Rows of subforms and links of lookups to several: written with their parent (api-core §2.6)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from hakobu.emulator.catalogue import common
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import BadValue, Problem, expected
from hakobu.emulator.records.computed import roll_up
from hakobu.emulator.records.inventory import LINES
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.records.value import BAD_ID, Check, round_to, shortest
from hakobu.emulator.schema.child import ChildList
from hakobu.emulator.schema.field import Field
from hakobu.emulator.version import Version

Json = dict[str, Any]
_GONE = "_delete"


class World(Protocol):
    """What writing rows must know beyond the parent."""

    tables: dict[str, Table]


@dataclass(slots=True)
class Line:
    """One row as it was sent."""

    place: int
    id: int | None = None
    gone: bool = False
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Change:
    """What is to become of one list: its rows afterwards, and those that go."""

    spec: ChildList
    table: Table
    rows: list[Row] = field(default_factory=list)
    added: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


class Children:
    """Writes the lists of the records of one call; nothing is kept before everything is checked."""

    def __init__(self, world: World, parent: Table, version: Version, user: int, now: int) -> None:
        self._world = world
        self._version = version
        self._stamp = (user, now)
        self._lists: dict[str, tuple[ChildList, Table, dict[str, tuple[str, Check]]]] = {}
        for spec in parent.module.children.values():
            name = spec.name_in(version.number)
            if name is not None:
                table = world.tables[spec.module]
                self._lists[name] = (spec, table, self._columns(table))

    def _columns(self, table: Table) -> dict[str, tuple[str, Check]]:
        """Give the keys of a row with field and check; in v2 line items have keys of their own."""
        old = self._version.number < 2.1
        columns = {}
        for name, (_, check, _mandatory) in table.writable.items():
            one = table.module.fields[name]
            if one.since <= self._version.number or (old and one.legacy):
                columns[one.legacy if old and one.legacy else name] = (name, check)
        return columns

    # -- checking --------------------------------------------------------------------------------

    def stage(self, element: Json, place: int, *, demand: bool) -> dict[str, list[Line]]:
        """Check the rows that an element brings; ``demand``: the parent is new."""
        staged = {}
        for name, (spec, table, columns) in self._lists.items():
            if name in element:
                staged[name] = self._rows(element[name], name, spec, place)
                for line in staged[name]:
                    self._values(
                        line,
                        element[name][line.place],
                        table,
                        columns,
                        self._row_path(name, place, line.place),
                    )
            if demand and spec.mandatory and not staged.get(name):
                raise Problem("MANDATORY_NOT_FOUND", self._where(name, f"$.data[{place}].{name}"))
        return staged

    def _rows(self, sent: Any, name: str, spec: ChildList, place: int) -> list[Line]:
        where = self._where(name, f"$.data[{place}].{name}")
        if sent is None:
            return []
        if type(sent) is not list:
            raise Problem("INVALID_DATA", {"expected_data_type": "jsonarray", **where})
        if len(sent) > spec.most:
            raise Problem("INVALID_DATA", {"maximum_length": spec.most, **where})
        return [Line(number) for number in range(len(sent))]

    def _values(
        self, line: Line, sent: Any, table: Table, columns: dict[str, tuple[str, Check]], path: str
    ) -> None:
        if type(sent) is not dict:
            raise Problem("INVALID_DATA", {"expected_data_type": "jsonobject", **self._where("", path)})
        line.gone = _GONE in sent and sent[_GONE] is None
        if sent.get("id") is not None:
            line.id = parse_id(sent["id"])
            if line.id is None:
                raise Problem("INVALID_DATA", self._where("id", f"{path}.id"), BAD_ID)
        for key, value in sent.items():
            if key in columns and not line.gone:
                name, check = columns[key]
                try:
                    line.values[name] = self._check(name, check, value)
                except BadValue as bad:
                    where = self._where(key, f"{path}.{key}{bad.below}")
                    raise Problem("INVALID_DATA", bad.details | where, bad.message) from None
        if line.id is None and not line.gone:
            self._demand(line, table, columns, path)

    def _check(self, name: str, check: Check, value: Any) -> Any:
        if value is None:
            return None
        if name == "Discount" and type(value) is str:
            # clients send the discount of a line as text too, with "%" for a share
            try:
                number = Decimal(value.removesuffix("%"))
            except InvalidOperation:
                raise expected("double") from None
            if not number.is_finite():
                raise expected("double")
            return f"{check(number)}%" if value.endswith("%") else check(number)
        return check(value)

    def _demand(self, line: Line, table: Table, columns: dict[str, tuple[str, Check]], path: str) -> None:
        for _, name in table.mandatory:
            if line.values.get(name, table.module.fields[name].default) is None:
                key = next((key for key, (known, _) in columns.items() if known == name), name)
                raise Problem("MANDATORY_NOT_FOUND", self._where(key, f"{path}.{key}"))

    def _row_path(self, name: str, place: int, number: int) -> str:
        return f"$.data[{place}].{name}[{number}]"

    def _where(self, name: str, path: str) -> Json:
        where = {"api_name": name} if name else {}
        return where | ({"json_path": path} if self._version.json_path else {})

    # -- planning --------------------------------------------------------------------------------

    def plan(self, staged: dict[str, list[Line]], parent: int | None, place: int) -> list[Change]:
        """Say what becomes of every list; rows without an id are added, others keep what is not sent."""
        changes = []
        for name, (spec, table, _) in self._lists.items():
            held = self._held(spec, table, parent)
            change = Change(spec, table, [table.rows[one] for one in held])
            if name in staged:
                if not staged[name]:
                    change.rows, change.gone = [], held
                for line in staged[name]:
                    self._apply(change, line, name, place)
            if spec.mandatory and name in staged and not change.rows:
                raise Problem("MANDATORY_NOT_FOUND", self._where(name, f"$.data[{place}].{name}"))
            changes.append(change)
        return changes

    def _held(self, spec: ChildList, table: Table, parent: int | None) -> list[int]:
        if parent is None:
            return []
        return sorted(table.index(table.module.fields[spec.link].slot).find(parent))

    def _apply(self, change: Change, line: Line, name: str, place: int) -> None:
        if line.id is None:
            if not line.gone and not self._linked(change, line):
                self._add(change, line)
            return
        at = next((at for at, row in enumerate(change.rows) if row[common.ID] == line.id), None)
        if at is None:
            where = self._where("id", f"{self._row_path(name, place, line.place)}.id")
            raise Problem("INVALID_DATA", where, BAD_ID)
        if line.gone:
            change.gone.append(line.id)
            del change.rows[at]
            return
        row = change.rows[at].copy()
        self._fill(change, row, line)
        change.rows[at] = row
        change.changed.append(row)

    def _linked(self, change: Change, line: Line) -> bool:
        """Tell whether a lookup to several holds the record already: it is not linked twice."""
        if not change.spec.partner:
            return False
        slot = change.table.module.fields[change.spec.partner].slot
        return any(row[slot] == line.values.get(change.spec.partner) for row in change.rows)

    def _add(self, change: Change, line: Line) -> None:
        row = change.table.blank.copy()
        user, now = self._stamp
        row[common.OWNER] = row[common.CREATED_BY] = user
        row[common.CREATED_TIME] = now
        self._fill(change, row, line)
        number = change.table.module.fields.get("Sequence_Number")
        if number is not None and row[number.slot] is None:
            row[number.slot] = len(change.rows) + 1
        change.rows.append(row)
        change.added.append(row)

    def _fill(self, change: Change, row: Row, line: Line) -> None:
        row[common.MODIFIED_BY], row[common.MODIFIED_TIME] = self._stamp
        fields = change.table.module.fields
        for name, value in line.values.items():
            row[fields[name].slot] = value
        compute = LINES.get(change.spec.module)
        if compute is not None:
            compute(self._world.tables, change.table, row, line.values)

    # -- keeping ---------------------------------------------------------------------------------

    def keep(self, changes: list[Change], parent: int, new_id: Callable[[], int]) -> None:
        """Keep what was planned; ``new_id`` gives the ids of new rows."""
        for change in changes:
            table, link = change.table, change.table.module.fields[change.spec.link].slot
            for row in change.changed:
                table.replace(row)
            for row in change.added:
                row[common.ID], row[link] = new_id(), parent
                table.insert(row)
            for row_id in change.gone:
                table.delete(row_id, *self._stamp)


def fill(table: Table, row: Row, lists: list[Change]) -> None:
    """Compute a record's roll-ups and formulas."""
    for figure in table.rollups:
        rollup = figure.rollup
        change = next((one for one in lists if rollup and one.spec.api_name == rollup.child), None)
        if change is not None and rollup is not None:
            column = change.table.module.fields.get(rollup.column)
            value = roll_up(rollup.function, change.rows, None if column is None else column.slot)
            row[figure.slot] = _exact(figure, value)
    for computed, formula in table.formulas:
        row[computed.slot] = _exact(computed, formula(row))


def _exact(field: Field, value: int | Decimal | None) -> Any:
    if value is None:
        return None
    if field.decimal_place is None:
        return int(value)
    return shortest(round_to(Decimal(value), Decimal(1).scaleb(-field.decimal_place)))
