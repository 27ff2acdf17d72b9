"""The browser application beside the API: its files by name, its one page for every other address."""

from __future__ import annotations

import mimetypes
import secrets
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.datastructures import Headers
from starlette.staticfiles import StaticFiles

from hakobu.api.problems import ProblemError

if TYPE_CHECKING:
    from fastapi import FastAPI, Response
    from starlette.types import Scope

__all__ = ["add_pages"]

PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""What a page may load: the component library writes its own styles, and shows this nonce for them."""
PACKED = (("br", ".br"), ("gzip", ".gz"))
"""The forms that the build lays beside each file, the smaller first: packing them at each request is dear."""


def add_pages(app: FastAPI) -> None:
    """Serve the pages, where this installation has them."""
    folder = _pages()
    if folder is not None:
        app.mount("/assets", _Assets(directory=folder / "assets"), name="assets")

    @app.get("/{path:path}", include_in_schema=False)
    def page(path: str) -> Response:
        if path.startswith("api/"):
            raise ProblemError(404, "no_address", "There is nothing at this address.")
        if folder is None:
            return PlainTextResponse(
                "The pages are not built in this checkout. Build them with: make web", status_code=501
            )
        nonce = secrets.token_urlsafe(16)
        text = (folder / "index.html").read_text(encoding="utf-8").replace("__NONCE__", nonce)
        headers = {"Content-Security-Policy": PAGE.format(nonce=nonce), "Cache-Control": "no-cache"}
        return HTMLResponse(text, headers=headers)


class _Assets(StaticFiles):
    """Files whose names change with what they hold: a browser that has one never asks again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        accepted = Headers(scope=scope).get("accept-encoding", "")
        words = {each.partition(";")[0].strip() for each in accepted.split(",") if ";q=0" not in each}
        for name, suffix in PACKED:
            if name in words and self.lookup_path(path + suffix)[1] is not None:
                answer = await super().get_response(path + suffix, scope)
                answer.headers["Content-Encoding"] = name
                answer.headers["Content-Type"] = mimetypes.guess_type(path)[0] or "application/octet-stream"
                break
        else:
            answer = await super().get_response(path, scope)
        answer.headers["Vary"] = "Accept-Encoding"
        return answer

    def file_response(self, *args: Any, **named: Any) -> Response:
        answer = super().file_response(*args, **named)
        if "-" in str(args[0]).rpartition("/")[2]:
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


def _pages() -> Path | None:
    """Find the built pages, where this installation has them."""
    folder = Path(str(files("hakobu") / "web"))  # a wheel is unpacked: its files are files
    return folder if (folder / "index.html").is_file() else None
