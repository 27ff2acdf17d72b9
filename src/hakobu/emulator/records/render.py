"""Turns a stored record into the JSON that Zoho shows."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from hakobu.emulator.catalogue import common
from hakobu.emulator.clock import Zone
from hakobu.emulator.records.packed import unpack
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.schema.field import Field
from hakobu.emulator.version import NEWEST, Version

Renderer = Callable[[Any], Any]
Json = dict[str, Any]


class Surroundings(Protocol):
    """What rendering must know beyond the record."""

    @property
    def zone(self) -> Zone:
        """The token user's time zone."""

    def user_reference(self, user_id: int, *, email: bool = False) -> Json | None:
        """Name a user by id."""

    def record_reference(self, module: str, record_id: int) -> Json | None:
        """Name a record by id; None where it is gone."""

    def stored(self, module: str, record_id: int, *names: str) -> list[Any]:
        """Give stored values of a record; nothing of one that is gone."""

    def module_of_record(self, record_id: int) -> str | None:
        """Tell which module has a record."""

    def module_reference(self, module: str) -> Json:
        """Name a module."""

    def layout_reference(self, module: str) -> Json:
        """Name the layout of a module."""

    def tag_reference(self, module: str, tag_id: int) -> Json | None:
        """Show a tag; None where it is gone."""

    def right(self, field: Field) -> str:
        """Tell what the token's user may do with a field."""


def _listed(value: Any) -> Any:
    return [] if value is None else value


def _unless_empty(render: Renderer) -> Renderer:
    return lambda value: None if value is None else render(value)


def _several(show: Renderer) -> Renderer:
    """Show a list; what is shown as None is gone."""
    return lambda value: [] if value is None else [seen for one in value if (seen := show(one)) is not None]


def renderer_of(
    module: str, field: Field, around: Surroundings, version: Version = NEWEST
) -> Renderer | None:
    """Make the function that shows a stored value; None where it is shown as it is."""
    if field.kind.packed:
        empty: Any = (
            [] if field.kind.json_type == "jsonarray" and field.data_type != "multireminder" else None
        )
        return lambda value: empty if value is None else unpack(value)
    if field.shape == "tax" and version.number >= 2.1:
        taxes = {one.actual: {"id": str(one.id), "value": one.display} for one in field.choices}
        return _several(taxes.get)
    if field.textarea == "rich_text" and field.data_type == "textarea" and version.number >= 7:
        # the whole text comes by fetch_full_data only (api-core §2.2)
        return _unless_empty(lambda value: value[:_CUT])
    if field.targets and version.number >= 3:
        return _unless_empty(lambda value: _with_module(around, value))
    target = field.lookup or "*"
    renderers: dict[str, Renderer] = {
        "bigint": _unless_empty(str),
        "datetime": _unless_empty(around.zone.render),
        "ownerlookup": _unless_empty(lambda value: around.user_reference(value, email=True)),
        "userlookup": _unless_empty(around.user_reference),
        "lookup": _unless_empty(lambda value: around.record_reference(target, value)),
        "layout": lambda _: around.layout_reference(module),
        "multiselectpicklist": _listed,
        "tag": _several(lambda value: around.tag_reference(module, value)),
        "fileupload": _listed,
        "imageupload": _listed,
    }
    return renderers.get(field.data_type)


_CUT = 500
_NOTE: Json = {
    "$attachments": None,
    "$voice_note": False,
    "$size": None,
    "$is_shared_to_client": False,
    "$sharing_permission": "full_access",
}


def _with_module(around: Surroundings, record_id: int) -> Json | None:
    """Show a lookup to one of several modules: it says to which."""
    module = around.module_of_record(record_id)
    reference = None if module is None else around.record_reference(module, record_id)
    if module is None or reference is None:
        return None
    return {"module": around.module_reference(module), **reference}


class Picture:
    """How the records of a table look to one version of the API."""

    def __init__(
        self,
        table: Table,
        around: Surroundings,
        version: Version,
        names: Iterable[str] | None = None,
        *,
        legacy: bool = False,
    ) -> None:
        self._table = table
        self._around = around
        self._version = version
        module = table.module
        self._known = {
            field.api_name: field
            for field in module.visible_fields(version.number)
            if not field.rights or around.right(field) != "hidden"
        }
        if version.number < 2.1:
            self._known.pop("Layout", None)
            if legacy:
                old = (field for field in module.fields.values() if field.legacy)
                self._known |= {field.api_name: field for field in old}
        # unknown names are ignored; the id is always there
        self._columns = self._compile(self._known if names is None else [*names, "id"])

    def _compile(self, names: Iterable[str]) -> list[tuple[str, int, Renderer | None]]:
        module = self._table.module.api_name
        return [
            (name, field.slot, renderer_of(module, field, self._around, self._version))
            for name in dict.fromkeys(names)
            if (field := self._known.get(name)) is not None
        ]

    def partial(self, row: Row) -> Json:
        """Show the chosen fields."""
        return {name: row[slot] if show is None else show(row[slot]) for name, slot, show in self._columns}

    def whole(self, row: Row) -> Json:
        """Show every field and the system's own attributes."""
        return self.partial(row) | self._attributes(row)

    def line(self, row: Row) -> Json:
        """Show a row of a subform; in v2 line items and ranges have few keys, of their own names."""
        shown, product = self.partial(row), self._product(row)
        if product and "Product_Name" in shown:
            shown["Product_Name"] |= {"Product_Code": product[0]}
        if self._version.number >= 2.1:
            return shown | {"$in_merge": False, "$field_states": None}
        old = {key: value for name, value in shown.items() if (key := self._known[name].legacy)}
        if not old:
            return shown
        if product:
            old |= {"unit_price": product[1], "quantity_in_stock": product[2]}
        return {"id": shown["id"]} | old

    def _product(self, row: Row) -> list[Any]:
        """Give code, price and stock of the product that a line is about."""
        lookup = self._table.module.fields.get("Product_Name")
        if lookup is None or lookup.legacy != "product" or row[lookup.slot] is None:
            return []
        return self._around.stored("Products", row[lookup.slot], "Product_Code", "Unit_Price", "Qty_in_Stock")

    def _attributes(self, row: Row) -> Json:
        module = self._table.module
        shown: Json = {
            "$approved": True,
            "$approval_state": "approved",
            "$approval": {
                "delegate": False,
                "takeover": False,
                "approve": False,
                "reject": False,
                "resubmit": False,
            },
            "$review": None,
            "$review_process": {"approve": False, "reject": False, "resubmit": False},
            "$currency_symbol": "$",
            "$editable": not is_converted(self._table, row),
            "$process_flow": False,
            "$orchestration": False,
            "$in_merge": False,
            "$locked_for_me": False,
            "$field_states": None,
            "$state": "save",
            "$zia_owner_assignment": "owner_recommendation_unavailable",
            "$layout_id": self._layout(),
        }
        if module.api_name == "Leads":
            converted = is_converted(self._table, row)
            shown["$converted"] = converted
            shown["$converted_detail"] = self._conversion(row) if converted else {}
        if module.api_name == "Products":
            shown["$taxable"] = True
        if module.api_name in {"Accounts", "Contacts"}:
            shown["$is_duplicate"] = False
        if module.api_name in {"Tasks", "Events", "Calls"}:
            shown["$se_module"] = self._parent_module(row, "What_Id")
        if module.api_name == "Notes":
            shown |= _NOTE | {"$se_module": self._parent_module(row, "Parent_Id")}
        taxes = module.fields.get("$line_tax")
        if taxes is not None:
            shown["$line_tax"] = unpack(row[taxes.slot]) or []
        return shown

    def _layout(self) -> Json:
        layout = self._around.layout_reference(self._table.module.api_name)
        return {"display_label": layout["name"], **layout}

    def _conversion(self, row: Row) -> Json:
        fields = self._table.module.fields
        return {
            key: None if row[fields[name].slot] is None else str(row[fields[name].slot])
            for key, name in (
                ("contact", "Converted_Contact"),
                ("account", "Converted_Account"),
                ("deal", "Converted_Deal"),
            )
        }

    def _parent_module(self, row: Row, lookup: str) -> str | None:
        parent = row[self._table.module.fields[lookup].slot]
        return None if parent is None else self._around.module_of_record(parent)


def is_converted(table: Table, row: Row) -> bool:
    """Tell whether a lead was converted."""
    return table.converted_slot is not None and row[table.converted_slot] is True


def written_details(row: Row, around: Surroundings, version: Version) -> Json:
    """Give the ``details`` of a record that was written."""
    zone = around.zone
    details: Json = {
        "Modified_Time": zone.render(row[common.MODIFIED_TIME]),
        "Modified_By": around.user_reference(row[common.MODIFIED_BY]),
        "Created_Time": zone.render(row[common.CREATED_TIME]),
        "id": str(row[common.ID]),
        "Created_By": around.user_reference(row[common.CREATED_BY]),
    }
    if version.approval_state:
        details["$approval_state"] = "approved"
    return details
