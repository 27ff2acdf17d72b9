"""An emulator in memory: calls go straight to the API, without a socket."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import msgspec
import pytest

from hakobu.emulator.api import Api, Visit
from hakobu.emulator.control.door import Door
from hakobu.emulator.problem import Problem
from hakobu.emulator.state import Options, State
from hakobu.emulator.wire import JSON_TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hakobu.emulator.wire import Reply


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any

    @property
    def data(self) -> Any:
        return self.body["data"]

    @property
    def first(self) -> Any:
        return self.body["data"][0]

    @property
    def details(self) -> Any:
        return self.first["details"]


class Crm:
    """The whole of the API of one emulator, in one version unless a path names another."""

    def __init__(self, version: str = "v8") -> None:
        self.state = State(Options(edition="ultimate"))
        self.version = version
        self.api = Api(self.state)
        self.door = Door(self.state)
        self.renew()

    def renew(self) -> None:
        tokens = self.state.tokens
        self.token = tokens.create(tokens.new_grant("client", None, self.state.org.region)).token

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        version: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        path, _, query = f"/crm/{version or self.version}/{path}".partition("?")
        sent = b"" if body is None else body if isinstance(body, bytes) else msgspec.json.encode(body)
        visit = Visit(
            method,
            path,
            dict(parse_qsl(query, keep_blank_values=True)),
            {"Authorization": f"Zoho-oauthtoken {self.token}"} | dict(headers or {}),
            "http://crm.test",
            time.monotonic(),
        )

        async def answer() -> Reply:
            async def read() -> bytes:
                return sent

            return await self.api.answer(visit, read)

        try:
            reply = asyncio.run(answer())
        except Problem as problem:
            return Answer(problem.status, problem.body())
        payload = reply.payload()
        is_json = reply.content_type == JSON_TYPE and payload
        return Answer(reply.status, msgspec.json.decode(payload) if is_json else payload or None)

    def get(self, path: str, **more: Any) -> Answer:
        return self.call("GET", path, **more)

    def insert(self, module: str, *records: Any, **more: Any) -> Answer:
        return self.call("POST", module, {"data": list(records)}, **more)

    def update(self, module: str, *records: Any, **more: Any) -> Answer:
        return self.call("PUT", module, {"data": list(records)}, **more)

    def upsert(self, module: str, *records: Any, by: Any = None, **more: Any) -> Answer:
        keys = {} if by is None else {"duplicate_check_fields": by}
        return self.call("POST", f"{module}/upsert", {"data": list(records), **keys}, **more)

    def query(self, text: str, **more: Any) -> Answer:
        return self.call("POST", "coql", {"select_query": text}, **more)

    def added(self, module: str, **values: Any) -> str:
        """Insert one record and give its id."""
        answer = self.insert(module, values)
        assert answer.status == 201, answer
        return str(answer.details["id"])

    def ask(self, method: str, name: str, body: Any = None, **query: str) -> Any:
        """Ask the control door."""
        sent = b"" if body is None else msgspec.json.encode(body)
        reply = self.door.answer(method, f"/_emulator/{name}", query, sent)
        assert reply.status == 200, reply.body
        return msgspec.json.decode(reply.payload())


@pytest.fixture
def crm() -> Crm:
    return Crm()


@pytest.fixture(params=["v2", "v2.1", "v4", "v8"])
def any_version(request: pytest.FixtureRequest) -> Crm:
    return Crm(request.param)
