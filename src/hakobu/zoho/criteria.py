"""A condition on records as a tree: read from COQL's text, told to COQL, to Bulk Read, or tried on rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hakobu.errors import NotSupportedError
from hakobu.zoho.columns import Column, Nature
from hakobu.zoho.coql import all_of, any_of, column, literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hakobu.zoho.versions import Version

__all__ = ["Both", "Condition", "Test", "fields_of", "to_bulk", "to_coql"]

LIMIT = 25
"""Criteria that Zoho takes in one condition."""

_EMPTY = "${EMPTY}"
_COMPARATORS = {
    "=": "equal",
    "!=": "not_equal",
    ">": "greater_than",
    ">=": "greater_equal",
    "<": "less_than",
    "<=": "less_equal",
    "in": "in",
    "not in": "not_in",
    "between": "between",
    "not between": "not_between",
}


@dataclass(frozen=True, slots=True)
class Test:
    """One criterion: a field, an operator of COQL in small letters, its values (texts and numbers)."""

    __test__ = False  # pytest: it is none of yours

    field: str
    operator: str
    values: tuple[str | Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Both:
    """Conditions joined by ``and`` or by ``or``."""

    word: str
    members: tuple[Condition, ...]


Condition = Test | Both


def fields_of(condition: Condition) -> tuple[str, ...]:
    """The fields that a condition names."""
    if isinstance(condition, Test):
        return (condition.field,)
    return tuple(dict.fromkeys(name for each in condition.members for name in fields_of(each)))


def to_coql(condition: Condition) -> str:
    """The condition as COQL wants it: values quoted, members in nested pairs."""
    if isinstance(condition, Both):
        join = all_of if condition.word == "and" else any_of
        return join(*(to_coql(each) for each in condition.members))
    name, operator = column(condition.field), condition.operator
    values = [literal(value) for value in condition.values]
    if operator in {"in", "not in"}:
        return f"{name} {operator} ({', '.join(values)})"
    if operator in {"between", "not between"}:
        return f"{name} {operator} {values[0]} and {values[1]}"
    return " ".join((name, operator, *values))


def to_bulk(condition: Condition, columns: Mapping[str, Column], version: Version) -> dict[str, Any]:
    """The condition as Bulk Read's tree; ``columns`` tells what each field holds."""
    made = _node(condition, columns, version)
    if "group" not in made:  # a leaf alone is taken by some versions only
        made = {"group_operator": "and", "group": [made]}
    count = _count(made)
    if count > LIMIT:
        raise NotSupportedError(
            f"Bulk Read takes {LIMIT} criteria, and the condition has {count}.",
            where="where",
            next_step="Ask for less, or read everything and filter.",
        )
    return made


def _node(condition: Condition, columns: Mapping[str, Column], version: Version) -> dict[str, Any]:
    if isinstance(condition, Both):
        return _group(condition.word, [_node(each, columns, version) for each in condition.members])
    operator, holds = condition.operator, columns.get(condition.field, Column(condition.field))
    values = [_value(value, holds) for value in condition.values]
    if operator in {"is null", "is not null"}:
        return _leaf(condition.field, "equal" if operator == "is null" else "not_equal", _EMPTY, version)
    if operator in {"like", "not like"}:
        return _like(condition, version)
    if operator in {"in", "not in"}:
        size = version.bulk_values
        parts = [values[start : start + size] for start in range(0, len(values), size)]
        leaves = [_leaf(condition.field, _COMPARATORS[operator], part, version) for part in parts]
        return leaves[0] if len(leaves) == 1 else _group("or" if operator == "in" else "and", leaves)
    if operator in {"between", "not between"} and holds.nature not in {Nature.DATE, Nature.INSTANT}:
        edges = (">=", "<=") if operator == "between" else ("<", ">")
        sides = [
            _leaf(condition.field, _COMPARATORS[edge], value, version)
            for edge, value in zip(edges, values, strict=True)
        ]
        return _group("and" if operator == "between" else "or", sides)
    told: Any = values if "between" in operator else values[0]
    return _leaf(condition.field, _COMPARATORS[operator], told, version)


def _group(word: str, members: list[dict[str, Any]]) -> dict[str, Any]:
    return {"group_operator": word, "group": members}


def _leaf(name: str, comparator: str, value: Any, version: Version) -> dict[str, Any]:
    field = {"field": {"api_name": name}} if version.bulk_objects else {"api_name": name}
    return {**field, "comparator": comparator, "value": value}


def _like(condition: Test, version: Version) -> dict[str, Any]:
    pattern = str(condition.values[0])
    begins, ends = pattern.startswith("%"), pattern.endswith("%")
    plain = pattern.strip("%")
    kind = {(True, True): "contains", (False, True): "starts_with", (True, False): "ends_with"}
    comparator = kind.get((begins, ends), "equal")
    if condition.operator == "not like":
        comparator = {"contains": "not_contains", "equal": "not_equal"}.get(comparator, "")
    if not comparator or "%" in plain:
        raise NotSupportedError(
            f"Bulk Read has no form for {condition.operator} {pattern!r}.",
            where=f"field {condition.field}",
            next_step="Use %text%, or read by COQL.",
        )
    return _leaf(condition.field, comparator, plain, version)


def _value(value: str | Decimal, holds: Column) -> Any:
    if holds.nature is Nature.BOOLEAN:
        return str(value).lower() == "true"
    if holds.nature in {Nature.INTEGER, Nature.DECIMAL} and not isinstance(value, Decimal):
        value = _number(value, holds)
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value()
        number: Any = int(value) if whole else value
        return number if holds.nature in {Nature.INTEGER, Nature.DECIMAL} else str(number)
    return value


def _number(value: str, holds: Column) -> Decimal:
    try:
        return Decimal(value)
    except ArithmeticError:
        raise NotSupportedError(f"{value!r} is no number.", where=f"field {holds.name}") from None


def _count(node: dict[str, Any]) -> int:
    return sum(_count(each) for each in node["group"]) if "group" in node else 1
