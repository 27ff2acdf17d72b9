"""The dashboard's figures, the search, and the network settings, over the API."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from hakobu.model import Outcome
from hakobu.store import LedgerIdentity, Reject, RunTask
from tests.integration.application import Application, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("either_store")
JOB = "source: drop\ndestination: crm\ntasks:\n  - {name: t, module: Leads, operation: insert,\n"
JOB += "     read: {file: a.csv}, map: {Last_Name: name}}\n"
CRM = {"client_id": "i", "client_secret": "planted", "refresh_token": "planted"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Application]:
    with serving(tmp_path / "home") as served:
        served.begin()
        yield served


def run_of(app: Application, job: str, status: str, outcomes: dict[Outcome, int], cause: str = "") -> int:
    store = app.context.store
    run = store.runs.start(job=job, file="f", definition="d", zgid="42")
    identity = LedgerIdentity(zgid="42", environment="production", module="Leads", job=job, task="t")
    ledger, rows = store.ledgers.open(identity).id, sum(outcomes.values())
    task = RunTask(
        task="t", module="Leads", operation="insert", ledger_id=ledger, read=rows, outcomes=outcomes
    )
    store.runs.write_tasks(run, [task])
    bad = outcomes.get(Outcome.INVALID, 0)
    store.rejects.add(
        run,
        ledger,
        [
            Reject(task="t", module="Leads", row=row, label="x", outcome=Outcome.INVALID, faults=[])
            for row in range(bad)
        ],
    )
    store.runs.close(run, status=status, credits_=7, calls=1, cause=cause)
    return run


def define(app: Application, *names: str) -> None:
    for name, connector, settings in (("drop", "files", {"path": "."}), ("crm", "zoho-crm", CRM)):
        if app.context.store.definitions.connection(name):
            continue
        app.context.store.definitions.save_connection(
            name,
            {
                "connector": connector,
                "settings": {key: value for key, value in settings.items() if "secret" not in key},
                "draft": False,
                "labels": [],
            },
            author="a",
            based_on=None,
        )
    for name in names:
        app.context.store.definitions.save_job(
            name,
            {"text": JOB, "source": "drop", "destination": "crm", "labels": [], "owner": "a"},
            author="a",
            based_on=None,
        )


def test_it_tells_what_needs_a_person_and_sums_the_rows_of_each_day(app: Application) -> None:
    define(app, "good", "bad", "limited", "new")
    run_of(app, "good", "done", {Outcome.CREATED: 3, Outcome.UNCHANGED: 2})
    bad = run_of(app, "bad", "done with rejects", {Outcome.CREATED: 1, Outcome.INVALID: 2})
    limited = run_of(app, "limited", "guard", {Outcome.PENDING: 4}, cause="Too many deletes.")
    app.context.store.overview.note_credits("42", left=900, kept=100)
    app.context.store.definitions.note_test("crm", passed=False, report=[])
    told = app.ok("GET", "/api/overview?zone=Asia/Tokyo")
    assert told["jobs"] == {
        "total": 4,
        "healthy": 1,
        "failing": 2,
        "never_run": 1,
        "paused": 0,
        "at_work": 0,
    }
    assert len(told["days"]) == 14
    assert told["days"][-1]["outcomes"] == {
        "created": 4,
        "unchanged": 2,
        "invalid": 2,
        "pending": 4,
    }
    (credits_,) = told["credits"]
    assert (credits_["organisation"], credits_["used"], credits_["per_day"]) == ("42", 21, 3)
    assert (credits_["left"], credits_["kept"]) == (900, 100)
    assert [(need["kind"], need["name"], need["run"], need["count"]) for need in told["needs"]] == [
        ("failed_rows", "bad", bad, 2),
        ("stopped_by_limit", "limited", limited, 0),
        ("failed_test", "crm", None, 0),
    ]
    assert told["needs"][1]["cause"] == "Too many deletes."


def test_nothing_yet_is_no_fault(app: Application) -> None:
    told = app.ok("GET", "/api/overview")
    assert (told["jobs"]["total"], told["credits"], told["needs"]) == (0, [], [])
    assert app.refused(422, "GET", "/api/overview?zone=Nowhere/At_All")["code"] == "no_zone"
    assert app.refused(422, "GET", "/api/overview?zone=../../etc/passwd")["code"] == "no_zone"


def test_a_search_finds_jobs_connections_and_runs(app: Application) -> None:
    define(app, "Shop to CRM", "other")
    run = run_of(app, "other", "done", {})
    found = [(hit["kind"], hit["name"]) for hit in app.ok("GET", "/api/search?q=cRM")]
    assert found == [("job", "Shop to CRM"), ("connection", "crm")]
    assert app.ok("GET", f"/api/search?q=%23{run}")[-1] == {"kind": "run", "name": str(run), "more": "other"}
    assert app.ok("GET", "/api/search?q=99999999999999") == []
    assert len(app.ok("GET", "/api/search")) == 5


def test_a_list_of_jobs_tells_the_newest_run_of_each_and_survives_a_lost_connection(app: Application) -> None:
    define(app, "one", "two")
    run_of(app, "one", "failed", {})
    newest = run_of(app, "one", "done", {Outcome.CREATED: 1})
    jobs = {job["name"]: job for job in app.ok("GET", "/api/jobs")}
    assert jobs["one"]["last_run"]["run"] == newest
    assert jobs["two"]["last_run"] is None
    app.context.store.definitions.drop("connection", "drop")
    app.context.store.definitions.set_job("one", paused=True)
    assert [job["name"] for job in app.ok("GET", "/api/jobs")] == ["one", "two"]


def test_network_settings_hold_from_the_next_call_on(
    app: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv(name, "")
    body = {"proxy": "http://127.0.0.1:9", "ca_file": None, "no_proxy": [" intra.example.com ", ""]}
    kept = app.ok("PUT", "/api/settings/network", body)
    assert kept == {"proxy": "http://127.0.0.1:9", "ca_file": None, "no_proxy": ["intra.example.com"]}
    assert os.environ["HTTPS_PROXY"] == "http://127.0.0.1:9"
    assert app.ok("GET", "/api/settings/network") == kept
    refused = app.refused(400, "PUT", "/api/settings/network", {**body, "proxy": "http://me:pw@host:1"})
    assert "pw" not in refused["detail"]
    app.ok("PUT", "/api/settings/network", {"no_proxy": []})
    assert "HTTPS_PROXY" not in os.environ
    assert [line["action"] for line in app.ok("GET", "/api/audit")["lines"]].count(
        "network settings saved"
    ) == 2
