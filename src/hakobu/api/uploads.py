"""Uploads: source files that come with a form; written as they arrive, limited, and checked.

The body of ``POST /api/uploads?name=leads.csv`` is the file itself. The answer's ``path`` is what the
settings of a connection take (Files, SQLite); each file lies in a folder of its own below ``uploads``.
"""

import hashlib
import secrets
import shutil
import time
import zipfile
from functools import partial
from pathlib import Path as FilePath
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.requests import ClientDisconnect

from hakobu.api.access import Editor, Viewer, context_of
from hakobu.api.context import Context
from hakobu.api.problems import ANSWERS, Problem, ProblemError
from hakobu.store.uploads import Upload

__all__ = ["LIMIT", "router"]

router = APIRouter(prefix="/api/uploads", tags=["uploads"], responses=ANSWERS)

At = Annotated[Context, Depends(context_of)]
LIMIT = 200  # megabytes of a file, where nobody set another limit
MOST = 500  # files
SPARE = 512 << 20  # bytes that stay free on the disk
UNPACKED = 4 << 30  # bytes that a workbook may have unpacked
CHUNK = 1 << 20
TEXTS, ZIPS = (".csv", ".tsv", ".tab", ".txt"), (".xlsx", ".xlsm", ".xlsb", ".ods")
STARTS = {
    **dict.fromkeys(ZIPS, b"PK\x03\x04"),
    ".xls": b"\xd0\xcf\x11\xe0",
    ".parquet": b"PAR1",
    ".gz": b"\x1f\x8b",
    ".sqlite": b"SQLite format 3\x00",
    ".db": b"SQLite format 3\x00",
}
KNOWN = tuple(sorted({*TEXTS, *STARTS}))


class UploadOut(BaseModel):
    """An uploaded file; ``path`` is what a connection's setting takes."""

    id: str
    name: str
    size: int
    sha256: str
    by: str
    at: float
    path: str = Field(examples=["../uploads/9f0c…/leads.csv"])


class UploadsPage(BaseModel):
    """Some uploads, the newest first, and how large one may be."""

    uploads: list[UploadOut]
    total: int
    limit_bytes: int


@router.get("", operation_id="uploads")
def uploads(
    _: Viewer,
    at: At,
    skip: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> UploadsPage:
    """List the uploaded files, the newest first."""
    found = at.store.uploads.all()
    return UploadsPage(
        uploads=[_out(each) for each in found[skip : skip + limit]],
        total=len(found),
        limit_bytes=limit_of(at),
    )


@router.post(
    "",
    status_code=201,
    operation_id="upload",
    responses={413: {"model": Problem, "description": "Content Too Large"}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def upload(
    request: Request,
    person: Editor,
    at: At,
    name: Annotated[str, Query(min_length=1, max_length=200, examples=["leads.csv"])],
) -> UploadOut:
    """Take a file in; one that is too large is refused before it is read, or where it passes the limit."""
    kept = _plain(name)
    limit = limit_of(at)
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise _too_large(limit)
    if len(at.store.uploads.all()) >= MOST:
        raise ProblemError(
            409, "uploads_full", f"There are {MOST} uploads already.", next_step="Remove some."
        )
    number = secrets.token_hex(16)
    folder = at.home / "uploads" / number
    try:
        size, digest = await _receive(request, folder, kept, limit)
        await to_thread.run_sync(_check, folder / kept)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    made = Upload(id=number, name=kept, size=size, sha256=digest, by=person.name, at=time.time())
    at.store.uploads.add(made)
    at.store.audit.write(who=person.name, action="file uploaded", what=f"{kept}, {size} bytes, {number}")
    return _out(made)


@router.delete("/{upload_id}", status_code=204, operation_id="remove_upload")
def remove(upload_id: Annotated[str, Path(pattern="^[0-9a-f]{32}$")], person: Editor, at: At) -> None:
    """Remove an uploaded file that no connection reads."""
    used = [
        each.name
        for each in at.store.definitions.connections()
        if upload_id in str(each.settings.get("path", ""))
    ]
    if used:
        raise ProblemError(409, "in_use", f"Connections read this file: {', '.join(used)}.")
    gone = at.store.uploads.drop(upload_id)
    if gone is None:
        raise ProblemError(404, "no_upload", "There is no such upload.")
    shutil.rmtree(at.home / "uploads" / upload_id, ignore_errors=True)
    at.store.audit.write(who=person.name, action="upload removed", what=f"{gone.name}, {upload_id}")


def limit_of(at: Context) -> int:
    """Give how many bytes a file may have."""
    return int(at.store.settings.get("upload_megabytes", LIMIT)) << 20


async def _receive(request: Request, folder: FilePath, name: str, limit: int) -> tuple[int, str]:
    """Write the body as it arrives; gives its size and hash."""
    if shutil.disk_usage(folder.parent.parent).free < limit + SPARE:
        raise ProblemError(
            507, "disk_full", "The server's disk has not enough room.", next_step="Tell an administrator."
        )
    await to_thread.run_sync(partial(folder.mkdir, mode=0o700, parents=True))
    size, digest, held = 0, hashlib.sha256(), bytearray()
    with (folder / name).open("wb") as file:
        try:
            async for chunk in request.stream():
                size += len(chunk)
                if size > limit:
                    raise _too_large(limit)
                digest.update(chunk)
                held += chunk
                if len(held) >= CHUNK:
                    await to_thread.run_sync(file.write, bytes(held))
                    held.clear()
        except ClientDisconnect:
            raise ProblemError(400, "incomplete", "The file did not arrive whole.") from None
        file.write(held)
    if not size:
        raise ProblemError(422, "empty_file", "The file is empty.")
    return size, digest.hexdigest()


def _plain(name: str) -> str:
    """Take a file's name without any folder; one that no connector reads is refused."""
    kept = name.replace("\\", "/").rpartition("/")[2].strip()
    if not kept or kept.startswith(".") or any(ord(each) < 32 or each in '<>:"|?*\x7f' for each in kept):
        raise ProblemError(422, "bad_name", "This is no name of a file.", next_step="Name it like leads.csv.")
    if not kept.lower().endswith(KNOWN):
        raise ProblemError(
            422,
            "unknown_kind",
            "No connector reads such a file.",
            next_step=f"Its name ends in {', '.join(KNOWN)}.",
        )
    if len(kept.encode()) > 200:
        raise ProblemError(422, "bad_name", "The file's name is too long.")
    return kept


def _check(file: FilePath) -> None:
    """Hold a file's beginning against its name, and a workbook against what it would unpack to."""
    suffix = file.suffix.lower()
    with file.open("rb") as opened:
        start = opened.read(64 << 10)
    wanted = STARTS.get(suffix)
    fits = (
        start.startswith(wanted)
        if wanted
        else b"\x00" not in start or start[:2] in {b"\xff\xfe", b"\xfe\xff"}
    )
    if fits and suffix in ZIPS:
        try:
            with zipfile.ZipFile(file) as book:
                fits = sum(each.file_size for each in book.infolist()) <= UNPACKED
        except zipfile.BadZipFile:
            fits = False
    if not fits:
        raise ProblemError(
            422, "not_its_kind", f"The file is not what its name says ({suffix}).", next_step="Save it anew."
        )


def _too_large(limit: int) -> ProblemError:
    return ProblemError(
        413,
        "too_large",
        f"A file has at most {limit >> 20} MB.",
        next_step="Put it into a folder that the server may read, and name its path.",
        headers={"Connection": "close"},
    )


def _out(found: Upload) -> UploadOut:
    return UploadOut(
        id=found.id,
        name=found.name,
        size=found.size,
        sha256=found.sha256,
        by=found.by,
        at=found.at,
        path=f"../uploads/{found.id}/{found.name}",
    )
