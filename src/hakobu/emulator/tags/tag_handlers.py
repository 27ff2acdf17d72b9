"""The calls under ``/settings/tags``."""

from collections.abc import Callable
from typing import Any

from hakobu.emulator.call import Call
from hakobu.emulator.catalogue import common
from hakobu.emulator.ids import parse_id
from hakobu.emulator.metadata.setting_handlers import asked_table
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.history import tell_updated
from hakobu.emulator.records.table import Table
from hakobu.emulator.schema.tag import Tag
from hakobu.emulator.state import State
from hakobu.emulator.wire import Reply, nothing

Json = dict[str, Any]
MOST = 100
LONGEST = 25
COLOURS = (
    "#57B1FD #879BFC #658BA8 #FD87BD #969696 #F48435 #1DB9B4 #E7A826 #63C57E #F17574 #D297EE #A8C026 #B88562"
)


def _times(call: Call, tag: Tag) -> Json:
    by, zone = call.state.user_reference(tag.by), call.state.zone
    shown: Json = {
        "created_time": zone.render(tag.created),
        "modified_time": zone.render(tag.modified),
        "modified_by": by,
        "created_by": by,
        "id": str(tag.id),
    }
    return shown | ({"color_code": tag.colour} if call.version.number >= 4 else {})


def tags(call: Call) -> Reply:
    """``GET /settings/tags?module=``."""
    module = asked_table(call).module
    if not module.tags:
        return nothing()
    shown = [{"name": one.name} | _times(call, one) for one in module.tags]
    return Reply(200, {"tags": shown, "info": {"count": len(shown), "allowed_count": MOST}})


def elements(call: Call) -> list[Any]:
    """Read the list that a call wraps in ``tags``."""
    sent = call.json().get("tags")
    if sent is None:
        raise Problem("MANDATORY_NOT_FOUND", {"api_name": "tags", "json_path": "$.tags"})
    if not isinstance(sent, list) or not sent:
        raise Problem("INVALID_DATA", {"expected_data_type": "jsonarray", "api_name": "tags"})
    return sent


def answer_of(results: list[Json], all_done: int = 200) -> Reply:
    """Answer with the fate of each tag."""
    failed = sum(one["status"] == "error" for one in results)
    return Reply(all_done if not failed else 400 if failed == len(results) else 207, {"tags": results})


def _each(call: Call, status: int, act: Callable[[Any, str], Tag], message: str) -> Reply:
    results = []
    for place, wish in enumerate(elements(call)):
        try:
            done = act(wish, f"$.tags[{place}]")
        except Problem as problem:
            results.append(problem.body())
        else:
            results.append(success(_times(call, done), message))
    return answer_of(results, status)


def success(details: Json, message: str) -> Json:
    """Say that it was done."""
    return {"code": "SUCCESS", "details": details, "message": message, "status": "success"}


def _name(wish: Any, where: str) -> str:
    name = wish.get("name") if isinstance(wish, dict) else None
    details = {"api_name": "name", "json_path": f"{where}.name"}
    if not isinstance(name, str) or not name.strip():
        raise Problem("MANDATORY_NOT_FOUND", details)
    if len(name) > LONGEST:
        raise Problem("INVALID_DATA", {"maximum_length": LONGEST, **details})
    return name.strip()


def _colour(wish: Json, where: str) -> str | None:
    colour = wish.get("color_code")
    known = COLOURS.split()
    if colour is not None and colour not in known:
        details = {"api_name": "color_code", "json_path": f"{where}.color_code", "supported_values": known}
        raise Problem("INVALID_DATA", details)
    return None if colour is None else str(colour)


def _unlike_others(table: Table, name: str, own: Tag | None, where: str) -> None:
    for tag in table.module.tags:
        if tag is not own and tag.name.casefold() == name.casefold():
            details = {"api_name": "name", "json_path": f"{where}.name", "id": str(tag.id)}
            raise Problem("DUPLICATE_DATA", details)


def create(call: Call) -> Reply:
    """``POST /settings/tags?module=``."""
    table = asked_table(call)

    def make(wish: Any, where: str) -> Tag:
        name = _name(wish, where)
        _unlike_others(table, name, None, where)
        if len(table.module.tags) >= MOST:
            raise Problem("LIMIT_EXCEEDED", {"limit": MOST})
        return call.state.add_tag(table.module.api_name, name, _colour(wish, where))

    return _each(call, 201, make, "tags created successfully")


def update(call: Call) -> Reply:
    """``PUT /settings/tags?module=``, or one of them with its id in the path."""
    table = asked_table(call)

    def change(wish: Any, where: str) -> Tag:
        wanted = call.args.get("id") or (wish.get("id") if isinstance(wish, dict) else None)
        tag = next((one for one in table.module.tags if one.id == parse_id(wanted)), None)
        if tag is None:
            raise Problem("INVALID_DATA", {"api_name": "id", "json_path": f"{where}.id"})
        name = _name(wish, where)
        _unlike_others(table, name, tag, where)
        tag.name, tag.modified = name, call.state.clock.second()
        tag.colour = _colour(wish, where) if "color_code" in wish else tag.colour
        call.state.schema_changes += 1
        return tag

    return _each(call, 200, change, "tags updated successfully")


def found(call: Call) -> tuple[Table, Tag]:
    """Find the tag that the path names, in whatever module it is."""
    wanted = parse_id(call.args["id"])
    for table in call.state.tables.values():
        for tag in table.module.tags:
            if tag.id == wanted:
                return table, tag
    raise Problem("INVALID_DATA", {"resource_path_index": 2}, "the id given seems to be invalid")


def bearers(table: Table, tag: Tag) -> list[int]:
    """Give the ids of the records that bear a tag."""
    return [one for one, row in table.rows.items() if tag.id in (row[common.TAG] or ())]


def put_on(state: State, table: Table, record_id: int, tags: list[int]) -> None:
    """Give a record the tags; its time of change stays as it was."""
    old = table.rows[record_id]
    row, held = old.copy(), set(old[common.TAG] or ())
    row[common.TAG] = tags or None
    table.replace(row)
    action = "tag_added" if held <= set(tags) else "tag_removed" if held >= set(tags) else "tags_overwritten"
    tell_updated(state, table, old, row, action=action)


def delete(call: Call) -> Reply:
    """``DELETE /settings/tags/{id}``."""
    table, tag = found(call)
    for record_id in bearers(table, tag):
        put_on(
            call.state, table, record_id, [one for one in table.rows[record_id][common.TAG] if one != tag.id]
        )
    table.module.tags.remove(tag)
    call.state.schema_changes += 1
    return Reply(200, {"tags": [success({"id": str(tag.id)}, "tags deleted successfully")]})


def merge(call: Call) -> Reply:
    """``POST /settings/tags/{id}/actions/merge``: the other tag goes, its records bear this one."""
    table, tag = found(call)
    results = []
    for place, wish in enumerate(elements(call)):
        other_id = parse_id(wish.get("conflict_id")) if isinstance(wish, dict) else None
        other = next((one for one in table.module.tags if one.id == other_id and one is not tag), None)
        if other is None:
            where = {"api_name": "conflict_id", "json_path": f"$.tags[{place}].conflict_id"}
            results.append(Problem("INVALID_DATA", where).body())
            continue
        for record_id in bearers(table, other):
            held = [tag.id if one == other.id else one for one in table.rows[record_id][common.TAG]]
            put_on(call.state, table, record_id, list(dict.fromkeys(held)))
        table.module.tags.remove(other)
        call.state.schema_changes += 1
        results.append(success(_times(call, tag), "tags merged successfully"))
    return answer_of(results)


def records_count(call: Call) -> Reply:
    """``GET /settings/tags/{id}/actions/records_count?module=``."""
    asked_table(call)
    table, tag = found(call)
    return Reply(200, {"count": str(len(bearers(table, tag)))})
