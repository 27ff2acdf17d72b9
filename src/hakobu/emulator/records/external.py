"""The ``X-EXTERNAL`` header: records and lookups addressed by an external id (api-core §4)."""

from typing import Any

from hakobu.emulator.catalogue import common
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.table import Table
from hakobu.emulator.schema.field import Field
from hakobu.emulator.state import State
from hakobu.emulator.version import Version

Json = dict[str, Any]
_BAD_VALUE = "The value of the external field is invalid."
_BAD_LOOKUP = "The external ID of the lookup field or the Price Book is incorrect"


class Externals:
    """What the header of one call names: the record's own key, and keys of its lookups."""

    def __init__(self, state: State, table: Table, header: str | None) -> None:
        self._state = state
        self._table = table
        self.own: Field | None = None
        self.lookups: dict[str, tuple[Table, Field]] = {}
        # list, lookup in its rows -> where that leads
        self.rows: dict[tuple[str, str], tuple[Table, Field]] = {}
        for part in filter(None, map(str.strip, (header or "").split(","))):
            self._read(part)

    def _read(self, part: str) -> None:
        names = part.split(".")
        module, path = names[0], names[1:]
        if module != self._table.module.api_name or not path:
            return
        if len(path) == 1:
            self.own = self._external_field(self._table, path[0], part)
        elif len(path) == 2:
            lookup, _, target = path[0].partition("->")
            field = self._table.module.fields.get(lookup)
            target = target or (field.lookup if field and field.lookup else "")
            table = self._state.tables.get(target)
            if field is None or table is None:
                raise Problem("INVALID_DATA", {"header": "X-EXTERNAL", "value": part}, _BAD_LOOKUP)
            self.lookups[lookup] = (table, self._external_field(table, path[1], part))
        elif len(path) == 3:
            self._read_row(path, part)

    def _read_row(self, path: list[str], part: str) -> None:
        """Read ``Quoted_Items.Product_Name.External_ID``; v2 has its own names for the first two."""
        lists = self._table.module.children.values()
        spec = next((one for one in lists if path[0] in {one.api_name, one.legacy}), None)
        columns = {} if spec is None else self._state.tables[spec.module].module.fields
        named = (one for one in columns.values() if path[1] in {one.api_name, one.legacy})
        table = self._state.tables.get(next((one.lookup or "" for one in named), ""))
        if table is None:
            raise Problem("INVALID_DATA", {"header": "X-EXTERNAL", "value": part}, _BAD_LOOKUP)
        self.rows[path[0], path[1]] = (table, self._external_field(table, path[2], part))

    @staticmethod
    def _external_field(table: Table, name: str, part: str) -> Field:
        field = table.module.fields.get(name)
        if field is None or field.external is None:
            raise Problem("INVALID_DATA", {"header": "X-EXTERNAL", "value": part}, _BAD_VALUE)
        return field

    def _find(self, table: Table, field: Field, value: Any) -> int | None:
        hits = table.index(field.slot).find(value) if isinstance(value, str) else []
        if field.external == "user":
            user = self._state.current_user.id
            hits = [one for one in hits if table.rows[one][common.CREATED_BY] == user]
        return min(hits) if hits else None

    def find(self, value: str) -> int | None:
        """Find a record of the call's module by its own external id."""
        return None if self.own is None else self._find(self._table, self.own, value)

    def find_in(self, element: Any, place: int, version: Version) -> int:
        """Find the record that an element of an update names by its external id."""
        if self.own is None:
            raise ValueError("no external field named")
        name = self.own.api_name
        details: Json = {"api_name": name}
        if version.json_path:
            details["json_path"] = f"$.data[{place}].{name}"
        value = element.get(name) if type(element) is dict else None
        if value is None:
            raise Problem("MANDATORY_NOT_FOUND", details)
        found = self.find(value)
        if found is None:
            raise Problem("INVALID_DATA", details, _BAD_VALUE)
        return found

    def resolve(self, element: Json, place: int, version: Version) -> Json:
        """Replace the external ids in an element's lookups by record ids."""
        resolved = dict(element)
        for lookup, (table, field) in self.lookups.items():
            value = element.get(lookup)
            if type(value) is not dict or value.get(field.api_name) is None:
                continue
            where = f"$.data[{place}].{lookup}.{field.api_name}"
            resolved[lookup] = self._reference(table, field, value, where if version.json_path else "")
        return resolved

    def _reference(self, table: Table, field: Field, value: Json, where: str) -> Json:
        found = self._find(table, field, value[field.api_name])
        if found is None:
            details = {"api_name": field.api_name} | ({"json_path": where} if where else {})
            raise Problem("INVALID_DATA", details, _BAD_LOOKUP)
        return {"id": str(found)}

    def resolve_rows(self, element: Json, place: int, version: Version) -> Json:
        """Replace the external ids in the rows of an element's subforms."""
        resolved = dict(element)
        for (name, lookup), (table, field) in self.rows.items():
            rows = resolved.get(name)
            if type(rows) is not list:
                continue
            changed = []
            for number, row in enumerate(rows):
                value = row.get(lookup) if type(row) is dict else None
                if type(value) is dict and value.get(field.api_name) is not None:
                    where = f"$.data[{place}].{name}[{number}].{lookup}.{field.api_name}"
                    found = self._reference(table, field, value, where if version.json_path else "")
                    changed.append(row | {lookup: found})
                else:
                    changed.append(row)
            resolved[name] = changed
        return resolved
