"""Modules, fields and layouts as Zoho describes them; odd descriptions degrade one field, never a module."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "SET_BY_ZOHO",
    "Field",
    "Layout",
    "Module",
    "PickValue",
    "read_field",
    "read_layout",
    "read_module",
]

JSON_TYPES: dict[str, str] = {
    "integer": "integer",
    "double": "double",
    "currency": "double",
    "percent": "double",
    "boolean": "boolean",
    "lookup": "jsonobject",
    "ownerlookup": "jsonobject",
    "userlookup": "jsonobject",
    "layout": "jsonobject",
    "multiselectpicklist": "jsonarray",
    "multiselectlookup": "jsonarray",
    "multiuserlookup": "jsonarray",
    "subform": "jsonarray",
    "fileupload": "jsonarray",
    "imageupload": "jsonarray",
}
"""The JSON type of a data type, for fields whose description lacks it; "string" for all others."""

_COMPUTED = frozenset({"autonumber", "formula", "rollup_summary", "profileimage", "consent_lookup"})
SET_BY_ZOHO = frozenset(
    {
        "id",
        "Change_Log_Time__s",
        "Created_By",
        "Created_Time",
        "Full_Name",
        "Last_Activity_Time",
        "Locked__s",
        "Modified_By",
        "Modified_Time",
        "Record_Status__s",
        "Unsubscribed_Mode",
        "Unsubscribed_Time",
    }
)
"""Fields that no sign-in writes."""

_WRITABLE_ANYWAY = frozenset({"Owner"})
"""Zoho calls it read-only in its pages, and takes it through the API."""


@dataclass(frozen=True, slots=True)
class PickValue:
    """One value of a picklist: what people see, and what is written and read."""

    display: str
    actual: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a module. ``external`` is "user" or "org" for an External ID.

    ``precision`` is to how many decimals Zoho rounds a currency; ``raw`` is Zoho's own description.
    """

    api_name: str
    label: str
    data_type: str = "text"
    json_type: str = "string"
    length: int | None = None
    decimal_place: int | None = None
    precision: int | None = None
    mandatory: bool = False
    read_only: bool = False
    creatable: bool = True
    updatable: bool = True
    unique: bool = False
    case_sensitive: bool = False
    external: str | None = None
    picklist: tuple[PickValue, ...] = ()
    lookup_module: str | None = None
    custom: bool = False
    visible: bool = True
    withheld: str = ""
    """What the profile of the sign-in may do with it where that is less: "read_only" or "hidden"."""
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module (a tab) of the organisation; ``generated_type`` "custom" is one of its own."""

    api_name: str
    label: str
    plural_label: str
    singular_label: str
    id: str = ""
    module_name: str = ""
    generated_type: str = "default"
    readable: bool = True
    creatable: bool = True
    editable: bool = True
    deletable: bool = True
    parent: str | None = None
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def custom(self) -> bool:
        """Whether the organisation made it."""
        return self.generated_type == "custom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A layout of a module and the fields that it makes mandatory."""

    id: str
    name: str
    visible: bool = True
    required: frozenset[str] = frozenset()
    fields: tuple[str, ...] = ()
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)


def read_field(raw: dict[str, Any], *, warn: Callable[[str], None], profile: str = "") -> Field | None:
    """One element of ``fields``; None, with a warning, for one that has no name.

    ``profile`` is the id of the sign-in's profile, where somebody asked for it.
    """
    name = raw.get("api_name")
    if not isinstance(name, str) or not name:
        warn(f"a field without an API name is left out ({raw.get('field_label')!r})")
        return None
    data_type = _text(raw.get("data_type")) or "text"
    json_type = _text(raw.get("json_type"))
    if not json_type or not raw.get("data_type"):
        warn(f"{name}: Zoho's description is incomplete; taken for {data_type}")
    creatable, updatable = _writable(name, data_type, raw)
    by_type = any(_writable(name, data_type, raw | {"field_read_only": False}))
    withheld = _withheld(raw, profile) if by_type else ""
    if withheld:
        creatable = updatable = False
    unique = raw.get("unique")
    external = raw.get("external")
    return Field(
        api_name=name,
        label=_text(raw.get("display_label")) or _text(raw.get("field_label")) or name,
        data_type=data_type,
        json_type=json_type or JSON_TYPES.get(data_type, "string"),
        length=_whole(raw.get("length")),
        decimal_place=_whole(raw.get("decimal_place")),
        precision=_whole(_object(raw.get("currency")).get("precision")),
        mandatory=raw.get("system_mandatory") is True,
        read_only=not (creatable or updatable),
        creatable=creatable,
        updatable=updatable,
        unique=bool(unique),
        case_sensitive=_case_sensitive(_object(unique)),
        external=_text(_object(external).get("type")) or None,
        picklist=_picklist(raw.get("pick_list_values")),
        lookup_module=_lookup(data_type, raw),
        custom=raw.get("custom_field") is True,
        visible=raw.get("visible") is not False,
        withheld=withheld,
        raw=raw,
    )


def read_module(raw: dict[str, Any]) -> Module:
    """One element of ``modules``."""
    name = str(raw["api_name"])
    return Module(
        api_name=name,
        label=_text(raw.get("plural_label")) or name,
        plural_label=_text(raw.get("plural_label")) or name,
        singular_label=_text(raw.get("singular_label")) or name,
        id=_text(raw.get("id")),
        module_name=_text(raw.get("module_name")),
        generated_type=_text(raw.get("generated_type")) or "default",
        readable=raw.get("viewable") is not False,
        creatable=raw.get("creatable") is not False,
        editable=raw.get("editable") is not False,
        deletable=raw.get("deletable") is not False,
        parent=_text(_object(raw.get("parent_module")).get("api_name")) or None,
        raw=raw,
    )


def read_layout(raw: dict[str, Any]) -> Layout:
    """One element of ``layouts``; v2 says ``mandatory`` where later versions say ``required``."""
    fields = [
        each
        for section in raw.get("sections") or ()
        for each in section.get("fields") or ()
        if isinstance(each.get("api_name"), str)
    ]
    return Layout(
        id=_text(raw.get("id")),
        name=_text(raw.get("name")),
        visible=raw.get("visible") is not False,
        required=frozenset(
            each["api_name"] for each in fields if (each.get("required") or each.get("mandatory")) is True
        ),
        fields=tuple(each["api_name"] for each in fields),
        raw=raw,
    )


def _writable(name: str, data_type: str, raw: dict[str, Any]) -> tuple[bool, bool]:
    """Whether the API creates and updates it: by ``operation_type`` where the version has it."""
    if name in _WRITABLE_ANYWAY:
        return True, True
    if name in SET_BY_ZOHO or data_type in _COMPUTED:
        return False, False
    operations = _object(raw.get("operation_type"))
    if operations:
        return operations.get("api_create") is not False, operations.get("api_update") is not False
    open_ = not (raw.get("read_only") is True or raw.get("field_read_only") is True)
    return open_, open_


def rights_of(raw: dict[str, Any]) -> dict[str, str]:
    """What each profile may do with a field, by the profile's id; from v2.1 on."""
    told = raw.get("profiles")
    found = (each for each in (told if isinstance(told, list) else ()) if isinstance(each, dict))
    return {_text(each.get("id")): _text(each.get("permission_type")) for each in found}


def _withheld(raw: dict[str, Any], profile: str) -> str:
    right = rights_of(raw).get(profile, "")
    return right if right in {"read_only", "hidden"} else ""


def _lookup(data_type: str, raw: dict[str, Any]) -> str | None:
    if data_type in {"ownerlookup", "userlookup", "multiuserlookup"}:
        return "Users"
    module = _object(raw.get("lookup")).get("module")
    name = _object(module).get("api_name") if isinstance(module, dict) else module  # v2: plain text
    return _text(name) or None


def _picklist(raw: object) -> tuple[PickValue, ...]:
    values = raw if isinstance(raw, list) else []
    return tuple(
        PickValue(
            _text(each.get("display_value")), _text(each.get("actual_value") or each.get("display_value"))
        )
        for each in values
        if isinstance(each, dict) and each.get("type") != "unused"
    )


def _case_sensitive(unique: dict[str, Any]) -> bool:
    said = unique.get("case_sensitive", unique.get("casesensitive"))  # v2 to v4 spell it as one word
    return said is True or said == "true"


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _whole(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and value.isdigit() else None
