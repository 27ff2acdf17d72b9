"""The emulator as a process: its command line, its headers, its pace, its cuts, its page."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Emulator

LEAD = {"Last_Name": "Lee"}


def client(running: Emulator, refresh: str = "mine") -> httpx2.Client:
    values = {"grant_type": "refresh_token", "client_id": "c", "refresh_token": refresh}
    access = httpx2.post(f"{running.url}/oauth/v2/token", data=values).json()["access_token"]
    header = {"Authorization": f"Zoho-oauthtoken {access}"}
    return httpx2.Client(base_url=f"{running.url}/crm/v8/", headers=header, timeout=30)


@pytest.fixture
def running(emulator: Callable[..., Emulator]) -> Emulator:
    return emulator("--time-zone", "Asia/Tokyo")


@pytest.fixture
def crm(running: Emulator) -> Iterator[httpx2.Client]:
    with client(running) as made:
        yield made


def insert(crm: httpx2.Client, *records: Any) -> httpx2.Response:
    return crm.post("Leads", json={"data": list(records)})


def test_headers(crm: httpx2.Client) -> None:
    answer = insert(crm, LEAD)
    assert answer.status_code == 201
    assert answer.headers["Server"] == "ZGS"
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=response.json"
    assert answer.headers["Content-Language"] == "en-US"
    assert answer.headers["X-ACCESSTOKEN-RESET"].endswith("+09:00")
    assert "X-API-CREDITS-REMAINING" not in answer.headers
    empty = crm.get("Accounts?fields=id")
    assert (empty.status_code, empty.content) == (204, b"")
    unchanged = crm.get("Leads?fields=id", headers={"If-Modified-Since": "2100-01-01T00:00:00Z"})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    for answer in (empty, unchanged):
        assert "Content-Type" not in answer.headers


def test_the_credits_left_are_told_from_the_half_on(crm: httpx2.Client, running: Emulator) -> None:
    allowance = running.stats()["credits_allowance"]
    running.post("/_emulator/org", {"credits_left": allowance // 2 + 1})
    assert crm.get("org").headers["X-API-CREDITS-REMAINING"] == str(allowance // 2)


def test_bodies_need_no_content_type(crm: httpx2.Client) -> None:
    body = json.dumps({"data": [LEAD]}).encode()
    assert crm.post("Leads", content=body).status_code == 201
    query = json.dumps({"select_query": "select id from Leads where id > 0"}).encode()
    assert crm.post("coql", content=query).status_code == 200


def test_latency_is_a_least_duration(crm: httpx2.Client, running: Emulator) -> None:
    running.post("/_emulator/latency", {"ms": 200})
    start = time.perf_counter()
    assert running.stats()["in_flight"] == 0
    assert time.perf_counter() - start < 0.2
    insert(crm, LEAD)
    insert(crm, {})
    for entry in running.journal(operation="records.insert")["requests"]:
        assert entry["end"] - entry["start"] >= 200


def test_concurrency_of_an_edition(emulator: Callable[..., Emulator]) -> None:
    running = emulator("--edition", "free", "--latency", "300")
    with client(running) as crm, ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: crm.get("org"), range(8)))
    counts = Counter(answer.status_code for answer in answers)
    assert counts == {200: 5, 429: 3}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["code"] == "TOO_MANY_REQUESTS"
    assert running.stats()["peak_concurrency"] == 5


def test_sub_concurrency_is_shared(emulator: Callable[..., Emulator]) -> None:
    running = emulator("--edition", "ultimate", "--latency", "400")
    query = {"select_query": "select id from Leads where id > 0"}
    with client(running) as crm, ThreadPoolExecutor(20) as threads:
        queries = [threads.submit(crm.post, "coql", json=query) for _ in range(6)]
        writes = [threads.submit(insert, crm, *[LEAD] * 11) for _ in range(6)]
        small = [threads.submit(insert, crm, LEAD) for _ in range(6)]
        costly = Counter(one.result().status_code == 429 for one in queries + writes)
        assert {one.result().status_code for one in small} == {201}
    assert costly == {False: 10, True: 2}
    stats = running.stats()
    assert stats["peak_sub_concurrency"] == 10
    assert stats["peak_concurrency"] > 10


@pytest.mark.parametrize(("kind", "written"), [("drop_before", 0), ("drop_after", 1)])
def test_a_cut_connection(crm: httpx2.Client, running: Emulator, kind: str, written: int) -> None:
    running.faults({"kind": kind, "operation": "records.insert", "times": 1})
    with pytest.raises(httpx2.TransportError):
        insert(crm, LEAD)
    stats = running.stats()
    assert stats["records"]["Leads"] == written
    assert stats["calls"]["records.insert"] == {"dropped": 1}
    assert stats["in_flight"] == 0


def test_odd_answers(crm: httpx2.Client, running: Emulator) -> None:
    running.faults([{"kind": "html", "times": 1}, {"kind": "slow", "ms": 50, "times": 1}])
    page = insert(crm, LEAD)
    assert page.status_code == 502
    assert page.headers["Content-Type"].startswith("text/html")
    running.faults({"kind": "empty", "times": 1})
    empty = insert(crm, LEAD)
    assert (empty.status_code, empty.content) == (200, b"")


def test_the_token_call_has_faults_too(running: Emulator) -> None:
    running.faults({"kind": "status", "status": 500, "operation": "oauth.token", "times": 1})
    answer = httpx2.post(f"{running.url}/oauth/v2/token", data={"grant_type": "refresh_token"})
    assert answer.status_code == 500


def test_the_journal(crm: httpx2.Client, running: Emulator) -> None:
    running.post("/_emulator/journal", {"bodies": 30})
    insert(crm, LEAD, LEAD)
    entry = running.journal(limit=1)["requests"][0]
    assert (entry["method"], entry["path"], entry["operation"]) == ("POST", "/crm/v8/Leads", "records.insert")
    assert (entry["status"], entry["records"], entry["module"], entry["credits"]) == (201, 2, "Leads", 1)
    assert entry["start"] <= entry["end"]
    assert entry["request"].startswith('{"data":[')
    assert len(entry["request"]) == len(entry["answer"]) == 30
    assert running.stats()["calls"]["records.insert"] == {"201": 1}
    running.post("/_emulator/journal", {"clear": True, "bodies": 0})
    assert running.journal()["requests"] == []


def test_an_abandoned_call_is_carried_out_all_the_same(crm: httpx2.Client, running: Emulator) -> None:
    running.post("/_emulator/latency", {"ms": 400})
    with pytest.raises(httpx2.TimeoutException):
        crm.post("Leads", json={"data": [LEAD]}, timeout=0.1)
    deadline = time.monotonic() + 10
    while not running.stats()["calls"].get("records.insert") and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    assert running.stats()["records"]["Leads"] == 1


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "hakobu.emulator", *options]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_is_ready_in_one_line_and_ends_when_told(ending: signal.Signals) -> None:
    with subprocess.Popen(command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert ready["ready"] is True
        assert httpx2.get(f"{ready['url']}/_emulator/stats").status_code == 200
        os.kill(process.pid, ending)
        rest, errors = process.communicate(timeout=20)
        assert (process.returncode, rest, errors) == (0, "", "")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--host", "0.0.0.0"], "not a loopback address"),  # noqa: S104 -- refused
        (["--time-zone", "Nowhere/City"], "no time zone 'Nowhere/City'"),
        (["--store", "/nonexistent/folder/file"], "cannot use the store"),
        (["--edition", "golden"], "invalid choice"),
        (["--port", "99999"], "from 0 to 65535"),
        (["--latency", "-1"], "from 0 to 600000"),
    ],
)
def test_wrong_use_is_told(options: list[str], message: str) -> None:
    ended = subprocess.run(command(*options), capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert message in ended.stderr


def test_a_port_in_use_is_told(running: Emulator) -> None:
    port = running.url.rpartition(":")[2]
    ended = subprocess.run(command("--port", port), capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port}" in ended.stderr
