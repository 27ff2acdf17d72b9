"""A module: its names, its fields, and which of them identify a record."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hakobu.emulator.schema.child import ChildList
from hakobu.emulator.schema.field import Field
from hakobu.emulator.schema.tag import Tag


@dataclass(slots=True)
class Section:
    """A block of a layout."""

    name: str
    name_ja: str


@dataclass(slots=True)
class Module:
    """A module as the state holds it."""

    api_name: str
    module_name: str
    singular: str
    plural: str
    singular_ja: str
    plural_ja: str
    key: str
    display: str
    scope: str
    upsert: bool = True
    custom: bool = False
    fields: dict[str, Field] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    id: int = 0
    layout_id: int = 0
    sequence: int = 0
    # first version of the API that has it
    since: float = 2.0
    generated: str = "default"
    # the module whose subform or lookup this one keeps
    parent: str = ""
    children: dict[str, ChildList] = field(default_factory=dict)
    tags: list[Tag] = field(default_factory=list)

    def add(self, new: Field) -> None:
        """Append a field; its slot in every record is the next one."""
        new.slot = len(self.fields)
        self.fields[new.api_name] = new

    @property
    def is_child(self) -> bool:
        """Tell whether the module holds rows of subforms, which only their parents read and write."""
        return self.generated == "subform"

    def unique_fields(self) -> Iterator[Field]:
        """Give the fields whose values two records may not share."""
        return (one for one in self.fields.values() if one.is_unique)

    def visible_fields(self, version: float) -> Iterator[Field]:
        """Give the fields that a version of the API knows."""
        return (one for one in self.fields.values() if one.since <= version)
