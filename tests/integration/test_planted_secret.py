"""A secret that is planted wherever one can be comes out nowhere: no answer, page, file, log or error."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

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
def app(
    tmp_path: Path, emulator: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> Iterator[Application]:
    caplog.set_level(logging.DEBUG)
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
        served.ok("POST", "/api/jobs", {"name": "a", "text": JOB})
        openid = {"issuer": "https://login.example.com", "client_id": "a", "client_secret": PLANTED}
        served.ok("PUT", "/api/openid/settings", openid)
        yield served


def test_it_stands_in_no_answer_log_or_file(
    app: Application, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    said: dict[str, str] = {}
    for name in ("crm", "shop", "url"):
        said[f"test of {name}"] = app.call("POST", f"/api/connections/{name}/test").text
    heard = app.follow(app.ok("POST", "/api/jobs/a/runs", {})["ticket"])
    run = heard[-1][1]["run"]
    said["events"] = str(heard)
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
            said[f"{route} ({name})"] = answer.text + str(answer.headers)
    broken = {"connector": "postgresql", "settings": {"password": PLANTED, "port": "x"}, "based_on": 1}
    said["a form with faults"] = app.call("PUT", "/api/connections/shop", broken).text
    said["a wrong password"] = app.call(
        "POST", "/api/session", {"email": PLANTED[:5], "password": PLANTED}
    ).text
    assert not [where for where, text in said.items() if PLANTED in text]
    assert PASSWORD not in str(said)
    assert PLANTED not in caplog.text
    home = tmp_path / "home"
    files = [file for file in home.rglob("*") if file.is_file()]
    assert not [str(file) for file in files if PLANTED.encode() in file.read_bytes()]


def test_a_definition_on_the_server_reads_only_its_own_variables(app: Application) -> None:
    for variable in ("OTHER", "HAKOBU_KEY", "PATH"):
        text = JOB.replace("leads.csv", f"'${{{variable}}}'")
        with pytest.raises(DefinitionError):
            app.context.workspace.check("a", text)
        told = app.refused(422, "POST", "/api/jobs/a/check", {"text": text})
        assert PLANTED not in str(told)
