"""The server: takes requests in, hands them to accounts, API, control door or page, and notes them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from hakobu.emulator.api import Api, Dropped, Visit
from hakobu.emulator.bulk.pump import Pump
from hakobu.emulator.control.door import Door
from hakobu.emulator.journal import Entry
from hakobu.emulator.oauth import handlers as accounts
from hakobu.emulator.oauth.device import Devices
from hakobu.emulator.oauth.handlers import Form
from hakobu.emulator.page import page
from hakobu.emulator.problem import Problem
from hakobu.emulator.state import State
from hakobu.emulator.wire import Reply

_LARGEST = 1 << 30
_BODILESS = frozenset({204, 304})
Account = Callable[[Form], Reply]


class Server:
    """One emulator behind one socket."""

    def __init__(self, state: State, saved: Callable[[], None] | None = None) -> None:
        self._state = state
        self._saved = saved
        self._api = Api(state)
        self._door = Door(state)
        self._pump = Pump(state, saved)
        devices = Devices()
        self._accounts: dict[str, tuple[str, Account]] = {
            "/oauth/v2/token": ("oauth.token", accounts.token),
            "/oauth/v2/token/revoke": ("oauth.revoke", accounts.revoke),
            "/oauth/v2/revoke/token": ("oauth.revoke", accounts.revoke),
            "/oauth/v2/auth": ("oauth.auth", accounts.authorize),
            "/oauth/serverinfo": ("oauth.serverinfo", accounts.server_info),
            "/.well-known/openid-configuration": ("oauth.openid", accounts.openid),
            "/oauth/v3/device/code": ("oauth.device", devices.code),
            "/oauth/v3/device": ("oauth.device", devices.verify),
            "/oauth/v3/device/token": ("oauth.device", devices.token),
        }

    def web_server(self) -> web.Server:
        """Make the aiohttp server."""

        def large_request(
            message: Any, payload: Any, protocol: Any, writer: Any, task: Any
        ) -> web.BaseRequest:
            loop = asyncio.get_running_loop()
            return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=_LARGEST)

        return web.Server(self.handle, request_factory=large_request, access_log=None)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        path = _one_slash(request.rel_url.raw_path)
        if path.startswith("/_emulator"):
            reply = await self._behind_door(request, path)
            self._save()
            return _response(reply)
        if not path.startswith(("/crm/", "/oauth/", "/.well-known/")):
            languages = request.headers.get("Accept-Language", "")
            told = page(self._state, request.method, request.rel_url.path, request.rel_url.query, languages)
            return _response(told)
        return await self._visited(request, path)

    async def _behind_door(self, request: web.BaseRequest, path: str) -> Reply:
        return self._door.answer(request.method, path, request.rel_url.query, await request.read())

    async def _visited(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        # behind a proxy that speaks TLS for it
        scheme = request.headers.get("X-Forwarded-Proto", request.scheme)
        base_url = f"{scheme}://{request.host}"
        visit = Visit(
            request.method, path, request.rel_url.query, request.headers, base_url, time.monotonic()
        )
        generation = self._state.generation
        body = b""

        async def read() -> bytes:
            nonlocal body
            body = await request.read()
            return body

        try:
            reply = await self._answer(request, visit, read)
        except Dropped:
            self._note(visit, generation, None, body)
            self._save()
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        self._note(visit, generation, reply, body)
        self._save()
        self._dress(visit, reply)
        return _response(reply)

    async def _answer(
        self, request: web.BaseRequest, visit: Visit, read: Callable[[], Awaitable[bytes]]
    ) -> Reply:
        try:
            if visit.path.startswith("/crm/"):
                reply = await self._api.answer(visit, read)
            else:
                reply = await self._account(request, visit)
        except Problem as problem:
            reply = Reply(problem.status, problem.body())
        reply.pack()
        rest = visit.begun + self._state.latency - time.monotonic()
        if rest > 0:
            await asyncio.sleep(rest)
        return reply

    async def _account(self, request: web.BaseRequest, visit: Visit) -> Reply:
        name, answer = self._accounts.get(visit.path.rstrip("/"), ("unknown", None))
        visit.operation = name
        if answer is None:
            raise Problem("INVALID_URL_PATTERN")
        values = dict(visit.query)
        values.update(await _posted(request))
        visit.faults = self._state.faults.strike(name, visit.method, visit.path, None)
        await self._api.strike_before(visit)
        reply = answer(Form(self._state, visit.method, values, visit.headers, visit.base_url))
        await self._api.strike_after(visit)
        return self._api.distort(visit, reply)

    # -- after the answer ------------------------------------------------------------------------

    def _note(self, visit: Visit, generation: int, reply: Reply | None, body: bytes) -> None:
        state = self._state
        if generation != state.generation:
            # the state was reset while the call was under way
            return
        journal = state.journal
        journal.write(
            Entry(
                0,
                visit.method,
                visit.path,
                "&".join(f"{name}={value}" for name, value in visit.query.items()),
                visit.operation,
                visit.module,
                None if reply is None else reply.status,
                round(visit.begun * 1000, 3),
                round(time.monotonic() * 1000, 3),
                visit.records,
                visit.credits,
                visit.fault,
                journal.cut(body),
                None if reply is None else journal.cut(reply.payload()) if journal.bodies else None,
            )
        )

    def _dress(self, visit: Visit, reply: Reply) -> None:
        """Add the headers that Zoho's answers carry (wire-habits)."""
        if not visit.path.startswith("/crm/"):
            return
        state, headers = self._state, reply.headers
        if visit.access is not None:
            headers["X-ACCESSTOKEN-RESET"] = state.zone.render(int(visit.access.expires))
        if reply.status not in _BODILESS and reply.raw is None:
            headers["Content-Disposition"] = "attachment; filename=response.json"
            headers["Content-Language"] = state.org.locale.replace("_", "-")
        allowance, spent = state.org.allowance(), state.credits.spent()
        if visit.access is not None and spent * 2 >= allowance:
            headers["X-API-CREDITS-REMAINING"] = str(max(0, allowance - spent))

    def _save(self) -> None:
        if self._saved is not None:
            self._saved()
        self._pump.poke()


def _one_slash(path: str) -> str:
    """Zoho's own SDKs put a slash before the ``download_url`` of a bulk job, which has one already."""
    return "/" + path.lstrip("/")


async def _posted(request: web.BaseRequest) -> Mapping[str, str]:
    kind = request.content_type
    if kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return {name: str(value) for name, value in (await request.post()).items()}
    await request.read()
    return {}


def _response(reply: Reply) -> web.Response:
    headers = {"Server": "ZGS", "Cache-Control": "no-store, no-cache, must-revalidate", **reply.headers}
    if reply.status in _BODILESS:
        return web.Response(status=reply.status, headers=headers)
    headers["Content-Type"] = reply.content_type
    return web.Response(status=reply.status, body=reply.payload(), headers=headers)
