"""Makes a custom field from the JSON that describes it, as ``POST /settings/fields`` takes it."""

import re
import unicodedata
from typing import Any

from hakobu.emulator.problem import BadValue
from hakobu.emulator.schema.data_type import DATA_TYPES, TEXTAREA_LENGTHS
from hakobu.emulator.schema.field import Choice, Field, Rollup

_EXTERNAL = frozenset({"user", "org"})
_NO_EXTERNAL_BUT = "text"


def api_name_of(label: str) -> str:
    """Derive an API name from a label, as Zoho does: letters, digits and single underscores."""
    plain = unicodedata.normalize("NFKC", label)
    name = re.sub(r"[^0-9A-Za-z]+", "_", plain).strip("_")
    return name if name and name[0].isalpha() else f"Field_{name}".strip("_")


def _choices(values: Any) -> list[Choice]:
    if not isinstance(values, list):
        raise BadValue({"api_name": "pick_list_values", "expected_data_type": "jsonarray"})
    found = []
    for value in values:
        if isinstance(value, str):
            found.append(Choice(value, value))
        elif isinstance(value, dict):
            display = str(value.get("display_value", value.get("actual_value", "")))
            found.append(
                Choice(str(value.get("actual_value", display)), display, maps=_maps(value.get("maps")))
            )
        else:
            raise BadValue({"api_name": "pick_list_values", "expected_data_type": "jsonobject"})
    return found


def _maps(sent: Any) -> dict[str, list[str]]:
    """Read what a choice lets be chosen in dependent picklists."""
    maps: dict[str, list[str]] = {}
    for one in sent if isinstance(sent, list) else []:
        values = one.get("pick_list_values") if isinstance(one, dict) else None
        if not isinstance(values, list) or not isinstance(one.get("api_name"), str):
            raise BadValue({"api_name": "maps", "expected_data_type": "jsonobject"})
        maps[one["api_name"]] = [
            str(v.get("actual_value")) if isinstance(v, dict) else str(v) for v in values
        ]
    return maps


def _computed(wish: dict[str, Any], new: Field) -> None:
    """Read a formula, a roll-up or the form of an auto-number."""
    formula, rollup, numbering = (wish.get(one) for one in ("formula", "rollup_summary", "auto_number"))
    if isinstance(formula, dict):
        new.formula, new.shape = str(formula.get("expression", "")), "formula"
    if isinstance(rollup, dict):
        function = str(rollup.get("function", "COUNT"))
        if function not in {"COUNT", "SUM", "AVERAGE", "MIN", "MAX"}:
            raise BadValue({"api_name": "rollup_summary"})
        new.rollup = Rollup(function, str(rollup.get("child", "")), str(rollup.get("column", "")))
        new.shape = "rollup_summary"
    if isinstance(numbering, dict):
        new.prefix, new.suffix = str(numbering.get("prefix") or ""), str(numbering.get("suffix") or "")
        start = numbering.get("start_number", 1)
        new.start = int(start) if str(start).isdigit() else 1
    new.read_only = new.read_only or bool(new.shape)


_RETURNS = frozenset({"integer", "double", "currency", "percent"})


def _storage(wish: dict[str, Any]) -> Any:
    """Give the type of what is stored: a formula's is that of its result."""
    data_type = wish.get("data_type", "text")
    if data_type not in {"formula", "rollup_summary"}:
        return data_type
    rules = wish.get(data_type)
    kind = rules.get("return_type", "double") if isinstance(rules, dict) else None
    if kind not in _RETURNS:
        raise BadValue({"api_name": data_type, "supported_values": sorted(_RETURNS)})
    return kind


def external_kind(wish: Any, data_type: str) -> str | None:
    """Read whose external id a field is: of a user or of the organisation."""
    kind = wish.get("type") if isinstance(wish, dict) else wish
    if kind is None:
        return None
    if not isinstance(kind, str) or kind not in _EXTERNAL:
        raise BadValue({"api_name": "external", "supported_values": sorted(_EXTERNAL)})
    if data_type != _NO_EXTERNAL_BUT:
        raise BadValue({"api_name": "external", "expected_data_type": _NO_EXTERNAL_BUT})
    return kind


def _lookup(wish: Any) -> str | None:
    module = wish.get("module") if isinstance(wish, dict) else wish
    name = module.get("api_name") if isinstance(module, dict) else module
    return name if isinstance(name, str) else None


def _length(wish: dict[str, Any], data_type: str, area: str) -> int:
    most = TEXTAREA_LENGTHS[area] if data_type == "textarea" else DATA_TYPES[data_type].length
    length = wish.get("length", most)
    if isinstance(length, bool) or not isinstance(length, int) or not 1 <= length <= max(most, 255):
        raise BadValue({"api_name": "length", "maximum_length": most})
    return length


def field_from(wish: dict[str, Any], *, custom: bool) -> Field:
    """Make a field; raises ``BadValue`` with the key that is wrong."""
    label = wish.get("field_label") or wish.get("label") or wish.get("api_name")
    if not isinstance(label, str) or not label.strip():
        raise BadValue({"api_name": "field_label"})
    data_type = _storage(wish)
    kind = DATA_TYPES.get(data_type) if isinstance(data_type, str) else None
    if kind is None or not kind.creatable:
        known = sorted(name for name, one in DATA_TYPES.items() if one.creatable)
        raise BadValue({"api_name": "data_type", "supported_values": known})
    area = wish.get("textarea", {})
    size = area.get("type", "small") if isinstance(area, dict) else area
    if not isinstance(size, str) or size not in TEXTAREA_LENGTHS:
        raise BadValue({"api_name": "textarea", "supported_values": sorted(TEXTAREA_LENGTHS)})
    new = Field(
        str(wish.get("api_name") or api_name_of(label)),
        kind.name,
        _length(wish, kind.name, size),
        label,
        str(wish.get("label_ja", label)),
        mandatory=wish.get("mandatory") is True or wish.get("system_mandatory") is True,
        required=wish.get("required") is True,
        read_only=wish.get("read_only") is True,
        unique=wish.get("unique") not in (None, False, {}),
        external=external_kind(wish.get("external"), kind.name),
        custom=custom,
        strict=wish.get("strict") is True,
        decimal_place=_places(wish, kind.decimal_place),
        textarea=size,
        lookup=_lookup(wish.get("lookup")) if kind.name == "lookup" else None,
        choices=_choices(wish.get("pick_list_values", [])),
        default=wish.get("default_value"),
    )
    _computed(wish, new)
    if kind.name == "lookup" and new.lookup is None:
        raise BadValue({"api_name": "lookup", "expected_data_type": "jsonobject"})
    return new


def _places(wish: dict[str, Any], usual: int | None) -> int | None:
    currency = wish.get("currency")
    given = currency.get("precision") if isinstance(currency, dict) else wish.get("decimal_place")
    if given is None or usual is None:
        return usual
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= 9:
        raise BadValue({"api_name": "decimal_place", "maximum_length": 9})
    return given
