"""A connection or a job gets another name: all that is remembered stays, and what names it follows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from typer.testing import CliRunner

from hakobu.cli import app as command_line
from hakobu.runs.ownership import own_job
from tests.conftest import Emulator
from tests.integration.application import Application, serving
from tests.integration.jobs import key_field

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JOB = """\
# the shop's people
source: drop  # refilled at night
destination: 'crm'
tasks:
  - name: leads
    read: {table: people, incremental: changed}
    module: Leads
    operation: upsert
    match: [Customer_No]
    map: {Customer_No: nr, Last_Name: name, Company: name}
"""
AFTER = JOB + "schedule:\n  starts:\n    - after: 'a'  # when it is through\n"
PEOPLE = """\
create table people (nr text, name text, changed integer);
insert into people values ('1', 'A', 1), ('2', 'B', 2);
"""


@pytest.fixture(scope="module")
def zoho() -> Iterator[Emulator]:
    running = Emulator()
    running.seed(fields={"Leads": [key_field("Customer_No")]})
    yield running
    running.end()


@pytest.fixture
def app(tmp_path: Path, zoho: Emulator) -> Iterator[Application]:
    zoho.reset()
    zoho.seed(fields={"Leads": [key_field("Customer_No")]})
    with closing(sqlite3.connect(tmp_path / "shop.db")) as database:
        database.executescript(PEOPLE)
    with serving(tmp_path / "application" / "home") as made:
        made.begin()
        shop = {"path": str(tmp_path / "shop.db")}
        made.ok("POST", "/api/connections", {"name": "drop", "connector": "sqlite", "settings": shop})
        crm = {"accounts_server": zoho.url, "api_domain": zoho.url, "client_id": "id"}
        crm |= {"client_secret": "planted-secret", "refresh_token": "planted-token"}
        made.ok("POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": crm})
        made.ok("POST", "/api/jobs", {"name": "a", "text": JOB})
        yield made


def run(app: Application, job: str) -> Any:
    started = app.ok("POST", f"/api/jobs/{job}/runs", {})
    number = app.follow(started["ticket"])[-1][1]["run"]
    return app.ok("GET", f"/api/runs/{number}")


def moved(outcomes: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in outcomes.items() if number}


def test_the_jobs_of_a_renamed_connection_follow_and_nothing_is_lost(app: Application) -> None:
    first = run(app, "a")
    assert moved(first["outcomes"]) == {"created": 2}
    app.ok("POST", "/api/connections/crm/test")
    app.ok("PUT", "/api/connections/crm/production", {"production": False})
    app.another("v@example.com", "viewer")
    number = app.context.store.users.named("v@example.com").id  # type: ignore[union-attr]
    app.ok("PUT", f"/api/users/{number}/rights", [{"connection": "crm", "see_values": True}])

    told = app.ok("POST", "/api/connections/crm/name", {"name": "本番: CRM"})
    assert (told["name"], told["used_by"], told["production"], told["passed"]) == (
        "本番: CRM",
        ["a"],
        False,
        True,
    )
    app.ok("POST", "/api/connections/drop/name", {"name": "store"})
    assert app.refused(404, "GET", "/api/connections/crm")["code"] == "no_connection"

    job = app.ok("GET", "/api/jobs/a")
    expected = JOB.replace("drop  #", "store  #").replace("'crm'", '"本番: CRM"')
    assert (job["text"], job["source"], job["destination"]) == (expected, "store", "本番: CRM")
    newest = app.ok("GET", "/api/jobs/a/versions")
    assert [(each["version"], each["author"], each["comment"]) for each in newest] == [
        (3, "admin@example.com", "The connection 'drop' is called 'store' now."),
        (2, "admin@example.com", "The connection 'crm' is called '本番: CRM' now."),
        (1, "admin@example.com", ""),
    ]
    spoken = app.ok("GET", "/api/jobs/a/versions", None, **{"accept-language": "ja"})
    assert spoken[0]["comment"] == "接続「drop」の名前を「store」に変更しました。"
    assert [each["version"] for each in app.ok("GET", "/api/connections/store/versions")] == [2, 1]
    assert [each.connection for each in app.context.store.rights.of(number)] == ["本番: CRM"]

    assert app.context.vault.of("本番: CRM")["refresh_token"].reveal() == "planted-token"
    second = run(app, "a")
    assert moved(second["outcomes"]) == {"unchanged": 1}  # the newest again: how far it was read is kept
    assert len(app.ok("GET", "/api/runs?job=a")["runs"]) == 2
    lines = [(line.action, line.what) for line in app.context.store.audit.latest(limit=50)]
    assert ("connection renamed", "crm → 本番: CRM") in lines
    assert ("job saved", "a v2") in lines


def test_what_was_renamed_leaves_as_a_file_and_comes_back_the_same(app: Application) -> None:
    app.ok("POST", "/api/connections/crm/name", {"name": "zoho"})
    text = app.ok("GET", "/api/definitions")["text"]
    assert list(yaml.safe_load(text)["connections"]) == ["drop", "zoho"]
    assert "${HAKOBU_SECRET_ZOHO_REFRESH_TOKEN}" in text
    applied = app.ok("POST", "/api/definitions", {"text": text, "dry_run": False})
    assert {each["what"] for each in applied} == {"same"}
    assert app.context.vault.of("zoho")["refresh_token"].reveal() == "planted-token"


def test_a_name_that_is_taken_or_malformed_is_refused(app: Application) -> None:
    taken = app.refused(409, "POST", "/api/connections/crm/name", {"name": "drop"})
    assert (taken["code"], taken["next_step"]) == ("name_taken", "Choose another name.")
    for name in ("", "a/b", "a\nb", "x" * 201):
        app.refused(422, "POST", "/api/connections/crm/name", {"name": name})
        app.refused(422, "POST", "/api/jobs/a/name", {"name": name})
    app.refused(404, "POST", "/api/connections/none/name", {"name": "x"})
    app.ok("POST", "/api/jobs", {"name": "b", "text": JOB})
    app.ok("DELETE", "/api/jobs/b")  # its history is kept under its name
    assert app.refused(409, "POST", "/api/jobs/a/name", {"name": "b"})["code"] == "name_taken"
    app.ok("POST", "/api/connections/drop/duplicate", {"name": "gone"})
    app.ok("DELETE", "/api/connections/gone")
    app.ok("POST", "/api/connections/drop/name", {"name": "gone"})
    assert [each["version"] for each in app.ok("GET", "/api/connections/gone/versions")] == [3, 2, 1]
    viewer = app.another("o@example.com", "operator")
    viewer.refused(403, "POST", "/api/jobs/a/name", {"name": "c"})


def test_while_a_job_works_or_waits_for_approval_its_connection_keeps_its_name(app: Application) -> None:
    with own_job(app.context.store, "a"):  # a run from the command line, say
        told = app.refused(409, "POST", "/api/connections/crm/name", {"name": "zoho"})
    assert (told["code"], told["detail"]) == ("at_work", "At work or waiting for approval: a.")
    delete = JOB.replace("upsert", "delete").replace(", Last_Name: name, Company: name", "")
    app.ok("POST", "/api/jobs", {"name": "clear", "text": delete})
    app.ok("POST", "/api/jobs/clear/runs", {})
    told = app.refused(409, "POST", "/api/connections/crm/name", {"name": "zoho"})
    assert told["detail"] == "At work or waiting for approval: clear."
    waiting = app.ok("GET", "/api/approvals?state=waiting")["approvals"][0]["id"]
    app.ok("POST", f"/api/approvals/{waiting}/withdraw", {"remark": ""})
    app.ok("POST", "/api/jobs", {"name": "few", "text": JOB + "guards: {creates: 0}\n"})
    assert run(app, "few")["status"] == "guard"
    told = app.refused(409, "POST", "/api/connections/drop/name", {"name": "x"})
    assert told["detail"] == "At work or waiting for approval: few."
    assert app.ok("GET", "/api/connections/drop")["used_by"] == ["a", "clear", "few"]


def test_a_renamed_job_keeps_history_last_synced_values_and_what_starts_after_it(app: Application) -> None:
    run(app, "a")
    app.ok("POST", "/api/jobs", {"name": "then", "text": AFTER})
    app.ok("PATCH", "/api/jobs/then", {"paused": True})
    app.ok("POST", "/api/jobs/a/comments", {"text": "closed on Sunday"})
    app.ok("PUT", "/api/jobs/a/labels", {"labels": ["sales"]})
    seen = {"page": "runs", "name": "mine", "shared": False, "sought": {"job": "a"}}
    app.ok("POST", "/api/filters", seen)
    told = app.ok("POST", "/api/jobs/a/name", {"name": "people"})
    assert (told["name"], told["labels"], told["last_run"]["job"]) == ("people", ["sales"], "people")
    then = app.ok("GET", "/api/jobs/then")["text"]
    assert then == AFTER.replace("'a'", "people")
    assert app.ok("GET", "/api/jobs/people/comments")[0]["text"] == "closed on Sunday"
    assert app.ok("GET", "/api/filters?page=runs")[0]["sought"]["job"] == "people"
    versions = app.ok("GET", "/api/jobs/people/versions")
    assert versions[0]["comment"] == "The job 'a' is called 'people' now."
    assert moved(run(app, "people")["outcomes"]) == {"unchanged": 1}
    assert len(app.ok("GET", "/api/runs?job=people")["runs"]) == 2
    assert app.ok("GET", "/api/runs?job=a")["runs"] == []
    first = app.ok("GET", "/api/runs?job=people")["runs"][-1]["run"]
    undo = app.follow(app.ok("POST", f"/api/runs/{first}/undo", {})["ticket"])[-1][1]["run"]
    assert app.ok("GET", f"/api/runs/{undo}")["status"] == "planned"


def test_the_command_line_renames_too(app: Application) -> None:
    home = str(app.context.home)
    runner = CliRunner()
    told = runner.invoke(command_line, ["connections", "rename", "drop", "store", "--home", home])
    assert told.stdout.splitlines() == ["drop is called store now.", "Saved as a new version: a."]
    told = runner.invoke(command_line, ["jobs", "rename", "a", "people", "--home", home, "--json"])
    assert '"was": "a"' in told.stdout
    assert app.ok("GET", "/api/jobs/people")["source"] == "store"
    told = runner.invoke(command_line, ["connections", "rename", "store", "crm", "--home", home])
    assert told.exit_code == 1
    assert "Choose another name." in told.stderr
    told = runner.invoke(command_line, ["jobs", "rename", "gone", "x", "--home", home, "--lang", "ja"])
    assert "people" in told.stderr
