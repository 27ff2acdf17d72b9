"""Aggregates and ``group by`` (§1.5)."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from hakobu.emulator.call import Call
from hakobu.emulator.coql.access import Access, access_of
from hakobu.emulator.coql.criteria import test_of
from hakobu.emulator.coql.node import Column, Select
from hakobu.emulator.coql.path import Paths, Place
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.index import folded
from hakobu.emulator.records.table import Row, Table

Json = dict[str, Any]
Fold = Callable[[list[Any]], Any]
MOST_AGGREGATES = 5
MOST_GROUPS = 4
_NUMBERS = frozenset({"integer", "bigint", "double", "currency", "percent"})
_COUNTED = _NUMBERS | {"lookup", "ownerlookup", "userlookup", "picklist"}
_ORDERED = _NUMBERS | {"date", "datetime"}
_TYPES = {"COUNT": _COUNTED, "SUM": _NUMBERS, "AVG": _NUMBERS, "MIN": _ORDERED, "MAX": _ORDERED}


def _sum(values: list[Any]) -> Any:
    return sum(values) if values else None


def _average(values: list[Any]) -> Any:
    return Decimal(sum(values)) / len(values) if values else None


_FOLDS: dict[str, Fold] = {
    "COUNT": len,
    "SUM": _sum,
    "AVG": _average,
    "MIN": lambda values: min(values, default=None),
    "MAX": lambda values: max(values, default=None),
}


def aggregated(call: Call, select: Select, table: Table, paths: Paths) -> tuple[list[Json], bool]:
    """Give the rows of a query with aggregates or groups, and whether there are more."""
    if call.version.number < 2.1 and not call.state.habits["coql_aggregates_in_v2"]:
        raise Problem("SYNTAX_ERROR", {"near": "select"})
    _check(select, paths)
    access = access_of(paths, table, select.where)
    if _is_plain_count(select, access):
        shown = [{select.columns[0].key: access.count(table)}]
    else:
        test = None if access.exact else test_of(paths, select.where)
        rows = access.rows(table)
        shown = _grouped(select, paths, rows if test is None else filter(test, rows))
    if not select.group_by and call.state.habits["coql_empty_count"] == "none" and _is_nothing(shown):
        return [], False
    ordered = _ordered(select, shown)
    part = ordered[select.offset : select.offset + select.limit]
    return part, len(ordered) > select.offset + select.limit


def _is_nothing(shown: list[Json]) -> bool:
    return not any(value for row in shown for value in row.values())


def _is_plain_count(select: Select, access: Access) -> bool:
    """A bare ``COUNT(id)`` over a range of ids needs no look at the records."""
    column = select.columns[0]
    lone = len(select.columns) == 1 and not select.group_by
    return lone and access.exact and (column.function, column.path) == ("COUNT", "id")


# -- checks ------------------------------------------------------------------------------------------


def _check(select: Select, paths: Paths) -> None:
    functions = [column for column in select.columns if column.function]
    if len(functions) > MOST_AGGREGATES:
        raise Problem("LIMIT_EXCEEDED", {"by": "aggregate functions", "limit": MOST_AGGREGATES})
    if len(select.group_by) > MOST_GROUPS:
        raise Problem("LIMIT_EXCEEDED", {"by": "group by", "limit": MOST_GROUPS})
    for path in select.group_by:
        paths.resolve(path, "group by")
        if select.group_by.count(path) > 1:
            raise Problem("DUPLICATE_DATA", {"column_name": path}, "duplicate group by column")
    _check_keys(select)
    for column in select.columns:
        if column.function:
            _check_function(column, paths.resolve(column.path))
        elif column.path not in select.group_by:
            if not select.group_by:
                raise Problem("SYNTAX_ERROR", {"clause": "group by"}, "missing clause")
            details = {"column_name": column.path, "clause": "group by"}
            raise Problem("INVALID_QUERY", details, "column given seems to be invalid")


def _check_keys(select: Select) -> None:
    seen: dict[tuple[str | None, str], Column] = {}
    keys: dict[str, Column] = {}
    for column in select.columns:
        if (column.function, column.path) in seen:
            details = {"column_name": column.path}
            if column.function:
                raise Problem(
                    "DUPLICATE_DATA", details | {"aggregate": column.function}, "duplicate aggregate function"
                )
            raise Problem("DUPLICATE_DATA", details, "duplicate select column")
        if column.key in keys:
            referred = [keys[column.key].path, column.path]
            raise Problem("DUPLICATE_ALIAS", {"referred_columns": referred, "alias": column.key})
        seen[column.function, column.path] = keys[column.key] = column


def _check_function(column: Column, place: Place) -> None:
    if place.data_type not in _TYPES[column.function or ""]:
        named = f"{column.function}({column.path})"
        details = {"reason": "unsupported aggregate function", "column": named}
        raise Problem("INVALID_DATA", details, "unsupported aggregate")


# -- groups ------------------------------------------------------------------------------------------


def _group_key(value: Any) -> Any:
    return tuple(value) if type(value) is list else folded(value)


def _grouped(select: Select, paths: Paths, rows: Iterable[Row]) -> list[Json]:
    getters = [paths.resolve(path, "group by").get for path in select.group_by]
    groups: dict[tuple[Any, ...], list[Row]] = {}
    if getters:
        for row in rows:
            groups.setdefault(tuple(_group_key(get(row)) for get in getters), []).append(row)
    else:
        groups[()] = list(rows)
    columns = [(column, paths.resolve(column.path)) for column in select.columns]
    return [
        {column.key: _value(column, place, held) for column, place in columns} for held in groups.values()
    ]


def _value(column: Column, place: Place, rows: list[Row]) -> Any:
    if not column.function:
        value = place.get(rows[0])
        return value if place.show is None else place.show(value)
    values = [value for row in rows if (value := place.get(row)) is not None]
    folded_value = _FOLDS[column.function](values)
    moment = place.data_type == "datetime" and column.function in {"MIN", "MAX"}
    return place.show(folded_value) if moment and place.show is not None else folded_value


def _ordered(select: Select, shown: list[Json]) -> list[Json]:
    """Order the groups by what is selected; without an order they come as they were found."""
    keys = {column.key: column.key for column in select.columns}
    keys |= {Column(column.path, None, column.function).key: column.key for column in select.columns}
    for order in reversed(select.order_by):
        key = keys.get(order.path)
        if key is None:
            details = {"column_name": order.path, "clause": "order by"}
            raise Problem("INVALID_QUERY", details, "column given seems to be invalid")
        filled = [row for row in shown if row[key] is not None]
        filled.sort(key=lambda row, key=key: _sortable(row[key]), reverse=order.descending)  # type: ignore[misc]
        empty = [row for row in shown if row[key] is None]
        shown = filled + empty if order.descending else empty + filled
    return shown


def _sortable(value: Any) -> Any:
    return str(value) if isinstance(value, dict | list) else folded(value)
