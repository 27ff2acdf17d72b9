"""Canonical text: the one form in which values are checked, compared, stored and planned.

======================================  ============================================================
Field                                   Canonical text
======================================  ============================================================
text, textarea, email, phone, website   as it is; an empty text is no value
integer, bigint                         ``123``, ``-4``, ``0``
double, currency, percent               ``12.5``, ``-3.07``, ``0``: rounded to the field's decimals, half
                                        away from zero, without zeros at the end, never through a float
boolean                                 ``true``, ``false``
date                                    ``2024-12-31``
datetime                                ``2024-12-31T15:00:00Z``: UTC, a fraction of a second cut off
picklist                                the actual value, not the one shown; ``-None-`` is no value
multiselectpicklist, taxes              a JSON list of actual values in the picklist's order
lookup, ownerlookup, userlookup         the record's id
Tag                                     a JSON list of tag names in alphabetical order
lines of a subform, links               see ``mapping.children``
reminders, participants and the like    JSON, its keys in alphabetical order, without blanks
======================================  ============================================================

No value is ``None`` in Python and NULL in SQL.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from hakobu.mapping.cells import BLANKS, NONE, X, cell_of, listed, trimmed
from hakobu.mapping.fields import decimals, kind_of
from hakobu.mapping.structures import structure, structure_sql, tax_names, tax_objects
from hakobu.staging import text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hakobu.mapping.fields import FieldLike

__all__ = ["canonical_of", "canonical_sql", "is_text", "normal_key", "normal_key_sql", "wire"]

EXACT = Context(prec=400, rounding=ROUND_HALF_UP)  # half up of the absolute value: away from zero


def canonical_of(field: FieldLike, value: Any) -> str | None:
    """Give the canonical text of a value read from Zoho's JSON; another shape stays as its text."""
    if value is None or value in ("", [], {}):
        return None
    kind = kind_of(field) or "text"
    return _READERS.get(kind, _plain)(field, value)


def wire(field: FieldLike) -> Callable[[str | None], Any]:
    """Give the function that turns the field's canonical text into the JSON value to send.

    Numbers leave as ``Decimal``: encode them with ``decimal_format="number"``.
    """
    if field.data_type == "integer":
        return _or_none(int)
    if kind_of(field) == "taxes":
        return tax_objects(field)
    return _or_none(_WRITERS.get(kind_of(field) or "text", str))


def is_text(field: FieldLike) -> bool:
    """Tell whether a field's canonical text is the very value that is sent."""
    return (kind_of(field) or "text") not in _WRITERS and field.data_type != "integer"


def canonical_sql(field: FieldLike, column: str) -> str:
    """Give ``canonical_of`` as DuckDB SQL over ``column``, an SQL expression of text read from Zoho.

    Lists and lookups may come as JSON or as Zoho's CSV has them (``A;B``, the bare id).
    """
    kind = kind_of(field) or "text"
    attempt = _FROM_TEXT[kind](field) if kind in _FROM_TEXT else cell_of(field, "text", None).attempt
    sql = f"coalesce({attempt}, nullif({X}, ''))" if kind in _LENIENT else attempt
    return sql.replace(X, f"({column})")


def normal_key(value: str) -> str:
    """Normalise a key as Zoho compares: without blanks around it, in lower case."""
    stripped = value.strip(BLANKS)
    if stripped.isascii():
        return stripped.lower()
    return "".join(letter.lower()[0] for letter in stripped)  # one letter for one, as DuckDB does


def normal_key_sql(column: str) -> str:
    """Give ``normal_key`` as DuckDB SQL over ``column``."""
    return f"lower({trimmed(column)})"


def _or_none(write: Callable[[str], Any]) -> Callable[[str | None], Any]:
    def written(value: str | None) -> Any:
        return None if value is None else write(value)

    return written


def _plain(_field: FieldLike, value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def _whole(_field: FieldLike, value: Any) -> str | None:
    number = _decimal(value)
    if number is None or number != number.to_integral_value(context=EXACT):
        return str(value)
    return str(int(number))


def _number(field: FieldLike, value: Any) -> str | None:
    number = _decimal(value)
    if number is None:
        return str(value)
    rounded = number.quantize(Decimal(1).scaleb(-decimals(field)), context=EXACT)
    plain = format(rounded, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain == "-0" else plain


def _decimal(value: Any) -> Decimal | None:
    try:
        number = Decimal(repr(value) if isinstance(value, float) else str(value).strip(BLANKS))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _boolean(_field: FieldLike, value: Any) -> str | None:
    plain = str(value).strip(BLANKS).lower()
    return {"1": "true", "0": "false"}.get(plain, plain)


def _moment(_field: FieldLike, value: Any) -> str | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    if moment.tzinfo is None:
        return str(value)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def _picked(_field: FieldLike, value: Any) -> str | None:
    return None if value == NONE else str(value)


def _choices(field: FieldLike, value: Any) -> str | None:
    items = value if isinstance(value, list) else _split(str(value))
    chosen = {str(item) for item in items} - {"", NONE}
    if not chosen:
        return None
    order = _order(field)
    known = [each for each in order if each in chosen]
    ordered = known + sorted(chosen - set(order))
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":"))


def _tags(field: FieldLike, value: Any) -> str | None:
    """Read tags: objects from a record, names from a text."""
    items = value if isinstance(value, list) else _split(str(value))
    return _choices(field, [each.get("name") if isinstance(each, dict) else each for each in items])


def _split(value: str) -> Sequence[str]:
    if value.startswith("["):
        items: list[str] = json.loads(value)
        return items
    return [item.strip(BLANKS) for item in value.split(";")]


def _order(field: FieldLike) -> list[str]:
    return list(dict.fromkeys(each.actual for each in field.picklist if each.actual != NONE))


def _record(_field: FieldLike, value: Any) -> str | None:
    if isinstance(value, dict):
        found = value.get("id")
        return None if found is None else str(found)
    return str(value)


def _whole_sql(_field: FieldLike) -> str:
    number = f"TRY_CAST({X} AS DECIMAL(38, 9))"
    return f"CASE WHEN {number} = trunc({number}) THEN CAST(CAST({number} AS HUGEINT) AS VARCHAR) END"


def _picked_sql(_field: FieldLike) -> str:
    return f"nullif(nullif({X}, ''), {text(NONE)})"


def _choices_sql(field: FieldLike) -> str:
    parsed = f"CASE WHEN {X} LIKE '[%' THEN CAST(json_extract_string({X}, '$[*]') AS VARCHAR[]) ELSE "
    parsed += f"list_transform(string_split({X}, ';'), lambda i: {trimmed('i')}) END"
    chosen = f"list_filter(list_distinct({parsed}), lambda i: i <> '' AND i <> {text(NONE)})"
    order = listed(_order(field))
    known = f"list_filter({order}, lambda a: list_contains({chosen}, a))"
    others = f"list_sort(list_filter({chosen}, lambda a: NOT list_contains({order}, a)))"
    return f"nullif(CAST(to_json(list_concat({known}, {others})) AS VARCHAR), '[]')"


def _record_sql(_field: FieldLike) -> str:
    return f"nullif(CASE WHEN {X} LIKE '{{%' THEN json_extract_string({X}, '$.id') ELSE {X} END, '')"


_READERS: dict[str, Callable[[FieldLike, Any], str | None]] = {
    "integer": _whole,
    "number": _number,
    "boolean": _boolean,
    "datetime": _moment,
    "picklist": _picked,
    "choices": _choices,
    "record": _record,
    "tags": _tags,
    "lines": lambda field, value: field.canonical(value),  # type: ignore[attr-defined]
    "taxes": lambda field, value: _choices(field, tax_names(field, value)),
    "json": structure,
}
_WRITERS: dict[str, Callable[[str], Any]] = {
    "number": Decimal,
    "boolean": lambda value: value == "true",
    "datetime": lambda value: value.removesuffix("Z") + "+00:00",  # Zoho documents offsets, not the letter
    "choices": json.loads,
    "record": lambda value: {"id": value},
    "tags": lambda value: [{"name": name} for name in json.loads(value)],
    "taxes": json.loads,
    "json": json.loads,
}
_FROM_TEXT: dict[str, Callable[[FieldLike], str]] = {
    "text": lambda _: f"nullif({X}, '')",
    "email": lambda _: f"nullif({X}, '')",
    "phone": lambda _: f"nullif({X}, '')",
    "url": lambda _: f"nullif({X}, '')",
    "date": lambda _: f"nullif({X}, '')",
    "integer": _whole_sql,
    "picklist": _picked_sql,
    "choices": _choices_sql,
    "tags": _choices_sql,
    "taxes": _choices_sql,
    "json": lambda field: f"nullif(coalesce({structure_sql(field, X)}, {X}), '')",
    "record": _record_sql,
}
_LENIENT = frozenset({"integer", "number", "boolean", "datetime"})
