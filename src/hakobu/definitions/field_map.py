"""One line of a map: a field and where its value comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.connectors.spec import nearest
from hakobu.definitions.keys import CONSTANT, LOOKUP, VALUE
from hakobu.model import Constant, Expression, FieldMap, FieldPolicy, Lookup, Mode, Nulls, Picklist

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hakobu.definitions.cursor import Cursor
    from hakobu.definitions.keys import Key

__all__ = ["read_choice", "read_field_map"]


def read_field_map(field: str, cursor: Cursor, *, nulls: Nulls) -> FieldMap | None:
    """Read how one field gets its value; ``nulls`` is the task's default."""
    if not cursor.is_pairs():
        return _shorthand(field, cursor, nulls)
    readers = {"value": _value, "constant": _constant, "lookup": _lookup}
    kinds = [kind for kind in readers if kind in cursor.names()]
    if len(kinds) != 1:
        here = f"here stand {' and '.join(kinds)}" if kinds else "none stands here"
        cursor.fault(
            f"A field has one of value, constant, lookup and lines; {here}.",
            valid=(*readers, "lines"),
            next_step=next(filter(None, (nearest(name, tuple(readers)) for name in cursor.names())), ""),
        )
        return None
    return readers[kinds[0]](field, cursor, nulls)


def read_choice(keys: Iterable[Key], name: str, found: dict[str, Cursor]) -> str | None:
    """Read a key that is one of the words its table lists; None if it is not given."""
    key = next(key for key in keys if key.name == name)
    return found[name].choice(f"The key {name!r}", key.choices) if name in found else None


def _shorthand(field: str, cursor: Cursor, nulls: Nulls) -> FieldMap | None:
    sql = cursor.text("A column or an expression")
    return None if sql is None else FieldMap(field=field, source=Expression(sql), nulls=nulls)


def _value(field: str, cursor: Cursor, nulls: Nulls) -> FieldMap | None:
    found = cursor.keys("A field's map", VALUE)
    sql = found["value"].text("A column or an expression")
    picklist = _picklist(found)
    if sql is None:
        return None
    return FieldMap(
        field=field,
        source=Expression(sql),
        picklist=picklist,
        nulls=Nulls(read_choice(VALUE, "nulls", found) or nulls),
        policy=_policy(found),
        empty=read_choice(VALUE, "empty", found) or "fault",
        mode=Mode(read_choice(VALUE, "mode", found) or Mode.REPLACE),
        sensitive=_sensitive(found),
    )


def _constant(field: str, cursor: Cursor, nulls: Nulls) -> FieldMap | None:
    found = cursor.keys("A field's map", CONSTANT)
    place = found["constant"]
    before = len(place.faults.found)
    value = place.value("A constant")
    if len(place.faults.found) > before:
        return None
    if value == "":
        place.fault("A constant cannot be an empty text.", next_step="Write null to erase the field.")
        return None
    # a constant of nothing can only mean that the field is to be erased
    kept = Nulls.WRITE if value is None else nulls
    sensitive = _sensitive(found)
    return FieldMap(
        field=field, source=Constant(value), nulls=kept, policy=_policy(found), sensitive=sensitive
    )


def _lookup(field: str, cursor: Cursor, nulls: Nulls) -> FieldMap | None:
    found = cursor.keys("A field's map", LOOKUP)
    module = found["lookup"].text("A module")
    by: list[tuple[str, Expression]] = []
    pairs = found["by"].pairs("The key 'by'") if "by" in found else {}
    for name, place in pairs.items():
        sql = place.text("A column or an expression")
        if sql is not None:
            by.append((name, Expression(sql)))
    if "by" in found and found["by"].is_pairs() and not found["by"].names():
        found["by"].fault("The key 'by' names no field.", next_step="Write by: {Their_Field: our_column}.")
    missing = read_choice(LOOKUP, "missing", found) or "reject"
    ambiguous = read_choice(LOOKUP, "ambiguous", found) or "reject"
    own_nulls = Nulls(read_choice(LOOKUP, "nulls", found) or nulls)
    policy = _policy(found)
    mode = Mode(read_choice(LOOKUP, "mode", found) or Mode.REPLACE)
    fallback = found["fallback"].text("A fallback") if "fallback" in found else None
    each = found["each"].text("A separator") if "each" in found else None
    _one_key(found, by)
    if module is None or not by:
        return None
    source = Lookup(
        module=module, by=tuple(by), missing=missing, ambiguous=ambiguous, fallback=fallback, each=each
    )
    sensitive = _sensitive(found)
    return FieldMap(
        field=field, source=source, nulls=own_nulls, policy=policy, mode=mode, sensitive=sensitive
    )


def _one_key(found: dict[str, Cursor], by: list[tuple[str, Expression]]) -> None:
    """Refuse what makes sense for one key only; ``mode`` makes none for one record."""
    for name in ("fallback", "each"):
        if name in found and len(by) > 1:
            found[name].fault(f"The key {name!r} goes with one key only; 'by' has {len(by)}.")
    if "mode" in found and "each" not in found:
        found["mode"].fault(
            "The key 'mode' is for fields that hold several records.",
            next_step='Say what separates the keys, each: ";", or take it away.',
        )


def _sensitive(found: dict[str, Cursor]) -> bool:
    return "sensitive" in found and found["sensitive"].boolean("The key 'sensitive'") is True


def _policy(found: dict[str, Cursor]) -> FieldPolicy:
    word = read_choice(VALUE, "policy", found)
    return FieldPolicy(word) if word else FieldPolicy.ALWAYS


def _picklist(found: dict[str, Cursor]) -> Picklist | None:
    unknown, default = _unknown(found)
    if "picklist" not in found:
        if "unknown" in found:
            found["unknown"].fault("The key 'unknown' has no meaning without 'picklist'.")
        return None
    values: list[tuple[str, str]] = []
    pairs = found["picklist"].pairs("A picklist map")
    for name, place in pairs.items():
        word = place.text("A picklist value")
        if word is not None:
            values.append((name, word))
    if found["picklist"].is_pairs() and not found["picklist"].names():
        found["picklist"].fault("The picklist map holds no value.")
    return Picklist(values=tuple(values), unknown=unknown, default=default)


def _unknown(found: dict[str, Cursor]) -> tuple[str, str | None]:
    place = found.get("unknown")
    if place is None:
        return "reject", None
    if not place.is_pairs():
        return place.choice("The key 'unknown'", ("reject", "keep")) or "reject", None
    pairs = place.pairs("The key 'unknown'")
    if set(pairs) != {"default"}:
        place.fault("The key 'unknown' is reject, keep or {default: value}.")
        return "reject", None
    return "default", pairs["default"].text("A default")
