"""What a browser is sent for the first page: packed, small, and nothing that only another page needs."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import socket
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.cli.serve import listen
from tests.integration.application import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.application import Application

BUILT = Path(str(files("hakobu") / "web"))
ENTRY = "index.html"
MOST = 400 * 1024  # bytes of packed script
FIRST = ("src/features/session/SignIn.tsx", "src/features/dashboard/Dashboard.tsx")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    if not (BUILT / ENTRY).is_file():
        if os.environ.get("CI"):
            pytest.fail("the pages are not built (make web)")
        pytest.skip("the pages are not built (make web)")
    with serving(tmp_path_factory.mktemp("first") / "home") as served:
        yield served


@pytest.fixture(scope="module")
def parts() -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def needed(parts: dict[str, Any], name: str) -> set[str]:
    """List the files of scripts that are loaded before a part can begin."""
    found, ways = set(), [name]
    while ways:
        part = parts[ways.pop()]
        if part["file"] not in found:
            found.add(part["file"])
            ways += part.get("imports", ())
    return found


@pytest.mark.parametrize("page", FIRST)
def test_the_script_of_the_first_page_is_small_as_it_is_sent(
    app: Application, parts: dict[str, Any], page: str
) -> None:
    total = 0
    for name in needed(parts, ENTRY) | needed(parts, page):
        answer = app.client.head(f"/{name}", headers={"accept-encoding": "gzip, deflate, br"})
        assert answer.status_code == 200, name
        total += int(answer.headers["content-length"])
    assert 50_000 < total < MOST


def test_no_page_is_loaded_before_it_is_opened(parts: dict[str, Any]) -> None:
    at_once = needed(parts, ENTRY)
    pages = {name: part for name, part in parts.items() if name.startswith("src/features/")}
    assert {"src/features/jobs/JobPage.tsx", *FIRST} <= set(pages)
    for name, part in pages.items():
        assert part["isDynamicEntry"], name
        assert part["file"] not in at_once, name


def test_a_file_is_sent_in_the_smallest_form_that_is_taken(app: Application, parts: dict[str, Any]) -> None:
    path = f"/{parts[ENTRY]['file']}"
    plain = (BUILT / parts[ENTRY]["file"]).read_bytes()
    sizes = {}
    for taken, form in (("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", None)):
        with app.client.stream("GET", path, headers={"accept-encoding": taken}) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers.get("content-encoding") == form, taken
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["vary"] == "Accept-Encoding"
        assert "immutable" in answer.headers["cache-control"]
        sizes[form] = len(raw)
        if form == "gzip":
            assert gzip.decompress(raw) == plain
    assert sizes["br"] < sizes["gzip"] < sizes[None] == len(plain)


def test_an_address_that_has_no_file_is_said_so(app: Application) -> None:
    assert app.client.get("/assets/none.js").status_code == 404
    assert app.client.get("/assets/%2e%2e/index.html").status_code == 404


def test_small_answers_leave_at_once() -> None:
    async def send() -> int:
        told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            accepted = writer.get_extra_info("socket")
            told.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listening = listen("127.0.0.1", 0)
        server = await asyncio.start_server(connected, sock=listening)
        _, writer = await asyncio.open_connection(*listening.getsockname())
        found = await told
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()
        return found

    assert asyncio.run(send()) != 0
