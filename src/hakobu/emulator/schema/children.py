"""Makes subforms and lookups to several from the JSON that describes them."""

from typing import Any

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.catalogue.subform import subform
from hakobu.emulator.problem import BadValue
from hakobu.emulator.schema.child import ChildList
from hakobu.emulator.schema.creation import api_name_of, field_from
from hakobu.emulator.schema.field import Field
from hakobu.emulator.schema.module import Module

Json = dict[str, Any]
LISTS = frozenset({"subform", "multiselectlookup", "multiuserlookup"})


def children_from(wish: Json, parent: Module, taken: set[str], number: int) -> tuple[ChildList, Module]:
    """Make a list and the module of its rows; raises ``BadValue`` with the key that is wrong."""
    label = wish.get("field_label") or wish.get("api_name")
    if not isinstance(label, str) or not label.strip():
        raise BadValue({"api_name": "field_label"})
    name = str(wish.get("api_name") or api_name_of(label))
    if name in parent.fields or name in parent.children:
        raise BadValue({"api_name": "api_name", "value": name})
    kind = wish["data_type"]
    spec = ChildList(
        name,
        kind,
        label,
        str(wish.get("label_ja", label)),
        _free(name if kind == "subform" else f"{parent.api_name}_X_{name}", taken),
        custom=True,
        mandatory=wish.get("mandatory") is True,
        section=label,
        since=2.0 if kind != "multiuserlookup" else 2.1,
    )
    if kind == "subform":
        return spec, _rows(wish, spec, parent, number)
    spec.most, spec.link, spec.partner = 100, _link_name(parent, name), name
    return spec, _links(wish, spec, parent, number)


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        free, number = f"{name}{number}", number + 1
    return free


def _rows(wish: Json, spec: ChildList, parent: Module, number: int) -> Module:
    module = subform(parent.api_name, spec, number, f"[{spec.label} | {spec.label_ja}]", {})
    columns = wish.get("fields", [])
    if not isinstance(columns, list) or not all(isinstance(one, dict) for one in columns):
        raise BadValue({"api_name": "fields", "expected_data_type": "jsonarray"})
    for one in columns:
        module.add(field_from(one, custom=True))
    return module


def _link_name(parent: Module, name: str) -> str:
    plain = api_name_of(parent.singular)
    return f"{plain}1" if plain == name else plain


def _target(wish: Json) -> str:
    for key in ("multiselectlookup", "lookup"):
        shape = wish.get(key)
        details = shape.get("connected_details", shape) if isinstance(shape, dict) else {"module": shape}
        module = details.get("module", details.get("connected_module"))
        name = module.get("api_name") if isinstance(module, dict) else module
        if isinstance(name, str):
            return name
    raise BadValue({"api_name": wish["data_type"], "expected_data_type": "jsonobject"})


def _links(wish: Json, spec: ChildList, parent: Module, number: int) -> Module:
    to_users = spec.data_type == "multiuserlookup"
    label = f"{parent.singular} X {spec.label}"
    module = Module(
        spec.module,
        f"LinkingModule{number}",
        label,
        label,
        label,
        label,
        key="id",
        display="id",
        scope="custom",
        upsert=False,
        generated="linking",
        parent=parent.api_name,
        since=spec.since,
    )
    with_system_fields(module, f"[{label.replace('|', ' ')} | {label.replace('|', ' ')}]")
    own = Field(spec.link, "lookup", 120, parent.singular, parent.singular_ja, lookup=parent.api_name)
    other = "userlookup" if to_users else "lookup"
    partner = Field(spec.partner, other, 120, spec.label, spec.label_ja, mandatory=True)
    partner.lookup = None if to_users else _target(wish)
    module.add(own)
    module.add(partner)
    return module
