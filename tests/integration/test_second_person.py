"""What deletes in a production system waits for a second person, and never for one's own yes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from hakobu.cli import app as cli
from hakobu.jobs.second_person import SecondPerson
from tests.integration.application import Application, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

UPSERT = """\
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
DELETE = """\
source: drop
destination: crm
tasks:
  - name: leads
    read: {file: gone.csv}
    module: Leads
    operation: delete
    match: [Email]
    map: {Email: mail}
"""


@pytest.fixture
def app(tmp_path: Path, emulator: Callable[..., Any]) -> Iterator[Application]:
    """A server with five people in the CRM, and a job that would delete one of them."""
    zoho = emulator()
    (tmp_path / "leads.csv").write_text("name,mail\n" + "".join(f"N{n},n{n}@x.org\n" for n in range(5)))
    (tmp_path / "gone.csv").write_text("mail\nn1@x.org\n")
    crm = {"accounts_server": zoho.url, "api_domain": zoho.url}
    crm |= {"client_id": "id", "client_secret": "planted-secret", "refresh_token": "planted-token"}
    with serving(tmp_path / "home") as served:
        served.begin()
        served.zoho = zoho  # type: ignore[attr-defined]
        served.ok("POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": crm})
        drop = {"name": "drop", "connector": "files", "settings": {"path": str(tmp_path)}}
        served.ok("POST", "/api/connections", drop)
        served.ok("POST", "/api/jobs", {"name": "fill", "text": UPSERT})
        served.ok("POST", "/api/jobs", {"name": "clear", "text": DELETE})
        ended(served, served.ok("POST", "/api/jobs/fill/runs", {}))
        yield served


def ended(app: Application, started: Any) -> Any:
    heard = app.follow(started["ticket"])
    assert heard[-1][0] == "end", heard
    return app.ok("GET", f"/api/tickets/{started['ticket']}")


def leads(app: Application) -> int:
    return len(app.zoho.get("/_emulator/records/Leads")["records"])  # type: ignore[attr-defined]


def test_a_delete_waits_and_goes_on_with_somebody_elses_yes(app: Application) -> None:
    started = app.ok("POST", "/api/jobs/clear/runs", {})
    assert started["state"] == "held"
    (asked,) = app.ok("GET", "/api/approvals?state=waiting")["approvals"]
    assert (asked["what"], asked["job"], asked["reasons"], asked["yours"]) == (
        "run",
        "clear",
        ["delete"],
        False,
    )
    own = app.refused(403, "POST", f"/api/approvals/{asked['id']}/approve", {})
    assert own["code"] == "own_request"
    app.another("viewer@x.org", "viewer").refused(403, "POST", f"/api/approvals/{asked['id']}/approve", {})
    assert leads(app) == 5
    second = app.another("second@x.org", "operator")
    assert second.ok("GET", f"/api/approvals/{asked['id']}")["yours"] is True
    decided = second.ok("POST", f"/api/approvals/{asked['id']}/approve", {"remark": "as agreed"})
    assert (decided["state"], decided["decided_by"], decided["remark"]) == (
        "approved",
        "second@x.org",
        "as agreed",
    )
    done = ended(app, started)
    assert done["state"] == "ended"
    assert done["cause"] == ""
    assert leads(app) == 4
    again = app.another("third@x.org", "operator")
    assert again.refused(409, "POST", f"/api/approvals/{asked['id']}/approve", {})["code"] == "decided"


def test_a_command_with_a_token_says_yes_too(app: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    started = app.ok("POST", "/api/jobs/clear/runs", {})
    (asked,) = app.ok("GET", "/api/approvals?state=waiting")["approvals"]
    second = app.another("second@x.org", "operator")
    monkeypatch.setenv(
        "HAKOBU_TOKEN", second.ok("POST", "/api/tokens", {"name": "t", "scope": "run"})["token"]
    )
    command = ["approve", str(asked["id"]), "--server", app.address]
    shown = CliRunner().invoke(cli, command, prog_name="hakobu")
    assert shown.exit_code == 4, shown.output
    assert "asked by admin@example.com: waiting" in shown.output
    said = CliRunner().invoke(cli, [*command, "--yes", "--remark", "fine"], prog_name="hakobu")
    assert said.exit_code == 0, said.output
    assert "approved" in said.output
    ended(app, started)
    assert leads(app) == 4
    again = CliRunner().invoke(cli, ["approve", "999", "--server", app.address], prog_name="hakobu")
    assert "There is no request 999." in again.output


def test_ones_own_token_is_still_oneself(app: Application) -> None:
    app.ok("POST", "/api/jobs/clear/runs", {})
    (asked,) = app.ok("GET", "/api/approvals?state=waiting")["approvals"]
    token = app.bearer(app.ok("POST", "/api/tokens", {"name": "t", "scope": "admin"})["token"])
    assert token.refused(403, "POST", f"/api/approvals/{asked['id']}/approve", {})["code"] == "own_request"


def test_what_was_refused_or_withdrawn_never_runs(app: Application) -> None:
    second = app.another("second@x.org", "operator")
    for who, verb in ((second, "refuse"), (app, "withdraw")):
        started = app.ok("POST", "/api/jobs/clear/runs", {})
        (asked,) = app.ok("GET", "/api/approvals?state=waiting")["approvals"]
        who.ok("POST", f"/api/approvals/{asked['id']}/{verb}", {"remark": "no"})
        told = app.ok("GET", f"/api/tickets/{started['ticket']}")
        assert told["state"] == "ended"
        assert "no" in told["cause"]
    assert leads(app) == 5
    assert second.refused(403, "POST", f"/api/approvals/{asked['id']}/withdraw", {})["code"] == "not_yours"


def test_a_plan_that_deletes_is_shown_at_once_and_executed_after_a_yes(app: Application) -> None:
    plan = ended(app, app.ok("POST", "/api/jobs/clear/plans", {}))["run"]
    assert app.ok("POST", f"/api/plans/{plan}/runs")["state"] == "held"
    assert leads(app) == 5


def test_a_standing_yes_holds_for_this_version_of_the_job_only(app: Application) -> None:
    app.ok("POST", "/api/jobs/clear/runs", {})
    (asked,) = app.ok("GET", "/api/approvals?state=waiting")["approvals"]
    second = app.another("second@x.org", "operator")
    second.ok("POST", f"/api/approvals/{asked['id']}/approve", {"standing": True})
    ended(app, {"ticket": asked["ticket"]})
    assert app.ok("POST", "/api/jobs/clear/runs", {})["state"] != "held"
    app.ok("PUT", "/api/jobs/clear", {"text": DELETE, "based_on": 1})
    assert app.ok("POST", "/api/jobs/clear/runs", {})["state"] == "held"


def test_a_job_that_changed_after_the_yes_waits_again(app: Application) -> None:
    started = app.ok("POST", "/api/jobs/clear/runs", {})
    (asked,) = app.ok("GET", "/api/approvals?state=waiting")["approvals"]
    app.context.store.approvals.decide(asked["id"], state="approved", by="second@x.org")
    gate = SecondPerson(app.context.store, app.context.workspace)
    ticket = app.context.store.tickets.get(started["ticket"])
    assert ticket is not None
    assert gate.holds(ticket) is False
    app.ok("PUT", "/api/jobs/clear", {"text": DELETE, "based_on": 1})
    assert gate.holds(ticket) is True


def test_what_a_schedule_asks_for_is_the_authors_own_request(app: Application) -> None:
    store = app.context.store
    ticket, _ = store.tickets.add(job="clear", verb="run", by="schedule", why="schedule")
    app.context.engine.enqueue(ticket)
    (asked,) = app.ok("GET", "/api/approvals?state=waiting")["approvals"]
    assert asked["asked_by"] == "admin@example.com"
    assert app.refused(403, "POST", f"/api/approvals/{asked['id']}/approve", {})["code"] == "own_request"
    again, _ = store.tickets.add(job="clear", verb="run", by="schedule", why="schedule")
    app.context.engine.enqueue(again)
    assert len(app.ok("GET", "/api/approvals?state=waiting")["approvals"]) == 1
    assert app.ok("GET", f"/api/tickets/{again.id}")["state"] == "ended"


def test_it_is_on_by_default_and_switching_it_off_is_audited(app: Application) -> None:
    assert app.ok("GET", "/api/connections/crm")["production"] is True
    app.another("editor@x.org", "editor").refused(
        403, "PUT", "/api/connections/crm/production", {"production": False}
    )
    app.ok("PUT", "/api/connections/crm/production", {"production": False})
    (line,) = app.ok("GET", "/api/audit?action=second%20person")["lines"]
    assert line["what"] == "crm: not needed any more"
    ended(app, app.ok("POST", "/api/jobs/clear/runs", {}))
    assert leads(app) == 4


def test_saving_the_connection_does_not_switch_it_on_or_off(app: Application) -> None:
    app.ok("PUT", "/api/connections/crm/production", {"production": False})
    found = app.ok("GET", "/api/connections/crm")
    body = {"connector": "zoho-crm", "settings": found["settings"], "based_on": found["version"]}
    assert app.ok("PUT", "/api/connections/crm", body)["production"] is False


def test_an_undo_that_takes_back_others_edits_waits_and_another_does_not(app: Application) -> None:
    run = next(each for each in app.ok("GET", "/api/runs")["runs"] if each["job"] == "fill")["run"]
    plain = ended(app, app.ok("POST", f"/api/runs/{run}/undo", {}))["run"]
    lead = app.zoho.get("/_emulator/records/Leads")["records"][0]  # type: ignore[attr-defined]
    edit(app, lead["id"])
    forced = ended(app, app.ok("POST", f"/api/runs/{run}/undo", {"force": True}))
    assert forced["cause"] == ""
    assert app.ok("POST", f"/api/plans/{forced['run']}/runs")["state"] == "held"
    assert app.ok("POST", f"/api/plans/{plain}/runs")["state"] != "held"


def edit(app: Application, ident: str) -> None:
    """Change a record as another user of the CRM would."""
    zoho = app.zoho  # type: ignore[attr-defined]
    grant = "grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=person"
    token = zoho.post(f"/oauth/v2/token?{grant}")["access_token"]
    zoho.post("/_emulator/clock", {"advance": 5})
    body = {"data": [{"Last_Name": "edited by a person"}]}
    headers = {"Authorization": f"Zoho-oauthtoken {token}"}
    zoho._http.put(f"/crm/v4/Leads/{ident}", json=body, headers=headers).raise_for_status()


def test_erasing_a_person_waits_and_the_key_is_kept_sealed_until_then(app: Application) -> None:
    told = app.ok("POST", "/api/forgotten", {"key": "n1@x.org", "yes": True})
    assert told["removed"] == []
    home = app.context.home
    with app.context.store._database.read() as reader:
        (kept,) = reader.exec_driver_sql("select options from approvals").scalars()
    assert "n1@x.org" not in kept
    assert app.refused(403, "POST", f"/api/approvals/{told['approval']}/approve", {})["code"] == "own_request"
    operator = app.another("operator@x.org", "operator")
    operator.refused(403, "POST", f"/api/approvals/{told['approval']}/approve", {})
    second = app.another("admin2@x.org", "administrator")
    second.ok("POST", f"/api/approvals/{told['approval']}/approve", {})
    assert "n1@x.org" not in app.call("GET", "/api/audit?limit=200").text
    assert any("person forgotten" in each["action"] for each in app.ok("GET", "/api/audit")["lines"])
    with app.context.store._database.read() as reader:
        assert reader.exec_driver_sql("select options from approvals").scalar_one() == "{}"
    assert (home / "hakobu.db").exists()


def test_who_watches_a_held_request_hears_that_it_is_held_and_how_it_was_decided(app: Application) -> None:
    started = app.ok("POST", "/api/jobs/clear/runs", {})
    (asked,) = app.ok("GET", "/api/approvals?state=waiting")["approvals"]
    second = app.another("second@x.org", "operator")
    deciding = threading.Timer(
        0.5, second.ok, ("POST", f"/api/approvals/{asked['id']}/refuse", {"remark": "not agreed"})
    )
    deciding.start()
    heard = app.follow(started["ticket"])
    deciding.join()
    assert [name for name, _ in heard] == ["progress", "end"]
    assert heard[0][1]["state"] == "held"
    assert "not agreed" in heard[1][1]["cause"]
