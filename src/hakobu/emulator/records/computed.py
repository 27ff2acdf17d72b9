"""Formulas and roll-ups: computed when a record is written, in the simple forms that are emulated."""

import ast
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import Any

from hakobu.emulator.problem import BadValue
from hakobu.emulator.schema.field import Field

Number = int | Decimal
Row = list[Any]
Formula = Callable[[Row], Number | None]

_REFERENCE = re.compile(r"\$\{(?:\w+\.)?(\w+)\}")
_NUMERIC = frozenset({"integer", "bigint", "double", "currency", "percent"})
_OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
}
_PLACES = Decimal("0.000000001")


def compile_formula(expression: str, fields: Mapping[str, Field]) -> Formula:
    """Read a formula: numbers, fields as ``${Module.Field}``, ``+ - * /`` and brackets."""
    slots: dict[str, int] = {}

    def name(match: re.Match[str]) -> str:
        field = fields.get(match[1])
        if field is None or field.data_type not in _NUMERIC:
            raise BadValue({"api_name": "formula", "expression": expression})
        slots[match[1]] = field.slot
        return match[1]

    try:
        tree = ast.parse(_REFERENCE.sub(name, expression), mode="eval").body
    except SyntaxError:
        raise BadValue({"api_name": "formula", "expression": expression}) from None
    _check(tree, slots, expression)

    def value(row: Row) -> Number | None:
        held = {one: row[slot] for one, slot in slots.items()}
        if any(one is None for one in held.values()):
            return None
        try:
            return _evaluate(tree, held).quantize(_PLACES).normalize()
        except (DivisionByZero, InvalidOperation):
            return None

    return value


def _check(node: ast.expr, slots: Mapping[str, int], expression: str) -> None:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        _check(node.left, slots, expression)
        _check(node.right, slots, expression)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        _check(node.operand, slots, expression)
    elif isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        pass
    elif not (isinstance(node, ast.Name) and node.id in slots):
        raise BadValue({"api_name": "formula", "expression": expression})


def _evaluate(node: ast.expr, held: Mapping[str, Any]) -> Decimal:
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_evaluate(node.left, held), _evaluate(node.right, held))
    if isinstance(node, ast.UnaryOp):
        return -_evaluate(node.operand, held)
    if isinstance(node, ast.Constant):
        return Decimal(str(node.value))
    return Decimal(held[node.id]) if isinstance(node, ast.Name) else Decimal(0)


def _average(values: list[Number]) -> Number | None:
    return None if not values else (sum(map(Decimal, values), Decimal(0)) / len(values)).quantize(_PLACES)


_FUNCTIONS: dict[str, Callable[[list[Number]], Number | None]] = {
    "SUM": lambda values: sum(map(Decimal, values), Decimal(0)),
    "AVERAGE": _average,
    "MIN": lambda values: min(values, default=None),
    "MAX": lambda values: max(values, default=None),
}


def roll_up(function: str, rows: list[Row], slot: int | None) -> Number | None:
    """Give a figure over rows: of one column, or their number."""
    values = [value for row in rows if (value := row[slot or 0]) is not None]
    if function == "COUNT":
        return len(values)
    return _FUNCTIONS[function]([one for one in values if type(one) in {int, Decimal}])
