"""A limit for the body of every request, before anything of it is kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["BodyLimit"]

MOST = 4 << 20  # bytes; a job's text has a million letters at most
PATIENCE = 64 << 20  # bytes that are still listened to, and kept nowhere
WITHOUT = ("/api/uploads",)  # what counts for itself, as it writes


class BodyLimit:
    """Refuses a body that is announced too large, and ends one that becomes too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its body counted."""
        if scope["type"] != "http" or scope["path"] in WITHOUT:
            await self._app(scope, receive, send)
            return
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if announced.isdigit() and int(announced) > MOST:
            if int(announced) <= PATIENCE:  # one that is cut off in the middle does not hear the answer
                while (await receive()).get("more_body", False):
                    pass
            await _refuse(send)
            return
        counted, refused = 0, False

        async def count() -> Message:
            nonlocal counted, refused
            message = await receive()
            counted += len(message.get("body", b""))
            if counted > MOST:
                refused = True
                return {"type": "http.disconnect"}
            return message

        async def answer(message: Message) -> None:
            if not refused:
                await send(message)

        await self._app(scope, count, answer)
        if refused:
            await _refuse(send)


async def _refuse(send: Send) -> None:
    body = json.dumps(
        {
            "type": "about:blank",
            "title": "Content Too Large",
            "status": 413,
            "detail": f"A request has at most {MOST >> 20} MB.",
            "code": "too_large",
            "next_step": "Upload files with POST /api/uploads.",
            "faults": [],
            "request_id": "",
        }
    ).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
