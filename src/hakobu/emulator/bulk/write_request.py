"""What a bulk write is asked for: read from the body and checked, before the job is made (§3.3, §3.9)."""

import codecs
from dataclasses import dataclass
from typing import Any

from hakobu.emulator.bulk.callback import read_callback
from hakobu.emulator.bulk.csv_file import CsvFile, open_csv
from hakobu.emulator.bulk.mapping import KEYS, Cells, Mapping
from hakobu.emulator.bulk.write_job import Resource
from hakobu.emulator.call import Call, not_emulated
from hakobu.emulator.catalogue import NOT_EMULATED
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import BadValue, Problem
from hakobu.emulator.records.table import Table
from hakobu.emulator.schema.child import ChildList
from hakobu.emulator.schema.field import Field

Json = dict[str, Any]
OPERATIONS = ("insert", "update", "upsert")
FILES_SINCE = 7
# what the pages of the call list; custom modules come to them
WRITABLE = frozenset(
    {
        "Leads",
        "Accounts",
        "Contacts",
        "Deals",
        "Campaigns",
        "Cases",
        "Solutions",
        "Products",
        "Vendors",
        "Price_Books",
        "Tasks",
    }
)
INVENTORY = frozenset({"Quotes", "Sales_Orders", "Purchase_Orders", "Invoices"})
_REFERENCES = frozenset({"lookup", "ownerlookup", "userlookup", "layout"})


@dataclass(frozen=True, slots=True)
class WriteRequest:
    """A checked request."""

    operation: str
    ignore_empty: bool
    encoding: str | None
    callback: Json | None
    resources: list[Resource]


def _missing(key: str, path: str) -> Problem:
    message = f"required key {key} is not found in request body."
    return Problem("MISSING_REQUIRED_KEY", {"json_path": path}, message)


def read_request(call: Call) -> WriteRequest:
    """Read and check what a bulk write asks for."""
    body = call.json()
    operation = body.get("operation")
    if operation is None:
        raise _missing("operation", "$.operation")
    if operation not in OPERATIONS:
        raise Problem("INVALID_DATA", {"api_name": "operation", "supported_values": list(OPERATIONS)})
    encoding = body.get("character_encoding")
    if encoding is not None:
        _check_encoding(encoding)
    callback = read_callback(body.get("callback"))
    wishes = body.get("resource")
    if wishes is None:
        raise _missing("resource", "$.resource")
    if not isinstance(wishes, list) or not wishes or not all(isinstance(one, dict) for one in wishes):
        raise Problem("INVALID_DATA", {"api_name": "resource", "expected_data_type": "jsonarray"})
    if len(wishes) > 1 and call.version.number < FILES_SINCE:
        raise Problem("INVALID_DATA", {"api_name": "resource", "maximum_length": 1})
    ignore = body.get("ignore_empty") is True
    reader = _Reader(call, operation, ignore, encoding)
    for place, wish in enumerate(wishes):
        reader.take(wish, f"$.resource[{place}]")
    return WriteRequest(operation, ignore, encoding, callback, reader.resources)


def _check_encoding(encoding: Any) -> None:
    try:
        codecs.lookup(encoding if isinstance(encoding, str) else "")
    except (LookupError, ValueError):
        raise Problem("INVALID_DATA", {"api_name": "character_encoding"}) from None


class _Reader:
    """Reads resource after resource; a child finds its parent among those before it."""

    def __init__(self, call: Call, operation: str, ignore: bool, encoding: str | None) -> None:  # noqa: FBT001
        self._call = call
        self._operation = operation
        self._ignore = ignore
        self._encoding = encoding
        self.resources: list[Resource] = []

    def take(self, wish: Json, path: str) -> None:
        """Read one resource."""
        for key in ("type", "module", "file_id"):
            if wish.get(key) is None:
                raise _missing(key, f"{path}.{key}")
        if wish["type"] != "data":
            raise Problem("INVALID_DATA", {"api_name": "type", "json_path": f"{path}.type"})
        _check_texts(wish, ("find_by",), path)
        table = self._table(wish["module"])
        file = self._file(wish)
        parent, child = self._parent(table, wish)
        resource = Resource(
            table,
            file,
            wish.get("find_by"),
            [],
            wish["ignore_empty"] is True if "ignore_empty" in wish else self._ignore,
            {"api_name": table.module.api_name, "id": str(table.module.id)},
            child,
            parent,
        )
        resource.mappings = self._mappings(resource, wish, path)
        self._check_key(resource)
        self._check_mandatory(resource)
        self.resources.append(resource)

    def _file(self, wish: Json) -> CsvFile:
        upload = self._call.state.jobs.uploads.get(parse_id(wish["file_id"]) or 0)
        if upload is None:
            raise Problem("INVALID_FILE_ID")
        names = wish.get("file_names")
        if names is not None and not (isinstance(names, list) and all(isinstance(one, str) for one in names)):
            raise Problem("INVALID_DATA", {"api_name": "file_names", "expected_data_type": "jsonarray"})
        return open_csv(upload, names if self._call.version.number >= FILES_SINCE else None, self._encoding)

    def _table(self, module: Any) -> Table:
        state, version = self._call.state, self._call.version
        if version.number >= 2.1:
            module = module.get("api_name") if isinstance(module, dict) else None
        if not isinstance(module, str):
            raise Problem("INVALID_DATA", {"api_name": "module"})
        if module in NOT_EMULATED:
            raise not_emulated(state, f"the module {module} is not emulated")
        table = state.tables.get(module)
        inventory = state.habits["bulk_write_inventory"]
        by_version = version.number >= FILES_SINCE if inventory is None else inventory
        if table is not None:
            known = table.module
            free = known.custom or known.parent or module in WRITABLE or (module in INVENTORY and by_version)
            if free and known.since <= version.number:
                return table
        raise Problem("MODULE_NOT_AVAILABLE", {}, f"Requested module '{module}' is not available.")

    def _parent(self, table: Table, wish: Json) -> tuple[Resource | None, ChildList | None]:
        """Find the resource and the list that a file of subform rows or links belongs to."""
        linked = [one for one in _entries(wish) if one.get("parent_column_index") is not None]
        for resource in self.resources if linked else ():
            for child in resource.table.module.children.values():
                if child.module == table.module.api_name:
                    return resource, child
        if linked:
            details = {"api_name": "parent_column_index"}
            raise Problem("INVALID_DATA", details, "the parent file must come first")
        owner = self._call.state.tables.get(table.module.parent) if table.module.is_child else None
        lists = owner.module.children.values() if owner is not None else ()
        return None, next((one for one in lists if one.module == table.module.api_name), None)

    # -- mappings --------------------------------------------------------------------------------

    def _mappings(self, resource: Resource, wish: Json, path: str) -> list[Mapping]:
        entries = _entries(wish)
        if "field_mappings" not in wish:
            entries = [_from_header(place, name) for place, name in enumerate(resource.file.header)]
        below = f"{path}.field_mappings"
        return [self._mapping(resource, one, f"{below}[{place}]") for place, one in enumerate(entries)]

    def _mapping(self, resource: Resource, wish: Json, path: str) -> Mapping:
        name, index, default = wish.get("api_name"), wish.get("index"), wish.get("default_value")
        if not isinstance(name, str):
            raise _missing("api_name", f"{path}.api_name")
        _check_texts(wish, ("find_by", "format"), path)
        column = wish.get("parent_column_index")
        if column is not None and (type(column) is not int or column < 0):
            raise Problem("INVALID_DATA", {"api_name": "parent_column_index", "json_path": path})
        value = default.get("value") if isinstance(default, dict) else None
        if index is None and value is None:
            message = f"required key index for field {name} is not found in request body."
            raise Problem("MISSING_REQUIRED_KEY", {"json_path": f"{path}.index"}, message)
        header = resource.file.header
        if index is not None and (type(index) is not int or not 0 <= index < len(header)):
            raise Problem("COLUMN_INDEX_NOT_FOUND", {"json_path": f"{path}.index"})
        field = self._field(resource, name)
        cells = Cells(self._call.state)
        read = str.strip if field is None or index is None else cells.reader(field, wish)
        if field is not None and value is not None and field.data_type in _REFERENCES:
            value = {"id": str(value)}
            self._check_default(resource, field, value, path)
        shown = {key: wish.get(key) for key in KEYS}
        if self._call.version.number < FILES_SINCE:
            del shown["parent_column_index"]
        label = header[index] if index is not None else name
        return Mapping(name, index, label, read, value, column, shown)

    def _field(self, resource: Resource, name: str) -> Field | None:
        """Find a field that may be written; the id, which only finds, and a child's link are none."""
        link = resource.child.link if resource.child is not None else ""
        if name == "id" or (link and name in {link, "Parent_Id"}):
            return None
        field = resource.table.module.fields.get(name)
        since = 0 if field is None or name == "Layout" else field.since
        if field is None or name not in resource.table.writable or since > self._call.version.number:
            raise Problem("INVALID_FIELD", message=f"invalid mapping. invalid api_name {name}.")
        return field

    @staticmethod
    def _check_default(resource: Resource, field: Field, value: Json, path: str) -> None:
        try:
            resource.table.checks[field.api_name](value)
        except BadValue:
            where = {"api_name": field.api_name, "json_path": f"{path}.default_value.value"}
            raise Problem("INVALID_DATA", where) from None

    def _check_key(self, resource: Resource) -> None:
        find_by = resource.find_by
        if find_by is None:
            if self._operation != "insert" and resource.parent is None:
                raise Problem("MANDATORY_NOT_FOUND", {}, "Required key find_by is not available")
            return
        field = resource.table.module.fields.get(str(find_by))
        external = self._call.state.habits["bulk_write_external"]
        known = field is not None and (
            field.unique or find_by in {"id", resource.table.module.key} or (field.external and external)
        )
        if not known:
            raise Problem("INVALID_FIELD", message=f"invalid mapping. invalid api_name {find_by}.")
        if not any(one.api_name == find_by for one in resource.mappings):
            raise Problem("MANDATORY_FIELDS_NOT_MAPPED", {})

    def _check_mandatory(self, resource: Resource) -> None:
        """What the system asks for must be mapped; what only a layout asks for is not enforced (§3.4)."""
        mapped = {one.api_name for one in resource.mappings}
        if self._operation == "update" or resource.find_by == "id":
            return
        if any(name not in mapped for _, name in resource.table.mandatory):
            raise Problem("MANDATORY_FIELDS_NOT_MAPPED", {})
        if resource.child is not None and not mapped & {"Parent_Id", resource.child.link}:
            raise Problem("MANDATORY_NOT_FOUND", {}, "Required key parent_column_index is not available")


def _check_texts(wish: Json, names: tuple[str, ...], path: str) -> None:
    for name in names:
        if not isinstance(wish.get(name), str | None):
            where = {"api_name": name, "json_path": f"{path}.{name}"}
            raise Problem("INVALID_DATA", {"expected_data_type": "string", **where})


def _entries(wish: Json) -> list[Json]:
    entries = wish.get("field_mappings", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise Problem("INVALID_DATA", {"api_name": "field_mappings", "expected_data_type": "jsonarray"})
    return entries


def _from_header(place: int, name: str) -> Json:
    """Read a column's header as a field's name; a lookup's names what finds the record too."""
    lookup, _, find_by = name.partition(".")
    return {"api_name": lookup, "index": place} | ({"find_by": find_by} if find_by else {})
