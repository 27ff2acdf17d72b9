"""The calls for related lists: read them, tie records, untie them; notes are also made there."""

from itertools import islice
from typing import Any

from hakobu.emulator.call import Call, not_emulated
from hakobu.emulator.catalogue import common
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import BadValue, Problem
from hakobu.emulator.records.external import Externals
from hakobu.emulator.records.history import tell
from hakobu.emulator.records.paging import asked_page, page_info
from hakobu.emulator.records.read_handlers import asked_fields, pictured
from hakobu.emulator.records.table import Row, Table
from hakobu.emulator.records.write_handlers import elements
from hakobu.emulator.records.writing import Writer, status_of, write_each
from hakobu.emulator.related.contact_role import chosen_role, role_reference
from hakobu.emulator.related.relation import LINK, Relation, record_of, relation
from hakobu.emulator.wire import Reply, nothing

Json = dict[str, Any]
_NOTES = "Notes"


def _asked(call: Call) -> tuple[Table, int, Relation]:
    table = call.table()
    return table, record_of(table, call.args["id"], 1), relation(call.state, table, call.args["related"])


def _shown(call: Call, one: Relation, pairs: list[tuple[Row, Row | None]]) -> list[Json]:
    fields = asked_fields(call, mandatory=False)
    shown = pictured(call, one.other, [row for row, _ in pairs], fields)
    for record, (_, tie) in zip(shown, pairs, strict=True):
        if tie is not None and one.ties is not None and one.extra:
            value = tie[one.ties.module.fields[one.extra].slot]
            record[one.extra] = role_reference(one.ties, value) if one.extra == "Contact_Role" else value
    return shown


def read(call: Call) -> Reply:
    """``GET /{module}/{id}/{related}``."""
    _, record_id, one = _asked(call)
    page = asked_page(call)
    pairs = list(islice(one.held(record_id), page.offset, page.offset + page.size + 1))
    if not pairs:
        return nothing()
    shown = _shown(call, one, pairs[: page.size])
    return Reply(
        200,
        {"data": shown, "info": page_info(page, len(shown), more=len(pairs) > page.size)},
        records=len(shown),
    )


def read_one(call: Call) -> Reply:
    """``GET /{module}/{id}/{related}/{other}``."""
    _, record_id, one = _asked(call)
    other_id = parse_id(call.args["other"])
    pairs = [pair for pair in one.held(record_id) if pair[0][common.ID] == other_id]
    return Reply(200, {"data": _shown(call, one, pairs)}, records=1) if pairs else nothing()


# -- tying ---------------------------------------------------------------------------------------


def _only_links(call: Call, one: Relation) -> None:
    if one.kind != LINK:
        raise not_emulated(call.state, f"{call.method} on the related list {one.api_name} is not emulated")


def write(call: Call) -> Reply:
    """``PUT /{module}/{id}/{related}``, or one of them with its id in the path."""
    _, record_id, one = _asked(call)
    if one.other.module.api_name == _NOTES:
        return _write_notes(call, record_id)
    _only_links(call, one)
    results = write_each(
        elements(call), lambda element, place: _tie(call, one, record_id, element, place), lambda *_: None
    )
    return Reply(status_of(results, 200, call.version), {"data": results}, records=len(results))


def _tie(call: Call, one: Relation, record_id: int, element: Any, place: int) -> Json:
    wanted = call.args.get("other") or (element.get("id") if type(element) is dict else None)
    other_id = parse_id(wanted)
    if other_id is None or other_id not in one.other.rows:
        details = {"api_name": "id", "json_path": f"$.data[{place}].id"}
        raise Problem("INVALID_DATA", details, "the related id given seems to be invalid")
    tie = one.tie(record_id, other_id)
    message = "relation added" if tie is None else "relation updated"
    _keep(call, one, record_id, other_id, (tie, _own_value(one, element, place)))
    return {"code": "SUCCESS", "details": {"id": str(other_id)}, "message": message, "status": "success"}


def _own_value(one: Relation, element: Any, place: int) -> Any:
    """Check the tie's own field: the member's status or the contact's role."""
    if not one.extra or one.ties is None or type(element) is not dict or element.get(one.extra) is None:
        return None
    try:
        if one.extra == "Contact_Role":
            return chosen_role(one.ties, element[one.extra])
        return one.ties.checks[one.extra](element[one.extra])
    except BadValue as bad:
        where = {"api_name": one.extra, "json_path": f"$.data[{place}].{one.extra}"}
        raise Problem("INVALID_DATA", bad.details | where, bad.message) from None


def _keep(call: Call, one: Relation, record_id: int, other_id: int, held: tuple[Row | None, Any]) -> None:
    if one.ties is None or one.partner is None:
        return
    tie, value = held
    user, now = call.state.current_user.id, call.state.clock.second()
    row = one.ties.blank.copy() if tie is None else tie.copy()
    row[common.MODIFIED_BY], row[common.MODIFIED_TIME] = user, now
    if value is not None:
        row[one.ties.module.fields[one.extra].slot] = value
    if tie is not None:
        one.ties.replace(row)
        return
    row[common.OWNER] = row[common.CREATED_BY] = user
    row[common.CREATED_TIME] = now
    row[one.field.slot], row[one.partner.slot] = record_id, other_id
    row[common.ID] = call.state.ids.next()
    one.ties.insert(row)


def untie(call: Call) -> Reply:
    """``DELETE /{module}/{id}/{related}?ids=``, or one of them with its id in the path."""
    _, record_id, one = _asked(call)
    names = [call.args["other"]] if "other" in call.args else (call.query.get("ids") or "").split(",")
    if names == [""]:
        raise Problem("REQUIRED_PARAM_MISSING", {"param_name": "ids", "param": "ids"})
    if one.other.module.api_name != _NOTES:
        _only_links(call, one)
    results = [_untie(call, one, record_id, parse_id(name.strip()), name) for name in names]
    return Reply(status_of(results, 200, call.version), {"data": results}, records=len(results))


def _untie(call: Call, one: Relation, record_id: int, other_id: int | None, name: str) -> Json:
    tied = {row[common.ID]: tie for row, tie in one.held(record_id)}
    if other_id is None or other_id not in tied:
        return Problem("INVALID_DATA", {"id": name}, "the related id given seems to be invalid").body()
    table, gone, tie = one.other, other_id, tied[other_id]
    message = "record deleted"
    if tie is not None and one.ties is not None:
        table, gone, message = one.ties, tie[common.ID], "relation removed"
    table.delete(gone, call.state.current_user.id, call.state.clock.second())
    tell(call.state, table, gone, "deleted")
    return {"code": "SUCCESS", "details": {"id": str(other_id)}, "message": message, "status": "success"}


# -- notes ---------------------------------------------------------------------------------------


def add(call: Call) -> Reply:
    """``POST /{module}/{id}/Notes``."""
    _, record_id, one = _asked(call)
    if one.other.module.api_name != _NOTES:
        raise not_emulated(call.state, f"POST on the related list {one.api_name} is not emulated")
    writer = _note_writer(call)

    def insert(element: Any, place: int) -> Json:
        whole = element | {"Parent_Id": {"id": str(record_id)}} if type(element) is dict else element
        return writer.insert(whole, place)

    results = write_each(elements(call), insert, lambda *_: None)
    return Reply(status_of(results, 201, call.version), {"data": results}, records=len(results))


def _note_writer(call: Call) -> Writer:
    table = call.state.tables[_NOTES]
    return Writer(call.state, table, call.version, Externals(call.state, table, None))


def _write_notes(call: Call, record_id: int) -> Reply:
    table, writer = call.state.tables[_NOTES], _note_writer(call)
    held = set(table.index(table.module.fields["Parent_Id"].slot).find(record_id))

    def update(element: Any, place: int) -> Json:
        wanted = call.args.get("other") or (element.get("id") if type(element) is dict else None)
        note_id = parse_id(wanted)
        if note_id is None or note_id not in held:
            raise Problem("INVALID_DATA", {"id": str(wanted)}, "the related id given seems to be invalid")
        return writer.update(element, place, note_id)

    results = write_each(elements(call), update, lambda *_: None)
    return Reply(status_of(results, 200, call.version), {"data": results}, records=len(results))
