"""The write calls of the records API."""

from typing import Any

from hakobu.emulator.call import Call
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.external import Externals
from hakobu.emulator.records.history import tell
from hakobu.emulator.records.table import Table
from hakobu.emulator.records.value import BAD_ID
from hakobu.emulator.records.writing import Writer, status_of, write_each
from hakobu.emulator.schema.field import Field
from hakobu.emulator.wire import Reply

Json = dict[str, Any]
MOST = 100
_TRIGGERS = {"workflow", "approval", "blueprint", "pathfinder", "orchestration"}


def elements(call: Call) -> list[Any]:
    """Read the records that a call brings."""
    body = call.json()
    data = body.get("data")
    path = {"json_path": "$.data"} if call.version.json_path else {}
    if data is None:
        raise Problem("MANDATORY_NOT_FOUND", {"api_name": "data", **path})
    if not isinstance(data, list) or not data:
        raise Problem("INVALID_DATA", {"expected_data_type": "jsonarray", "api_name": "data", **path})
    if len(data) > MOST:
        raise Problem("INVALID_DATA", {"maximum_length": MOST, "api_name": "data", **path})
    trigger = body.get("trigger")
    if trigger is not None and not (
        isinstance(trigger, list) and all(isinstance(one, str) and one in _TRIGGERS for one in trigger)
    ):
        raise Problem("INVALID_DATA", {"expected_data_type": "jsonarray", "api_name": "trigger"})
    return data


def record_count(call: Call) -> int:
    """Count the records of a write, for its price and its place in the sub-concurrency pool."""
    try:
        data = call.json().get("data")
    except Problem:
        return 0
    return len(data) if isinstance(data, list) else 0


def _writer(call: Call, table: Table) -> Writer:
    externals = Externals(call.state, table, call.headers.get("X-EXTERNAL"))
    return Writer(call.state, table, call.version, externals, call.moment("If-Unmodified-Since"))


def refused(call: Call, element: Any, place: int) -> Json | None:
    """Give the refusal that somebody ordered for one record of a call."""
    for fault in call.refusals:
        if fault.times != 0 and fault.refuses(element, place):
            fault.count()
            details = fault.details or {"api_name": next(iter(fault.match), "id")}
            return {
                "code": fault.code or "INVALID_DATA",
                "details": details,
                "message": fault.message or "invalid data",
                "status": "error",
            }
    return None


def _reply(call: Call, results: list[Json], all_done: int) -> Reply:
    return Reply(status_of(results, all_done, call.version), {"data": results}, records=len(results))


def insert(call: Call) -> Reply:
    """``POST /{module}``."""
    table = call.table()
    sent, writer = elements(call), _writer(call, table)
    return _reply(call, write_each(sent, writer.insert, lambda e, i: refused(call, e, i)), 201)


def update(call: Call) -> Reply:
    """``PUT /{module}``."""
    sent, writer = elements(call), _writer(call, call.table())
    return _reply(call, write_each(sent, writer.update, lambda e, i: refused(call, e, i)), 200)


def update_one(call: Call) -> Reply:
    """``PUT /{module}/{id}``: the id in the path, or the value of an external field."""
    table = call.table()
    sent, writer = elements(call), _writer(call, table)
    externals = Externals(call.state, table, call.headers.get("X-EXTERNAL"))
    record_id = record_in_path(call, table, externals)
    if record_id is None:
        raise bad_id_in_path()

    def write(element: Any, place: int) -> Json:
        own = externals.own
        if own is not None and isinstance(element, dict) and own.api_name in element:
            sent = element[own.api_name]
            if sent != table.rows[record_id][own.slot]:
                raise Problem(
                    "NOT_ALLOWED", {"api_name": own.api_name, "json_path": f"$.data[{place}].{own.api_name}"}
                )
        return writer.update(element, place, record_id)

    results = write_each(sent[:1], write, lambda e, i: refused(call, e, i))
    return _reply(call, results, 200)


def record_in_path(call: Call, table: Table, externals: Externals) -> int | None:
    """Find the record that the path names by id or by external value."""
    name = call.args["id"]
    if externals.own is not None:
        found = externals.find(name)
        if found is None and call.method != "GET":
            raise Problem(
                "INVALID_DATA", {"resource_path_index": 1}, "The value of the external field is invalid."
            )
        return found
    record_id = parse_id(name)
    if record_id is None:
        raise bad_id_in_path()
    return record_id if record_id in table.rows else None


def bad_id_in_path() -> Problem:
    """Refuse an id of the path."""
    return Problem("INVALID_DATA", {"resource_path_index": 1}, BAD_ID)


def upsert(call: Call) -> Reply:
    """``POST /{module}/upsert``."""
    table = call.table()
    if not table.module.upsert:
        raise Problem("NOT_SUPPORTED", {"resource_path_index": 0})
    sent, writer = elements(call), _writer(call, table)
    keys = match_fields(table, call.json().get("duplicate_check_fields"))
    results = write_each(sent, lambda e, i: writer.upsert(e, i, keys), lambda e, i: refused(call, e, i))
    return _reply(call, results, 200)


def match_fields(table: Table, asked: Any) -> list[Field]:
    """Give the fields by which an upsert looks for a record, in order (api-core §3.2)."""
    fields = table.module.fields
    system = fields[table.module.key]
    if asked is None:
        return _distinct([system, *table.uniques])
    if not isinstance(asked, list):
        raise Problem(
            "INVALID_DATA",
            {
                "expected_data_type": "jsonarray",
                "api_name": "duplicate_check_fields",
                "json_path": "$.duplicate_check_fields",
            },
        )
    chosen = []
    for place, name in enumerate(asked):
        field = fields.get(name) if isinstance(name, str) else None
        if field is None or not (field is system or field.is_unique):
            raise Problem(
                "INVALID_DATA",
                {
                    "api_name": "duplicate_check_fields",
                    "json_path": f"$.duplicate_check_fields[{place}]",
                },
            )
        chosen.append(field)
    return _distinct([*(chosen or [system]), *table.uniques])


def _distinct(fields: list[Field]) -> list[Field]:
    return list({field.api_name: field for field in fields}.values())


def delete(call: Call) -> Reply:
    """``DELETE /{module}?ids=…``."""
    table = call.table()
    asked = call.query.get("ids")
    if not asked:
        raise Problem("REQUIRED_PARAM_MISSING", {"param_name": "ids", "param": "ids"})
    names = [name.strip() for name in asked.split(",") if name.strip()]
    if len(names) > MOST:
        raise Problem("LIMIT_EXCEEDED", {"limit": MOST, "param_name": "ids"})
    externals = Externals(call.state, table, call.headers.get("X-EXTERNAL"))
    if externals.own is None and any(parse_id(name) is None for name in names):
        raise Problem("UNABLE_TO_PARSE_DATA_TYPE", {"param_name": "ids"})
    results = [
        refused(call, {"id": name}, place) or _delete(call, table, externals, name)
        for place, name in enumerate(names)
    ]
    return _reply(call, results, 200)


def _delete(call: Call, table: Table, externals: Externals, name: str) -> Json:
    record_id = externals.find(name) if externals.own is not None else parse_id(name)
    if record_id is None or record_id not in table.rows:
        return Problem("INVALID_DATA", {"id": name}, "record not deleted").body()
    details = {"id": str(record_id)}
    if externals.own is not None:
        details[externals.own.api_name] = name
    table.delete(record_id, call.state.current_user.id, call.state.clock.second())
    tell(call.state, table, record_id, "deleted")
    return {"code": "SUCCESS", "details": details, "message": "record deleted", "status": "success"}


def delete_one(call: Call) -> Reply:
    """``DELETE /{module}/{id}``."""
    table = call.table()
    externals = Externals(call.state, table, call.headers.get("X-EXTERNAL"))
    record_id = record_in_path(call, table, externals)
    if record_id is None:
        raise bad_id_in_path()
    refusal = refused(call, {"id": str(record_id)}, 0)
    return _reply(call, [refusal or _delete(call, table, externals, call.args["id"])], 200)
