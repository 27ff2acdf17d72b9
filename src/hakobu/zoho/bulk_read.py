"""Bulk Read: a job that Zoho runs, a zip that is fetched, pages of 200,000 rows without end."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import msgspec

from hakobu.errors import NotSupportedError, RequestError, WaitError
from hakobu.zoho.bulk_csv import read_export
from hakobu.zoho.codes import explain, kind_of
from hakobu.zoho.jobs import DONE, wait
from hakobu.zoho.session import Call
from hakobu.zoho.ties import TIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from hakobu.zoho.session import Session

__all__ = ["EMPTY", "NOT_EXPORTED", "BulkReader", "Export"]

EMPTY = "${EMPTY}"
"""Stands for "no value" in a criterion."""

NOT_EXPORTED = frozenset({"Notes", "Attachments", "Emails", *TIES})
"""Modules of which Zoho says that Bulk Read does not export them."""

FIELDS = 200
"""Fields that a job takes; with more names all fields come back, so more are not named."""

PAGES = 500
_LIFE = 3600.0
"""Seconds that a job may run: Zoho names no limit, and large exports take minutes."""
_SIGNATURE = b"PK"
_SPOOLED = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Export:
    """The result of one job: the zip, how many rows Zoho announced, and where to go on."""

    job: str
    file: BinaryIO
    rows: int | None
    next: dict[str, Any] | None


class BulkReader:
    """The Bulk Read calls of one connection."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def batches(
        self, module: str, names: Sequence[str], criteria: dict[str, Any] | None = None
    ) -> Iterator[pa.RecordBatch]:
        """Every record of a module, as batches of texts in the order of ``names``."""
        if module in NOT_EXPORTED:
            raise NotSupportedError(
                f"Bulk Read does not export {module}.",
                where=f"bulk read {module}",
                next_step="Use api_type: REST.",
            )
        fields = [name for name in dict.fromkeys(names) if name != "id"]
        first: dict[str, Any] = {"module": self._module(module), "page": 1}
        if len(fields) < FIELDS:
            first["fields"] = fields or ["id"]
        if criteria:
            first["criteria"] = criteria
        query: dict[str, Any] | None = first
        while query is not None:
            with self._export(module, query) as export:
                where = f"bulk read {module}, job {export.job}"
                yield from read_export(export.file, names, rows=export.rows, where=where)
                query = export.next

    @contextmanager
    def _export(self, module: str, query: dict[str, Any]) -> Iterator[Export]:
        job = self._create(module, query)
        result = self._wait(module, job)
        with tempfile.SpooledTemporaryFile(max_size=_SPOOLED) as spool:
            file = cast("BinaryIO", spool)
            self._download(module, job, file)
            count = result.get("count")
            yield Export(job, file, count if isinstance(count, int) else None, _next(query, result))

    def _module(self, module: str) -> str | dict[str, str]:
        return {"api_name": module} if self._session.settings.version.bulk_objects else module

    def _create(self, module: str, query: dict[str, Any]) -> str:
        """Set the job up; a lost answer may cost a second job, but loses nothing."""
        found = self._session.read(
            Call(
                operation="bulk read",
                method="POST",
                family="crm/bulk",
                path="read",
                body=msgspec.json.encode({"query": query}),
                module=module,
            )
        )
        rows = (found or {}).get("data") or [{}]
        details = rows[0].get("details") or {}
        if not details.get("id"):
            code = str(rows[0].get("code") or "")
            raise _failed(f"bulk read {module}", code, str(rows[0].get("message") or ""), details)
        return str(details["id"])

    def _wait(self, module: str, job: str) -> dict[str, Any]:
        where = f"bulk read {module}, job {job}"
        clock = self._session.clock
        ended = wait(clock, lambda: self._state(module, job), deadline=clock.now() + _LIFE)
        if ended is None:
            raise WaitError(
                f"The job still runs after {_LIFE / 60:.0f} minutes.",
                where=where,
                next_step="Zoho may be busy; read again later, or by COQL or lists.",
                code="bulk_deadline",
            )
        state, found = ended
        result = found.get("result")
        result = result if isinstance(result, dict) else {}
        if state != DONE:
            said = result.get("error_message")
            said = said if isinstance(said, dict) else {}
            details = said.get("details")
            raise _failed(
                where,
                str(said.get("code") or "bulk_failed"),
                str(said.get("message") or ""),
                details if isinstance(details, dict) else {},
            )
        return result

    def _state(self, module: str, job: str) -> dict[str, Any]:
        call = Call(operation="bulk poll", family="crm/bulk", path=f"read/{job}", module=module)
        rows = (self._session.read(call) or {}).get("data") or [{}]
        found: dict[str, Any] = rows[0]
        return found

    def _download(self, module: str, job: str, file: BinaryIO) -> None:
        call = Call(
            operation="bulk download",
            family="crm/bulk",
            path=f"read/{job}/result",
            module=module,
            answer="file",
            sink=file,
        )
        fetch(self._session, call, file)


def fetch(session: Session, call: Call, file: BinaryIO) -> None:
    """Fetch a zip into a file; what is none by its first bytes is refused."""
    response = session.send(call)
    if response.body:  # a transport that knows no sink
        file.write(response.body)
    file.seek(0)
    if file.read(2) != _SIGNATURE:
        kind = response.headers.get("content-type", "no type")
        raise WaitError(
            f"Zoho's answer is no zip file ({kind}).",
            where=call.where,
            next_step="Read again; a proxy on the way may have put in a page of its own.",
            code="not_a_zip",
        )
    file.seek(0)


def _next(query: dict[str, Any], result: dict[str, Any]) -> dict[str, Any] | None:
    """The query of the next page: by token where Zoho gives one, else by number."""
    if result.get("more_records") is not True:
        return None
    token = result.get("next_page_token")
    if token:
        return {"page_token": token}
    page = int(query.get("page") or result.get("page") or 1) + 1
    if page > PAGES:
        raise NotSupportedError(
            f"Bulk Read ends after {PAGES} pages.", where="bulk read", next_step="Read in parts, by criteria."
        )
    return {**query, "page": page}


def _failed(where: str, code: str, said: str, details: dict[str, Any]) -> RequestError:
    meaning, remedy = explain(code)
    more = f" {msgspec.json.encode(details).decode()}" if details else ""
    return RequestError(
        f"{meaning} ({code or 'no code'})" + (f" Zoho says: {said}" if said else "") + more,
        code=code,
        status=200,
        details=details,
        kind=kind_of(code),
        where=where,
        next_step=remedy,
    )
