"""Dependent picklists: values that Zoho takes only beside certain values of the field they depend on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.mapping.cells import NONE
from hakobu.staging import quote, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hakobu.mapping.compiled import CompiledField, CompiledMapping
    from hakobu.mapping.fields import FieldLike

__all__ = ["dependent_faults"]

SHOWN = 30


def dependent_faults(mapping: CompiledMapping) -> list[str]:
    """Write SQL that gives a fault or NULL, for each mapped field that depends on another one."""
    mapped = {each.name: each for each in mapping.fields}
    return [
        _fault(above, mapped[name], allowed)
        for above in mapping.fields
        for name, allowed in _children(above.field).items()
        if name in mapped
    ]


def _children(known: FieldLike) -> dict[str, dict[str, list[str]]]:
    """Read which values of which other fields each value of a picklist allows."""
    raw: Mapping[str, Any] = getattr(known, "raw", None) or {}
    found: dict[str, dict[str, list[str]]] = {}
    for value, name, allowed in _maps(raw.get("pick_list_values") or ()):
        found.setdefault(name, {})[value] = allowed
    return found


def _maps(values: Sequence[Any]) -> Iterator[tuple[str, str, list[str]]]:
    for each in values:
        for one in (each.get("maps") or ()) if isinstance(each, dict) else ():
            names = [_actual(value) for value in one.get("pick_list_values") or ()]
            if isinstance(one.get("api_name"), str) and names:
                yield _actual(each), one["api_name"], [name for name in names if name != NONE]


def _actual(value: Mapping[str, Any]) -> str:
    return str(value.get("actual_value") or value.get("display_value") or "")


def _fault(above: CompiledField, below: CompiledField, allowed: Mapping[str, list[str]]) -> str:
    upper, lower = quote(above.name), quote(below.name)
    broken, told = [], []
    for value, names in allowed.items():
        listed = ", ".join(text(name) for name in names) or "''"
        broken.append(f"({upper} = {text(value)} AND {lower} NOT IN ({listed}))")
        told.append(f"WHEN {text(value)} THEN {text(', '.join(names[:SHOWN]))}")
    detail = (
        f"{text(below.name + ' ')} || {lower} || {text(', ' + above.name + ' ')} || {upper} || "
        f"'; valid: ' || CASE {upper} {' '.join(told)} END"
    )
    return (
        f"CASE WHEN {' OR '.join(broken)} THEN {{'field': {text(below.name)}, 'code': 'not_for_parent', "
        f"'detail': {detail}}} END"
    )
