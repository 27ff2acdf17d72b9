"""Chooses how the rows of a query are found: by id, by an index, or by going through a range of ids."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from hakobu.emulator.coql.criteria import check_operator, conjuncts, value_of
from hakobu.emulator.coql.node import Condition, Criterion
from hakobu.emulator.coql.path import Paths
from hakobu.emulator.records.table import Row, Table

_RANGES = frozenset({">", ">=", "<", "<=", "between", "is not null"})
_INDEXED = frozenset(
    {"text", "email", "phone", "website", "picklist", "autonumber", "integer", "bigint", "lookup", "date"}
)


@dataclass(slots=True)
class Access:
    """The rows that may match: a set of ids or a range of them."""

    low: int | None = None
    high: int | None = None
    ids: list[int] | None = None
    # whether the range alone says it all, so that no row need be tested
    exact: bool = True

    def rows(self, table: Table, *, newest_first: bool = False) -> Iterator[Row]:
        """Give the rows in the order of their ids."""
        if self.ids is not None:
            return table.pick(self.ids, newest_first=newest_first)
        return table.span(self.low, self.high, newest_first=newest_first)

    def count(self, table: Table) -> int:
        """Count the rows of the range, without a look at them."""
        first = 0 if self.low is None else bisect_left(table.order, self.low)
        last = len(table.order) if self.high is None else bisect_left(table.order, self.high + 1)
        return max(0, last - first)

    def narrow(self, ids: list[int]) -> None:
        """Take a set of ids if it is smaller than the one at hand."""
        if self.ids is None or len(ids) < len(self.ids):
            self.ids = ids


def access_of(paths: Paths, table: Table, condition: Condition) -> Access:
    """Read from the conditions that must all hold how to find the rows."""
    access = Access()
    for one in conjuncts(condition):
        if isinstance(one, Criterion):
            _use(access, paths, table, one)
        access.exact = access.exact and isinstance(one, Criterion) and _is_range(paths, one)
    access.exact = access.exact and access.ids is None
    return access


def _is_range(paths: Paths, criterion: Criterion) -> bool:
    return criterion.operator in _RANGES and paths.resolve(criterion.path).slot == 0


def _use(access: Access, paths: Paths, table: Table, criterion: Criterion) -> None:
    place = paths.resolve(criterion.path, "where")
    check_operator(place, criterion)
    if place.slot is None or not criterion.values or criterion.operator.startswith("not"):
        return
    if place.slot == 0:
        _bound(access, criterion.operator, [value_of(place, one) for one in criterion.values])
    elif criterion.operator in {"=", "in"} and place.data_type in _INDEXED:
        index = table.index(place.slot)
        found: list[int] = []
        for literal in criterion.values:
            found.extend(index.find(value_of(place, literal)))
        access.narrow(found)


def _bound(access: Access, operator: str, values: list[int]) -> None:
    first = values[0]
    if operator in {"=", "in"}:
        access.narrow(values)
    elif operator in {">", ">="}:
        low = first + (operator == ">")
        access.low = low if access.low is None else max(low, access.low)
    elif operator in {"<", "<="}:
        high = first - (operator == "<")
        access.high = high if access.high is None else min(high, access.high)
    elif operator == "between":
        _bound(access, ">=", values[:1])
        _bound(access, "<=", values[1:])
