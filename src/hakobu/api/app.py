"""The application: routes, the pages beside them, and what holds for every answer."""

from __future__ import annotations

import secrets
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

from hakobu.api import (
    account,
    alerts,
    approvals,
    audit,
    calendars,
    connections,
    connectors,
    crm,
    definitions,
    failed,
    health,
    jobs,
    keeping,
    network,
    openid,
    overview,
    plans,
    runs,
    schedules,
    security,
    session,
    support,
    tokens,
    uploads,
    users,
    zoho,
)
from hakobu.api.body_limit import BodyLimit
from hakobu.api.description import describe
from hakobu.api.problems import ProblemError, add_handlers
from hakobu.store.audit import REQUEST

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from fastapi import Request, Response

    from hakobu.api.context import Context

__all__ = ["make_app"]

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""What a page may load: the component library writes its own styles, and shows this nonce for them."""
ROUTERS = (
    *(session, openid, account, users, tokens, connectors, connections, uploads),
    *(jobs, definitions, runs, plans, failed, approvals, crm, keeping, audit, security, health),
    *(schedules, calendars, zoho, alerts, support, overview, network),
)


def make_app(context: Context) -> FastAPI:
    """Make the application over what it holds; the context is closed with it."""
    from hakobu import __version__  # noqa: PLC0415 - the package itself stands right of this folder

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        context.engine.resume()
        context.engine.scheduler.start()
        context.practice.resume()
        context.alerts.start()
        yield
        context.close()

    app = FastAPI(
        title="Hakobu",
        version=__version__,
        description="Moves rows from any source into Zoho CRM, and can prove what it did.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.context = context
    add_handlers(app)
    app.middleware("http")(_every_answer)
    app.add_middleware(BodyLimit)
    for module in ROUTERS:
        app.include_router(module.router)
    _add_pages(app)
    app.openapi = partial(describe, app)  # type: ignore[method-assign]  # the way that FastAPI documents
    return app


async def _every_answer(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    request.state.request_id = secrets.token_hex(8)
    REQUEST.set(request.state.request_id)
    response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-ID"] = request.state.request_id
    if request.url.path.startswith("/api"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _add_pages(app: FastAPI) -> None:
    """Serve the browser application: its files by name, its one page for every other address."""
    folder = _pages()
    if folder is not None:
        assets = GZipMiddleware(_Assets(directory=folder / "assets"), minimum_size=1000)
        app.mount("/assets", assets, name="assets")

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

    def file_response(self, *args: Any, **named: Any) -> Response:
        answer = super().file_response(*args, **named)
        if "-" in str(args[0]).rpartition("/")[2]:
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


def _pages() -> Path | None:
    """Find the built pages, where this installation has them."""
    folder = files("hakobu") / "web"
    index = folder / "index.html"
    if not index.is_file():
        return None
    from pathlib import Path  # noqa: PLC0415 - a wheel is unpacked: its files are files

    return Path(str(folder))
