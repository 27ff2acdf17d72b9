"""Claim: with 10,000 runs in the history, 20 signed-in users and a run under way, lists answer a page in
under 200 ms at the 95th percentile, and the run is slowed by at most 5 %.

Each user asks for a page of the history or for the jobs, reads it for a second, and asks again: five times as
often as an open page asks by itself. ``--no-pause`` lets them ask without reading.
"""

from __future__ import annotations

import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import httpx2
from benchmarks.rig import COLUMNS, emulator, make_rows, tell
from benchmarks.rig_application import HISTORY, JOBS, PASSWORD, furnish, job_text, serving, user

USERS, ROWS, WIDTH = 20, 30_000, 15
ROUNDS = int(next(filter(str.isdigit, sys.argv[1:]), "3"))
ZOHO = ("--edition", "ultimate", "--latency", "300")  # milliseconds a call
READING = 0.0 if "--no-pause" in sys.argv else 1.0  # seconds


class Visitor:
    """Somebody who looks at lists; ``times`` holds the seconds of each answer, by what was asked."""

    def __init__(self, address: str, number: int) -> None:
        self.client = httpx2.Client(base_url=address, timeout=60)
        self.times: dict[str, list[float]] = {"runs": [], "jobs": []}
        body = {"email": user(number), "password": PASSWORD}
        self.csrf = self.client.post("/api/session", json=body).raise_for_status().json()["csrf"]
        self._random = random.Random(number)

    def post(self, path: str, body: Any) -> Any:
        """Ask for something to be made."""
        answer = self.client.post(path, json=body, headers={"x-csrf-token": self.csrf})
        return answer.raise_for_status().json()

    def look(self, until: threading.Event) -> None:
        """Look at one list after the other."""
        until.wait(self._random.random() * READING)
        while not until.is_set():
            kind, path = self._choice()
            began = time.perf_counter()
            answer = self.client.get(path)
            self.times[kind].append(time.perf_counter() - began)
            assert answer.status_code == 200, answer.text
            until.wait(READING)

    def _choice(self) -> tuple[str, str]:
        number = self._random.randrange(HISTORY)
        paths = (
            "/api/runs",
            f"/api/runs?before={number + 1}",
            f"/api/runs?job=job+{number % JOBS:02}",
            "/api/runs?status=failed",
        )
        jobs = self._random.random() < 0.25
        return ("jobs", "/api/jobs") if jobs else ("runs", self._random.choice(paths))


def measure(furnished: Path, files: Path, *, looked_at: bool) -> tuple[float, dict[str, list[float]]]:
    """Give the seconds of a run, and those of each answer where people looked on."""
    with tempfile.TemporaryDirectory() as name, emulator(*ZOHO) as url:
        home = Path(name) / "home"
        shutil.copytree(furnished, home)
        with serving(home, files=files) as address:
            visitors = [Visitor(address, number) for number in range(USERS)]
            one = visitors[0]
            settings = {"accounts_server": url, "api_domain": url, "client_id": "bench"}
            settings |= {"client_secret": "bench", "refresh_token": "bench"}
            crm = {"name": "crm", "connector": "zoho-crm", "settings": settings}
            one.post("/api/connections", crm)
            rows = {"name": "rows", "connector": "files", "settings": {"path": str(files)}}
            one.post("/api/connections", rows)
            text = job_text(COLUMNS[:WIDTH])
            for number in range(JOBS):
                one.post("/api/jobs", {"name": f"job {number:02}", "text": text})
            over = threading.Event()
            looking = [threading.Thread(target=each.look, args=(over,)) for each in visitors]
            for thread in looking if looked_at else ():
                thread.start()
            ticket = one.post("/api/jobs/job 00/runs", {})["ticket"]
            while (told := one.client.get(f"/api/tickets/{ticket}").json())["state"] != "ended":
                time.sleep(1)
            run = one.client.get(f"/api/runs/{told['run']}").json()
            over.set()
            for thread in looking if looked_at else ():
                thread.join()
            for each in visitors:
                each.client.close()
    assert run["outcomes"]["created"] == ROWS, run
    found: dict[str, list[float]] = {"runs": [], "jobs": []}
    for each in visitors:
        for kind, times in each.times.items():
            found[kind] += times
    return run["seconds"], found


def p95(times: list[float]) -> float:
    """Give the 95th percentile in milliseconds."""
    return statistics.quantiles(times, n=20)[-1] * 1000


with tempfile.TemporaryDirectory() as folder:
    place = Path(folder)
    (place / "files").mkdir()
    make_rows(place / "files" / "rows.parquet", ROWS, WIDTH)
    furnish(place / "furnished", users=USERS)
    alone, watched, answers = [], [], {"runs": [], "jobs": []}  # type: ignore[var-annotated]
    for _ in range(ROUNDS):
        alone.append(measure(place / "furnished", place / "files", looked_at=False)[0])
        seconds, told = measure(place / "furnished", place / "files", looked_at=True)
        watched.append(seconds)
        for kind, times in told.items():
            answers[kind] += times
    tell(
        "lists of the application",
        users=USERS,
        answers=sum(map(len, answers.values())),
        runs_median_ms=statistics.median(answers["runs"]) * 1000,
        runs_p95_ms=p95(answers["runs"]),
        jobs_p95_ms=p95(answers["jobs"]),
        run_alone_s=alone,
        run_watched_s=watched,
        slower_percent=(statistics.median(watched) / statistics.median(alone) - 1) * 100,
    )
