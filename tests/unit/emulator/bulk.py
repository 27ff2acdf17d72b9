"""Bulk calls on an emulator in memory: files made, jobs ended at once, results unpacked."""

from __future__ import annotations

import asyncio
import csv
import io
import time
import zipfile
from typing import TYPE_CHECKING, Any

import msgspec

from hakobu.emulator.api import Visit
from hakobu.emulator.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .conftest import Answer, Crm

JSON = {"Content-Type": "application/json"}


def packed(**files: str | bytes) -> bytes:
    """Make a ZIP of files named ``name.csv``."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return kept.getvalue()


def multipart(content: bytes, part: str = "file") -> tuple[str, bytes]:
    head = f'--edge\r\nContent-Disposition: form-data; name="{part}"; filename="a.zip"\r\n\r\n'
    return "multipart/form-data; boundary=edge", head.encode() + content + b"\r\n--edge--\r\n"


def upload(crm: Crm, content: bytes, *, part: str = "file", **headers: str) -> Answer:
    kind, body = multipart(content, part)
    sent = {"feature": "bulk-write", "X-CRM-ORG": crm.state.org.zgid, "Content-Type": kind}
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return crm.call("POST", "upload", body, headers=sent | more)


def uploaded(crm: Crm, **files: str | bytes) -> str:
    answer = upload(crm, packed(**files))
    assert answer.body["status"] == "success", answer
    return str(answer.body["details"]["file_id"])


def bulk(
    crm: Crm, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None
) -> Answer:
    return crm.call(method, f"{crm.version}/{path}", body, version="bulk", headers=headers or JSON)


def module(crm: Crm, name: str) -> Any:
    return name if crm.version == "v2" else {"api_name": name}


def fetch(crm: Crm, path: str) -> tuple[int, bytes]:
    """Get what is not JSON."""
    headers = {"Authorization": f"Zoho-oauthtoken {crm.token}"}
    visit = Visit("GET", path, {}, headers, "http://crm.test", time.monotonic())

    async def read() -> bytes:
        return b""

    try:
        reply = asyncio.run(crm.api.answer(visit, read))
    except Problem as problem:
        return problem.status, msgspec.json.encode(problem.body())
    return reply.status, reply.payload()


def unpacked(content: bytes) -> dict[str, list[list[str]]]:
    """Read every CSV of a ZIP."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")))
            for name in archive.namelist()
        }


def read(crm: Crm, **query: Any) -> list[list[str]]:
    """Run a bulk read to its end and give the rows of its file."""
    query["module"] = module(crm, query["module"])
    answer = bulk(crm, "POST", "read", {"query": query})
    assert answer.status == 201, answer
    crm.ask("POST", "jobs")
    status, content = fetch(crm, f"/crm/bulk/{crm.version}/read/{answer.details['id']}/result")
    assert status == 200
    return next(iter(unpacked(content).values()))


def write(crm: Crm, body: dict[str, Any]) -> dict[str, Any]:
    """Run a bulk write to its end and give the job's picture."""
    answer = bulk(crm, "POST", "write", body)
    assert answer.status == 201, answer
    crm.ask("POST", "jobs")
    shown: dict[str, Any] = bulk(crm, "GET", f"write/{answer.body['details']['id']}").body
    return shown


def resource(crm: Crm, name: str, file_id: str, *mappings: Any, **more: Any) -> dict[str, Any]:
    mapped = []
    for place, one in enumerate(mappings):
        mapped.append({"api_name": one, "index": place} if isinstance(one, str) else one)
    fields = {"field_mappings": mapped} if mapped else {}
    return {"type": "data", "module": module(crm, name), "file_id": file_id, **fields, **more}


def result(crm: Crm, shown: dict[str, Any]) -> dict[str, list[list[str]]]:
    assert shown["status"] == "COMPLETED", shown
    path = shown["result"]["download_url"].removeprefix("http://crm.test")
    status, content = fetch(crm, path)
    assert status == 200
    return unpacked(content)
