"""Runs a query: checks its limits, finds the rows, orders, cuts and shows them."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any

import msgspec

from hakobu.emulator.call import Call
from hakobu.emulator.coql.access import access_of
from hakobu.emulator.coql.aggregate import aggregated
from hakobu.emulator.coql.criteria import criteria_of, test_of
from hakobu.emulator.coql.meta import asked_meta, column_picture
from hakobu.emulator.coql.node import Order, Select
from hakobu.emulator.coql.parser import parse
from hakobu.emulator.coql.path import Paths, Place
from hakobu.emulator.coql.source import source_of
from hakobu.emulator.coql.subquery import from_query, resolved, selects_of
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.index import folded
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.version import Version
from hakobu.emulator.wire import Reply, nothing

_MOST_CRITERIA = 25
_MOST_ORDERS = 10
_PRICES = ((200, 1), (1000, 2), (2000, 3))


def prepare(call: Call) -> Select:
    """Parse the query of a call once; its price and its answer both need it."""
    if call.prepared is None:
        text = call.json().get("select_query")
        if text is None:
            raise Problem("MANDATORY_NOT_FOUND", {"api_name": "select_query"}, "mandatory key not found")
        if not isinstance(text, str):
            raise Problem(
                "INVALID_DATA",
                {"expected_data_type": "string", "api_name": "select_query", "json_path": "$.select_query"},
            )
        rule = call.state.bracket_rule
        flat = call.version.coql_flat_criteria if rule is None else not rule
        inner = call.state.habits["coql_subqueries"]
        by_version = call.version.coql_subqueries if inner is None else inner
        call.prepared = parse(text, flat_criteria=flat, subqueries=by_version)
    prepared: Select = call.prepared
    return prepared


def price(call: Call) -> int:
    """Tell the credits: by the limit asked for, not by the rows found."""
    try:
        limit = prepare(call).limit
    except Problem:
        return 1
    return next((cost for most, cost in _PRICES if limit <= most), 3)


def needs(call: Call) -> list[tuple[str, str]]:
    """Tell which scopes a query needs beside that of COQL: its modules', and the fields' for metadata."""
    prepared = call.prepared
    if not isinstance(prepared, Select):
        return []
    wanted = [_need(one.module) for one in selects_of(prepared)]
    if call.version.coql_views and call.json().get("include_meta") is not None:
        wanted.append(("settings.fields.READ", prepared.module))
    return wanted


def _need(module: str) -> tuple[str, str]:
    name = module.partition("#")[0]
    return ("users.READ" if name.lower() == "users" else "modules.*.READ", name)


def answer(call: Call) -> Reply:
    """``POST /coql``."""
    select = prepare(call)
    meta = asked_meta(call)
    _fit(call, select)
    table = source_of(call, select)
    paths = Paths(call.state, table, call.version)
    select.where = resolved(call, select.where)
    _check_limits(select, call)
    _check_joins(select, paths, call.version)
    if select.aggregated:
        shown, more = aggregated(call, select, table, paths)
    else:
        shown, more = _listed(select, table, paths)
    if not shown:
        return nothing()
    body: dict[str, Any] = {"data": shown, "info": {"count": len(shown), "more_records": more}}
    if meta:
        body["fields"] = {
            column.key: column_picture(call, paths.resolve(column.path)) for column in select.columns
        }
    return Reply(200, body, records=len(shown))


def _fit(call: Call, select: Select) -> None:
    """A part of a composite call gets fewer rows."""
    if call.most is not None:
        if select.limited and select.limit > call.most:
            raise _too_many("limit", call.most)
        select.limit = min(select.limit, call.most)


def _listed(select: Select, table: Table, paths: Paths) -> tuple[list[Any], bool]:
    columns = _columns(select, paths)
    rows = list(islice(_found(select, table, paths), select.offset, select.offset + select.limit + 1))
    return _shown(rows[: select.limit], columns), len(rows) > select.limit


def inner_values(call: Call, select: Select) -> tuple[Place, list[Any]]:
    """Run a sub-query: its column, and the stored values of its rows."""
    table = source_of(call, select)
    paths = Paths(call.state, table, call.version)
    select.where = resolved(call, select.where)
    _check_limits(select, call)
    place = paths.resolve(select.columns[0].path)
    found = islice(_found(select, table, paths), select.offset, select.offset + select.limit)
    return place, [place.get(row) for row in found]


def _too_many(by: str, limit: int, message: str = "limit exceeded") -> Problem:
    return Problem("LIMIT_EXCEEDED", {"by": by, "limit": limit}, message)


def _check_limits(select: Select, call: Call) -> None:
    version, habits = call.version, call.state.habits
    most, reach = habits["coql_rows"] or version.coql_rows, habits["coql_reach"] or version.coql_reach
    if len(select.columns) > version.coql_columns:
        raise _too_many("select columns", version.coql_columns, "select columns limit exceeded")
    if select.limit > most:
        raise _too_many("limit", most)
    if select.offset + min(select.limit, 1) > reach:
        raise _too_many("offset", reach)
    if len(select.order_by) > _MOST_ORDERS:
        raise _too_many("order by", _MOST_ORDERS)
    if select.criteria > _MOST_CRITERIA:
        raise _too_many("criteria", _MOST_CRITERIA)
    for criterion in criteria_of(select.where):
        listed = criterion.operator in {"in", "not in"} and not from_query(criterion)
        if listed and len(criterion.values) > version.coql_in:
            raise _too_many(criterion.operator, version.coql_in)


def _columns(select: Select, paths: Paths) -> list[tuple[str, Place]]:
    columns: dict[str, Place] = {}
    seen: set[str] = set()
    for column in select.columns:
        place = paths.resolve(column.path)
        if column.path in seen and column.alias is None:
            raise Problem("DUPLICATE_DATA", {"column_name": column.path}, "duplicate select column")
        if column.key in columns:
            referred = [one.path for one in select.columns if one.key == column.key]
            raise Problem("DUPLICATE_ALIAS", {"referred_columns": referred, "alias": column.key})
        if column.alias is not None and place.field is not None and column.alias in paths.names:
            raise Problem(
                "INVALID_QUERY",
                {"column_name": column.path, "alias": column.alias},
                "alias clashes with a column",
            )
        seen.add(column.path)
        columns[column.key] = place
    columns.setdefault("id", paths.resolve("id"))
    return list(columns.items())


def _check_joins(select: Select, paths: Paths, version: Version) -> None:
    for criterion in criteria_of(select.where):
        paths.resolve(criterion.path, "where")
    used = {column.path for column in select.columns} | {one.path for one in criteria_of(select.where)}
    hops = sum(paths.resolve(path).hops for path in used if not _of_user(path, paths))
    if hops > version.coql_joins:
        raise _too_many("join", version.coql_joins, "join limit exceeded")


def _of_user(path: str, paths: Paths) -> bool:
    return paths.resolve(path).field is None


def _found(select: Select, table: Table, paths: Paths) -> Iterator[Row]:
    access = access_of(paths, table, select.where)
    test = None if access.exact else test_of(paths, select.where)
    orders = _orders(select)
    natural = not orders or paths.resolve(orders[0].path).slot == 0
    newest_first = natural and bool(orders) and orders[0].descending
    rows = access.rows(table, newest_first=newest_first)
    rows = rows if test is None else filter(test, rows)
    return rows if natural else iter(_sorted(rows, orders, paths))


def _orders(select: Select) -> list[Order]:
    aliases = {column.alias: column.path for column in select.columns if column.alias}
    return [Order(aliases.get(one.path, one.path), one.descending) for one in select.order_by]


def _sorted(rows: Iterable[Row], orders: list[Order], paths: Paths) -> list[Row]:
    """Sort by the last term first; the sorts are stable and begin from the order of ids."""
    ordered = list(rows)
    seen: set[str] = set()
    for order in orders:
        if order.path in seen:
            raise Problem("DUPLICATE_DATA", {"column_name": order.path}, "duplicate order by column")
        seen.add(order.path)
    for order in reversed(orders):
        get = paths.resolve(order.path, "order by").get

        def key(row: Row, get: Any = get) -> tuple[bool, Any]:
            value = get(row)
            return (value is not None, "" if value is None else folded(value))

        filled = sorted((row for row in ordered if get(row) is not None), key=key, reverse=order.descending)
        empty = [row for row in ordered if get(row) is None]
        ordered = filled + empty if order.descending else empty + filled
    return ordered


def _shown(rows: list[Row], columns: list[tuple[str, Place]]) -> list[Any]:
    """Picture rows for JSON, as structs: they are made and written in a third of the time of a dict."""
    picture = _picture(tuple(key for key, _ in columns))
    places = [place for _, place in columns]
    shows = [(index, place.show) for index, place in enumerate(places) if place.show is not None]
    gets = [place.get for place in places]
    slots = [place.slot for place in places if place.slot is not None]
    take: Callable[[Row], Iterable[Any]] = lambda row: [get(row) for get in gets]  # noqa: E731
    if len(slots) == len(places) > 1:
        take = itemgetter(*slots)
    if not shows:
        return [picture(*take(row)) for row in rows]
    shown = []
    for row in rows:
        values = list(take(row))
        for index, show in shows:
            values[index] = show(values[index])
        shown.append(picture(*values))
    return shown


@lru_cache(maxsize=64)
def _picture(keys: tuple[str, ...]) -> type[msgspec.Struct]:
    names = [f"_{index}" for index in range(len(keys))]
    return msgspec.defstruct("Picture", names, rename=dict(zip(names, keys, strict=True)), gc=False)
