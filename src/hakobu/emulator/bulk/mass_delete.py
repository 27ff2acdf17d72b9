"""Mass delete: up to 500 ids at once, or all records of a view as a job (api-coql-bulk §4.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hakobu.emulator.bulk.job import Job
from hakobu.emulator.call import Call
from hakobu.emulator.ids import parse_id
from hakobu.emulator.metadata.setting_handlers import view_id
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.history import tell
from hakobu.emulator.records.table import Table
from hakobu.emulator.records.value import BAD_ID
from hakobu.emulator.records.writing import status_of
from hakobu.emulator.state import State
from hakobu.emulator.wire import Reply

Json = dict[str, Any]
MOST_IDS = 500
MOST_RECORDS = 50_000
_CHUNK = 50
_SOURCE = "mass_delete_via_crm_api"
_STATES = {
    "ADDED": "SCHEDULED",
    "QUEUED": "QUEUED",
    "IN PROGRESS": "RUNNING",
    "COMPLETED": "COMPLETED",
    "FAILURE": "FAILED",
}


@dataclass(slots=True)
class DeleteJob(Job):
    """A job that deletes the records of a view."""

    total: int = 0


def price(call: Call) -> int:
    """A credit for each 100 records."""
    try:
        ids = call.json().get("ids")
        count = len(ids) if isinstance(ids, list) else len(call.table().rows)
    except Problem:
        return 1
    return max(1, -(-count // 100))


def start(call: Call) -> Reply:
    """``POST /{module}/actions/mass_delete``."""
    table, body = call.table(), call.json()
    if "ids" in body:
        return _by_ids(call, table, body["ids"])
    view = body.get("cvid")
    if view is None:
        raise Problem("MANDATORY_NOT_FOUND", {"api_name": "ids", "json_path": "$.ids"})
    if parse_id(view) != view_id(table.module.layout_id):
        raise Problem("INVALID_DATA", {"api_name": "cvid", "json_path": "$.cvid"}, BAD_ID)
    return _by_view(call, table)


def _by_ids(call: Call, table: Table, ids: Any) -> Reply:
    if not isinstance(ids, list) or not ids:
        raise Problem("INVALID_DATA", {"expected_data_type": "jsonarray", "api_name": "ids"})
    if len(ids) > MOST_IDS:
        raise Problem("LIMIT_EXCEEDED", {"limit": MOST_IDS, "api_name": "ids"})
    results = [_delete(call.state, table, one, place) for place, one in enumerate(ids)]
    return Reply(status_of(results, 200, call.version), {"data": results}, records=len(results))


def _delete(state: State, table: Table, name: Any, place: int) -> Json:
    record_id = parse_id(name)
    if record_id is None or record_id not in table.rows:
        where = {"id": str(name), "json_path": f"$.ids[{place}]"}
        return Problem("INVALID_DATA", where, BAD_ID).body()
    table.delete(record_id, state.current_user.id, state.clock.second())
    tell(state, table, record_id, "deleted", source=_SOURCE)
    details = {"id": str(record_id)}
    return {"code": "SUCCESS", "details": details, "message": "record is deleted", "status": "success"}


# -- as a job ----------------------------------------------------------------------------------------


def _by_view(call: Call, table: Table) -> Reply:
    state = call.state
    state.jobs.tick()
    if any(job.kind == "mass_delete" and job.ended is None for job in state.jobs.jobs.values()):
        raise Problem("ALREADY_SCHEDULED")
    ids = list(table.order)
    if not ids:
        raise Problem("NO_RECORDS_FOUND")
    if len(ids) > MOST_RECORDS:
        raise Problem("LIMIT_EXCEEDED", {"limit": MOST_RECORDS})
    user, now = state.current_user.id, state.clock.now()
    job = DeleteJob(
        state.ids.next(), call.version, user, now, "mass_delete", orders=call.orders, total=len(ids)
    )
    job.work = _work(job, table, ids, state)
    state.jobs.add(job)
    done = {"code": "SUCCESS", "message": "mass delete scheduled successfully", "status": "success"}
    return Reply(200, {"data": [done | {"details": {"job_id": str(job.id)}}]})


def _work(job: DeleteJob, table: Table, ids: list[int], state: State) -> Iterator[None]:
    for place, record_id in enumerate(ids):
        if place % _CHUNK == 0:
            job.fail_if_ordered(place)
            yield
        if record_id in table.rows:
            table.delete(record_id, job.user, state.clock.second())
            tell(state, table, record_id, "deleted", source=_SOURCE, by=job.user)
            job.rows += 1


def status(call: Call) -> Reply:
    """``GET /{module}/actions/mass_delete?job_id=``."""
    call.table()
    wanted = call.query.get("job_id")
    if not wanted:
        raise Problem("REQUIRED_PARAM_MISSING", {"param_name": "job_id", "param": "job_id"})
    call.state.jobs.tick()
    job = call.state.jobs.jobs.get(parse_id(wanted) or 0)
    if job is not None and job.frozen is not None:
        return Reply(200, job.frozen)
    if not isinstance(job, DeleteJob):
        raise Problem("RESOURCE_NOT_FOUND", {"resource": wanted})
    return Reply(200, delete_picture(call.state, job))


def delete_picture(state: State, job: DeleteJob) -> Json:
    """Show a mass delete."""
    shown = {
        "Status": _STATES[state.jobs.phase(job)],
        "Total_Count": job.total,
        "Deleted_Count": job.rows,
        "Failed_Count": job.total - job.rows if job.ended is not None else 0,
    }
    return {"data": [shown]}
