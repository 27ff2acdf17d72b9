"""The criteria of a bulk read: a tree of groups and leaves, turned into a test of a row (§2.2, §2.6)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hakobu.emulator.coql.criteria import compare, getter_of, read_value
from hakobu.emulator.coql.path import Paths, Place
from hakobu.emulator.habit import Habits
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.index import folded
from hakobu.emulator.records.table import Row
from hakobu.emulator.version import Version

Json = dict[str, Any]
Test = Callable[[Row], bool]
MOST = 25
_LONGEST = 255
_EMPTY = "${EMPTY}"
_DEEPEST = 30
_SAME = ("equal", "not_equal", "in", "not_in")
_ORDER = ("less_than", "less_equal", "greater_than", "greater_equal")
_SUPPORTED: dict[str, tuple[str, ...]] = {
    "number": (*_SAME, *_ORDER),
    "moment": (*_SAME, *_ORDER, "between", "not_between"),
    "text": (*_SAME, "contains", "not_contains", "starts_with", "ends_with"),
    "boolean": ("equal",),
    "lookup": _SAME,
}
_ALL = frozenset(one for names in _SUPPORTED.values() for one in names)
_COQL = {
    "equal": "=",
    "not_equal": "!=",
    "in": "in",
    "not_in": "not in",
    "less_than": "<",
    "less_equal": "<=",
    "greater_than": ">",
    "greater_equal": ">=",
    "between": "between",
    "not_between": "not between",
}
_LISTS = frozenset({"in", "not_in", "between", "not_between"})
_WORDS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda value, part: part in value,
    "not_contains": lambda value, part: part not in value,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
}
_UNSUPPORTED = frozenset({"textarea", "tag", "profileimage", "layout"})


@dataclass(slots=True)
class Criteria:
    """The reader of one tree."""

    paths: Paths
    version: Version
    habits: Habits
    leaves: int = 0

    def test(self, node: Any, depth: int = 0) -> Test:
        """Read a node into a test."""
        if not isinstance(node, dict) or depth > _DEEPEST:
            raise Problem("CRITERIA_NOT_SUPPORTED")
        grouped = "group" in node or "group_operator" in node
        if grouped and ("comparator" in node or "field" in node or "api_name" in node):
            raise Problem("AMBIGUOUS_CRITERIA", node)
        return self._group(node, depth) if grouped else self._leaf(node)

    def _group(self, node: Json, depth: int) -> Test:
        members = node.get("group")
        operator = str(node.get("group_operator", "")).lower()
        if operator not in {"and", "or"}:
            raise Problem("GROUP_OPERATOR_NOT_SUPPORTED", {"supported": ["and", "or"]})
        if not isinstance(members, list) or not members:
            raise Problem("AMBIGUOUS_GROUP_IN_CRITERIA", node)
        tests = [self.test(one, depth + 1) for one in members]
        if operator == "and":
            return lambda row: all(test(row) for test in tests)
        return lambda row: any(test(row) for test in tests)

    def _leaf(self, node: Json) -> Test:
        self.leaves += 1
        if self.leaves > MOST:
            raise Problem("CRITERIA_LIMIT_EXCEEDED", {"max_limit": MOST})
        name, comparator, value = self._name(node), node.get("comparator"), node.get("value")
        if name is None or not isinstance(comparator, str) or "value" not in node:
            shown = {"field": node.get("field", node.get("api_name")), "type": None}
            raise Problem("INVALID_CRITERIA", shown | {"comparator": comparator, "value": value})
        place = self._place(name)
        supported = _SUPPORTED[_kind(place)]
        if comparator not in _ALL:
            details = {"api_name": name, "comparator": comparator, "supported": list(supported)}
            raise Problem("FIELD_COMPARATOR_IN_CRITERIA_NOT_SUPPORTED", details)
        leaf = _Leaf(place, comparator, value)
        if comparator not in supported:
            raise leaf.wrong("FIELD_AND_COMPARATOR_IN_CRITERIA_NOT_COMPATIBLE")
        most = self.habits["bulk_read_values"] or (200 if self.version.number >= 8 else 20)
        if comparator in {"in", "not_in"} and isinstance(value, list) and len(value) > most:
            raise Problem("VALUE_LIMIT_EXCEEDED_IN_CRITERIA", {"max_limit": most})
        return leaf.test()

    def _name(self, node: Json) -> str | None:
        """A leaf names its field plainly in v2, and by an object from v2.1 on."""
        if self.version.number < 2.1:
            name = node.get("api_name")
        else:
            named = node.get("field")
            name = named.get("api_name") if isinstance(named, dict) else None
        return name if isinstance(name, str) else None

    def _place(self, name: str) -> Place:
        try:
            place = self.paths.resolve(name)
        except Problem:
            raise Problem("FIELD_IN_CRITERIA_NOT_AVAILABLE", {"api_name": name}) from None
        external = place.field is not None and place.field.external is not None
        if place.data_type in _UNSUPPORTED or external:
            raise Problem("FIELD_IN_CRITERIA_NOT_SUPPORTED", {"api_name": name})
        return place


def _kind(place: Place) -> str:
    return "moment" if place.data_type in {"date", "datetime"} else place.operators


@dataclass(slots=True)
class _Leaf:
    """One comparison."""

    place: Place
    comparator: str
    value: Any

    def wrong(self, code: str) -> Problem:
        details = {"api_name": self.place.path, "comparator": self.comparator}
        return Problem(code, details | {"type": self.place.data_type, "value": self.value})

    def test(self) -> Test:
        get = getter_of(self.place)
        if self.value == _EMPTY:
            return self._emptiness(get)
        if isinstance(self.value, list) != (self.comparator in _LISTS):
            raise self.wrong("COMPARATOR_AND_VALUE_IN_CRITERIA_NOT_COMPATIBLE")
        values = [self._read(one) for one in (self.value if isinstance(self.value, list) else [self.value])]
        if not values or (self.comparator.endswith("between") and len(values) != 2):
            raise self.wrong("COMPARATOR_AND_VALUE_IN_CRITERIA_NOT_COMPATIBLE")
        word = _WORDS.get(self.comparator)
        if word is not None:
            part = values[0]
            return lambda row: (value := get(row)) is not None and word(value, part)
        holds = compare(_COQL[self.comparator], values)
        return lambda row: (value := get(row)) is not None and holds(value)

    def _emptiness(self, get: Callable[[Row], Any]) -> Test:
        if self.comparator == "equal":
            return lambda row: get(row) is None
        if self.comparator == "not_equal":
            return lambda row: get(row) is not None
        raise self.wrong("COMPARATOR_AND_VALUE_IN_CRITERIA_NOT_COMPATIBLE")

    def _read(self, value: Any) -> Any:
        if isinstance(value, dict | list) or value is None:
            details = {"api_name": self.place.path, "supported": ["string", "number", "boolean"]}
            raise Problem("VALUE_TYPE_NOT_SUPPORTED", details)
        text = str(value).lower() if isinstance(value, bool) else _plain(value)
        if len(text) > _LONGEST:
            raise Problem("VALUE_IN_CRITERIA_NOT_SUPPORTED", {"api_name": self.place.path, "supported": []})
        try:
            return folded(read_value(self.place.data_type, text))
        except ValueError:
            raise self.wrong("FIELD_AND_VALUE_IN_CRITERIA_NOT_COMPATIBLE") from None


def _plain(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)
