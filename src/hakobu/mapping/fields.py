"""What mapping needs to know of a Zoho field, and what of it a row may write."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from hakobu.model import FieldPolicy, Operation
from hakobu.zoho import SET_BY_ZOHO

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "ID",
    "USERS",
    "BuiltIn",
    "FieldLike",
    "Kind",
    "PickLike",
    "decimals",
    "digits",
    "kind_of",
    "why_not_writable",
]

Kind = str  # how a field's values are treated: one of the values of KINDS


class PickLike(Protocol):
    """One value of a picklist."""

    @property
    def display(self) -> str: ...
    @property
    def actual(self) -> str: ...


class FieldLike(Protocol):
    """A Zoho field as its metadata describe it; the Zoho client's ``Field`` is one."""

    @property
    def api_name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def data_type(self) -> str: ...
    @property
    def json_type(self) -> str: ...
    @property
    def length(self) -> int | None: ...
    @property
    def decimal_place(self) -> int | None: ...
    @property
    def precision(self) -> int | None: ...
    @property
    def mandatory(self) -> bool: ...
    @property
    def read_only(self) -> bool: ...
    @property
    def creatable(self) -> bool: ...
    @property
    def updatable(self) -> bool: ...
    @property
    def picklist(self) -> Sequence[PickLike]: ...
    @property
    def lookup_module(self) -> str | None: ...
    @property
    def withheld(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltIn:
    """A field that Zoho's field list does not describe: a record's id, the columns of users."""

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
    picklist: tuple[PickLike, ...] = ()
    lookup_module: str | None = None
    withheld: str = ""
    raw: dict[str, Any] = field(default_factory=dict)


ID = BuiltIn(api_name="id", label="Record Id", data_type="id")
USERS: Mapping[str, FieldLike] = {
    name: BuiltIn(api_name=name, label=label)
    for name, label in (
        ("email", "Email"),
        ("full_name", "Full Name"),
        ("last_name", "Last Name"),
        ("alias", "Alias"),
        ("zuid", "ZUID"),
    )
} | {"id": ID}

KINDS: dict[str, Kind] = {
    "text": "text",
    "textarea": "text",
    "email": "email",
    "phone": "phone",
    "website": "url",
    "integer": "integer",
    "bigint": "integer",
    "double": "number",
    "currency": "number",
    "percent": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "picklist": "picklist",
    "multiselectpicklist": "choices",
    "lookup": "record",
    "multi_module_lookup": "record",
    "ownerlookup": "record",
    "userlookup": "record",
    "tax": "taxes",
    "id": "record",
    "lines": "lines",
}
COMPUTED = {
    "autonumber": "Zoho numbers it itself (auto-number)",
    "formula": "Zoho computes it (formula)",
    "rollup_summary": "Zoho computes it (roll-up summary)",
    "comments": "Zoho collects what Add_Comment writes",
    "consent_lookup": "Zoho keeps the consent itself",
    "territories": "Zoho's territory rules set it",
}
OTHER_DOOR = {
    "fileupload": "is a file field, whose files the mapping of a row cannot write yet",
    "layout": "is no field of a row: the connection's setting layout chooses it for new records",
    "imageupload": "is an image field, whose images the mapping of a row cannot write yet",
    "profileimage": "is a photo, which the mapping of a row cannot write yet",
    "subform": "is a subform: it is mapped with lines: (read or column), match: and map:",
    "multiselectlookup": "is a multi-select lookup: it is mapped with lookup:, by: and each:",
    "multiuserlookup": "is a multi-user lookup: it is mapped with lookup: users, by: and each:",
}
WITHHELD = {
    "read_only": "may be read and not written by the profile of this sign-in: let an administrator change it",
    "hidden": "is hidden from the profile of this sign-in: let an administrator change it",
}
JSON_KINDS = {"string": "text", "jsonarray": "json", "jsonobject": "json"}  # of types we do not know
DIGITS = {"integer": 9, "bigint": 18, "double": 16, "currency": 16, "percent": 5}
MOST_DECIMALS = 9


def kind_of(known: FieldLike) -> Kind | None:
    """Tell how the field's values are treated; a type we do not know goes by its JSON type."""
    if known.api_name == "Tag":
        return "tags"
    kind = KINDS.get(known.data_type)
    if kind is None and known.data_type not in COMPUTED | OTHER_DOOR:
        return JSON_KINDS.get(known.json_type)
    return kind


def digits(known: FieldLike) -> int:
    """Count the digits that the field takes before its decimal point."""
    most = DIGITS[known.data_type]
    return min(known.length or most, most)


def decimals(known: FieldLike) -> int:
    """Count the decimals that Zoho keeps."""
    for count in (known.decimal_place, known.precision):
        if count is not None:
            return min(max(count, 0), MOST_DECIMALS)
    return MOST_DECIMALS if known.data_type == "double" else 2


def why_not_writable(known: FieldLike, operation: Operation, policy: FieldPolicy) -> str:
    """Say why a row cannot write the field, or nothing."""
    if known.data_type in COMPUTED:
        return f"is read-only: {COMPUTED[known.data_type]}"
    if known.data_type in OTHER_DOOR:
        return OTHER_DOOR[known.data_type]
    if kind_of(known) is None:
        return f"has the type {known.data_type or 'unknown'}, which a row's mapping cannot write yet"
    if operation is Operation.DELETE:
        return ""  # its fields only find records
    return _withheld(known) or _operation_refused(known, operation, policy)


def _withheld(known: FieldLike) -> str:
    if known.withheld:
        return WITHHELD[known.withheld]
    if not known.creatable and not known.updatable:
        others = "" if known.api_name in SET_BY_ZOHO else ", or the profile of the sign-in may not write it"
        return f"is read-only: Zoho sets it{others}"
    return ""


def _operation_refused(known: FieldLike, operation: Operation, policy: FieldPolicy) -> str:
    creates = operation is not Operation.UPDATE
    updates = operation is not Operation.INSERT and policy is not FieldPolicy.ON_CREATE
    if creates and not known.creatable:
        return f"cannot be written when a record is created, as {operation} does"
    if updates and not known.updatable:
        return f"cannot be changed once the record exists, as {operation} does (policy: on create would do)"
    return ""
