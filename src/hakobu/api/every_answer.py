"""What holds for every answer: its request's number, security headers, and that the API's is not kept."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders, QueryParams

from hakobu.api.language import LANGUAGE, language_of
from hakobu.store.audit import REQUEST

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["NUMBER", "EveryAnswer"]

NUMBER = "X-Request-ID"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class EveryAnswer:
    """Numbers each request, and completes the head of its answer; what is streamed passes as it comes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, numbered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = number
        REQUEST.set(number)
        LANGUAGE.set(language_of(Headers(scope=scope), QueryParams(scope["query_string"])))

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers[NUMBER] = number
                if scope["path"].startswith("/api"):
                    headers.setdefault("Cache-Control", "no-store")
                    headers.setdefault("Vary", "Accept-Language")
            await send(message)

        await self._app(scope, receive, answer)
