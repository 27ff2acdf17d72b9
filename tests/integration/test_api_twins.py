"""What the command line can do, over the HTTP API: check, plan, run it, look at what failed, take it back."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from hakobu.cli import app as cli
from tests.conftest import Emulator
from tests.integration.application import Application, serving
from tests.integration.jobs import key_field

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JOB = """\
source: drop
destination: crm
tasks:
  - name: leads
    read: {file: leads.csv}
    module: Leads
    operation: upsert
    match: [Customer_No]
    map:
      Customer_No: nr
      Last_Name: name
      Email: mail
      Phone: phone
"""
HEAD = "nr,name,mail,phone"
ROWS = ("1,山田,yamada@example.com,03", "2,=1+1,sato@example.com,04", "3,O'Brien,no mail,05")


class Bench:
    """A job of its own in an application that the file shares, and the emulator behind it."""

    def __init__(self, app: Application, zoho: Any, folder: Path, name: str) -> None:
        self.app, self.zoho, self.folder, self.name = app, zoho, folder, name
        self.job = f"/api/jobs/{name}"
        self.text = JOB.replace("drop", name)

    def rows(self, *rows: str) -> None:
        """Write the source; every key bears the job's name, so that no two tests meet in the CRM."""
        lines = [HEAD, *(f"{self.name}-{row}" for row in rows)]
        (self.folder / "leads.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def key(self, number: str) -> str:
        return f"{self.name}-{number}"

    def do(self, path: str, body: Any = None) -> int:
        """Start something, follow it to its end, and give its run."""
        started = self.app.ok("POST", path, {} if body is None else body)
        _, said = self.app.follow(started["ticket"])[-1]
        assert not said["cause"], said
        return int(said["run"] or 0)

    def records(self) -> list[Any]:
        found = self.zoho.get("/_emulator/records/Leads")["records"]
        return [row for row in found if str(row.get("Customer_No")).startswith(f"{self.name}-")]

    def names(self) -> set[str]:
        return {row["Last_Name"] for row in self.records()}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Application, Emulator]]:
    zoho = Emulator()
    zoho.seed(fields={"Leads": [key_field("Customer_No")]})
    with serving(tmp_path_factory.mktemp("application") / "home") as app:
        app.begin()
        crm = {"accounts_server": zoho.url, "api_domain": zoho.url, "client_id": "id"}
        crm |= {"client_secret": "planted-secret", "refresh_token": "planted-token"}
        app.ok("POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": crm})
        yield app, zoho
    zoho.end()


@pytest.fixture
def bench(tmp_path: Path, shared: tuple[Application, Emulator]) -> Bench:
    app, zoho = shared
    name = f"job{len(app.ok('GET', '/api/jobs'))}"
    made = Bench(app, zoho, tmp_path, name)
    made.rows(*ROWS)
    drop = {"name": name, "connector": "files", "settings": {"path": str(tmp_path)}}
    app.ok("POST", "/api/connections", drop)
    app.ok("POST", "/api/jobs", {"name": name, "text": made.text})
    return made


def test_check_tells_what_is_wrong_and_writes_nothing(bench: Bench) -> None:
    started = bench.app.ok("POST", f"{bench.job}/checks")
    bench.app.follow(started["ticket"])
    task = bench.app.ok("GET", f"/api/tickets/{started['ticket']}/check?lang=ja")["tasks"][0]
    assert (task["create"], task["invalid"]) == (2, 1)
    assert task["causes"][0]["field"] == "Email"
    assert bench.names() == set()


def test_the_plan_that_was_shown_is_the_plan_that_runs(bench: Bench) -> None:
    plan = bench.do(f"{bench.job}/plans")
    shown = bench.app.ok("GET", f"/api/plans/{plan}")
    assert (shown["create"], shown["invalid"], shown["written"]) == (2, 1, False)
    page = bench.app.ok("GET", f"/api/plans/{plan}/changes?limit=1")
    assert page["more"] is True
    assert page["changes"][0]["new"]["Last_Name"] == "山田"
    found = bench.app.ok("GET", f"/api/plans/{plan}/changes?text=SATO@")["changes"]
    assert [each["key"] for each in found] == [bench.key("2")]
    assert bench.app.ok("GET", f"/api/plans/{plan}/changes?field=Fax")["changes"] == []
    not_sent = bench.app.ok("GET", f"/api/plans/{plan}/not-sent?lang=ja")["rows"]
    assert [(row["key"], row["faults"][0]["field"]) for row in not_sent] == [(bench.key("3"), "Email")]
    assert bench.names() == set()
    bench.rows("1,changed after,yamada@example.com,03")
    assert bench.do(f"/api/plans/{plan}/runs") == plan
    assert bench.names() == {"山田", "=1+1"}
    assert bench.app.refused(409, "POST", f"/api/plans/{plan}/runs")["code"] == "executed"


def test_a_plan_is_downloaded_without_a_cell_that_a_spreadsheet_computes(bench: Bench) -> None:
    plan = bench.do(f"{bench.job}/plans")
    answer = bench.app.call("GET", f"/api/plans/{plan}/file?format=csv")
    assert "attachment" in answer.headers["content-disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert "'=1+1" in {line["new"] for line in lines}
    whole = json.loads(bench.app.call("GET", f"/api/plans/{plan}/file?format=json").content)
    assert len(whole["changes"]) == 2
    assert not list((bench.app.context.home / "downloads").iterdir())


def test_who_may_not_see_values_sees_what_changes_but_no_value(bench: Bench) -> None:
    run = bench.do(f"{bench.job}/runs")
    viewer = bench.app.another("viewer@example.com", "viewer")
    changes = viewer.ok("GET", f"/api/plans/{run}/changes")["changes"]
    assert {value for each in changes for value in each["new"].values()} == {"***"}
    shown = [f"/api/plans/{run}/not-sent", f"/api/runs/{run}/rejects", f"/api/runs/{run}/causes"]
    told = "".join(viewer.call("GET", path).text for path in [*shown, f"/api/plans/{run}/changes"])
    assert not [value for value in ("山田", "no mail", bench.name, "sato") if value in told]
    assert viewer.refused(403, "GET", f"/api/plans/{run}/changes?text=sato")["code"] == "no_values"
    assert viewer.refused(403, "GET", f"/api/plans/{run}/file")["code"] == "no_values"
    asked = {"coql": "select Last_Name from Leads limit 1"}
    assert viewer.refused(403, "POST", "/api/connections/crm/query", asked)["code"] == "no_coql"


def test_failed_rows_go_out_come_back_corrected_and_are_delivered(bench: Bench) -> None:
    run = bench.do(f"{bench.job}/runs")
    assert (run, 1) in {(each["run"], each["rows"]) for each in bench.app.ok("GET", "/api/rejects")}
    cause = bench.app.ok("GET", f"/api/runs/{run}/causes?lang=ja")[0]
    assert (cause["field"], cause["rows"]) == ("Email", 1)
    sheet = bench.app.call("GET", f"/api/runs/{run}/rejects/file?format=csv").content
    mended = sheet.replace(b"no mail", b"brien@example.com")
    answer = bench.app.client.post(
        f"/api/runs/{run}/corrected?format=csv", content=mended, headers={"x-csrf-token": bench.app.csrf}
    )
    assert answer.status_code == 202, answer.text
    bench.app.follow(answer.json()["ticket"])
    assert bench.names() == {"山田", "=1+1", "O'Brien"}
    assert run not in {each["run"] for each in bench.app.ok("GET", "/api/rejects")}
    assert not list((bench.app.context.home / "uploads").iterdir())


def test_failed_rows_are_dismissed_with_a_reason_that_is_kept(bench: Bench) -> None:
    run = bench.do(f"{bench.job}/runs")
    bench.app.refused(422, "POST", f"/api/runs/{run}/dismissals", {"reason": ""})
    told = bench.app.refused(400, "POST", f"/api/runs/{run}/dismissals", {"reason": "x", "cause": "nope"})
    assert told["faults"][0]["valid"] == ["bad_email"]
    assert bench.app.ok("POST", f"/api/runs/{run}/dismissals", {"reason": "Test rows"}) == {"rows": 1}
    assert bench.app.ok("GET", f"/api/runs/{run}/rejects?state=open")["total"] == 0
    assert any("Test rows" in line["what"] for line in bench.app.ok("GET", "/api/audit")["lines"])


def test_an_undo_is_shown_as_a_plan_and_then_done(bench: Bench) -> None:
    run = bench.do(f"{bench.job}/runs")
    undo = bench.do(f"/api/runs/{run}/undo")
    shown = bench.app.ok("GET", f"/api/plans/{undo}")
    assert (shown["kind"], shown["of_run"], shown["delete"], shown["written"]) == ("undo", run, 2, False)
    assert len(bench.names()) == 2
    bench.do(f"/api/plans/{undo}/runs")
    assert bench.names() == set()
    assert bench.app.ok("POST", f"/api/runs/{undo}/release")["released"] == 2


def test_the_command_that_a_page_shows_works_on_the_servers_machine(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAKOBU_FILES", str(bench.folder))  # as the server was started
    run = bench.do(f"{bench.job}/runs")
    home = str(bench.app.context.home)
    shown = CliRunner().invoke(cli, ["undo", str(run), "--home", home, "--json"])
    assert json.loads(shown.stdout)["tasks"][0]["delete"] == 2
    file = bench.app.ok("GET", f"/api/runs/{run}")["file"]
    again = CliRunner().invoke(cli, ["run", file, "--job", bench.name, "--home", home, "--json", "--quiet"])
    assert json.loads(again.stdout)["outcomes"]["unchanged"] == 2
    assert "planted" not in again.output + shown.output


def test_what_a_limit_stopped_waits_for_its_approval(bench: Bench) -> None:
    text = bench.text + "guards: {changes: 1}\n"
    bench.app.ok("PUT", bench.job, {"text": text, "based_on": 1})
    started = bench.app.ok("POST", f"{bench.job}/runs", {})
    run = bench.app.follow(started["ticket"])[-1][1]["run"]
    assert bench.app.ok("GET", f"/api/runs/{run}")["status"] == "guard"
    assert bench.app.ok("GET", f"/api/plans/{run}")["guards"][0]["guard"] == "changes"
    assert bench.names() == set()
    bench.do(f"/api/runs/{run}/approve")
    assert len(bench.names()) == 2
    assert bench.app.ok("GET", f"/api/runs/{run}")["approved_by"] == "admin@example.com"


def test_a_stopped_organisation_is_written_to_by_no_run_until_it_is_started(bench: Bench) -> None:
    bench.do(f"{bench.job}/runs")
    organisation = bench.app.ok("GET", "/api/organisations")[0]["organisation"]
    bench.app.ok("PUT", f"/api/organisations/{organisation}/stop", {"reason": "audit"})
    assert bench.app.ok("GET", "/api/organisations")[0]["stopped"] is True
    bench.rows("9,Nine,nine@example.com,1")
    started = bench.app.ok("POST", f"{bench.job}/runs", {})
    assert "audit" in bench.app.follow(started["ticket"])[-1][1]["cause"]
    bench.app.ok("DELETE", f"/api/organisations/{organisation}/stop")
    bench.do(f"{bench.job}/runs")
    assert "Nine" in bench.names()


def test_what_the_crm_is_like_and_what_a_record_went_through(bench: Bench) -> None:
    run = bench.do(f"{bench.job}/runs")
    modules = {each["module"]: each for each in bench.app.ok("GET", "/api/connections/crm/modules")}
    assert "create" in modules["Leads"]["rights"]
    fields = {each["field"] for each in bench.app.ok("GET", "/api/connections/crm/modules/Leads/fields")}
    assert "Customer_No" in fields
    keys = bench.app.ok("GET", "/api/connections/crm/modules/Leads/keys")["keys"]
    assert {"field": "Customer_No", "kind": "unique"}.items() <= next(
        each for each in keys if each["field"] == "Customer_No"
    ).items()
    asked = {"coql": f"select Last_Name from Leads where Customer_No = '{bench.key('1')}'"}
    found = bench.app.ok("POST", "/api/connections/crm/query", asked)
    assert "山田" in found["rows"][0]
    assert "山田" in bench.app.call("POST", "/api/connections/crm/query/file", asked).text
    ident = next(row["id"] for row in bench.records() if row["Customer_No"] == bench.key("1"))
    life = bench.app.ok("GET", f"/api/records/Leads/{ident}?connection=crm")
    assert [step["run"] for step in life["steps"]] == [run]
    assert life["zoho"]["found"] is True
    assert bench.app.refused(409, "GET", f"/api/connections/{bench.name}/modules")["code"] == "no_crm"


def test_a_person_is_shown_first_and_then_forgotten(bench: Bench) -> None:
    bench.app.ok("PUT", "/api/connections/crm/production", {"production": False})
    bench.do(f"{bench.job}/runs")
    held = bench.app.ok("POST", "/api/forgotten", {"key": bench.key("1")})
    assert held["held"]
    assert held["done"] is False
    assert bench.app.ok("POST", "/api/forgotten", {"key": bench.key("1"), "yes": True})["done"] is True
    assert bench.app.ok("POST", "/api/forgotten", {"key": bench.key("1")})["held"] == []
    assert len(bench.app.ok("GET", "/api/forgotten")) == 1
    assert bench.app.ok("POST", "/api/forgotten/lift", {"key": bench.key("1")})["lifted"] == 1


def test_a_row_that_fits_several_records_is_decided_once(bench: Bench) -> None:
    for number in "78":
        bench.zoho.seed(records={"Leads": [{"Last_Name": "Double", "Company": "A", "Phone": number}]})
    text = bench.text.replace("match: [Customer_No]", "match: [Last_Name]").replace("upsert", "update")
    bench.app.ok("PUT", bench.job, {"text": text, "based_on": 1})
    bench.rows("1,Double,double@example.com,03")
    plan = bench.do(f"{bench.job}/plans", {"yes": True})
    assert bench.app.ok("GET", f"/api/plans/{plan}")["several"] == 1
    row = bench.app.ok("GET", f"/api/plans/{plan}/not-sent?several=true")["rows"][0]
    assert len(row["candidates"]) == 2
    chosen = {"key": row["key"], "answer": row["candidates"][0]}
    bench.app.ok("POST", f"/api/runs/{plan}/decisions", chosen)
    again = bench.do(f"{bench.job}/plans", {"yes": True})
    changes = bench.app.ok("GET", f"/api/plans/{again}/changes")["changes"]
    assert [each["id"] for each in changes] == [row["candidates"][0]]
    assert len(bench.app.ok("GET", "/api/decisions")) == 1
    bench.app.ok("POST", "/api/decisions/revoke", {"key": row["key"]})
    assert bench.app.ok("GET", "/api/decisions") == []


def test_old_runs_are_shown_before_they_are_purged(bench: Bench) -> None:
    run = bench.do(f"{bench.job}/runs")
    assert bench.app.ok("GET", "/api/purge?days=0")["runs"][-1:] == [run]
    assert bench.app.ok("POST", "/api/purge", {"days": 0})["purged"] is True
    bench.app.refused(404, "GET", f"/api/plans/{run}")
    assert bench.app.ok("GET", f"/api/runs/{run}/log")[0]["event"] == "begin"
