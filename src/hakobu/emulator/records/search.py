"""Search: by criteria, e-mail, phone or word, over an index that may lag behind (api-core §2.8)."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from hakobu.emulator.call import Call
from hakobu.emulator.catalogue import common
from hakobu.emulator.coql.criteria import read_value
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.index import folded
from hakobu.emulator.records.paging import Page, page_info, page_size
from hakobu.emulator.records.read_handlers import asked_fields, not_hidden, pictured
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.schema.field import Field
from hakobu.emulator.wire import Reply, nothing

REACH = 2000
MOST_CRITERIA = 10
MOST_VALUES = 100
_DEEPEST = 50
PRECEDENCE = ("criteria", "email", "phone", "word")
Test = Callable[[Row], bool]

_TEXT = frozenset({"equals", "not_equal", "starts_with", "in"})
_CHOICE = frozenset({"equals", "not_equal", "in"})
_NUMBER = _CHOICE | {"greater_than", "greater_equal", "less_than", "less_equal", "between"}
OPERATORS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("text", "email", "phone", "website"), _TEXT),
    "textarea": _TEXT - {"in"},
    **dict.fromkeys(("picklist", "autonumber", "lookup", "ownerlookup", "userlookup"), _CHOICE),
    "multiselectpicklist": _TEXT,
    "boolean": _CHOICE - {"in"},
    **dict.fromkeys(("integer", "bigint", "currency", "double", "percent", "date", "datetime"), _NUMBER),
}
_UNESCAPED_COMMA = re.compile(r"(?<!\\),")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def _bad(reason: str, api_name: str = "", operator: str = "") -> Problem:
    return Problem("INVALID_QUERY", {"reason": reason, "api_name": api_name, "operator": operator})


@dataclass(slots=True)
class _Reader:
    """Criteria on their way from text to a test."""

    table: Table
    text: str
    place: int = 0
    count: int = 0
    depth: int = 0

    def read(self) -> Test:
        test = self._joined()
        if self.place != len(self.text):
            raise _bad("criteria cannot be read")
        return test

    def _joined(self) -> Test:
        test = self._group()
        while (joint := re.match(r"\s*(and|or)\s*(?=\()", self.text[self.place :])) is not None:
            self.place += joint.end()
            test = _join(joint[1], test, self._group())
        return test

    def _group(self) -> Test:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _bad("too many brackets")
        if self.text[self.place : self.place + 1] != "(":
            raise _bad("criteria must stand in brackets")
        self.place += 1
        test = self._joined() if self.text[self.place : self.place + 1] == "(" else self._condition()
        if self.text[self.place : self.place + 1] != ")":
            raise _bad("brackets do not match")
        self.place += 1
        return test

    def _condition(self) -> Test:
        match = re.match(r"((?:[^()\\]|\\.)*)", self.text[self.place :], re.DOTALL)
        inside = match[1] if match else ""
        self.place += len(inside)
        name, _, rest = inside.partition(":")
        operator, colon, value = rest.partition(":")
        self.count += 1
        if self.count > MOST_CRITERIA:
            raise _bad(f"more than {MOST_CRITERIA} criteria")
        if not colon:
            raise _bad("criteria cannot be read", name, operator)
        return _condition(self.table, name.strip(), operator.strip(), value)


def _join(joint: str, left: Test, right: Test) -> Test:
    if joint == "and":
        return lambda row: left(row) and right(row)
    return lambda row: left(row) or right(row)


def _condition(table: Table, name: str, operator: str, text: str) -> Test:
    field = table.module.fields.get(name)
    if field is None:
        raise _bad("invalid field", name, operator)
    if operator not in OPERATORS.get(field.data_type, frozenset()):
        raise _bad("invalid operator", name, operator)
    several = operator in {"in", "between"}
    parts = _UNESCAPED_COMMA.split(text) if several else [text]
    if len(parts) > MOST_VALUES or (operator == "between" and len(parts) != 2):
        raise _bad("wrong number of values", name, operator)
    try:
        values = [read_value(field.data_type, _ESCAPE.sub(r"\1", one.strip())) for one in parts]
    except ValueError:
        raise _bad("invalid value", name, operator) from None
    return _test(field, operator, values)


def _test(field: Field, operator: str, values: list[Any]) -> Test:
    slot, first = field.slot, values[0]
    tests: dict[str, Callable[[Any], bool]] = {
        # equality of text behaves like "contains"
        "equals": (lambda value: first in value)
        if field.data_type in {"text", "textarea"}
        else (lambda value: bool(value == first)),
        "not_equal": lambda value: bool(value != first),
        "starts_with": lambda value: bool(value.startswith(first)),
        "in": lambda value: value in values,
        "between": lambda value: bool(values[0] <= value <= values[-1]),
        "greater_than": lambda value: bool(value > first),
        "greater_equal": lambda value: bool(value >= first),
        "less_than": lambda value: bool(value < first),
        "less_equal": lambda value: bool(value <= first),
    }
    holds = tests[operator]

    def test(row: Row) -> bool:
        value = row[slot]
        if value is None:
            return operator == "not_equal"
        if type(value) is list:
            return any(holds(folded(one)) for one in value)
        return holds(folded(value))

    return test


def _with(table: Table, data_type: str, value: str) -> Iterator[Row]:
    """Find by every field of a type, through its indexes."""
    ids: list[int] = []
    for field in table.module.fields.values():
        if field.data_type == data_type:
            ids.extend(table.index(field.slot).find(value))
    return table.pick(ids)


def _with_word(table: Table, word: str) -> Iterator[Row]:
    if len(word) < 2:
        raise Problem("INVALID_QUERY", {"reason": "the word needs at least two characters"})
    wanted = word.casefold()
    slots = [field.slot for field in table.module.fields.values() if field.kind.textual]
    for row in table.span():
        if any(type(row[slot]) is str and wanted in row[slot].casefold() for slot in slots):
            yield row


def criterion_of(call: Call) -> str | None:
    """Name the search parameter that counts, by precedence."""
    return next((name for name in PRECEDENCE if call.query.get(name)), None)


def found(call: Call, table: Table, by: str) -> Iterator[Row]:
    """Find what a search is after, as far as its index has got."""
    text = call.query[by].strip()
    rows: Iterable[Row]
    if by == "criteria":
        rows = filter(_Reader(table, text).read(), table.span())
    elif by == "word":
        rows = _with_word(table, text)
    else:
        rows = _with(table, by, text)
    horizon = call.state.clock.now() - call.state.org.search_lag
    lagging = call.state.org.search_lag > 0
    for row in not_hidden(call, table, rows):
        if not lagging or row[common.MODIFIED_TIME] <= horizon:
            yield row


def search(call: Call) -> Reply:
    """``GET /{module}/search``."""
    table = call.table()
    by = criterion_of(call)
    if by is None:
        raise Problem("EXPECTED_PARAM_MISSING", {"expected_params": list(PRECEDENCE)})
    fields = asked_fields(call, mandatory=False)
    size, number = page_size(call), call.number("page", 1)
    if number * size > REACH:
        raise Problem("LIMIT_REACHED", {"limit": REACH})
    first = (number - 1) * size
    picked = list(islice(found(call, table, by), first, first + size + 1))
    if not picked:
        return nothing()
    shown = pictured(call, table, picked[:size], fields)

    info = page_info(Page(number, size, first), len(shown), more=len(picked) > size)
    return Reply(200, {"data": shown, "info": info}, records=len(shown))


def count(call: Call) -> Reply:
    """``GET /{module}/actions/count``."""
    table = call.table()
    given = [name for name in (*PRECEDENCE, "cvid") if call.query.get(name)]
    if len(given) > 1:
        raise Problem(
            "AMBIGUITY_DURING_PROCESSING", {"ambiguity_due_to": [{"param_name": name} for name in given]}
        )
    by = criterion_of(call)
    if by is not None:
        return Reply(200, {"count": sum(1 for _ in found(call, table, by))})
    if call.state.org.search_lag <= 0 and table.converted_slot is None:
        return Reply(200, {"count": len(table.rows)})
    horizon = call.state.clock.now() - call.state.org.search_lag
    rows = not_hidden(call, table, table.span())
    return Reply(200, {"count": sum(row[common.MODIFIED_TIME] <= horizon for row in rows)})
