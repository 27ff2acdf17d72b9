"""A secret that is planted wherever one can be comes out nowhere: no answer, page, file, log or error."""

from __future__ import annotations

import base64
import gzip
import io
import logging
import sqlite3
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hakobu.errors import DefinitionError
from tests.integration.application import PASSWORD, Application, serving
from tests.integration.test_every_route import MAY, address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PLANTED = "planted-5ecret"
JOB = """\
source: drop
destination: crm
tasks:
  - name: leads
    read: {file: leads.csv}
    module: Leads
    operation: upsert
    match: [Email]
    map: {Last_Name: name, Email: mail}
"""


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Give what reaches the root's handlers; pytest's own listens at loggers that pass nothing on, too."""
    text, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(text), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.fixture
def app(tmp_path: Path, emulator: Callable[..., Any], log: io.StringIO) -> Iterator[Application]:
    assert log.getvalue() == ""
    zoho = emulator()
    (tmp_path / "leads.csv").write_text("name,mail\nA,a@x.org\n,b@x.org\n")
    secrets = dict.fromkeys(("client_secret", "refresh_token"), PLANTED)
    crm = {"accounts_server": zoho.url, "api_domain": zoho.url, "client_id": "id", **secrets}
    with serving(tmp_path / "home", env={"HAKOBU_SECRET_ONE": PLANTED, "OTHER": PLANTED}) as served:
        served.begin()
        served.ok("POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": crm})
        drop = {"name": "drop", "connector": "files", "settings": {"path": str(tmp_path)}}
        served.ok("POST", "/api/connections", drop)
        shop = {"database": "a", "password": PLANTED, "port": 1}
        served.ok("POST", "/api/connections", {"name": "shop", "connector": "postgresql", "settings": shop})
        url = f"postgresql://user:{PLANTED}@127.0.0.1:1/shop"
        served.ok(
            "POST", "/api/connections", {"name": "url", "connector": "postgresql", "settings": {"url": url}}
        )
        own = {"path": str(tmp_path / "own.db"), "allow_sql": True}
        sqlite3.connect(tmp_path / "own.db").close()
        served.ok("POST", "/api/connections", {"name": "own", "connector": "sqlite", "settings": own})
        served.ok("POST", "/api/jobs", {"name": "a", "text": JOB})
        openid = {"issuer": "https://login.example.com", "client_id": "a", "client_secret": PLANTED}
        served.ok("PUT", "/api/openid/settings", openid)
        yield served


def holds(data: bytes) -> bool:
    """Tell whether the secret stands in something, also where that is packed or written in base64."""
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return any(holds(packed.read(name)) for name in packed.namelist())
    if data.startswith(b"PAR1"):
        return PLANTED in str(pq.read_table(io.BytesIO(data)).to_pylist())
    if data.startswith(b"\x1f\x8b"):
        return holds(gzip.decompress(data))
    return PLANTED.encode() in data or base64.b64encode(PLANTED.encode()).rstrip(b"=") in data


def test_what_is_packed_is_searched_too(tmp_path: Path) -> None:
    table = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([{"a": PLANTED * 40}]), table, compression="zstd")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("inner", gzip.compress(PLANTED.encode()))
    with closing(sqlite3.connect(tmp_path / "one.db")) as database:
        database.execute("create table t (a text)")
        database.execute("insert into t values (?)", (f"x{PLANTED}x",))
        database.commit()
    texts = (PLANTED.encode(), base64.b64encode(PLANTED.encode()), (tmp_path / "one.db").read_bytes())
    assert all(holds(each) for each in (*texts, table.getvalue(), packed.getvalue()))
    assert not holds(b"planted")


def test_it_stands_in_no_answer_log_or_file(app: Application, tmp_path: Path, log: io.StringIO) -> None:
    said: dict[str, bytes] = {}
    for name in ("crm", "shop", "url"):
        said[f"test of {name}"] = app.call("POST", f"/api/connections/{name}/test").content
    heard = app.follow(app.ok("POST", "/api/jobs/a/runs", {})["ticket"])
    run = heard[-1][1]["run"]
    said["events"] = str(heard).encode()
    written = app.ok("POST", "/api/jobs/a/history-tables", {"to": "own"})
    assert (len(written["tables"]), written["runs"]) == (3, [run])
    there = {
        "number": str(run),
        "module": "Leads",
        "ident": "0" * 12,
        "organisation": "0",
        "upload_id": "0" * 32,
    }
    for route in MAY:
        if not route.startswith("GET") or "openid/start" in route or "events" in route:
            continue
        for name in ("crm", "a"):
            method, path = route.split(" ")
            for key, value in {**there, "name": name}.items():
                path = path.replace(f"{{{key}}}", value)
            path = path if "{" not in path else address(route)[1]
            answer = app.call(method, path)
            said[f"{route} ({name})"] = answer.content + str(answer.headers).encode()
    assert said["GET /api/backup (crm)"].startswith(b"PK")
    assert said["GET /api/support (crm)"].startswith(b"PK")
    said |= changed(app)
    broken = {"connector": "postgresql", "settings": {"password": PLANTED, "port": "x"}, "based_on": 1}
    said["a form with faults"] = app.call("PUT", "/api/connections/shop", broken).content
    said["a wrong password"] = app.call(
        "POST", "/api/session", {"email": PLANTED[:5], "password": PLANTED}
    ).content
    assert not [where for where, text in said.items() if holds(text)]
    assert PASSWORD not in str(said)
    assert "Starting new HTTP connection" in log.getvalue()  # that log is really listened to
    assert PLANTED not in log.getvalue()
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert {"hakobu.db", "own.db"} <= {file.name for file in files}
    assert any(file.suffix == ".parquet" for file in files)
    assert not [str(file) for file in files if holds(file.read_bytes())]


def changed(app: Application) -> dict[str, bytes]:
    """Call every route that changes something, with what it takes and without; gives what it answered."""
    said = {}
    hook = {"kind": "webhook", "secret": f"http://127.0.0.1:1/{PLANTED}"}
    mail = {"host": "127.0.0.1", "port": 1, "security": "none", "sender": "a@x.org", "to": ["b@x.org"]}
    kept = app.ok("GET", "/api/connections/shop")
    text = app.ok("GET", "/api/definitions")["text"]
    exact: dict[str, tuple[str, Any]] = {
        "PUT /api/alert-channels/hook": ("PUT", hook),
        "POST /api/alert-channels/hook/test": ("POST", {}),
        "PUT /api/alert-channels/mail": ("PUT", {"kind": "mail", "settings": mail, "secret": PLANTED}),
        "POST /api/alert-channels/mail/test": ("POST", {}),
        "PUT /api/connections/shop": (
            "PUT",
            {"connector": "postgresql", "settings": kept["settings"], "based_on": kept["version"]},
        ),
        "POST /api/connections/shop/duplicate": ("POST", {"name": "copy"}),
        "POST /api/connections/copy/test": ("POST", {}),
        "POST /api/definitions": ("POST", {"text": text}),
        "POST /api/connections/crm/query": ("POST", {"coql": "select id from Leads where id is not null"}),
        "POST /api/jobs/a/plans": ("POST", {}),
    }
    for route, (method, body) in exact.items():
        answer = app.call(method, route.split(" ")[1], body)
        said[route] = answer.content + str(answer.headers).encode()
        assert answer.status_code < 300 or "query" in route or "test" in route, (route, answer.text)
    for route in MAY:
        if not route.startswith("GET") and "session" not in route:
            for name in ("crm", "a", "hook"):
                method, path = address(route.replace("{name}", name))
                if method != "DELETE":
                    answer = app.call(method, path, {})
                    said[f"{route} ({name})"] = answer.content + str(answer.headers).encode()
    for method, path in (("GET", "/api/audit?limit=200"), ("GET", "/api/notices"), ("GET", "/metrics")):
        said[path] = app.call(method, path).content
    return said


def test_a_definition_on_the_server_reads_only_its_own_variables(app: Application) -> None:
    for variable in ("OTHER", "HAKOBU_KEY", "PATH"):
        text = JOB.replace("leads.csv", f"'${{{variable}}}'")
        with pytest.raises(DefinitionError):
            app.context.workspace.check("a", text)
        told = app.refused(422, "POST", "/api/jobs/a/check", {"text": text})
        assert PLANTED not in str(told)
