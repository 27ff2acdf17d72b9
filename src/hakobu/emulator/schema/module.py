"""A module: its names, its fields, and which of them identify a record."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hakobu.emulator.schema.field import Field


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

    def add(self, new: Field) -> None:
        """Append a field; its slot in every record is the next one."""
        new.slot = len(self.fields)
        self.fields[new.api_name] = new

    def unique_fields(self) -> Iterator[Field]:
        """Give the fields whose values two records may not share."""
        return (one for one in self.fields.values() if one.is_unique)

    def visible_fields(self, version: float) -> Iterator[Field]:
        """Give the fields that a version of the API knows."""
        return (one for one in self.fields.values() if one.since <= version)
