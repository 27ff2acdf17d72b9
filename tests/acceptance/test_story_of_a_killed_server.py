"""A server that is killed in mid-run and started again: its run is taken up, what was missed is caught up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from hakobu.store import Store
from tests.integration.listening import web_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ROWS = 900
PATIENCE = 120.0  # seconds
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
EVERY_MINUTE = "schedule:\n  starts:\n    - every: 1 minute\n"
PASSWORD = "a long and quiet phrase"


class Server:
    """A real ``hakobu serve``, and somebody signed in to it."""

    def __init__(self, process: subprocess.Popen[str], told: dict[str, Any]) -> None:
        self.process = process
        self.address = told["address"].partition("first-start")[0]
        self.client = httpx2.Client(base_url=self.address, timeout=60)
        token = told["address"].partition("#")[2]
        who = {"email": "a@example.com", "password": PASSWORD}
        if token:
            made = self.client.post("/api/first-start", json={**who, "token": token, "name": "A"})
        else:
            made = self.client.post("/api/session", json=who)
        self.csrf = made.json()["csrf"]

    def ok(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.client.request(method, path, json=body, headers={"x-csrf-token": self.csrf})
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None


@contextmanager
def serve(home: Path) -> Iterator[Server]:
    command = [
        sys.executable,
        "-m",
        "hakobu",
        "serve",
        "--port",
        "0",
        "--no-browser",
        "--json",
        "--home",
        str(home),
    ]
    env = {**os.environ, "HAKOBU_FILES": str(home.parent)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout is not None
        lines: list[str] = []
        while not (lines and lines[-1].startswith("}")):
            line = process.stdout.readline()
            assert line, "the server ended"
            lines.append(line)
            if line.strip().startswith("{") and line.strip().endswith("}"):
                break
        server = Server(process, json.loads("".join(lines)))
        try:
            yield server
        finally:
            server.client.close()
            if process.poll() is None:
                process.terminate()
            process.wait(timeout=60)


def until(what: Callable[[], Any]) -> Any:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not (found := what()):
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.2)
    return found


def begin(server: Server, verb: str) -> Any:
    """Run the job, or plan it and run that plan."""
    if verb == "run":
        return server.ok("POST", "/api/jobs/job/runs", {})
    ticket = server.ok("POST", "/api/jobs/job/plans", {})["ticket"]
    until(lambda: server.ok("GET", f"/api/tickets/{ticket}")["state"] == "ended")
    return server.ok("POST", f"/api/plans/{server.ok('GET', f'/api/tickets/{ticket}')['run']}/runs", {})


@pytest.mark.parametrize("verb", ["run", "plan"])
def test_a_server_killed_in_mid_run_goes_on_where_it_was_and_keeps_its_schedule(
    verb: str, tmp_path: Path, emulator: Callable[..., Any]
) -> None:
    zoho, home = emulator(), tmp_path / "home"
    (tmp_path / "drop").mkdir()
    rows = "".join(f"person {number},p{number}@example.com\n" for number in range(ROWS))
    (tmp_path / "drop" / "leads.csv").write_text(f"name,mail\n{rows}")
    zoho.post("/_emulator/latency", {"ms": 300})
    with serve(home) as server, web_server() as posts:
        hook = {"kind": "webhook", "secret": f"{posts.address}/hook"}
        server.ok("PUT", "/api/alert-channels/hook", hook)
        server.ok("POST", "/api/alert-channels/hook/test")
        assert server.address in posts.got[0]["body"]["message"]
        drop = {"name": "drop", "connector": "files", "settings": {"path": str(tmp_path / "drop")}}
        server.ok("POST", "/api/connections", drop)
        crm = {"accounts_server": zoho.url, "api_domain": zoho.url, "concurrency": 1, "timeout": 3}
        crm |= {"client_id": "i", "client_secret": "s", "refresh_token": "t"}
        server.ok("POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": crm})
        server.ok("POST", "/api/jobs", {"name": "job", "text": JOB})
        started = begin(server, verb)
        until(lambda: len(zoho.get("/_emulator/records/Leads")["records"]) > 0)
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
    written = len(zoho.get("/_emulator/records/Leads")["records"])
    assert written < ROWS
    zoho.post("/_emulator/latency", {"ms": 0})
    # while the server was away, its job was to start: a schedule of every minute, three minutes old
    with Store(home) as store:
        found = store.definitions.job("job")
        assert found is not None
        store.definitions.save_job(
            "job",
            {"text": JOB + EVERY_MINUTE, "source": "drop", "destination": "crm"},
            author="a@example.com",
            based_on=found.version,
        )
        store.definitions.set_job("job", modified=time.time() - 200)
    with serve(home) as server:
        ticket = f"/api/tickets/{started['ticket']}"
        until(lambda: server.ok("GET", ticket)["state"] == "ended")
        run = server.ok("GET", f"/api/runs/{server.ok('GET', ticket)['run']}")
        assert (run["status"], run["resumed"]) == ("done", 1)
        assert run["outcomes"]["created"] == run["read"] == ROWS
        records = zoho.get("/_emulator/records/Leads")["records"]
        assert len({record["Email"] for record in records}) == len(records) == ROWS
        # the run of the schedule that was missed is caught up, once, and finds nothing to do
        later = until(
            lambda: [each for each in server.ok("GET", "/api/runs")["runs"] if each["run"] > run["run"]]
        )
        assert all(each["job"] == "job" for each in later)
        assert server.ok("GET", "/api/jobs/job")["next_run"] > time.time()
