"""The calls of Bulk Read (api-coql-bulk §2.1)."""

from hakobu.emulator.bulk.export import export
from hakobu.emulator.bulk.job import Job
from hakobu.emulator.bulk.picture import created_by, job_picture
from hakobu.emulator.bulk.read_job import ReadJob
from hakobu.emulator.bulk.read_query import ReadQuery, read_query
from hakobu.emulator.call import Call
from hakobu.emulator.ids import parse_id
from hakobu.emulator.problem import Problem
from hakobu.emulator.wire import Reply

PRICE = 50
ZIP = "application/zip"
_GONE = "The requested resource doesn't exist."


def prepare(call: Call) -> ReadQuery:
    """Read the query of a call once; its price, its scopes and its job need it."""
    if call.prepared is None:
        call.prepared = read_query(call)
    prepared: ReadQuery = call.prepared
    return prepared


def price(call: Call) -> int:
    """A job costs 50 credits; a call that makes none costs one."""
    try:
        prepare(call)
    except Problem:
        return 1
    return PRICE


def needs(call: Call) -> list[tuple[str, str]]:
    """Tell which scopes the query needs beside that of bulk jobs."""
    prepared = call.prepared
    return [("modules.*.READ", prepared.table.module.api_name)] if isinstance(prepared, ReadQuery) else []


def create(call: Call) -> Reply:
    """``POST /crm/bulk/{version}/read``."""
    query, state = prepare(call), call.state
    job = ReadJob(
        state.ids.next(),
        call.version,
        state.current_user.id,
        state.clock.now(),
        "read",
        callback=query.callback,
        orders=call.orders,
        query=query.shown,
        page=query.page,
        module=query.table.module.api_name,
    )
    job.work = export(job, query, state)
    state.jobs.add(job)
    details = {
        "id": str(job.id),
        "operation": "read",
        "state": "ADDED",
        "created_by": created_by(state, job),
        "created_time": state.zone.render(int(job.created)),
    }
    done = {"status": "success", "code": "ADDED_SUCCESSFULLY", "message": "Added successfully."}
    return Reply(201, {"data": [done | {"details": details}], "info": {}})


def find_job(call: Call, kind: str) -> Job:
    """Find the job that a path names; unknown and expired ones are told alike."""
    call.state.jobs.tick()
    job = call.state.jobs.jobs.get(parse_id(call.args["id"]) or 0)
    if job is None or job.kind != kind:
        raise Problem("RESOURCE_NOT_FOUND", {"resource": call.args["id"]}, _GONE)
    return job


def status(call: Call) -> Reply:
    """``GET /crm/bulk/{version}/read/{id}``."""
    return Reply(200, job_picture(call.state, find_job(call, "read")))


def result(call: Call) -> Reply:
    """``GET /crm/bulk/{version}/read/{id}/result``; before the end it is an error, not a file."""
    job = find_job(call, "read")
    if job.ended is None or job.error is not None:
        raise Problem("RESOURCE_NOT_FOUND", {"resource": "result"}, _GONE)
    call.state.jobs.count_download()
    return zipped(job)


def zipped(job: Job) -> Reply:
    """Hand out the file of a job; Zoho's SDKs find its name only where it stands in quotes."""
    headers = {"Content-Disposition": f'attachment; filename="{job.id}.zip"'}
    return Reply(200, raw=job.file, content_type=ZIP, headers=headers, records=job.rows)
