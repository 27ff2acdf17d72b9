"""The application for tests: a real server on a free port of loopback, and a browser's manners."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2
import uvicorn

from hakobu.api import make_app
from hakobu.api.access import COOKIE
from hakobu.api.context import Context
from hakobu.api.passwords import hash_password

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["PASSWORD", "Application", "serving"]

PASSWORD = "a long and quiet phrase"


class Application:
    """Somebody who uses the API as a page does: cookie, and the token against forged requests."""

    def __init__(self, address: str, context: Context) -> None:
        self.address = address
        self.context = context
        self.client = httpx2.Client(base_url=address, timeout=30)
        self.csrf = ""
        self.others: list[Application] = []

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        return self.client.request(
            method, path, json=body, headers={"x-csrf-token": self.csrf, **headers} if self.csrf else headers
        )

    def ok(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        answer = self.call(method, path, body, **headers)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def refused(self, status: int, method: str, path: str, body: Any = None, **headers: str) -> Any:
        answer = self.call(method, path, body, **headers)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        return answer.json()

    def begin(self, email: str = "admin@example.com") -> None:
        body = {"token": self.context.first_start, "email": email, "name": "Admin", "password": PASSWORD}
        self.csrf = self.ok("POST", "/api/first-start", body)["csrf"]

    def another(self, email: str, role: str) -> Application:
        """Somebody else at the same server, signed in as they would be after the link."""
        made = Application(self.address, self.context)
        user = self.context.store.users.named(email) or self.context.store.users.add(
            email=email, name=email, role=role, password=hash_password(PASSWORD)
        )
        text, session = self.context.access.begin(user)
        made.client.cookies.set(COOKIE, text)
        made.csrf = session.csrf
        self.others.append(made)
        return made

    def bearer(self, token: str = "") -> Application:
        """Somebody who has nothing but a token, or not even that."""
        made = Application(self.address, self.context)
        if token:
            made.client.headers["Authorization"] = f"Bearer {token}"
        self.others.append(made)
        return made

    def follow(self, ticket: int) -> list[tuple[str, Any]]:
        """Hear every event of a ticket, to its end."""
        heard = []
        with self.client.stream("GET", f"/api/tickets/{ticket}/events") as answer:
            name = ""
            for line in answer.iter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    heard.append((name, json.loads(line.removeprefix("data: "))))
        return heard


@contextmanager
def serving(home: Path, *, env: dict[str, str] | None = None) -> Iterator[Application]:
    """Serve the application from a home."""
    context = Context(home, env={"HAKOBU_FILES": str(home.parent.parent), **(env or {})})
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(make_app(context), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    context.on_loopback = True
    app = Application(f"http://127.0.0.1:{listening.getsockname()[1]}", context)
    try:
        yield app
    finally:
        for each in (app, *app.others):
            each.client.close()
        server.should_exit = True
        thread.join()
        listening.close()
