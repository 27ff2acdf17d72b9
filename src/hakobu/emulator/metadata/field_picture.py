"""How a field looks in the metadata of each version (api-core §5.2)."""

from typing import Any

from hakobu.emulator.schema.field import Choice, Field
from hakobu.emulator.schema.module import Module
from hakobu.emulator.state import State
from hakobu.emulator.version import Version

Json = dict[str, Any]

# key -> first version that shows it; what is not named here is in all
_KEYS: dict[float, str] = {
    2.1: """display_field display_type ui_type external filterable sortable multiuserlookup
            pick_list_values_sorted_lexically profiles type""",
    4.0: """searchable virtual_field separator enable_colour_code email_parser created_time modified_time
            additional_column sharing_properties refer_from_field show_type""",
    5.0: """operation_type associated_module textarea rollup_summary global_picklist layout_associations
            customizable_properties hipaa_compliance hipaa_compliance_enabled
            colour_code_enabled_by_system""",
    8.0: "history_tracking_enabled public range",
}
SINCE = {key: since for since, keys in _KEYS.items() for key in keys.split()}
_LEAD_TO = {
    "Last_Name": ("Last_Name", None, None),
    "First_Name": ("First_Name", None, None),
    "Email": ("Email", None, None),
    "Phone": ("Phone", "Phone", None),
    "Company": (None, "Account_Name", None),
    "Lead_Source": ("Lead_Source", None, "Lead_Source"),
    "Website": (None, "Website", None),
}


def choice_picture(choice: Choice, number: int, version: Version) -> Json:
    """Show a value of a picklist."""
    shown: Json = {
        "display_value": choice.display,
        "actual_value": choice.actual,
        "sequence_number": number,
        "type": "used",
    }
    if version.number >= 2.1:
        shown["id"] = str(choice.id)
    if version.number >= 4:
        shown["colour_code"] = None
    if version.number >= 6:
        shown["reference_value"] = choice.actual
    if choice.maps:
        shown["maps"] = [
            {
                "api_name": name,
                "pick_list_values": [{"display_value": one, "actual_value": one} for one in values],
            }
            for name, values in choice.maps.items()
        ]
    if choice.probability is not None and version.number >= 2.1:
        shown["probability"] = choice.probability
        shown["forecast_type"] = choice.forecast
        shown["forecast_category"] = (
            str(choice.id) if version.number < 4 else {"name": choice.forecast, "id": str(choice.id)}
        )
        if version.number >= 6:
            shown["deal_category"] = choice.forecast
    return shown


def _choices(field: Field, version: Version) -> list[Json]:
    if not field.data_type.endswith("picklist"):
        return []
    none = Choice("-None-", "-None-", id=field.id)
    system = field.mandatory or field.data_type == "multiselectpicklist"
    listed = field.choices if system else [none, *field.choices]
    return [choice_picture(one, number, version) for number, one in enumerate(listed, 1)]


def _lookup(state: State, field: Field, version: Version) -> Json:
    if field.data_type != "lookup":
        return {}
    target = field.lookup or "*"
    table = state.tables.get(target)
    name = "se_module" if target == "*" else target
    if version.lookup_module_as_object:
        module: Any = {
            "api_name": name,
            "id": str(table.module.id) if table else str(field.id),
            "crypt": False,
        }
    else:
        module = name
    return {
        "display_label": field.label,
        "api_name": f"{field.api_name}_Related",
        "id": str(field.id),
        "module": module,
        "query_details": {},
        "revalidate_filter_during_edit": False,
    }


def _unique(field: Field, version: Version) -> Json:
    if not field.is_unique:
        return {}
    return {"casesensitive": "false"} if version.number < 2.1 else {"case_sensitive": False}


def _convert(module: Module, field: Field) -> Json | None:
    if module.api_name != "Leads":
        return None
    contact, account, deal = _LEAD_TO.get(field.api_name, (None, None, None))
    return {"Contacts": contact, "Accounts": account, "Deals": deal}


def field_picture(state: State, module: Module, field: Field, version: Version) -> Json:
    """Show a field."""
    writable = not field.read_only and field.data_type != "autonumber"
    right = state.right(field)
    label = field.name(state.org.locale)
    shown: Json = {
        "id": str(field.id),
        "api_name": field.api_name,
        "field_label": label,
        "display_label": label,
        "data_type": _data_type(field, version),
        "json_type": field.kind.json_type,
        "length": field.length,
        "decimal_place": field.decimal_place,
        "system_mandatory": field.mandatory,
        "custom_field": field.custom,
        "visible": right != "hidden",
        "read_only": field.read_only,
        # the owner is marked so and can be written all the same (api-core §7.0)
        "field_read_only": not writable or field.api_name == "Owner" or right != "read_write",
        "unique": _unique(field, version),
        "external": {"type": field.external, "show": True} if field.external else None,
        "operation_type": {
            "web_create": writable,
            "api_create": writable,
            "web_update": writable,
            "api_update": writable,
        },
        "view_type": {"view": True, "edit": writable, "create": writable, "quick_create": field.mandatory},
        "pick_list_values": _choices(field, version),
        "pick_list_values_sorted_lexically": False,
        "enable_colour_code": False,
        "global_picklist": None,
        "lookup": _lookup(state, field, version),
        "multiselectlookup": {},
        "multiuserlookup": {},
        "multi_module_lookup": _modules(state, field),
        "subform": None,
        "associated_module": None,
        "association_details": None,
        "formula": _formula(field),
        "rollup_summary": _rollup(state, module, field),
        "auto_number": _autonumber(field),
        "currency": _currency(field),
        "textarea": {"type": field.textarea} if field.data_type == "textarea" else None,
        "crypt": None,
        "private": None,
        "hipaa_compliance": None,
        "hipaa_compliance_enabled": False,
        "tooltip": None,
        "history_tracking": None,
        "default_value": default_picture(field),
        "refer_from_field": None,
        "show_type": 7,
        "history_tracking_enabled": False,
        "public": False,
        "range": None,
        "created_source": "crm" if field.custom else "default",
        "created_time": None,
        "modified_time": None,
        "display_type": -1,
        "ui_type": 1,
        "display_field": field.api_name == module.display,
        "type": "used",
        "mass_update": writable and not field.is_unique,
        "filterable": field.textarea == "small" or field.data_type != "textarea",
        "sortable": field.data_type not in {"textarea", "multiselectpicklist", "tag"},
        "searchable": True,
        "webhook": True,
        "virtual_field": False,
        "businesscard_supported": True,
        "blueprint_supported": writable,
        "quick_sequence_number": None,
        "separator": False,
        "profiles": [
            {
                "permission_type": field.rights.get(one.name, "read_write") if writable else "read_only",
                "name": one.name,
                "id": str(one.id),
            }
            for one in state.profiles
            if one is state.profiles[0] or one.name in field.rights
        ],
        "layout_associations": [{"api_name": "Standard__s", "name": "Standard", "id": str(module.layout_id)}],
        "convert_mapping": _convert(module, field),
        "customizable_properties": ["mandatory", "unique"] if field.custom else [],
        "email_parser": {"fields_update_supported": writable, "record_operations_supported": writable},
        "colour_code_enabled_by_system": False,
    }
    return {key: value for key, value in shown.items() if SINCE.get(key, 0) <= version.number}


def default_picture(field: Field) -> str | None:
    """Show a default: always as text."""
    if field.default is None:
        return None
    return str(field.default).lower() if isinstance(field.default, bool) else str(field.default)


def _autonumber(field: Field) -> Json:
    if field.data_type != "autonumber":
        return {}
    return {"prefix": field.prefix, "start_number": field.start, "suffix": field.suffix}


# what is stored as one type and named otherwise
_SHAPES = {"tax": "multiselectpicklist"}
_NAMES = {"line_tax": "linetax", "timerange": "time_range"}


def _data_type(field: Field, version: Version) -> str:
    if field.data_type == "tag":
        return "text"
    if field.targets and version.number < 3:
        return "lookup"
    return _SHAPES.get(field.shape, field.shape) or _NAMES.get(field.data_type, field.data_type)


def _modules(state: State, field: Field) -> Json:
    if not field.targets:
        return {}
    named = [one for one in state.tables.values() if _leads_to(field, one.module)]
    return {
        "display_label": field.label,
        "api_name": field.api_name,
        "id": str(field.id),
        "modules": [state.module_reference(one.module.api_name) for one in named],
    }


def _leads_to(field: Field, module: Module) -> bool:
    return module.api_name in field.targets or (module.custom and "custom" in field.targets)


def _formula(field: Field) -> Json:
    if not field.formula:
        return {}
    return {"return_type": field.data_type, "expression": field.formula, "assume_default": True}


def _rollup(state: State, module: Module, field: Field) -> Json:
    rollup = field.rollup
    if rollup is None:
        return {}
    rows = module.children.get(rollup.child)
    if rows is None:
        return {}
    parameters = [{"api_name": rollup.column}] if rollup.column else []
    return {
        "return_type": field.data_type,
        "expression": {"function": rollup.function, "function_parameters": parameters, "criteria": None},
        "based_on_module": state.module_reference(rows.module),
        "related_list": {"api_name": rollup.child, "id": str(rows.id)},
        "rollup_based_on": rollup.child,
    }


def _currency(field: Field) -> Json:
    if field.data_type != "currency":
        return {}
    return {"precision": field.decimal_place, "rounding_option": "normal"}


def listed_fields(module: Module, version: Version) -> list[Field]:
    """Give the fields that the metadata of a version lists."""
    return [
        field
        for field in module.visible_fields(version.number)
        if version.id_is_a_field or field.api_name != "id"
    ]
