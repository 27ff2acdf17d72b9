"""What matching and comparing may ask of the CRM: four questions, and no way to write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from hakobu.zoho import Field

__all__ = ["Facts", "ModuleFacts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleFacts:
    """A module as it is now: its fields, its keys, and about how many records it holds when asked."""

    name: str
    fields: Mapping[str, Field]
    system_key: str | None  # the system-defined duplicate-check field
    upserts: bool
    count: Callable[[], int]
    pair: tuple[str, ...] = ()  # the lookups that together identify a record of ties
    no_bulk: str = ""  # why nothing goes by Bulk Write: "module", "unlisted", "assignment", or nothing
    bulk_lines: bool = False  # whether one job of Bulk Write takes records with their lines

    @property
    def unique(self) -> tuple[str, ...]:
        """Name the fields whose values Zoho keeps unique, External IDs among them."""
        return tuple(name for name, field in self.fields.items() if field.unique or field.external)


class Facts(Protocol):
    """The CRM, read only."""

    def describe(self, module: str) -> ModuleFacts:
        """Tell what a module is."""
        ...

    def find(
        self, module: str, field: str, values: Sequence[str], columns: Sequence[str]
    ) -> Iterator[Mapping[str, Any]]:
        """Find the records whose ``field`` has one of ``values``, compared as Zoho compares."""
        ...

    def children(
        self, module: str, field: str, ids: Sequence[str], columns: Sequence[str]
    ) -> Iterator[tuple[str, list[dict[str, Any]] | None]]:
        """Read the lines or links below records; None where Zoho does not give all of them."""
        ...

    def read(self, module: str, columns: Sequence[str]) -> Iterator[Sequence[Mapping[str, Any]]]:
        """Read every record of a module, page by page."""
        ...
