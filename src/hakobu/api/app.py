"""The application: routes, the pages beside them, and what holds for every answer."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from fastapi import FastAPI

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
    limits,
    log_level,
    network,
    notes,
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
from hakobu.api.every_answer import EveryAnswer
from hakobu.api.pages import add_pages
from hakobu.api.problems import add_handlers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hakobu.api.context import Context

__all__ = ["make_app"]

ROUTERS = (
    *(session, openid, account, users, tokens, connectors, connections, uploads),
    *(jobs, definitions, runs, plans, failed, approvals, crm, keeping, audit, security, health),
    *(schedules, limits, log_level, calendars, zoho, alerts, support, overview, network, notes),
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
    app.add_middleware(BodyLimit)
    app.add_middleware(EveryAnswer)  # the last that is added is the first that is asked
    for module in ROUTERS:
        app.include_router(module.router)
    add_pages(app)
    app.openapi = partial(describe, app)  # type: ignore[method-assign]  # the way that FastAPI documents
    return app
