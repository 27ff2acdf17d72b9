"""A record's life over the HTTP API: every editor with a connection of v8, the last one with an older."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.runs import explain_record
from hakobu.zoho import Client, Settings
from tests.conftest import Emulator
from tests.integration.application import Application, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JOB = """\
source: drop
destination: old
tasks:
  - name: leads
    read: {file: leads.csv}
    module: Leads
    operation: insert
    sensitive: [City]
    map: {Last_Name: name, City: city}
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Application, Emulator]]:
    zoho = Emulator()
    with serving(tmp_path_factory.mktemp("application") / "home") as app:
        app.begin()
        crm = {"accounts_server": zoho.url, "api_domain": zoho.url, "client_id": "id"}
        crm |= {"client_secret": "planted-secret", "refresh_token": "planted-token"}
        for name, schema in (("old", "v4"), ("new", "v8")):
            settings = crm | {"schema": schema}
            app.ok("POST", "/api/connections", {"name": name, "connector": "zoho-crm", "settings": settings})
        yield app, zoho
    zoho.end()


def connect(zoho: Emulator) -> Client:
    keys: dict[str, Any] = {
        "client_id": "id",
        "client_secret": "planted-secret",
        "refresh_token": "planted-token",
    }
    return Client(Settings(**keys, accounts_server=zoho.url, schema="v8"))


def edited(zoho: Emulator, **values: str) -> str:
    """Give a record that the connection's user made and Eve edited in Zoho's own pages."""
    user = {"first_name": "Eve", "last_name": "Example", "email": "eve@example.com"}
    (eve,) = zoho.seed(users=[user])["users"]
    us = zoho.get("/_emulator/org")["current_user"]
    with connect(zoho) as crm:
        ident = crm.insert("Leads", [{"Last_Name": "Lee"}])[0].id or ""
        zoho.post("/_emulator/org", {"current_user": eve, "timeline_source": "crm_ui"})
        zoho.post("/_emulator/clock", {"advance": 5})
        crm.update("Leads", [{"id": ident, **values}])
    zoho.post("/_emulator/org", {"current_user": us, "timeline_source": "crm_api"})
    return ident


def told(app: Application, ident: str, connection: str, **headers: str) -> Any:
    return app.ok("GET", f"/api/records/Leads/{ident}?connection={connection}", **headers)["edits"]


def timelines_read(zoho: Emulator) -> int:
    return sum(zoho.stats()["calls"].get("records.timeline", {}).values())


def test_a_record_that_no_run_wrote_names_its_editors(shared: tuple[Application, Emulator]) -> None:
    app, zoho = shared
    ident = edited(zoho, Phone="1")
    edits = told(app, ident, "new")
    assert [(each["person"], each["way"], each["run"]) for each in edits["edits"]] == [
        ("Eve Example", "person", None),
        ("Ann Admin", "api", None),
    ]
    assert edits["edits"][0]["fields"] == [{"field": "Phone", "old": None, "new": "1"}]
    assert app.ok("GET", f"/api/records/Leads/{ident}")["edits"] is None


def test_an_older_schema_says_in_the_readers_language_what_would_tell_them(
    shared: tuple[Application, Emulator],
) -> None:
    app, zoho = shared
    edits = told(app, edited(zoho, Phone="2"), "old", **{"accept-language": "ja"})
    assert (edits["edits"], edits["next_step"]) == ([], "スキーマ v8 を選択してください。")
    assert "v4" in edits["unread"]


def test_what_any_job_holds_sensitive_is_hidden(shared: tuple[Application, Emulator], tmp_path: Path) -> None:
    app, zoho = shared
    (tmp_path / "leads.csv").write_text("name,city\nLee,Tsu\n", encoding="utf-8")
    drop = {"name": "drop", "connector": "files", "settings": {"path": str(tmp_path)}}
    app.ok("POST", "/api/connections", drop)
    app.ok("POST", "/api/jobs", {"name": "job", "text": JOB})
    fields = told(app, edited(zoho, City="Kobe", Phone="3"), "new")["edits"][0]["fields"]
    shown = {each["field"]: each["new"] for each in fields}
    assert shown["Phone"] == "3"
    assert shown["City"].startswith("***")


def test_older_entries_are_not_read_but_said_to_be_there(
    shared: tuple[Application, Emulator], tmp_path: Path
) -> None:
    _, zoho = shared
    with connect(zoho) as crm:
        ident = crm.insert("Leads", [{"Last_Name": "Lee"}])[0].id or ""
        for number in range(200):
            crm.update("Leads", [{"id": ident, "Phone": str(number)}])
        before = timelines_read(zoho)
        life = explain_record(tmp_path / "home", "Leads", ident, client=crm)
        after = timelines_read(zoho)
    assert life.edits is not None
    assert (len(life.edits.edits), life.edits.more, after - before) == (200, True, 1)


def test_a_missing_right_is_told_and_the_rest_of_the_life_stays(
    shared: tuple[Application, Emulator], tmp_path: Path
) -> None:
    _, zoho = shared
    ident = edited(zoho, Phone="4")
    refusal = {"kind": "status", "status": 403, "code": "NO_PERMISSION", "message": "permission denied"}
    zoho.faults({**refusal, "operation": "records.timeline", "times": 1})
    with connect(zoho) as crm:
        life = explain_record(tmp_path / "home", "Leads", ident, client=crm)
    assert life.zoho is not None
    assert life.zoho.modified_by == "Eve Example"
    assert life.edits is not None
    assert (life.edits.edits, bool(life.edits.unread), bool(life.edits.next_step)) == ((), True, True)
