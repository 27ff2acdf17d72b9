"""Modules and fields of a CRM for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hakobu.zoho import Field, Module

__all__ = ["field_as_json", "module_as_json", "rights_of"]


def module_as_json(module: Module) -> dict[str, Any]:
    """Give a module: its names and what the signed-in user may do."""
    return {
        "module": module.api_name,
        "label": module.label,
        "singular_label": module.singular_label,
        "custom": module.custom,
        "rights": rights_of(module),
    }


def field_as_json(field: Field, system: str | None) -> dict[str, Any]:
    """Give a field: its type and traits; ``system`` is the module's duplicate-check field."""
    return {
        "field": field.api_name,
        "label": field.label,
        "type": field.data_type,
        "json_type": field.json_type,
        "length": field.length,
        "decimal_place": field.decimal_place,
        "mandatory": field.mandatory,
        "read_only": field.read_only,
        "unique": field.unique,
        "external": field.external,
        "duplicate_check": field.api_name == system,
        "custom": field.custom,
        "lookup_module": field.lookup_module,
        "picklist": [{"display": value.display, "actual": value.actual} for value in field.picklist],
    }


def rights_of(module: Module) -> list[str]:
    """Name what the signed-in user may do with a module's records."""
    rights = {
        "read": module.readable,
        "create": module.creatable,
        "edit": module.editable,
        "delete": module.deletable,
    }
    return [right for right, given in rights.items() if given]
