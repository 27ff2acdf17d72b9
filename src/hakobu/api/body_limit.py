"""A limit for the body of every request, before anything of it is kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from hakobu.api.language import language_of, title_in
from hakobu.reports.spoken import spoken

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["BodyLimit"]

MOST = 4 << 20  # bytes; a job's text has a million letters at most
PATIENCE = 64 << 20  # bytes that are still listened to, and kept nowhere
WITHOUT = ("/api/uploads",)  # what counts for itself, as it writes


class BodyLimit:
    """Refuses a body that is announced too large, ends one that becomes so, and hears out who is refused."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its body counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(Headers(scope=scope), receive, None if scope["path"] in WITHOUT else MOST)

        async def answer(message: Message) -> None:
            if body.refused:
                return
            if message["type"] == "http.response.start" and message["status"] >= 400:
                await body.hear_out()
            await send(message)

        if not body.refused:
            await self._app(scope, body.count, answer)
        if body.refused:
            await body.hear_out()
            await _refuse(scope, send)


class _Body:
    """The body of one request: what was announced of it, and what has come."""

    def __init__(self, headers: Headers, receive: Receive, most: int | None) -> None:
        length = headers.get("content-length", "")
        self._announced = int(length) if length.isdigit() else 0
        self._awaits_a_word = "expect" in headers
        self._receive, self._most = receive, most
        self._counted, self._ended = 0, False
        self.refused = most is not None and self._announced > most

    async def count(self) -> Message:
        """Give the next part, or the end where it has become too much."""
        message = await self._hear()
        if self._most is not None and self._counted > self._most:
            self.refused = True
            return {"type": "http.disconnect"}
        return message

    async def hear_out(self) -> None:
        """Take in what still comes: one that is cut off in the middle does not hear the answer."""
        if self._announced > PATIENCE or (self._awaits_a_word and not self._counted):
            return  # the one sends too much to wait for, the other has not begun
        while self._counted < self._announced and not self._ended:
            await self._hear()

    async def _hear(self) -> Message:
        message = await self._receive()
        self._counted += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        return message


async def _refuse(scope: Scope, send: Send) -> None:
    lang = language_of(Headers(scope=scope))
    body = json.dumps(
        {
            "type": "about:blank",
            "title": title_in(lang, 413),
            "status": 413,
            "detail": spoken(f"A request has at most {MOST >> 20} MB.", lang),
            "code": "too_large",
            "next_step": spoken("Upload files with POST /api/uploads.", lang),
            "faults": [],
            "request_id": scope.get("state", {}).get("request_id", ""),
        }
    ).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
