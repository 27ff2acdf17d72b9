"""A condition tried on rows that were read without it: for lists, which take none."""

from __future__ import annotations

import operator
import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from hakobu.errors import NotSupportedError
from hakobu.zoho.columns import Column, Nature
from hakobu.zoho.criteria import Both, Condition, Test

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["matcher"]

Row = dict[str, Any]
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def matcher(condition: Condition, columns: Mapping[str, Column]) -> Callable[[Row], bool]:
    """A function that tells whether a row of JSON meets the condition; texts compare without case."""
    if isinstance(condition, Both):
        tests = [matcher(each, columns) for each in condition.members]
        join = all if condition.word == "and" else any
        return lambda row: join(test(row) for test in tests)
    return _test(condition, columns.get(condition.field, Column(condition.field)))


def _test(test: Test, column: Column) -> Callable[[Row], bool]:
    name, word = test.field, test.operator
    if word in {"is null", "is not null"}:
        empty = word == "is null"
        return lambda row: (_told(row.get(name), column) is None) is empty
    values = [_comparable(value, column) for value in test.values]
    if word.endswith("like"):
        pattern = re.compile(_pattern(str(test.values[0])), re.IGNORECASE | re.DOTALL)
        wanted = word == "like"
        return lambda row: _meets(row, name, column, lambda told: bool(pattern.match(str(told))) is wanted)
    if word.endswith("in"):
        return lambda row: _meets(row, name, column, lambda told: (told in values) is (word == "in"))
    if word.endswith("between"):
        low, high = values
        inside = word == "between"
        return lambda row: _meets(row, name, column, lambda told: (low <= told <= high) is inside)
    compare, (value,) = _COMPARE[word], values
    return lambda row: _meets(row, name, column, lambda told: compare(told, value))


def _meets(row: Row, name: str, column: Column, test: Callable[[Any], bool]) -> bool:
    told = _told(row.get(name), column)
    return told is not None and test(told)


def _told(value: Any, column: Column) -> Any:
    """The value of a row as it is compared; None where there is none."""
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, list):
        value = ";".join(str(each.get("name") if isinstance(each, dict) else each) for each in value)
    return None if value is None or value == "" else _comparable(value, column)


def _comparable(value: Any, column: Column) -> Any:
    try:
        if column.name == "id" or column.nature in {Nature.INTEGER, Nature.DECIMAL}:
            return Decimal(str(value))
        if column.nature is Nature.INSTANT:
            moment = datetime.fromisoformat(str(value))
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (InvalidOperation, ValueError):
        raise NotSupportedError(
            f"{value!r} cannot be compared with this field.", where=f"field {column.name}"
        ) from None
    return str(value).casefold()


def _pattern(like: str) -> str:
    return ".*".join(re.escape(part) for part in like.split("%")) + r"\Z"
