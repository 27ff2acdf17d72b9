"""The read calls of the records API: list, one record, deleted records, count."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from hakobu.emulator.call import Call
from hakobu.emulator.catalogue import common
from hakobu.emulator.ids import parse_id
from hakobu.emulator.metadata.setting_handlers import view_id
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.external import Externals
from hakobu.emulator.records.index import folded
from hakobu.emulator.records.lists import Lists
from hakobu.emulator.records.paging import Page, asked_page, give_token, page_info, page_size
from hakobu.emulator.records.render import Picture, is_converted
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.records.write_handlers import record_in_path
from hakobu.emulator.wire import Reply, nothing

MOST_FIELDS = 50
MOST_IDS = 100
_SORTABLE = ("id", "Created_Time", "Modified_Time")
DAY = 24 * 3600
BIN_DAYS = 60
_PERMANENT_DAYS = 120


def asked_fields(call: Call, *, mandatory: bool) -> list[str] | None:
    """Read ``fields``; too many, or none where they must be, are refused."""
    names = [name.strip() for name in call.query.get("fields", "").split(",") if name.strip()]
    if not names:
        if mandatory and call.version.fields_mandatory:
            raise Problem("REQUIRED_PARAM_MISSING", {"param_name": "fields", "param": "fields"})
        return None
    if len(set(names)) > MOST_FIELDS:
        raise Problem("LIMIT_EXCEEDED", {"limit": MOST_FIELDS, "param_name": "fields"})
    return names


def pictured(call: Call, table: Table, rows: Iterable[Row], fields: list[str] | None) -> list[dict[str, Any]]:
    """Show rows with the fields asked for, or whole."""
    picture = Picture(table, call.state, call.version, fields)
    if table.module.is_child:
        return [picture.partial(row) for row in rows]
    show = picture.whole if fields is None else picture.partial
    if call.version.number < 2.1 and any(one.listed for one in table.module.children.values()):
        # in v2 lists show line items and the ranges of price books too (recorded traffic)
        lists = Lists(call.state, table, call.version, fields)
        return [show(row) | lists.of(row) for row in rows]
    return [show(row) for row in rows]


@dataclass(frozen=True, slots=True)
class _Order:
    by: str
    slot: int
    descending: bool


def _asked_order(call: Call, table: Table) -> _Order:
    by = call.query.get("sort_by") or "id"
    if "sort_by" in call.query and call.query.get("cvid"):
        raise Problem(
            "AMBIGUITY_DURING_PROCESSING",
            {"ambiguity_due_to": [{"param_name": "cvid"}, {"param_name": "sort_by"}]},
        )
    order = call.query.get("sort_order") or "desc"
    if order not in {"asc", "desc"}:
        raise Problem(
            "PATTERN_NOT_MATCHED", {"param_name": "sort_order", "supported_values": ["asc", "desc"]}
        )
    field = table.module.fields.get(by)
    if field is None or not (call.version.free_sort or by in _SORTABLE):
        raise Problem("INVALID_DATA", {"param_name": "sort_by", "supported_values": list(_SORTABLE)})
    return _Order(by, field.slot, order == "desc")


def _ordered(rows: Iterable[Row], order: _Order) -> Iterable[Row]:
    """Sort by another field than the id, in whose order the rows come already; empty ones lowest."""
    if order.by == "id":
        return rows
    slot, kept = order.slot, list(rows)
    filled = sorted((row for row in kept if row[slot] is not None), key=_key(slot), reverse=order.descending)
    empty = [row for row in kept if row[slot] is None]
    return filled + empty if order.descending else empty + filled


def _key(slot: int) -> Callable[[Row], Any]:
    def key(row: Row) -> Any:
        value = row[slot]
        return (";".join(map(str, value)) if type(value) is list else folded(value), row[0])

    return key


def _chosen(call: Call, table: Table, *, newest_first: bool) -> Iterator[Row]:
    """Give the rows that a list is about, in the order of their ids."""
    asked = call.query.get("ids")
    if not asked:
        return table.span(newest_first=newest_first)
    names = [name.strip() for name in asked.split(",") if name.strip()]
    if len(names) > MOST_IDS:
        raise Problem("LIMIT_EXCEEDED", {"limit": MOST_IDS, "param_name": "ids"})
    externals = Externals(call.state, table, call.headers.get("X-EXTERNAL"))
    find = externals.find if externals.own is not None else parse_id
    return table.pick((one for one in map(find, names) if one is not None), newest_first=newest_first)


def not_hidden(call: Call, table: Table, rows: Iterable[Row]) -> Iterable[Row]:
    """Leave out converted leads, unless they are asked for."""
    wanted = call.query.get("converted") or "false"
    if wanted not in {"true", "false", "both"}:
        raise Problem("PATTERN_NOT_MATCHED", {"param_name": "converted"})
    if table.converted_slot is None or wanted == "both":
        return rows
    return (row for row in rows if is_converted(table, row) == (wanted == "true"))


def list_records(call: Call) -> Reply:
    """``GET /{module}``; the rows of a subform under its own name, too (doc subforms of every version)."""
    table = call.table(lines=True)
    fields = asked_fields(call, mandatory=True)
    if call.query.get("territory_id") and table.module.api_name not in {"Deals", "Contacts", "Accounts"}:
        raise Problem("INVALID_MODULE", {"param_name": "territory_id"})
    view = call.query.get("cvid")
    if view and parse_id(view) != view_id(table.module.layout_id):
        raise Problem("INVALID_DATA", {"param_name": "cvid"}, "the id given seems to be invalid")
    page = asked_page(call)
    since = call.moment("If-Modified-Since")
    order = _asked_order(call, table)
    rows = not_hidden(call, table, _chosen(call, table, newest_first=order.descending))
    if since is not None:
        rows = (row for row in rows if row[common.MODIFIED_TIME] > since)
    rows = _ordered(rows, order)
    picked = list(islice(rows, page.offset, page.offset + page.size + 1))
    if not picked:
        return Reply(304) if since is not None else nothing()
    more = len(picked) > page.size
    shown = pictured(call, table, picked[: page.size], fields)
    info = page_info(page, len(shown), more=more)
    info |= {"sort_by": order.by, "sort_order": "desc" if order.descending else "asc"}
    if call.version.page_tokens:
        info |= _token_info(call, page, more=more)
    return Reply(200, {"data": shown, "info": info}, records=len(shown))


def _token_info(call: Call, page: Page, *, more: bool) -> dict[str, Any]:
    following = give_token(call, page.size, page.offset + page.size) if more else None
    previous = give_token(call, page.size, page.offset - page.size) if page.offset else None
    expiry = call.state.clock.second() + DAY
    return {
        "call": False,
        "email": False,
        "next_page_token": following,
        "previous_page_token": previous,
        "page_token_expiry": call.state.zone.render(expiry) if following or previous else None,
    }


def get_one(call: Call) -> Reply:
    """``GET /{module}/{id}``."""
    table = call.table()
    fields = asked_fields(call, mandatory=False)
    externals = Externals(call.state, table, call.headers.get("X-EXTERNAL"))
    record_id = record_in_path(call, table, externals)
    if record_id is None:
        return nothing()
    row = table.rows[record_id]
    since = call.moment("If-Modified-Since")
    if since is not None and row[common.MODIFIED_TIME] <= since:
        return Reply(304)
    shown = pictured(call, table, [row], fields)
    if table.module.children:
        shown[0] |= Lists(call.state, table, call.version, fields).of(row)
    return Reply(200, {"data": shown}, records=1)


def deleted(call: Call) -> Reply:
    """``GET /{module}/deleted``: newest first."""
    table = call.table()
    kind = call.query.get("type") or "all"
    if kind not in {"all", "recycle", "permanent"}:
        raise Problem("PATTERN_NOT_MATCHED", {"param_name": "type"})
    state, now, since = call.state, call.state.clock.second(), call.moment("If-Modified-Since")
    shown = []
    for record_id, gone in sorted(table.bin.items(), key=lambda one: (-one[1].second, -one[0])):
        age = (now - gone.second) / DAY
        permanent = gone.permanent or age > BIN_DAYS
        if age > _PERMANENT_DAYS or (kind != "all" and (kind == "permanent") != permanent):
            continue
        if since is not None and gone.second <= since:
            continue
        shown.append(
            {
                "id": str(record_id),
                "display_name": None if permanent else gone.name,
                "type": "permanent" if permanent else "recycle",
                "deleted_by": None if permanent else state.user_reference(gone.by),
                "created_by": None if permanent else state.user_reference(gone.row[common.CREATED_BY]),
                "deleted_time": state.zone.render(gone.second),
            }
        )
    size, number = page_size(call), call.number("page", 1)
    first = (number - 1) * size
    part = shown[first : first + size]
    if not part:
        return Reply(304) if since is not None else nothing()
    info = {"per_page": size, "count": len(part), "page": number, "more_records": len(shown) > first + size}
    return Reply(200, {"data": part, "info": info}, records=len(part))
