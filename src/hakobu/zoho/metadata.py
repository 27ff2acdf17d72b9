"""Modules, fields and layouts as Zoho describes them; odd descriptions degrade one field, never a module."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Field", "Layout", "Module", "PickValue"]


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
