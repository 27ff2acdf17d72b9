"""A mapping that was found good: what each field gets, in a form that can run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from hakobu.mapping.children import ChildField
    from hakobu.mapping.fields import FieldLike
    from hakobu.model import FieldPolicy, Nulls, Operation, Picklist, Read

__all__ = ["CompiledChild", "CompiledField", "CompiledLookup", "CompiledMapping", "Slot"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One column of the mapped rows: a source column as it is, or an expression over some.

    ``kind`` is the kind of value that comes out (``cast`` brings it there); ``columns`` are the source
    columns it reads.
    """

    name: str
    sql: str
    kind: str
    columns: tuple[str, ...]
    plain: bool
    cast: str = ""
    allow_empty: bool = False

    @property
    def watched(self) -> bool:
        """Tell whether filled columns must not become an empty value."""
        return not self.plain and not self.allow_empty and bool(self.columns)

    @property
    def error(self) -> str:
        """Name the column that says why the expression failed."""
        return f"{self.name}#error"

    @property
    def emptied(self) -> str:
        """Name the column that says that filled columns became an empty value."""
        return f"{self.name}#emptied"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledLookup:
    """Where a lookup field's record is found: ``by`` are fields of ``module``, one per slot.

    ``fallback`` is the key that stands in where the row's own finds nothing.
    """

    module: str
    by: tuple[FieldLike, ...]
    missing: str
    ambiguous: str
    fallback: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledField:
    """One destination field: a constant, one slot, or one slot per key of its lookup.

    ``fingerprint`` changes when the field's mapping changes.
    """

    name: str
    field: FieldLike
    slots: tuple[Slot, ...] = ()
    constant: str | None = None
    lookup: CompiledLookup | None = None
    picklist: Picklist | None = None
    nulls: Nulls
    policy: FieldPolicy
    fingerprint: str = ""

    @property
    def keys(self) -> str:
        """Name the column that holds a lookup's key texts until it is resolved."""
        return f"{self.name}#by"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledMapping:
    """All fields of one task; ``volatile`` fields use ``run_time()`` and never count as a change.

    ``mandatory`` are the mapped fields without which Zoho creates no record.
    """

    task: str
    module: str
    operation: Operation
    fields: tuple[CompiledField, ...]
    mandatory: tuple[str, ...]
    volatile: tuple[str, ...]
    time_zone: str | None = None
    parameters: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """List the columns of the mapped rows."""
        return tuple(slot for each in self.fields for slot in each.slots)

    @property
    def expressions(self) -> tuple[Slot, ...]:
        """List the slots that need the sandbox."""
        return tuple(slot for slot in self.slots if not slot.plain)

    @property
    def lookups(self) -> tuple[CompiledField, ...]:
        """List the fields that are found by the keys of another record."""
        return tuple(each for each in self.fields if each.lookup)

    def field(self, name: str) -> CompiledField:
        """Give one mapped field by its API name."""
        return next(each for each in self.fields if each.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledChild:
    """A field that is filled by rows of its own, and the mapping of these rows.

    The rows lie in ``column`` of the task's rows: a list of structs, a text with a JSON list, or a text whose
    keys ``separator`` separates. Those of a ``read`` are brought there first; ``by`` pairs its columns with
    columns of the task's rows. ``columns`` are theirs.
    """

    field: ChildField
    mapping: CompiledMapping
    columns: pa.Schema
    column: str
    separator: str = ""
    read: Read | None = None
    by: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The field's API name."""
        return self.field.api_name
