"""Uploads: written as they arrive, limited before they fill anything, checked against their name."""

from __future__ import annotations

import gzip
import io
import socket
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.integration.application import Application, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 1 << 20


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with serving(tmp_path_factory.mktemp("home")) as served:
        served.begin()
        served.context.store.settings.set("upload_megabytes", 1)
        yield served


def send(app: Application, name: str, body: Any) -> Any:
    headers = {"x-csrf-token": app.csrf}
    return app.client.post("/api/uploads", params={"name": name}, content=body, headers=headers)


def files(app: Application) -> set[str]:
    folder = app.context.home / "uploads"
    return {file.name for file in folder.rglob("*") if file.is_file()} if folder.exists() else set()


def test_an_uploaded_file_is_what_a_connection_reads(app: Application) -> None:
    made = send(app, "見込み客.csv", "name,mail\n山田,yamada@example.com\n".encode()).json()
    settings = {"path": made["path"].rpartition("/")[0]}
    app.ok("POST", "/api/connections", {"name": "drop", "connector": "files", "settings": settings})
    tested = app.ok("POST", "/api/connections/drop/test")
    assert tested["passed"] is True, tested["report"]
    assert "見込み客.csv" in tested["report"][0]["message"]
    assert app.refused(409, "DELETE", f"/api/uploads/{made['id']}")["code"] == "in_use"
    app.ok("DELETE", "/api/connections/drop")
    app.ok("DELETE", f"/api/uploads/{made['id']}")
    assert "見込み客.csv" not in files(app)


def test_two_gigabytes_are_refused_before_they_are_sent(app: Application) -> None:
    place = urlsplit(app.address)
    cookies = "; ".join(f"{name}={value}" for name, value in app.client.cookies.items())
    with socket.create_connection((place.hostname or "", place.port or 0)) as line:
        line.sendall(
            b"POST /api/uploads?name=big.csv HTTP/1.1\r\nHost: x\r\nContent-Length: 2147483648\r\n"
            + f"Cookie: {cookies}\r\nX-CSRF-Token: {app.csrf}\r\n\r\n".encode()
        )
        assert b" 413 " in line.recv(100)
    assert "big.csv" not in files(app)


def test_who_sends_too_much_is_heard_out_and_hears_why(app: Application) -> None:
    place, size = urlsplit(app.address), 32 << 20  # more than the system holds back for the two of them
    cookies = "; ".join(f"{name}={value}" for name, value in app.client.cookies.items())
    with socket.create_connection((place.hostname or "", place.port or 0)) as line:
        line.sendall(
            f"POST /api/uploads?name=big.csv HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n"
            f"Cookie: {cookies}\r\nX-CSRF-Token: {app.csrf}\r\n\r\n".encode()
        )
        line.sendall(b"a,b\n" * (size // 4))
        assert b" 413 " in line.recv(100)
    assert "big.csv" not in files(app)


def test_one_that_does_not_say_its_size_ends_at_the_limit(app: Application) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 100 * LIMIT:
            sent += 1 << 16
            yield b"a,b\n" * (1 << 14)

    with suppress(httpx2.TransportError):  # the server may close the line while this still sends
        assert send(app, "endless.csv", endless()).status_code == 413
    assert sent < 50 * LIMIT
    assert "endless.csv" not in files(app)


def bomb() -> bytes:
    """A workbook whose directory says that a sheet unpacks to more than four gigabytes, twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for number in (1, 2):
            book.writestr(f"xl/worksheets/sheet{number}.xml", b"x")
    raw = bytearray(out.getvalue())
    place = 0
    while (place := raw.find(b"PK\x01\x02", place)) >= 0:
        raw[place + 24 : place + 28] = (0xF0000000).to_bytes(4, "little")
        place += 4
    return bytes(raw)


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("page.html", b"<script>", "unknown_kind"),
        ("run.exe", b"MZ", "unknown_kind"),
        ("leads.csv", b"", "empty_file"),
        ("leads.csv", b"MZ\x00\x00binary", "not_its_kind"),
        ("leads.xlsx", b"name,mail\n", "not_its_kind"),
        ("leads.xlsx", b"PK\x03\x04but nothing more", "not_its_kind"),
        ("leads.xlsx", bomb(), "not_its_kind"),
        ("leads.parquet", b"name,mail\n", "not_its_kind"),
        (".csv", b"a\n", "bad_name"),
        ("a\x00b.csv", b"a\n", "bad_name"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused_and_gone(
    app: Application, name: str, body: bytes, code: str
) -> None:
    answer = send(app, name, body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not files(app)


def test_a_name_never_leaves_the_folder(app: Application) -> None:
    made = send(app, "../../../etc/leads.csv", b"a\n1\n").json()
    assert made["name"] == "leads.csv"
    assert (app.context.home / "uploads" / made["id"] / "leads.csv").is_file()
    app.ok("DELETE", f"/api/uploads/{made['id']}")


def test_packed_and_utf16_texts_are_taken(app: Application) -> None:
    for name, body in (("a.csv.gz", gzip.compress(b"a\n1\n")), ("b.csv", "a\n1\n".encode("utf-16"))):
        made = send(app, name, body)
        assert made.status_code == 201, made.text
        app.ok("DELETE", f"/api/uploads/{made.json()['id']}")


def test_any_other_request_is_limited_too(app: Application) -> None:
    text = "x" * (5 << 20)
    answer = app.client.post(
        "/api/jobs", json={"name": "a", "text": text}, headers={"x-csrf-token": app.csrf}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
