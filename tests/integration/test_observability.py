"""What a server tells of itself: numbered requests, logs by level, figures, and a bundle without values."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.application import Application, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PLANTED = "planted-5ecret"
ROWS = "name,mail\nPlanted Person,planted@example.com\n,none@example.com\n"
JOB = """\
source: drop
destination: crm
log_level: {level}
tasks:
  - name: leads
    read: {{file: leads.csv}}
    module: Leads
    operation: upsert
    match: [Email]
    map: {{Last_Name: name, Email: mail, Company: {{constant: planted constant}}}}
"""


@pytest.fixture
def app(tmp_path: Path, emulator: Callable[..., Any]) -> Iterator[Application]:
    zoho = emulator()
    (tmp_path / "leads.csv").write_text(ROWS)
    secrets = dict.fromkeys(("client_secret", "refresh_token"), PLANTED)
    crm = {"accounts_server": zoho.url, "api_domain": zoho.url, "client_id": "id", **secrets}
    with serving(tmp_path / "home", env={"HAKOBU_SECRET_ONE": PLANTED}) as served:
        served.begin()
        served.ok("POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": crm})
        drop = {"name": "drop", "connector": "files", "settings": {"path": str(tmp_path)}}
        served.ok("POST", "/api/connections", drop)
        yield served


def run(app: Application, level: str) -> tuple[int, str]:
    """Make a job with a level and run it; gives the run's number and that of the request that asked."""
    app.ok("POST", "/api/jobs", {"name": level, "text": JOB.format(level=level)})
    asked = app.call("POST", f"/api/jobs/{level}/runs", {})
    heard = app.follow(asked.json()["ticket"])
    assert heard[-1][1]["cause"] == ""
    return heard[-1][1]["run"], asked.headers["x-request-id"]


def test_the_log_of_a_run_names_the_request_that_asked_and_is_as_talkative_as_the_job_says(
    app: Application,
) -> None:
    told = {}
    for level in ("debug", "info", "warning"):
        number, request = run(app, level)
        lines = app.ok("GET", f"/api/runs/{number}/log")
        told[level] = {line["level"] for line in lines}
        if level != "warning":
            assert lines[0]["event"] == "begin"
            assert lines[0]["more"]["request"] == request
            assert "ticket" in lines[0]["more"]
        assert "lanted" not in str(lines)
    assert told == {"debug": {"debug", "info"}, "info": {"info"}, "warning": set()}
    refused = app.refused(422, "POST", "/api/jobs", {"name": "x", "text": JOB.format(level="loud")})
    assert refused["faults"][0]["valid"] == ["debug", "info", "warning", "error"]


def test_the_level_is_changed_in_the_definition_and_shown_before(app: Application) -> None:
    text = "# mine\n" + JOB.replace("log_level: {level}\n", "").format()
    app.ok("POST", "/api/jobs", {"name": "quiet", "text": text})
    assert app.ok("GET", "/api/jobs/quiet/log-level") == {"level": "info", "version": 1}
    tried = app.ok("POST", "/api/jobs/quiet/log-level/preview", {"level": "debug"})
    assert tried == {"text": text + "log_level: debug\n", "kind": "changed"}
    assert app.ok("POST", "/api/jobs/quiet/log-level/preview", {"level": "info"})["kind"] == "same"
    assert app.ok("GET", "/api/jobs/quiet")["text"] == text
    saved = app.ok("PUT", "/api/jobs/quiet/log-level", {"level": "debug", "based_on": 1})
    assert (saved["text"], saved["version"]) == (tried["text"], 2)
    stale = app.refused(409, "PUT", "/api/jobs/quiet/log-level", {"level": "error", "based_on": 1})
    assert stale["code"] == "stale"
    back = app.ok("PUT", "/api/jobs/quiet/log-level", {"level": "info", "based_on": 2})
    assert back["text"] == text
    app.refused(422, "PUT", "/api/jobs/quiet/log-level", {"level": "loud", "based_on": 3})


def test_every_answer_has_a_number_and_a_refusal_tells_it(app: Application) -> None:
    numbers = {app.call("GET", path).headers["x-request-id"] for path in ("/healthz", "/api/jobs", "/")}
    assert len(numbers) == 3
    answer = app.call("GET", "/api/runs/999")
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    large = app.client.post("/api/jobs", content=b"x" * (5 << 20))
    assert large.status_code == 413
    assert large.json()["request_id"] == large.headers["x-request-id"]


def test_metrics_tell_runs_rows_credits_the_queue_and_the_scheduler(app: Application) -> None:
    run(app, "info")
    app.context.engine.scheduler.tick()
    told = app.client.get("/metrics").text
    figures = dict(line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#"))
    assert figures['hakobu_runs_day{status="done with rejects"}'] == "1.0"
    assert figures['hakobu_rows_day{outcome="created"}'] == "1.0"
    assert figures['hakobu_rows_day{outcome="invalid"}'] == "1.0"
    assert figures['hakobu_last_run_good{job="info"}'] == "0.0"
    assert figures['hakobu_failed_rows_open{job="info"}'] == "1.0"
    assert figures['hakobu_tickets{state="waiting"}'] == "0.0"
    assert 0 <= float(figures["hakobu_scheduler_lag_seconds"]) < 3600
    used = [float(value) for name, value in figures.items() if name.startswith("hakobu_credits_used_day")]
    assert len(used) == 1
    assert used[0] > 0
    assert "planted" not in told.lower()


def test_figures_are_for_this_machine_alone_or_for_a_token(app: Application) -> None:
    stranger, passed_on = app.bearer(), {"x-forwarded-for": "127.0.0.1"}
    assert stranger.call("GET", "/metrics").status_code == 200
    for headers in (
        passed_on,
        {"forwarded": "for=127.0.0.1"},
        {"via": "1.1 proxy"},
        {"host": "rebound.example.com"},
    ):
        assert stranger.call("GET", "/metrics", **headers).status_code == 401, headers
    app.context.on_loopback = False
    refused = stranger.refused(401, "GET", "/metrics")
    assert refused["code"] == "sign_in"
    assert "scope read" in refused["next_step"]
    assert "スコープ read" in stranger.refused(401, "GET", "/metrics?lang=ja")["next_step"]
    answer = stranger.call("GET", "/metrics", authorization="Bearer hkb_wrong")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    token = app.ok("POST", "/api/tokens", {"name": "prometheus", "scope": "read"})["token"]
    told = app.bearer(token).call("GET", "/metrics", **passed_on)
    assert (told.status_code, "hakobu_tickets{" in told.text) == (200, True)
    assert [stranger.call("GET", path).status_code for path in ("/healthz", "/readyz")] == [200, 200]


def test_a_bundle_for_those_who_help_holds_no_secret_and_no_value(app: Application) -> None:
    run(app, "debug")
    (app.context.home / "crashes").mkdir()
    (app.context.home / "crashes" / "20261123-100000-1.txt").write_text(f"ValueError: {PLANTED}\n")
    packed = zipfile.ZipFile(io.BytesIO(app.call("GET", "/api/support").content))
    held = {name: packed.read(name).decode() for name in packed.namelist()}
    assert {"installation.json", "runs.json", "runs/1/log.jsonl"} <= set(held)
    assert '"debug"' in held["runs/1/log.jsonl"]
    whole = "\n".join([*held, *held.values()]).lower()
    assert "planted" not in whole
    assert "example.com" not in whole
    assert str(app.context.home).lower() not in whole
