"""Tags put on records and taken off them."""

from typing import Any

from hakobu.emulator.call import Call
from hakobu.emulator.catalogue import common
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.table import Table
from hakobu.emulator.records.value import BAD_ID
from hakobu.emulator.tags.tag_handlers import LONGEST, put_on, success
from hakobu.emulator.wire import Reply

Json = dict[str, Any]
MOST_RECORDS = 500
MOST_ON_RECORD = 10


def _texts(value: Any) -> list[str]:
    return [one.strip() for one in str(value).split(",") if one.strip()]


def _tag_names(call: Call) -> list[str]:
    """Read the tags: names in the query in v2, objects in the body later."""
    if call.query.get("tag_names"):
        return _texts(call.query["tag_names"])
    sent = call.json().get("tags") if call.body.strip() else None
    if not isinstance(sent, list) or not sent:
        name = "tag_names" if call.version.number < 3 else "tags"
        raise Problem("MANDATORY_NOT_FOUND", {"api_name": name, "json_path": f"$.{name}"})
    names = []
    for place, one in enumerate(sent):
        given = (one.get("name") or one.get("id")) if isinstance(one, dict) else None
        if not isinstance(given, str) or len(given) > LONGEST:
            raise Problem("INVALID_DATA", {"api_name": "name", "json_path": f"$.tags[{place}].name"})
        names.append(given)
    return names


def _record_ids(call: Call) -> list[str]:
    if "id" in call.args:
        return [call.args["id"]]
    sent = _texts(call.query.get("ids") or "")
    if not sent and call.body.strip():
        listed = call.json().get("ids")
        sent = [str(one) for one in listed] if isinstance(listed, list) else []
    if not sent:
        raise Problem("REQUIRED_PARAM_MISSING", {"param": "ids", "param_name": "ids"})
    if len(sent) > MOST_RECORDS:
        raise Problem("LIMIT_EXCEEDED", {"limit": MOST_RECORDS, "param_name": "ids"})
    return sent


def record_count(call: Call) -> int:
    """Count the records, for the price: a credit for 50."""
    try:
        return len(_record_ids(call))
    except Problem:
        return 0


def _over_write(call: Call) -> bool:
    if call.query.get("over_write"):
        return call.query["over_write"] == "true"
    return bool(call.body.strip()) and call.json().get("over_write") is True


def _answer(call: Call, results: list[Json]) -> Reply:
    done = sum(one["status"] == "success" for one in results)
    status = 200 if done == len(results) else 207 if done else 400
    body: Json = {"data": results}
    if "id" not in call.args:
        body |= {"success_count": str(done), "locked_count": "0", "wf_scheduler": False}
    return Reply(status, body, records=len(results))


def _shown(call: Call, table: Table, tags: list[int]) -> list[Any]:
    references = [call.state.tag_reference(table.module.api_name, one) for one in tags]
    found = [one for one in references if one is not None]
    return [one["name"] for one in found] if call.version.number < 3 else found


def _bad_id(place: int) -> Json:
    return Problem("INVALID_DATA", {"api_name": "ids", "json_path": f"$.ids[{place}]"}, BAD_ID).body()


def add(call: Call) -> Reply:
    """``POST /{module}/{id}/actions/add_tags``, ``POST /{module}/actions/add_tags``."""
    table, names, over_write = call.table(), _tag_names(call), _over_write(call)
    results = []
    for place, text in enumerate(_record_ids(call)):
        record_id = parse_id(text)
        if record_id is None or record_id not in table.rows:
            results.append(_bad_id(place))
            continue
        held = [] if over_write else table.rows[record_id][common.TAG] or []
        tags = list(dict.fromkeys([*held, *call.state.tag_ids(table.module.api_name, names)]))
        if len(tags) > MOST_ON_RECORD:
            results.append(Problem("LIMIT_EXCEEDED", {"limit": MOST_ON_RECORD, "id": text}).body())
            continue
        put_on(call.state, table, record_id, tags)
        results.append(success({"id": text, "tags": _shown(call, table, tags)}, "tags updated successfully"))
    return _answer(call, results)


def remove(call: Call) -> Reply:
    """``POST /{module}/{id}/actions/remove_tags``, ``POST /{module}/actions/remove_tags``."""
    table, names = call.table(), {one.casefold() for one in _tag_names(call)}
    gone = {one.id for one in table.module.tags if one.name.casefold() in names or str(one.id) in names}
    results = []
    for place, text in enumerate(_record_ids(call)):
        record_id = parse_id(text)
        if record_id is None or record_id not in table.rows:
            results.append(_bad_id(place))
            continue
        tags = [one for one in table.rows[record_id][common.TAG] or [] if one not in gone]
        put_on(call.state, table, record_id, tags)
        results.append(success({"id": text, "tags": _shown(call, table, tags)}, "tags updated successfully"))
    return _answer(call, results)
