"""Shows the rows of a record's subforms and lookups to several, as only the call for one record does."""

from typing import Any

from hakobu.emulator.catalogue import common
from hakobu.emulator.records.render import Picture
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.schema.child import ChildList
from hakobu.emulator.state import State
from hakobu.emulator.version import Version

Json = dict[str, Any]


class Lists:
    """The lists of a table's records as one version shows them."""

    def __init__(self, state: State, table: Table, version: Version, names: list[str] | None = None) -> None:
        self._state = state
        self._version = version
        shown = (
            (name, one)
            for one in table.module.children.values()
            if (name := one.name_in(version.number)) is not None and (names is None or name in names)
        )
        self._lists = [(name, one, self._picture(one)) for name, one in shown]
        self._whole = names is None

    def _picture(self, one: ChildList) -> Picture:
        table = self._state.tables[one.module]
        if one.data_type == "subform":
            return Picture(table, self._state, self._version, legacy=True)
        return Picture(table, self._state, self._version, [one.partner])

    def of(self, row: Row) -> Json:
        """Show the lists of a record."""
        shown: Json = {
            name: [picture.line(child) for child in self._rows(one, row[common.ID])]
            for name, one, picture in self._lists
        }
        if shown and self._whole and self._version.number >= 2.1:
            shown["$has_more"] = dict.fromkeys(shown, False)
        return shown

    def _rows(self, one: ChildList, parent: int) -> list[Row]:
        table = self._state.tables[one.module]
        ids = table.index(table.module.fields[one.link].slot).find(parent)
        rows = [table.rows[row_id] for row_id in sorted(ids)]
        order = table.module.fields.get("Sequence_Number")
        return rows if order is None else sorted(rows, key=lambda row: row[order.slot] or 0)
