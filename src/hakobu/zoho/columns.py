"""What a column holds by its field's type, so that COQL, lists and Bulk Read give the same table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from hakobu.errors import NotSupportedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hakobu.zoho.metadata import Field

__all__ = ["Column", "Nature", "column_of", "columns_of"]


class Nature(Enum):
    """How the values of a column are told."""

    TEXT = auto()
    INTEGER = auto()
    DECIMAL = auto()
    BOOLEAN = auto()
    DATE = auto()
    INSTANT = auto()
    REFERENCE = auto()
    """Another record or a person: its id."""
    LIST = auto()
    """Several values, or one of several parts: JSON text."""


_NATURES = {
    "integer": Nature.INTEGER,
    "bigint": Nature.INTEGER,
    "long": Nature.INTEGER,
    "double": Nature.DECIMAL,
    "decimal": Nature.DECIMAL,
    "currency": Nature.DECIMAL,
    "percent": Nature.DECIMAL,
    "boolean": Nature.BOOLEAN,
    "date": Nature.DATE,
    "datetime": Nature.INSTANT,
    "lookup": Nature.REFERENCE,
    "ownerlookup": Nature.REFERENCE,
    "userlookup": Nature.REFERENCE,
    "layout": Nature.REFERENCE,
    "profilelookup": Nature.REFERENCE,
    "consent_lookup": Nature.REFERENCE,
    "multiselectpicklist": Nature.LIST,
    "multiselectlookup": Nature.LIST,
    "multiuserlookup": Nature.LIST,
    "subform": Nature.LIST,
    "fileupload": Nature.LIST,
    "imageupload": Nature.LIST,
    "territories": Nature.LIST,
    "tag": Nature.LIST,
    "multireminder": Nature.LIST,
    "ALARM": Nature.LIST,
    "RRULE": Nature.LIST,
}
_BY_JSON = {
    "integer": Nature.INTEGER,
    "double": Nature.DECIMAL,
    "boolean": Nature.BOOLEAN,
    "jsonarray": Nature.LIST,
    "jsonobject": Nature.REFERENCE,
}
_COMPUTED = {"formula": "formula", "rollup_summary": "rollup_summary"}
_WHOLE_DIGITS = 16
_PLACES = 9
"""Zoho keeps 16 digits before the point and at most 9 after it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a read: the name as it is asked for, and what its values are.

    ``places`` are the decimals of a ``DECIMAL``; ``rounded`` tells that what lies beyond them is noise
    of a computed value. ``known`` are the values of a picklist; ``names`` pairs what is shown of a tax with
    its name, for each API tells another of the two.
    """

    name: str
    nature: Nature = Nature.TEXT
    places: int = _PLACES
    rounded: bool = False
    known: frozenset[str] = frozenset()
    names: tuple[tuple[str, str], ...] = ()

    @property
    def precision(self) -> int:
        """All digits of a ``DECIMAL``."""
        return _WHOLE_DIGITS + self.places


def columns_of(
    module: str, names: Sequence[str], fields: Callable[[str], Mapping[str, Field]]
) -> tuple[Column, ...]:
    """The columns of a read of ``module``; ``fields`` tells the fields of any module.

    A name that does not exist is refused with the nearest ones.
    """
    return tuple(column_of(module, name, fields) for name in names)


def column_of(module: str, name: str, fields: Callable[[str], Mapping[str, Field]]) -> Column:
    """One column; ``Account_Name.Phone`` and ``What_Id->Leads.City`` follow lookups."""
    if name == "id" or name.endswith(".id"):
        return Column(name)
    if name.startswith("$"):
        return Column(name, Nature.BOOLEAN if name == "$converted" else Nature.TEXT)
    field = _resolve(module, name, fields)
    return Column(name) if field is None else _column(name, field)


def _resolve(module: str, name: str, fields: Callable[[str], Mapping[str, Field]]) -> Field | None:
    """The field at the end of a path; None where only Zoho knows it (people, profiles, roles)."""
    path = name.removeprefix(f"!{module}.")
    while True:
        first, _, rest = path.partition(".")
        first, _, named = first.partition("->")
        known = fields(module)
        if first not in known:
            raise NotSupportedError(
                f"{module} has no field {first!r}.",
                where=f"{module}, field {name}",
                valid=_nearest(first, known),
                next_step="Use API names, as `hakobu fields` shows them.",
            )
        if not rest:
            return known[first]
        target = named or known[first].lookup_module
        if not target or target == "Users":
            return None
        module, path = target, rest


def _column(name: str, field: Field) -> Column:
    kind, json_type, places = field.data_type, field.json_type, field.decimal_place
    computed = _COMPUTED.get(kind)
    if computed:
        shape = field.raw.get(computed)
        kind = str(shape.get("return_type") or "text") if isinstance(shape, dict) else "text"
        json_type, places = "", None
    if name == "Tag":
        kind = "tag"
    nature = _NATURES.get(kind) or _NATURES.get(kind.lower()) or _BY_JSON.get(json_type, Nature.TEXT)
    if field.precision is not None and places is not None:
        places = max(places, field.precision)
    return Column(
        name,
        nature,
        places=_PLACES if places is None else min(places, _PLACES),
        rounded=bool(computed),
        known=frozenset(value.actual for value in field.picklist) if nature is Nature.LIST else frozenset(),
        names=tuple((value.display, value.actual) for value in field.picklist) if name == "Tax" else (),
    )


def _nearest(name: str, known: Mapping[str, Field]) -> tuple[str, ...]:
    from difflib import get_close_matches  # noqa: PLC0415 - for a message alone

    folded = {each.lower(): each for each in known}
    folded |= {field.label.lower(): each for each, field in known.items()}
    close = get_close_matches(name.lower(), folded, n=5, cutoff=0.5)
    return tuple(dict.fromkeys(folded[each] for each in close)) or tuple(sorted(known))[:40]
