"""How subforms and lookups to several records look in the metadata (api-core §5.2)."""

from typing import Any

from hakobu.emulator.metadata.field_picture import field_picture
from hakobu.emulator.schema.child import ChildList
from hakobu.emulator.schema.field import Field
from hakobu.emulator.schema.module import Module
from hakobu.emulator.state import State
from hakobu.emulator.version import Version

Json = dict[str, Any]


def child_picture(state: State, module: Module, one: ChildList, version: Version) -> Json:
    """Show the field that stands for a list."""
    stand_in = Field(
        one.name_in(version.number) or one.api_name,
        one.data_type,
        one.most,
        one.label,
        one.label_ja,
        mandatory=one.mandatory,
        custom=one.custom,
        section=one.section,
        id=one.id,
    )
    shown = field_picture(state, module, stand_in, version)
    own = {
        "subform": _subform,
        "multiselectlookup": _links,
        "multiuserlookup": _links,
    }[one.data_type](state, one, version)
    shown |= {key: value for key, value in own.items() if key in shown}
    return shown | {"filterable": False, "sortable": False} if "filterable" in shown else shown


def _module(state: State, name: str, version: Version) -> Any:
    return state.module_reference(name) if version.lookup_module_as_object else name


def _subform(state: State, one: ChildList, _: Version) -> Json:
    rows = state.tables[one.module].module
    associated = {"module": rows.api_name, "id": str(rows.id)}
    return {"associated_module": associated, "subform": associated, "association_details": None}


def _links(state: State, one: ChildList, version: Version) -> Json:
    linking = state.tables[one.module].module
    partner = linking.fields[one.partner]
    connected = partner.lookup or "users"
    id_of = str(one.id)
    if version.number >= 8:
        shape: Json = {
            "display_label": one.label,
            "linking_details": {
                "module": {
                    **state.module_reference(linking.api_name),
                    "visibility": 0,
                    "plural_label": linking.plural,
                },
                "lookup_field": _reference(linking.fields[one.link]),
                "connected_lookup_field": _reference(partner),
            },
            "connected_details": {"module": _connected(state, connected), "field": None, "layouts": []},
            "related_list": {"display_label": linking.plural, "api_name": linking.api_name, "id": id_of},
        }
    else:
        modern = version.lookup_module_as_object
        shape = {
            "display_label": one.label,
            "api_name": f"{one.api_name}_Related",
            "id": id_of,
            "linking_module": _module(state, linking.api_name, version),
            "connected_module": _connected(state, connected) if modern else connected,
            "lookup_apiname": one.link,
            "connectedlookup_apiname": one.partner,
            "connectedfield_apiname": None,
        }
    return {one.data_type: shape, "associated_module": None}


def _reference(field: Field) -> Json:
    return {"api_name": field.api_name, "id": str(field.id), "field_label": field.label}


def _connected(state: State, name: str) -> Json:
    table = state.tables.get(name)
    return {"api_name": name, "id": str(table.module.id) if table else None}


def listed_children(module: Module, version: Version) -> list[ChildList]:
    """Give the lists that the metadata of a version shows."""
    return [one for one in module.children.values() if one.name_in(version.number) is not None]
