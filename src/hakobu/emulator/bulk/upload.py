"""``POST /upload``: takes the file of a bulk write in, with its odd answers (api-coql-bulk §3.2)."""

import io
from typing import Any
from zipfile import is_zipfile

from hakobu.emulator.bulk.jobs import Upload
from hakobu.emulator.bulk.multipart import first_file
from hakobu.emulator.call import Call
from hakobu.emulator.problem import Problem
from hakobu.emulator.wire import Reply

Json = dict[str, Any]
LARGEST = 25 * 1024 * 1024
_FEATURE = "bulk-write"


class HeaderProblem(Problem):
    """The upload host's own shape of an error about headers."""

    def body(self) -> Json:
        """Give the shape that the upload host answers with."""
        return {
            "ERROR_CODE": self.status,
            "ERROR_MESSAGE": self.message,
            "x-error": "check if headers [feature, X-CRM-ORG] are present and valid",
            "info": self.code,
            "x-info": self.message,
        }


def odd_refusal(problem: Problem) -> Problem:
    """Turn a refused token into the upload host's own shape."""
    return HeaderProblem(problem.code, problem.details, problem.message, problem.status)


def upload(call: Call) -> Reply:
    """Keep the first file of the body; ``X-CRM-ORG`` must be the organisation's ``zgid``."""
    state = call.state
    feature, org = call.headers.get("feature"), call.headers.get("X-CRM-ORG")
    if not feature or org != state.org.zgid:
        raise HeaderProblem("INVALID_REQUEST", message="invalid or missing headers")
    if feature != _FEATURE:
        raise _refused(call, "NOT_SUPPORTED_FEATURE")
    found = first_file(call.headers.get("Content-Type", ""), call.body)
    if found is None:
        raise _refused(call, "MANDATORY_NOT_FOUND", {"api_name": "file"})
    name, body = found
    if len(body) > LARGEST:
        raise Problem("FILE_TOO_LARGE")
    time = {"created_time": state.zone.render(state.clock.second())}
    if not body.startswith(b"PK") or not is_zipfile(io.BytesIO(body)):
        raise _refused(call, "INVALID_FILE_FORMAT", time)
    kept = Upload(state.ids.next(), name, body, state.clock.now())
    state.jobs.uploads[kept.id] = kept
    done = {"status": "success", "code": "FILE_UPLOAD_SUCCESS", "message": "file uploaded."}
    return Reply(200, done | {"details": {"file_id": str(kept.id), **time}})


def _refused(call: Call, code: str, details: Json | None = None) -> Problem:
    """Refuse with HTTP 200, as captured replies do, or with 400, as the pages say."""
    return Problem(code, details, status=call.state.habits["upload_error_status"])
