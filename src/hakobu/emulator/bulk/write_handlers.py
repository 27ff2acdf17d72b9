"""The calls of Bulk Write (api-coql-bulk §3.1)."""

from hakobu.emulator.bulk.job import DAY
from hakobu.emulator.bulk.load import load
from hakobu.emulator.bulk.picture import created_by, job_picture
from hakobu.emulator.bulk.read_handlers import find_job, zipped
from hakobu.emulator.bulk.write_job import WriteJob
from hakobu.emulator.bulk.write_request import WriteRequest, read_request
from hakobu.emulator.call import Call
from hakobu.emulator.problem import Problem
from hakobu.emulator.wire import Reply

PRICE = 500
_KEPT = 7 * DAY


def prepare(call: Call) -> WriteRequest:
    """Read the request of a call once; its price, its scopes and its job need it."""
    if call.prepared is None:
        call.prepared = read_request(call)
    prepared: WriteRequest = call.prepared
    return prepared


def price(call: Call) -> int:
    """A job costs 500 credits, whatever becomes of its rows; a call that makes none costs one."""
    try:
        prepare(call)
    except Problem:
        return 1
    return PRICE


def needs(call: Call) -> list[tuple[str, str]]:
    """Tell which scopes the request needs beside that of bulk jobs."""
    asked = call.prepared
    if not isinstance(asked, WriteRequest):
        return []
    scope = "modules.*.UPDATE" if asked.operation == "update" else "modules.*.CREATE"
    return [(scope, one.table.module.api_name) for one in asked.resources]


def create(call: Call) -> Reply:
    """``POST /crm/bulk/{version}/write``."""
    asked, state = prepare(call), call.state
    job = WriteJob(
        state.ids.next(),
        call.version,
        state.current_user.id,
        state.clock.now(),
        "write",
        kept=_KEPT,
        callback=asked.callback,
        orders=call.orders,
        refusals=call.refusals,
        operation=asked.operation,
        encoding=asked.encoding,
        ignore_empty=asked.ignore_empty,
        resources=asked.resources,
        base_url=call.base_url,
    )
    job.work = load(job, state)
    state.jobs.add(job)
    details = {"id": str(job.id), "created_by": created_by(state, job)}
    done = {"status": "success", "code": "SUCCESS", "message": "success"}
    return Reply(201, done | {"details": details})


def status(call: Call) -> Reply:
    """``GET /crm/bulk/{version}/write/{id}``: a plain object, without ``data``."""
    return Reply(200, job_picture(call.state, find_job(call, "write")))


def result(call: Call) -> Reply:
    """``GET /crm/{version}/bulk-write/{id}/{file}``: the result, from the content host."""
    job = find_job(call, "write")
    if job.ended is None or job.error is not None or call.args["file"] != f"{job.id}.zip":
        raise Problem("RESOURCE_NOT_FOUND", {"resource": "result"})
    return zipped(job)
