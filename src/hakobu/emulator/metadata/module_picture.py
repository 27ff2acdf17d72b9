"""How a module and its layout look in the metadata (api-core §5.1, §5.3)."""

from typing import Any

from hakobu.emulator.metadata.child_picture import child_picture, listed_children
from hakobu.emulator.metadata.field_picture import default_picture, field_picture, listed_fields
from hakobu.emulator.schema.field import Field
from hakobu.emulator.schema.module import Module, Section
from hakobu.emulator.state import State
from hakobu.emulator.version import Version

Json = dict[str, Any]

# what only the answer about one module tells (api-core §5.1)
_ALONE: Json = {
    "per_page": 200,
    "kanban_view": False,
    "kanban_view_supported": True,
    "filter_status": False,
    "scoring_supported": True,
    "webform_supported": True,
    "emailTemplate_support": True,
    "inventory_template_supported": True,
    "business_card_fields": [],
    "related_list_properties": {"sort_by": None, "sort_order": None, "fields": []},
    "$properties": [],
    "$on_demand_properties": [],
    "$field_states": [],
    "custom_view": None,
    "territory": None,
}


_NEW_IN_LAYOUTS: Json = {
    "created_for": None,
    "created_by": None,
    "modified_by": None,
    "has_more_profiles": False,
    "show_business_card": True,
}
# what may be done with the sections of the newest version's layouts; the emulator changes none
_SECTION_ACTIONS = dict.fromkeys(
    (
        "add_field",
        "rename",
        "change_tab_traversal",
        "reorder",
        "delete",
        "remove_field",
        "change_column_count",
    ),
    False,
)
_MORE_ACTIONS = {"deactivate": False, "set_layout_permissions": True}


def labels(state: State, module: Module) -> tuple[str, str]:
    """Give the module's labels in the token user's language."""
    if state.org.locale.startswith("ja"):
        return module.singular_ja, module.plural_ja
    return module.singular, module.plural


def module_picture(state: State, module: Module, version: Version, *, alone: bool = False) -> Json:
    """Show a module, in a list or alone."""
    singular, plural = labels(state, module)
    shown: Json = {
        "api_name": module.api_name,
        "module_name": module.module_name,
        "singular_label": singular,
        "plural_label": plural,
        "actual_singular_label": module.singular,
        "actual_plural_label": module.plural,
        "id": str(module.id),
        "generated_type": module.generated,
        "api_supported": True,
        "creatable": not module.is_child,
        "editable": True,
        "deletable": not module.is_child,
        "viewable": True,
        "convertable": module.api_name == "Leads",
        "visible": True,
        "visibility": 2 if module.is_child else 1,
        "show_as_tab": module.generated in {"default", "custom"},
        "quick_create": not module.is_child,
        "feeds_required": False,
        "presence_sub_menu": not module.is_child,
        "sub_menu_available": not module.is_child,
        "sequence_number": module.sequence,
        "business_card_field_limit": 5,
        "parent_module": state.module_reference(module.parent) if module.parent else {},
        "arguments": [],
        "web_link": None,
        "description": None,
        "recycle_bin_on_delete": True,
        "has_more_profiles": False,
        "profile_count": len(state.profiles),
        "profiles": [{"name": one.name, "id": str(one.id)} for one in state.profiles],
        "modified_time": None,
        "modified_by": None,
        "global_search_supported": not module.is_child,
        "filter_supported": True,
        "triggers_supported": True,
    }
    if version.number >= 7:
        shown |= {"status": "visible", "access_type": "org_based", "private_profile": None}
        shown["public_fields_configured"] = False
    if version.number >= 2.1:
        shown["isBlueprintSupported"] = True
    if alone:
        shown |= _ALONE | {"display_field": module.display, "search_layout_fields": [module.display]}
    return shown


def layout_picture(state: State, module: Module, version: Version) -> Json:
    """Show the one layout of a module: the only place that tells what a layout requires."""
    modern = version.number >= 3
    fields = listed_fields(module, version)
    sections = [
        _section(
            state,
            module,
            section,
            number,
            [
                _placed(field_picture(state, module, one, version), one, version, place)
                for place, one in enumerate(
                    (one for one in fields if _section_of(module, one) == section.name), 1
                )
            ],
        )
        for number, section in enumerate(module.sections, 1)
    ]
    for one in listed_children(module, version):
        title, number = Section(one.label, one.label_ja), len(sections) + 1
        picture = child_picture(state, module, one, version)
        placed = picture | {demanded(version): one.mandatory, "sequence_number": 1, "section_id": number}
        sections.append(_section(state, module, title, number, [placed], subform=one.data_type == "subform"))
    shown: Json = {
        "id": str(module.layout_id),
        "name": "Standard",
        "display_label": "Standard",
        "status": "active" if modern else 0,
        "visible": True,
        "source": "crm",
        "generated_type": "system",
        "profiles": [{"name": one.name, "id": str(one.id), "default": True} for one in state.profiles],
        "convert_mapping": None,
        "actions_allowed": {"edit": True, "rename": True, "clone": True, "downgrade": False, "delete": False}
        | _MORE_ACTIONS,
        "created_time": None,
        "modified_time": None,
        "sections": sections,
    }
    if modern:
        shown["api_name"] = "Standard__s"
    if version.number >= 8:
        shown |= _NEW_IN_LAYOUTS
        for section_shown in sections:
            section_shown |= {"tab_traversal": "left_to_right", "mode": "all"}
            section_shown["actions_allowed"] = dict(_SECTION_ACTIONS)
        view = {"name": "Standard", "id": shown["id"], "type": "layout"}
        for profile in shown["profiles"]:
            profile |= {"_default_view": view, "_default_assignment_view": view}
    return shown


def _section(
    state: State, module: Module, section: Section, number: int, fields: list[Json], *, subform: bool = False
) -> Json:
    return {
        "name": section.name,
        "display_label": section.name_ja if state.org.locale.startswith("ja") else section.name,
        "api_name": section.name.replace(" ", "_"),
        "id": str(module.layout_id + 1 + number),
        "type": "used",
        "sequence_number": number,
        "column_count": 2,
        "isSubformSection": subform,
        "generated_type": "default",
        "fields": fields,
    }


def demanded(version: Version) -> str:
    """Name the key by which a layout says that a field must be filled."""
    return "required" if version.number >= 3 else "mandatory"


def _section_of(module: Module, field: Field) -> str:
    """A field without a section of its own (Owner, or a new custom field) stands in the first."""
    names = {section.name for section in module.sections}
    return field.section if field.section in names else module.sections[0].name


def _placed(picture: Json, field: Field, version: Version, place: int) -> Json:
    if version.number >= 8:
        choices = picture["pick_list_values"]
        picture = picture | {"pick_list_values": [{"maps": [], **one} for one in choices]}
    return picture | {
        demanded(version): field.mandatory or field.required,
        "sequence_number": place,
        "default_value": default_picture(field),
        "validation_rule": None,
        "section_id": place,
    }
