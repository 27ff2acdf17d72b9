"""How jobs look when they are polled, and what their callbacks are told."""

from typing import Any

from hakobu.emulator.bulk.job import Job
from hakobu.emulator.bulk.mass_delete import DeleteJob, delete_picture
from hakobu.emulator.bulk.read_job import PAGE, ReadJob
from hakobu.emulator.bulk.write_job import ADDED, SKIPPED, UPDATED, Resource, WriteJob
from hakobu.emulator.state import State

Json = dict[str, Any]


def created_by(state: State, job: Job) -> Json | None:
    """Name the user of a job."""
    return state.user_reference(job.user)


def job_picture(state: State, job: Job) -> Json:
    """Show any job as its poll does."""
    if job.frozen is not None:
        return job.frozen
    if isinstance(job, WriteJob):
        return write_picture(state, job)
    if isinstance(job, DeleteJob):
        return delete_picture(state, job)
    return read_picture(state, job) if isinstance(job, ReadJob) else {}


def read_picture(state: State, job: ReadJob) -> Json:
    """Show a bulk read; ``result`` is there only once it has ended (§2.3)."""
    shown: Json = {
        "id": str(job.id),
        "operation": "read",
        "state": state.jobs.phase(job),
        "query": job.query,
        "created_by": created_by(state, job),
        "created_time": state.zone.render(int(job.created)),
        "file_type": "csv",
    }
    if job.callback:
        shown["callback"] = job.callback
    if job.ended is not None:
        shown["result"] = _result(state, job)
    return {"data": [shown]}


def _result(state: State, job: ReadJob) -> Json:
    if job.error is not None:
        return {"error_message": job.error}
    result: Json = {
        "page": job.page,
        "per_page": PAGE,
        "count": job.count,
        "download_url": f"/crm/bulk/{job.version.name}/read/{job.id}/result",
        "more_records": job.more,
    }
    if job.next_token is not None:
        result["next_page_token"] = job.next_token
        result["page_token_expiry"] = state.zone.render(int(job.token_expires))
    return result


def write_picture(state: State, job: WriteJob) -> Json:
    """Show a bulk write: plainly, and its ``result`` only once it has ended well (§3.6)."""
    phase = _write_phase(state, job)
    shown: Json = {
        "status": phase,
        "character_encoding": job.encoding or job.resources[0].file.encoding.upper(),
        "resource": [_resource(job, one, phase) for one in job.resources],
        "id": str(job.id),
        "callback": job.callback,
        "created_by": created_by(state, job),
        "operation": job.operation,
        "ignore_empty": job.ignore_empty,
        "created_time": state.zone.render(int(job.created)),
    }
    if phase == "COMPLETED":
        shown["result"] = {"download_url": _download_url(state, job)}
    return shown


def _write_phase(state: State, job: WriteJob) -> str:
    phase = state.jobs.phase(job)
    words = {"IN PROGRESS": state.habits["bulk_write_running"], "FAILURE": "FAILED"}
    return str(words.get(phase, phase))


def _resource(job: WriteJob, resource: Resource, phase: str) -> Json:
    module: Any = resource.shown if job.version.number >= 2.1 else resource.shown["api_name"]
    added, updated, skipped = (resource.count(one) for one in (ADDED, UPDATED, SKIPPED))
    shown: Json = {
        "status": phase,
        "type": "data",
        "module": module,
        "field_mappings": [one.shown for one in resource.mappings],
        "file": {
            "status": phase,
            "name": resource.file.name,
            "added_count": added,
            "skipped_count": skipped,
            "updated_count": updated,
            "total_count": added + updated + skipped,
        },
    }
    if job.version.number >= 2.1:
        ended = "SUCCESS" if job.ended is not None else None
        shown["code"] = ended if job.error is None or job.ended is None else job.error["code"]
    if resource.find_by is not None:
        shown["find_by"] = resource.find_by
    return shown


def _download_url(state: State, job: WriteJob) -> str:
    """An address up to v6, a path from v7 on (§7)."""
    form = state.habits["bulk_write_url"] or ("path" if job.version.number >= 7 else "absolute")
    path = f"/crm/{job.version.name}/bulk-write/{job.id}/{job.id}.zip"
    return path if form == "path" else f"{job.base_url}{path}"
