"""Turns conditions into tests of a row, by the operators that each data type takes (§1.3)."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from hakobu.emulator.clock import parse_moment
from hakobu.emulator.coql.node import Both, Condition, Criterion, Literal
from hakobu.emulator.coql.path import Paths, Place
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.index import folded
from hakobu.emulator.records.table import Row

Test = Callable[[Row], bool]

_EQUAL = frozenset({"=", "!=", "in", "not in", "is null", "is not null"})
OPERATORS: dict[str, frozenset[str]] = {
    "text": _EQUAL | {"like", "not like"},
    "number": _EQUAL | {"<", "<=", ">", ">=", "between", "not between"},
    "lookup": _EQUAL,
    "boolean": frozenset({"="}),
}
_NOT_IN_CRITERIA = frozenset({"textarea", "tag", "profileimage"})


def _boolean(text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise ValueError(text)
    return text.lower() == "true"


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite():
        raise ValueError(text)
    return value


def _id(text: str) -> int:
    record_id = parse_id(text)
    if record_id is None:
        raise ValueError(text)
    return record_id


def _date(text: str) -> str:
    return date.fromisoformat(text).isoformat()


# data type -> how a literal is read, and what is expected where it cannot be
_READERS: dict[str, tuple[Callable[[str], Any], str]] = {
    "integer": (int, "integer"),
    "bigint": (int, "bigint"),
    "double": (_decimal, "double"),
    "currency": (_decimal, "double"),
    "percent": (_decimal, "double"),
    "date": (_date, "date"),
    "datetime": (parse_moment, "datetime"),
    "boolean": (_boolean, "boolean"),
    "lookup": (_id, "bigint"),
    "ownerlookup": (_id, "bigint"),
    "userlookup": (_id, "bigint"),
}


def read_value(data_type: str, text: str) -> Any:
    """Read text as a data type; raises ``ValueError``."""
    read = _READERS.get(data_type, (folded, "string"))[0]
    try:
        return read(text)
    except InvalidOperation as error:
        raise ValueError(text) from error


def value_of(place: Place, literal: Literal) -> Any:
    """Read a literal as the column's data type, in the form in which values are compared."""
    try:
        return read_value(place.data_type, literal.text)
    except ValueError:
        wanted = _READERS.get(place.data_type, (folded, "string"))[1]
        raise Problem(
            "INVALID_QUERY",
            {"column_name": place.path, "expected_data_type": wanted},
            "value given seems to be invalid for the column",
        ) from None


def check_operator(place: Place, criterion: Criterion) -> None:
    """Refuse an operator that the column does not take."""
    if place.data_type in _NOT_IN_CRITERIA:
        raise Problem(
            "INVALID_QUERY",
            {"column_name": place.path, "operator": criterion.operator},
            "unsupported column in criteria",
        )
    if criterion.operator not in OPERATORS[place.operators]:
        raise Problem(
            "INVALID_QUERY",
            {
                "column_name": place.path,
                "operator": criterion.operator,
                "reason": "invalid operator found",
            },
        )


def getter_of(place: Place) -> Callable[[Row], Any]:
    """Make the function that gets a row's value in the form in which it is compared."""
    get = place.get
    if place.data_type == "multiselectpicklist":
        return lambda row: None if (picked := get(row)) is None else folded(";".join(picked))
    if place.operators == "text":
        return lambda row: folded(get(row))
    return get


def _like(pattern: str, *, negated: bool) -> Callable[[str], bool]:
    """``%`` stands for anything; ``not like`` works only with one at both ends (§1.3)."""
    if negated and not (pattern.startswith("%") and pattern.endswith("%")):
        return lambda _: True
    known = re.compile(".*".join(map(re.escape, pattern.split("%"))), re.DOTALL)
    return lambda value: (known.fullmatch(value) is None) == negated


def compare(operator: str, values: list[Any]) -> Callable[[Any], bool]:
    """Make the test of a value that is not empty."""
    first = values[0] if values else None
    if operator in {"in", "not in"}:
        among = frozenset(values)
        return (lambda value: value in among) if operator == "in" else (lambda value: value not in among)
    if operator in {"between", "not between"}:
        low, high = values
        return lambda value: (low <= value <= high) == (operator == "between")
    tests: dict[str, Callable[[Any], bool]] = {
        "=": lambda value: bool(value == first),
        "!=": lambda value: bool(value != first),
        "<": lambda value: bool(value < first),
        "<=": lambda value: bool(value <= first),
        ">": lambda value: bool(value > first),
        ">=": lambda value: bool(value >= first),
    }
    return tests[operator]


def _test_one(paths: Paths, criterion: Criterion) -> Test:
    place = paths.resolve(criterion.path, "where")
    check_operator(place, criterion)
    get = getter_of(place)
    if criterion.operator == "is null":
        return lambda row: get(row) is None
    if criterion.operator == "is not null":
        return lambda row: get(row) is not None
    if criterion.operator.endswith("like"):
        holds = _like(folded(criterion.values[0].text), negated=criterion.operator == "not like")
    else:
        holds = compare(criterion.operator, [value_of(place, one) for one in criterion.values])
    return lambda row: (value := get(row)) is not None and holds(value)


def test_of(paths: Paths, condition: Condition) -> Test:
    """Make the test of a condition; a comparison with an empty value never holds."""
    if isinstance(condition, Criterion):
        return _test_one(paths, condition)
    left, right = test_of(paths, condition.left), test_of(paths, condition.right)
    if isinstance(condition, Both):
        return lambda row: left(row) and right(row)
    return lambda row: left(row) or right(row)


def conjuncts(condition: Condition) -> list[Condition]:
    """Give the conditions that must all hold."""
    if isinstance(condition, Both):
        return [*conjuncts(condition.left), *conjuncts(condition.right)]
    return [condition]


def criteria_of(condition: Condition) -> list[Criterion]:
    """Give every comparison of a condition."""
    if isinstance(condition, Criterion):
        return [condition]
    return [*criteria_of(condition.left), *criteria_of(condition.right)]
