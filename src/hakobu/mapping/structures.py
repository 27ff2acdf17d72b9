"""Values of more than one part: JSON as Zoho has it, taxes, and references to records of any module."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.mapping.fields import FieldLike

__all__ = [
    "leads_anywhere",
    "reference_to",
    "structure",
    "structure_sql",
    "tax_names",
    "tax_objects",
]

_OURS = {"participants": ("participant", "type")}
"""Keys that we write where Zoho's answer holds more of its own."""


def _sorted(o: str) -> str:
    """Write the JSON object ``o`` with its keys in alphabetical order."""
    pair = f"CAST(to_json(k) AS VARCHAR) || ':' || CAST(json_extract({o}, '$.\"' || k || '\"') AS VARCHAR)"
    pairs = f"list_transform(list_sort(json_keys({o})), lambda k: {pair})"
    return f"'{{' || array_to_string({pairs}, ',') || '}}'"


_ITEM = f"CASE json_type(o) WHEN 'OBJECT' THEN {_sorted('o')} ELSE CAST(o AS VARCHAR) END"


def leads_anywhere(known: FieldLike) -> bool:
    """Tell whether a lookup leads to records of several modules, so that one of them must be named."""
    return known.data_type == "multi_module_lookup" or (
        known.data_type == "lookup" and known.lookup_module == "se_module"
    )


def reference_to(module: str) -> Callable[[str | None], Any]:
    """Give the function that writes a record's id together with its module."""

    def written(value: str | None) -> Any:
        return None if value is None else {"module": {"api_name": module}, "id": value}

    return written


def structure(field: FieldLike, value: Any) -> str | None:
    """Give the canonical text of JSON with several parts: keys in alphabetical order, no blanks."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return str(value)
    keys = _OURS.get(field.data_type)
    if keys and isinstance(value, list):
        value = [_part(each, keys) for each in value]
    if value in ([], {}):
        return None
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def structure_sql(field: FieldLike, x: str) -> str:
    """Give ``structure`` as DuckDB SQL over the text ``x``; NULL for what is no JSON of the field's shape."""
    parsed = f"TRY_CAST({x} AS JSON)"
    if field.json_type == "jsonarray":
        items = f"list_transform(CAST(json_extract({parsed}, '$[*]') AS JSON[]), lambda o: {_ITEM})"
        whole, shape = f"'[' || array_to_string({items}, ',') || ']'", "ARRAY"
    else:
        whole, shape = _sorted(parsed), "OBJECT"
    return f"CASE WHEN json_type({parsed}) = '{shape}' THEN {whole} END"


def tax_names(field: FieldLike, value: Any) -> Any:
    """Take taxes read from Zoho (objects, or names) as the names of the picklist."""
    if not isinstance(value, list):
        return value
    names = {each.display: each.actual for each in field.picklist}
    told = [str(each.get("value") if isinstance(each, dict) else each) for each in value]
    return [names.get(each, each) for each in told]


def tax_objects(field: FieldLike) -> Callable[[str | None], Any]:
    """Give the function that writes the names of taxes as the objects that Zoho takes."""
    shown = {each.actual: each.display for each in field.picklist}

    def written(value: str | None) -> Any:
        return None if value is None else [{"value": shown.get(one, one)} for one in json.loads(value)]

    return written


def _part(value: Any, keys: tuple[str, ...]) -> Any:
    return {key: value[key] for key in keys if key in value} if isinstance(value, dict) else value
