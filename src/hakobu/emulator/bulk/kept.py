"""Jobs and uploads in the store: ended ones last, one that was still at work has failed after a restart."""

import sqlite3
from typing import Any

import msgspec

from hakobu.emulator.bulk.job import Job
from hakobu.emulator.bulk.jobs import Jobs, Upload
from hakobu.emulator.bulk.picture import job_picture
from hakobu.emulator.state import State
from hakobu.emulator.version import VERSIONS

Json = dict[str, Any]
LAYOUT = """
create table if not exists job (id integer primary key, body blob not null, file blob not null);
create table if not exists upload (id integer primary key, name text not null, body blob not null, at real);
"""
_STOPPED: Json = {
    "code": "INTERNAL_SERVER_ERROR",
    "message": "the emulator was stopped while the job was at work",
    "details": {},
    "status": "error",
}


class KeptJobs:
    """What of the jobs the file holds."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._ended: dict[int, bool] = {}
        self._uploads: set[int] = set()
        self._of: Jobs | None = None

    def dirty(self, jobs: Jobs) -> bool:
        """Tell whether the file differs."""
        ended = {job.id: job.ended is not None for job in jobs.jobs.values()}
        return jobs is not self._of or ended != self._ended or jobs.uploads.keys() != self._uploads

    def save(self, state: State) -> None:
        """Write what changed, within the caller's transaction."""
        jobs = state.jobs
        if not self.dirty(jobs):
            return
        many = self._database.executemany
        if jobs is not self._of:
            self._ended, self._uploads, self._of = {}, set(), jobs
            self._database.execute("delete from job")
            self._database.execute("delete from upload")
        many("delete from job where id = ?", [(one,) for one in self._ended.keys() - jobs.jobs.keys()])
        many("delete from upload where id = ?", [(one,) for one in self._uploads - jobs.uploads.keys()])
        changed = [job for job in jobs.jobs.values() if self._ended.get(job.id) != (job.ended is not None)]
        many("insert or replace into job values (?, ?, ?)", [_row(state, job) for job in changed])
        fresh = [jobs.uploads[one] for one in jobs.uploads.keys() - self._uploads]
        many("insert into upload values (?, ?, ?, ?)", [(u.id, u.name, u.body, u.created) for u in fresh])
        self._ended = {job.id: job.ended is not None for job in jobs.jobs.values()}
        self._uploads = set(jobs.uploads)

    def load(self, state: State) -> None:
        """Take jobs and uploads back."""
        jobs = state.jobs
        for body, file in self._database.execute("select body, file from job order by id"):
            job = _job(msgspec.json.decode(body), file)
            jobs.jobs[job.id] = job
        for row in self._database.execute("select id, name, body, at from upload"):
            jobs.uploads[row[0]] = Upload(*row)
        self._ended = dict.fromkeys(jobs.jobs, True)
        self._uploads, self._of = set(jobs.uploads), jobs


def _row(state: State, job: Job) -> tuple[int, bytes, bytes]:
    kept = {
        "id": job.id,
        "version": job.version.name,
        "user": job.user,
        "created": job.created,
        "kind": job.kind,
        "kept": job.kept,
        "rows": job.rows,
        "ended": job.ended,
        "error": job.error,
        "frozen": job_picture(state, job),
    }
    return job.id, msgspec.json.encode(kept), job.file if job.ended is not None else b""


def _job(kept: Json, file: bytes) -> Job:
    job = Job(**(kept | {"version": VERSIONS[kept["version"]]}))
    job.file, job.worked, job.told = file, True, True
    job.started = job.created
    if job.ended is None:
        job.ended, job.error = job.created, _STOPPED
        job.frozen = _failed(job.frozen or {})
    return job


def _failed(shown: Json) -> Json:
    """Turn the picture of a job at work into that of one that failed."""
    if "data" not in shown:
        parts = [
            one | {"status": "FAILED", "code": _STOPPED["code"], "file": one["file"] | {"status": "FAILED"}}
            for one in shown.get("resource", ())
        ]
        return shown | {"status": "FAILED", "resource": parts}
    one = shown["data"][0]
    if "Status" in one:
        return {"data": [one | {"Status": "FAILED"}]}
    return {"data": [one | {"state": "FAILURE", "result": {"error_message": _STOPPED}}]}
