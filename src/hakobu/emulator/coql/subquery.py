"""Sub-queries: run first, their values then stand in the outer condition (§1.6)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hakobu.emulator.call import Call
from hakobu.emulator.coql.criteria import criteria_of
from hakobu.emulator.coql.node import Condition, Criterion, Literal, Select
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.render import renderer_of

_LISTS = frozenset({"in", "not in"})


def from_query(criterion: Criterion) -> bool:
    """Tell whether the values of a comparison came from a sub-query: their number is not limited."""
    return any(one.number for one in criterion.values)


def selects_of(select: Select) -> Iterator[Select]:
    """Give a query and all those within it."""
    yield select
    for criterion in criteria_of(select.where):
        for one in criterion.values:
            if one.query is not None:
                yield from selects_of(one.query)


def resolved(call: Call, condition: Condition) -> Condition:
    """Give the condition with the values of its sub-queries."""
    if not isinstance(condition, Criterion):
        left, right = resolved(call, condition.left), resolved(call, condition.right)
        return replace(condition, left=left, right=right)
    if not any(one.query is not None for one in condition.values):
        return condition
    values: list[Literal] = []
    for one in condition.values:
        values.extend([one] if one.query is None else _values(call, one, one.query, condition.operator))
    return replace(condition, values=tuple(values))


def _values(call: Call, literal: Literal, select: Select, operator: str) -> list[Literal]:
    # the two modules run each other's part: a query has conditions, a condition may have queries
    from hakobu.emulator.coql.query import inner_values  # noqa: PLC0415

    number = literal.number
    if len(select.columns) != 1 or select.aggregated:
        names = [one.key for one in select.columns]
        details = {"sub_query_sequence": number, "column_name": names}
        raise Problem("INVALID_QUERY", details, "subquery should contains only one column")
    place, found = inner_values(call, select)
    values = [one for one in found if one is not None]
    if operator not in _LISTS and len(values) != 1:
        message = "subquery return more than one values which is incompatible for the operator"
        raise Problem("INVALID_QUERY", {"sub_query_sequence": number, "operator": operator}, message)
    show = None if place.field is None else renderer_of(place.module, place.field, call.state)
    shown = [
        _text(value if place.data_type != "datetime" or show is None else show(value)) for value in values
    ]
    return [Literal(one, True, None, number) for one in shown]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ";".join(value) if isinstance(value, list) else str(value)
