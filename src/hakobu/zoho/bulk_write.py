"""Bulk Write: a file is uploaded, a job is set up once, its result is fetched row by row."""

from __future__ import annotations

import secrets
import tempfile
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import msgspec

from hakobu.errors import NotSupportedError, RequestError, UnknownOutcomeError
from hakobu.zoho.answers import read_receipt, unknown
from hakobu.zoho.bulk_read import fetch
from hakobu.zoho.bulk_result import Sent, read_result
from hakobu.zoho.codes import explain, kind_of
from hakobu.zoho.jobs import DONE, wait
from hakobu.zoho.regions import region_of
from hakobu.zoho.session import Call

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hakobu.zoho.answers import Answer
    from hakobu.zoho.bulk_file import BulkFile
    from hakobu.zoho.session import Session

__all__ = ["BULK_LIFE", "BULK_WRITABLE", "BulkJob", "BulkJobFailedError", "BulkJobUnknownError", "BulkWriter"]

BULK_WRITABLE = frozenset(
    {
        "Leads",
        "Accounts",
        "Contacts",
        "Deals",
        "Campaigns",
        "Cases",
        "Solutions",
        "Products",
        "Vendors",
        "Price_Books",
        "Tasks",
    }
)
"""Modules that Zoho's page of Bulk Write lists; custom modules beside them."""

_OPERATIONS = ("insert", "update", "upsert")
BULK_LIFE = 1800.0
"""Seconds in which a job of 25,000 rows must have ended: one client in the field waits for 300."""


class BulkJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job that Zoho has taken on, as a value that can be kept and taken up again after a crash.

    ``deadline`` is in seconds since 1970: what has not been done by then is not done any more.
    """

    id: str
    module: str
    operation: str
    rows: int
    deadline: float
    keys: tuple[str, ...] = ()
    """The first column of the file, to hold the result against; empty where it is not known any more."""
    children: tuple[Sent, ...] = ()
    """The files of what hangs below its rows."""


class BulkJobUnknownError(UnknownOutcomeError):
    """A job whose creation or end nobody told: its rows may be written until ``deadline``."""

    def __init__(self, message: str, *, where: str, deadline: float, job: str = "") -> None:
        super().__init__(
            message,
            where=where,
            code="unknown_outcome",
            next_step="Wait until the job's time is up, then look the records up.",
        )
        self.deadline = deadline
        self.job = job


class BulkJobFailedError(RequestError):
    """A job that Zoho gave up before it wrote a row."""


class BulkWriter:
    """The Bulk Write calls of one connection."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def upload(self, file: BulkFile) -> None:
        """Upload a file, unless it was uploaded before; that writes nothing yet."""
        if not file.id:
            file.id = self._upload(file)

    def start(self, file: BulkFile, *, operation: str, find_by: str | None = None) -> BulkJob:
        """Upload a file and set its job up, once."""
        where = f"bulk {operation} {file.module}"
        self._check(file, operation, find_by, where)
        self.upload(file)
        deadline = self._session.clock.now() + BULK_LIFE
        try:
            response = self._session.send(
                Call(
                    operation="bulk write",
                    method="POST",
                    family="crm/bulk",
                    path="write",
                    body=msgspec.json.encode(self._body(file, operation, find_by)),
                    module=file.module,
                    answer="job",
                    write=True,
                )
            )
        except UnknownOutcomeError as error:
            raise BulkJobUnknownError(error.message, where=where, deadline=deadline) from error
        return BulkJob(
            id=read_receipt(response.body),
            module=file.module,
            operation=operation,
            rows=len(file),
            deadline=deadline,
            keys=tuple(file.keys),
            children=tuple(
                Sent(module=each.module, rows=len(each), heads=tuple(map(tuple, each.heads)))
                for each in file.children
            ),
        )

    def finish(self, job: BulkJob, *, waits: Callable[[float], None] | None = None) -> list[Answer]:
        """Wait for a job: one answer per row of its file, in order; ``waits`` waits in place of the clock."""
        return self.finish_all(job, waits=waits)[job.module]

    def finish_all(
        self, job: BulkJob, *, waits: Callable[[float], None] | None = None
    ) -> dict[str, list[Answer]]:
        """The same by module: the parents' answers, and those of what hangs below them."""
        where = f"bulk {job.operation} {job.module}, job {job.id}"
        ended = wait(self._session.clock, lambda: self._state(job), deadline=job.deadline, waits=waits)
        if ended is None:
            raise BulkJobUnknownError(
                "The job still runs at its deadline: it is not known what was written.",
                where=where,
                deadline=job.deadline,
                job=job.id,
            )
        state, found = ended
        address = (found.get("result") or {}).get("download_url")
        if not address:
            raise self._failed(job, state, found, where)
        with tempfile.TemporaryFile() as spool:
            file = cast("BinaryIO", spool)
            call = Call(
                operation="bulk result",
                path="",
                url=self._address(str(address)),
                module=job.module,
                answer="file",
                sink=file,
            )
            fetch(self._session, call, file)
            sent = (Sent(module=job.module, rows=job.rows, heads=(job.keys,)), *job.children)
            results = read_result(file, sent=sent, where=where)
            return {each.module: answers for each, answers in zip(sent, results, strict=True)}

    def _check(self, file: BulkFile, operation: str, find_by: str | None, where: str) -> None:
        if operation not in _OPERATIONS:
            raise NotSupportedError(f"Bulk Write has no {operation}.", where=where, valid=_OPERATIONS)
        if operation != "insert" and not find_by:
            raise NotSupportedError(
                f"A bulk {operation} finds its records by the ID or by one unique field.",
                where=where,
                next_step="Name it in find_by.",
            )
        if find_by and find_by not in {column.api_name for column in file.columns}:
            raise NotSupportedError(
                f"The file has no column {find_by!r} to find records by.",
                where=where,
                valid=tuple(column.api_name for column in file.columns),
            )
        if file.children and not self._session.settings.version.bulk_children:
            raise NotSupportedError(
                f"Schema {self._session.settings.schema} takes no files below another in one job.",
                where=where,
                next_step="Set schema: v8, or write the parents first.",
            )
        if not len(file):
            raise NotSupportedError("A bulk job wants at least one row.", where=where)

    def _upload(self, file: BulkFile) -> str:
        """An upload changes nothing by itself, so it is sent again where its answer was lost."""
        mark = f"hakobu{secrets.token_hex(12)}"
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file.module}.zip"\r\n'
            "Content-Type: application/zip\r\n\r\n"
        )
        call = Call(
            operation="bulk upload",
            method="POST",
            path="",
            url=self._upload_address(),
            headers={"feature": "bulk-write", "X-CRM-ORG": self._session.organisation().zgid},
            body=head.encode() + file.finish() + f"\r\n--{mark}--\r\n".encode(),
            content_type=f"multipart/form-data; boundary={mark}",
            module=file.module,
        )
        response = self._session.send(call)
        found = read_receipt(response.body)
        if not found:
            meaning, remedy = explain("UPLOAD_REFUSED")
            raise RequestError(
                meaning, code="UPLOAD_REFUSED", status=response.status, where=call.where, next_step=remedy
            )
        return found

    def _upload_address(self) -> str:
        """Zoho's host for files, or the connection's own host where it is none of Zoho's."""
        domain = self._session.auth.tokens().api_domain
        region = region_of(domain)
        return f"{region.upload_server if region else domain}/crm/{self._session.settings.schema}/upload"

    def _address(self, told: str) -> str:
        """Where a result lies: older versions tell a whole address, newer ones a path."""
        if told.startswith(("https://", "http://")):
            return told
        return f"{self._session.auth.tokens().api_domain}/{told.lstrip('/')}"

    def _body(self, file: BulkFile, operation: str, find_by: str | None) -> dict[str, Any]:
        objects = self._session.settings.version.bulk_objects
        empty = file.ignore_empty is not False
        mappings = [column.mapping(index) for index, column in enumerate(file.columns)]
        layout = self._session.settings.layout
        if layout and operation != "update":
            mappings.append({"api_name": "Layout", "default_value": {"value": layout}})
        resource: dict[str, Any] = {
            "type": "data",
            "module": {"api_name": file.module} if objects else file.module,
            "file_id": file.id,
            "ignore_empty": empty,
            "field_mappings": mappings,
        }
        if find_by:
            resource["find_by"] = find_by
        resources = [resource]
        for child in file.children:
            resource["file_names"] = [f"{file.module}.csv"]
            told: dict[str, Any] = {"type": "data", "module": {"api_name": child.module}, "file_id": file.id}
            told |= {"file_names": [f"{child.module}.csv"], "field_mappings": child.mappings()}
            resources.append(told | {"ignore_empty": empty})
        return {
            "operation": operation,
            "ignore_empty": empty,
            "character_encoding": "UTF-8",
            "resource": resources,
        }

    def _state(self, job: BulkJob) -> dict[str, Any]:
        call = Call(operation="bulk poll", family="crm/bulk", path=f"write/{job.id}", module=job.module)
        return self._session.read(call) or {}

    def _failed(self, job: BulkJob, state: str, found: dict[str, Any], where: str) -> Exception:
        """A job that ended without a result: refused whole, or nobody knows."""
        resources: Sequence[dict[str, Any]] = found.get("resource") or [{}]
        told = resources[0]
        file = told.get("file") or {}
        written = sum(int(file.get(name) or 0) for name in ("added_count", "updated_count"))
        code = str(told.get("code") or "")
        if state == DONE or written or not (code or file):
            return unknown(where, f"The job ended as {state} and gave no result")
        code = code or "bulk_failed"
        meaning, remedy = explain(code)
        return BulkJobFailedError(
            f"{meaning} ({code}) None of the {job.rows:,} rows was written.",
            code=code,
            status=200,
            kind=kind_of(code),
            where=where,
            next_step=remedy,
        )
