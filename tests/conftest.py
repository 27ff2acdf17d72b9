"""What all tests share: a home of their own, the emulator as a process, databases, no way off loopback."""

from __future__ import annotations

import ipaddress
import multiprocessing
import os
import socket
import sys
import tempfile
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
import msgspec
import pytest

from hakobu.settings.reachable import _policies
from tests.conformance.deviations import hold
from tests.nursery import start_emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

READY_SECONDS = 20
LONGEST_BODY = 400_000


class OffLoopbackError(AssertionError):
    """A test that tried to reach something else than this computer."""


def keep_on_loopback(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what would leave this computer; nothing is patched, the interpreter asks here before it acts."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host or "localhost"
    try:
        at_home = name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        at_home = False
    if not at_home:
        refuse_by_policy(name)
        raise OffLoopbackError(f"tests talk to this computer only, not to {name}")


def refuse_by_policy(name: str) -> None:
    """Let the application refuse an address first, where it would: its words are what a test looks at."""
    for policy in _policies:
        policy.check(name)


sys.addaudithook(keep_on_loopback)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a folder of its own for all that the application keeps."""
    folder = tmp_path / "hakobu-home"
    monkeypatch.setenv("HAKOBU_HOME", str(folder))
    return folder


@pytest.fixture
def unique_name() -> str:
    """Give a name that no other test uses, fit for a table or a database."""
    return f"t_{uuid.uuid4().hex[:12]}"


class Emulator:
    """A Zoho CRM in a process of its own, and its control door."""

    def __init__(self, *options: str) -> None:
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._errors = Path(self._folder.name) / "stderr"
        self._ready, ready = multiprocessing.Pipe(duplex=False)
        self._process = start_emulator(options, ready, self._errors)
        ready.close()
        self.pid = self._process.pid or 0  # for tests that kill it
        try:
            self.url: str = self._wait_until_ready()
        except BaseException:
            self.close()
            raise
        self._http = httpx2.Client(base_url=self.url, timeout=60)
        self._judged = os.environ.get("HAKOBU_ZOHO_OPENAPI", "")
        if self._judged:
            self.post("/_emulator/journal", {"bodies": LONGEST_BODY})

    def get(self, path: str, **params: Any) -> Any:
        """Ask, and give the JSON of the answer."""
        return self._answer(self._http.get(path, params=params or None))

    def post(self, path: str, body: Any = None) -> Any:
        """Send JSON, and give the JSON of the answer."""
        content = msgspec.json.encode({} if body is None else body)
        return self._answer(
            self._http.post(path, content=content, headers={"Content-Type": "application/json"})
        )

    def stats(self) -> Any:
        """Count calls, credits, peaks and records."""
        return self.get("/_emulator/stats")

    def journal(self, **params: Any) -> Any:
        """List the requests that arrived."""
        return self.get("/_emulator/journal", **params)

    def seed(self, body: Any = None, **parts: Any) -> Any:
        """Put modules, fields and records in."""
        return self.post("/_emulator/seed", {**(body or {}), **parts})

    def faults(self, body: Any) -> Any:
        """Tell which calls shall go wrong, and how."""
        return self.post("/_emulator/faults", body)

    def reset(self, body: Any = None) -> Any:
        """Begin anew, as a new organisation."""
        return self.post("/_emulator/reset", body)

    def end(self) -> None:
        """Close it; where Zoho's OpenAPI files are at hand, its answers are held against them before."""
        try:
            if self._judged and not self._ready.closed and self._process.is_alive():
                hold(self.journal(limit=10_000)["requests"], self._judged, LONGEST_BODY)
        finally:
            self.close()

    def close(self) -> None:
        """End the process, and see it end."""
        if self._ready.closed:
            return
        self._process.kill()
        self._process.join(timeout=READY_SECONDS)
        self._process.close()
        self._ready.close()
        if hasattr(self, "_http"):
            self._http.close()
        self._folder.cleanup()

    def _answer(self, response: httpx2.Response) -> Any:
        if response.is_error:
            raise AssertionError(f"{response.request.method} {response.request.url}: {response.text[:2000]}")
        return msgspec.json.decode(response.content) if response.content else None

    def _wait_until_ready(self) -> str:
        line = b""
        while not line.endswith(b"\n") and self._ready.poll(READY_SECONDS):
            piece = os.read(self._ready.fileno(), 1000)
            if not piece:
                break
            line += piece
        try:
            return str(msgspec.json.decode(line)["url"])
        except (msgspec.DecodeError, KeyError, TypeError):
            errors = self._errors.read_text(encoding="utf-8", errors="replace")
            raise AssertionError(f"the emulator said {line!r} in place of being ready:\n{errors}") from None


@pytest.fixture
def emulator() -> Iterator[Callable[..., Emulator]]:
    """Give a factory of emulators: ``emulator("--edition", "free")``; they end with the test."""
    with ExitStack() as running:

        def start(*options: str) -> Emulator:
            started = Emulator(*options)
            running.callback(started.end)
            return started

        yield start


def _server(variable: str, default: str) -> str:
    url = os.environ.get(variable) or default
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5).close()
    except OSError as error:
        reason = f"no server answers at {parts.hostname}:{parts.port} ({error}); {variable} may name another"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return url


@pytest.fixture(scope="session")
def postgresql_url() -> str:
    """Give the address of a PostgreSQL database in which tests may make tables."""
    return _server("HAKOBU_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/test")


@pytest.fixture(scope="session")
def mysql_url() -> str:
    """Give the address of a MySQL or MariaDB database in which tests may make tables."""
    return _server("HAKOBU_TEST_MYSQL_URL", "mysql://root@127.0.0.1:3306/test")
