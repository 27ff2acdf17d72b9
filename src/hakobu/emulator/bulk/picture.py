"""How jobs look when they are polled, and what their callbacks are told."""

from typing import Any

from hakobu.emulator.bulk.job import Job
from hakobu.emulator.bulk.read_job import PAGE, ReadJob
from hakobu.emulator.state import State

Json = dict[str, Any]


def created_by(state: State, job: Job) -> Json | None:
    """Name the user of a job."""
    return state.user_reference(job.user)


def job_picture(state: State, job: Job) -> Json:
    """Show any job as its poll does."""
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
