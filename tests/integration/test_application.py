"""The application's way from the first start to a run, over its HTTP API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from hakobu.store.tables import metadata
from tests.integration.application import PASSWORD, Application, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("either_store")

JOB = """\
source: drop
destination: crm
tasks:
  - name: leads
    read: {file: leads.csv}
    module: Leads
    operation: upsert
    match: [Email]
    map:
      Last_Name: name
      Email: mail
"""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Application]:
    with serving(tmp_path / "home") as served:
        served.begin()
        yield served


def crm(url: str) -> dict[str, Any]:
    return {
        "accounts_server": url,
        "api_domain": url,
        "client_id": "id",
        "client_secret": "planted-secret",
        "refresh_token": "planted-token",
    }


def set_up(app: Application, url: str, folder: Path) -> None:
    (folder / "leads.csv").write_text("name,mail\n山田,yamada@example.com\nSato,sato@example.com\n")
    app.ok("POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": crm(url)})
    drop = {"name": "drop", "connector": "files", "settings": {"path": str(folder)}}
    app.ok("POST", "/api/connections", drop)
    app.ok("POST", "/api/jobs", {"name": "shop to crm", "text": JOB})


def test_a_job_made_and_run_over_the_api_delivers_its_rows(
    app: Application, emulator: Callable[..., Any], tmp_path: Path
) -> None:
    zoho = emulator()
    set_up(app, zoho.url, tmp_path)
    tested = app.ok("POST", "/api/connections/crm/test")
    assert tested["passed"] is True
    started = app.ok("POST", "/api/jobs/shop to crm/runs", {})
    heard = app.follow(started["ticket"])
    assert heard[-1][0] == "end"
    run = app.ok("GET", f"/api/runs/{heard[-1][1]['run']}")
    assert run["status"] == "done"
    assert run["outcomes"]["created"] == run["read"] == 2
    assert {row["Email"] for row in zoho.get("/_emulator/records/Leads")["records"]} == {
        "yamada@example.com",
        "sato@example.com",
    }
    assert [each["run"] for each in app.ok("GET", "/api/runs")["runs"]] == [run["run"]]


def test_the_same_key_starts_the_same_thing_once(
    app: Application, emulator: Callable[..., Any], tmp_path: Path
) -> None:
    set_up(app, emulator().url, tmp_path)
    first = app.ok("POST", "/api/jobs/shop to crm/runs", {}, **{"Idempotency-Key": "one"})
    again = app.ok("POST", "/api/jobs/shop to crm/runs", {}, **{"Idempotency-Key": "one"})
    assert first["ticket"] == again["ticket"]
    app.follow(first["ticket"])


def test_a_secret_goes_in_and_never_comes_out(
    app: Application, emulator: Callable[..., Any], tmp_path: Path
) -> None:
    set_up(app, emulator().url, tmp_path)
    shown = app.call("GET", "/api/connections").text + app.call("GET", "/api/connections/crm/versions").text
    assert "planted" not in shown
    assert app.ok("GET", "/api/connections/crm")["settings"]["client_secret"] == "***"
    files = [each.read_bytes() for each in (tmp_path / "home").glob("hakobu.db*")]
    assert b"planted" not in b"".join(files)
    with app.context.store._database.read() as reader:
        rows = {table.name: reader.execute(sa.select(table)).all() for table in metadata.sorted_tables}
    assert rows["secrets"]
    assert "planted" not in str(rows)


def test_a_job_with_faults_names_each_with_the_line_of_its_own_text(app: Application) -> None:
    told = app.refused(422, "POST", "/api/jobs", {"name": "bad", "text": JOB.replace("upsert", "upsrt")})
    faults = {fault["path"]: fault for fault in told["faults"]}
    assert faults["tasks[0].operation"]["line"] == 7
    assert "upsert" in faults["tasks[0].operation"]["valid"]


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(
    app: Application, emulator: Callable[..., Any], tmp_path: Path
) -> None:
    set_up(app, emulator().url, tmp_path)
    app.ok("PUT", "/api/jobs/shop to crm", {"text": JOB, "based_on": 1})
    told = app.refused(409, "PUT", "/api/jobs/shop to crm", {"text": JOB, "based_on": 1})
    assert told["code"] == "stale"
    assert "admin@example.com" in told["detail"]


def test_no_job_runs_with_a_connection_whose_test_failed(
    app: Application, emulator: Callable[..., Any], tmp_path: Path
) -> None:
    set_up(app, emulator().url, tmp_path)
    app.ok(
        "PUT",
        "/api/connections/drop",
        {"connector": "files", "settings": {"path": str(tmp_path / "nowhere")}, "based_on": 1},
    )
    assert app.ok("POST", "/api/connections/drop/test")["passed"] is False
    assert app.refused(409, "POST", "/api/jobs/shop to crm/runs", {})["code"] == "test_failed"


def test_nobody_gets_in_without_signing_in_and_the_link_works_once(tmp_path: Path) -> None:
    with serving(tmp_path / "home") as app:
        app.refused(401, "GET", "/api/jobs")
        body = {"token": "guessed", "email": "a@example.com", "name": "A", "password": PASSWORD}
        app.refused(403, "POST", "/api/first-start", body)
        app.begin()
        again = {**body, "token": app.context.first_start}
        app.refused(409, "POST", "/api/first-start", again)


def test_a_request_from_another_page_is_refused(app: Application) -> None:
    app.csrf = ""
    assert app.refused(403, "POST", "/api/jobs", {"name": "a", "text": JOB})["code"] == "csrf"


def test_five_wrong_passwords_lock_the_account(app: Application) -> None:
    wrong = {"email": "admin@example.com", "password": "wrong wrong wrong"}
    for _ in range(5):
        app.refused(401, "POST", "/api/session", wrong)
    assert app.refused(429, "POST", "/api/session", {**wrong, "password": PASSWORD})["code"] == "locked"


def test_letters_that_no_token_has_are_refused_like_any_other(app: Application) -> None:
    """A comparison in even time knows only ASCII: whoever sends more has the wrong one."""
    answer = app.client.request("DELETE", "/api/session", headers={b"x-csrf-token": b"\xe9"})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


def test_a_link_with_other_letters_is_the_wrong_link(tmp_path: Path) -> None:
    with serving(tmp_path / "home") as served:
        body = {"token": "リンク", "email": "a@example.com", "name": "A", "password": PASSWORD}
        assert served.refused(403, "POST", "/api/first-start", body)["code"] == "wrong_link"
