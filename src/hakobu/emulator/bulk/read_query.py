"""What a bulk read is asked for: read from the body and checked, before the job is made (§2.2)."""

from dataclasses import dataclass
from typing import Any

from hakobu.emulator import wire
from hakobu.emulator.bulk.callback import read_callback
from hakobu.emulator.bulk.criterion import Criteria, Test
from hakobu.emulator.bulk.jobs import ReadToken
from hakobu.emulator.call import Call, not_emulated
from hakobu.emulator.catalogue import NOT_EMULATED
from hakobu.emulator.coql.path import UNSUPPORTED, Paths, Place
from hakobu.emulator.ids import parse_id
from hakobu.emulator.metadata.setting_handlers import view_id
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.table import Table

Json = dict[str, Any]
MOST_PAGES = 500
MOST_FIELDS = 200
_MOST_RELATIONS = 10
_DEEPEST = 2
TOKENS_SINCE = 6
_NOT_EXPORTED = frozenset({"layout", "fileupload", "imageupload"})
_NEVER_EXPORTED = frozenset({"Notes", "Attachments", "Emails"})
CONVERTED = "$converted"


@dataclass(slots=True)
class ReadQuery:
    """A checked query: its table, its columns, its test, and where it begins."""

    table: Table
    columns: list[tuple[str, Place | None]]
    test: Test | None
    page: int
    after: int | None
    shown: Json
    source: Json
    callback: Json | None


def read_body(call: Call) -> Json:
    """Read the body as Bulk Read does: with its own errors, and its own content type."""
    kind = call.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem("MEDIA_TYPE_NOT_SUPPORTED")
    if not call.body.strip():
        raise Problem("REQUEST_BODY_IS_EMPTY")
    try:
        body = wire.decode(call.body)
    except wire.NotJsonError:
        raise Problem("REQUEST_BODY_NOT_READABLE") from None
    if not isinstance(body, dict) or not isinstance(body.get("query"), dict):
        raise Problem("REQUEST_BODY_NOT_SUPPORTED")
    return body


def module_name(call: Call, module: Any) -> str:
    """Read a module: a string in v2, an object from v2.1 on."""
    if call.version.number >= 2.1:
        module = module.get("api_name") if isinstance(module, dict) else None
    if not isinstance(module, str) or not module:
        raise Problem("REQUEST_BODY_NOT_SUPPORTED")
    return module


def read_query(call: Call) -> ReadQuery:
    """Read and check what a bulk read asks for."""
    body = read_body(call)
    callback = read_callback(body.get("callback"))
    query = body["query"]
    token = None
    if "page_token" in query and call.version.number >= TOKENS_SINCE:
        token = _token(call, query)
        query = token.query
    name = module_name(call, query.get("module"))
    _check_kind(call, body, name)
    table = _table(call, name)
    view = query.get("cvid")
    if view is not None and parse_id(view) != view_id(table.module.layout_id):
        raise Problem("CVID_NOT_SUPPORTED")
    paths = Paths(call.state, table, call.version)
    columns = _columns(call, table, paths, query.get("fields"))
    criteria = query.get("criteria")
    reader = Criteria(paths, call.version, call.state.habits)
    test = None if criteria is None else reader.test(criteria)
    page = _page(query) if token is None else token.page
    shown = _shown(call, table, query, page)
    after = None if token is None else token.after
    return ReadQuery(table, columns, test, page, after, shown, query, callback)


def _token(call: Call, query: Json) -> ReadToken:
    token = call.state.jobs.tokens.get(str(query["page_token"]))
    if token is None or token.user != call.state.current_user.id:
        raise Problem("INVALID_DATA", {"api_name": "page_token", "json_path": "$.query.page_token"})
    if set(query) != {"page_token"}:
        raise Problem("QUERY_NOT_SUPPORTED")
    if token.expires <= call.state.clock.now():
        raise Problem("EXPIRED_VALUE", {"api_name": "page_token"})
    return token


def _check_kind(call: Call, body: Json, module: str) -> None:
    kind = body.get("file_type", "csv")
    if kind not in ("csv", "ics") or (kind == "ics" and module != "Events"):
        raise Problem("NOT_SUPPORTED_FEATURE")
    if kind == "ics":
        raise not_emulated(call.state, "calendar files are not emulated", ["csv"])


def _table(call: Call, name: str) -> Table:
    if name in _NEVER_EXPORTED:
        raise Problem("MODULE_NOT_SUPPORTED")
    table = call.state.tables.get(name)
    if table is None:
        if name in NOT_EMULATED:
            raise not_emulated(call.state, f"the module {name} is not emulated")
        raise Problem("MODULE_NOT_AVAILABLE", {"api_name": name})
    if table.module.since > call.version.number:
        raise Problem("MODULE_NOT_AVAILABLE", {"api_name": name})
    return table


def _page(query: Json) -> int:
    page = query.get("page", 1)
    if isinstance(page, bool) or not isinstance(page, int) or page < 1:
        raise Problem("PAGE_NOT_SUPPORTED")
    if page > MOST_PAGES:
        raise Problem("PAGE_RANGE_EXCEEDED", {"max_limit": MOST_PAGES})
    return page


def _columns(call: Call, table: Table, paths: Paths, names: Any) -> list[tuple[str, Place | None]]:
    """Give the columns after the id; more than 200 names bring all fields instead of an error (§2.2)."""
    if names is not None and not (isinstance(names, list) and all(isinstance(one, str) for one in names)):
        raise Problem("REQUEST_BODY_NOT_SUPPORTED")
    if not names or len(names) > MOST_FIELDS:
        names = _exportable(table, call)
    columns = {name: _column(table, paths, name) for name in dict.fromkeys(names) if name != "id"}
    relations = {name.rpartition(".")[0] for name in columns} - {""}
    hops = max((place.hops for place in columns.values() if place is not None), default=0)
    if len(relations) > _MOST_RELATIONS or hops > _DEEPEST:
        raise Problem("JOIN_LIMIT_EXCEEDED")
    return list(columns.items())


def _exportable(table: Table, call: Call) -> list[str]:
    """Name the fields that come where none are named."""
    return [
        field.api_name
        for field in table.module.visible_fields(call.version.number)
        if field.external is None and field.data_type not in _NOT_EXPORTED and not field.kind.packed
    ]


def _column(table: Table, paths: Paths, name: str) -> Place | None:
    if name == CONVERTED and table.converted_slot is not None:
        return None
    details = {"api_name": name, "module": table.module.api_name}
    try:
        place = paths.resolve(name)
    except Problem as problem:
        known = problem.message == UNSUPPORTED
        raise Problem("FIELD_NOT_SUPPORTED" if known else "FIELD_NOT_AVAILABLE", details) from None
    if place.field is not None and place.field.external is not None:
        raise Problem("FIELD_NOT_SUPPORTED", details)
    return place


def _shown(call: Call, table: Table, query: Json, page: int) -> Json:
    """Give the query as the job's picture repeats it."""
    module = table.module
    named: Any = module.api_name
    if call.version.number >= 2.1:
        named = {"id": str(module.id), "api_name": module.api_name}
    shown: Json = {"module": named}
    shown |= {key: query[key] for key in ("cvid", "fields", "criteria") if query.get(key) is not None}
    return shown | {"page": page}
