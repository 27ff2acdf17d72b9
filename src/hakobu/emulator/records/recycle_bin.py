"""The calls under ``/settings/recycle_bin``: what is in it, and the records that come out of it again.

Source: zoho.com/crm/developer/docs/api/v8/restore-recycle-bin-records.html, and Zoho's OpenAPI files
``recycle_bin.json`` of v8. Restoring is of v8; the list is there from v7 on.
"""

from collections.abc import Iterator
from typing import Any

from hakobu.emulator.call import Call
from hakobu.emulator.catalogue import common
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.history import tell
from hakobu.emulator.records.paging import page_size
from hakobu.emulator.records.read_handlers import BIN_DAYS, DAY
from hakobu.emulator.records.table import Table
from hakobu.emulator.records.write_handlers import refused
from hakobu.emulator.wire import Reply, nothing

Json = dict[str, Any]
MOST = 200


def _lies_there(call: Call) -> Iterator[tuple[Table, int]]:
    """Give the records in the bin, lines of subforms apart."""
    now = call.state.clock.second()
    for table in call.state.tables.values():
        if table.module.is_child:
            continue
        for record_id, gone in table.bin.items():
            if not gone.permanent and now - gone.second <= BIN_DAYS * DAY:
                yield table, record_id


def _supported(call: Call, since: float) -> None:
    if call.version.number < since:
        raise Problem("INVALID_URL_PATTERN")


def _ids(given: Any, most: int) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        details = {"expected_data_type": "jsonarray", "api_name": "ids", "json_path": "$.ids"}
        raise Problem("INVALID_DATA", details)
    if not given or len(given) > most:
        raise Problem("LIMIT_EXCEEDED", {"limit": most, "api_name": "ids", "json_path": "$.ids"})
    return given


def _picture(call: Call, table: Table, record_id: int) -> Json:
    state, gone = call.state, table.bin[record_id]
    return {
        "display_name": gone.name,
        "deleted_time": state.zone.render(gone.second),
        "owner": state.user_reference(gone.row[common.OWNER]) if gone.row[common.OWNER] else None,
        "module": {"api_name": table.module.api_name, "id": str(table.module.layout_id)},
        "deleted_by": state.user_reference(gone.by),
        "id": str(record_id),
    }


def read(call: Call) -> Reply:
    """``GET /settings/recycle_bin``, all or ``?ids=``, newest first; or one, its id in the path."""
    _supported(call, 7)
    asked = call.args.get("id") or call.query.get("ids")
    wanted = None if asked is None else {parse_id(each) for each in asked.split(",")}
    found = [one for one in _lies_there(call) if wanted is None or one[1] in wanted]
    found.sort(key=lambda one: (-one[0].bin[one[1]].second, -one[1]))
    size, number = page_size(call), call.number("page", 1)
    first = (number - 1) * size
    part = found[first : first + size]
    if not part:
        return nothing()
    info = {"per_page": size, "count": len(part), "page": number, "more_records": len(found) > first + size}
    shown = [_picture(call, table, record_id) for table, record_id in part]
    return Reply(200, {"recycle_bin": shown, "info": info}, records=len(part))


def restore(call: Call) -> Reply:
    """``POST /settings/recycle_bin/actions/restore`` of ``ids``, or of one with its id in the path."""
    _supported(call, 8)
    if "id" in call.args:
        ids = [call.args["id"]]
    else:
        body = call.json()
        ways = [name for name in ("ids", "filters", "restore_all_records") if body.get(name)]
        if not ways:
            raise Problem("EXPECTED_PARAM_MISSING", {"param_names": ["ids", "filters"]})
        if len(ways) > 1:
            given = [{"api_name": name, "json_path": f"$.{name}"} for name in ways]
            raise Problem("AMBIGUITY_DURING_PROCESSING", {"ambiguity_due_to": given})
        if ways != ["ids"]:
            raise Problem("NOT_EMULATED", {"emulated": ["ids"]}, f"restoring by {ways[0]} is not emulated")
        ids = _ids(body["ids"], MOST)
    lying = {record_id: table for table, record_id in _lies_there(call)}
    results = [
        refused(call, {"id": each}, place) or _restore(call, lying, each) for place, each in enumerate(ids)
    ]
    failed = sum(one["status"] == "error" for one in results)
    return Reply(
        200 if not failed else 400 if failed == len(results) else 207,
        {"recycle_bin": results},
        records=len(results) - failed,
    )


def _restore(call: Call, lying: dict[int, Table], name: str) -> Json:
    record_id = parse_id(name)
    table = lying.pop(record_id, None) if record_id is not None else None
    if table is None or record_id is None:
        return Problem("INVALID_DATA", {"id": name}, "the id given seems to be invalid").body()
    gone = table.bin[record_id]
    taken = _taken(table, record_id)
    if taken:
        return Problem("DUPLICATE_DATA", {"id": name, "api_name": taken}).body()
    second = gone.second
    table.restore(record_id)
    tell(call.state, table, record_id, "restored")
    for one in table.module.children.values():
        _restore_lines(call, one.module, one.link, record_id, second)
    return {"status": "success", "code": "SUCCESS", "message": "record restored", "details": {"id": name}}


def _restore_lines(call: Call, module: str, link: str, record_id: int, second: int) -> None:
    """Bring back the lines that went with their record."""
    table = call.state.tables[module]
    slot = table.module.fields[link].slot
    went = [one for one, gone in table.bin.items() if gone.row[slot] == record_id and gone.second == second]
    for line_id in went:
        table.restore(line_id)


def _taken(table: Table, record_id: int) -> str:
    """Name the unique field of a deleted record whose value another record has by now."""
    row = table.bin[record_id].row
    for field in table.uniques:
        value = row[field.slot]
        if value is not None and table.index(field.slot).find(value):
            return field.api_name
    return ""
