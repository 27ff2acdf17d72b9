"""What the benchmarks of the application share: a home with a long history, and the server as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hakobu.api.passwords import hash_password
from hakobu.store import Store
from hakobu.store.database import Database
from hakobu.store.tables import run_tasks, runs
from hakobu.store.tables_of_application import tickets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = "a long and quiet phrase"
JOBS = 50
HISTORY = 10_000
DAYS = 200
TASKS = ("accounts", "contacts", "deals")
# a schedule that is never due while a benchmark runs, and is dear to look ahead in
TEXT = """source: rows
destination: crm
schedule:
  time_zone: Asia/Tokyo
  starts:
    - {at: ["03:10"], days: month end}
tasks:
"""


def user(number: int) -> str:
    """Give the address of one of the users."""
    return f"user{number}@example.com"


def furnish(home: Path, *, users: int, runs_: int = HISTORY) -> None:
    """Make users with one password, and runs of some jobs, three tasks each."""
    password = hash_password(PASSWORD)
    with Store(home) as store:
        for number in range(users):
            role = "administrator" if number == 0 else "viewer"
            store.users.add(email=user(number), name=user(number), role=role, password=password)
    now, outcomes = (
        time.time(),
        json.dumps({"created": 400, "updated": 90, "unchanged": 9_500, "rejected": 10}),
    )
    numbers = range(1, runs_ + 1)
    made = [
        {
            "id": number,
            "job": f"job {number % JOBS:02}",
            "kind": "run",
            "file": "",
            "definition": "d" * 64,
            "zgid": "42",
            "status": ("done", "done with rejects", "failed")[number % 3],
            "started": now - (runs_ - number) * DAYS * 86_400 / runs_,
            "ended": now - (runs_ - number) * DAYS * 86_400 / runs_ + 60,
            "credits": 120,
            "calls": 110,
            "cause": "",
        }
        for number in numbers
    ]
    tasks = [
        {
            "run_id": number,
            "position": position,
            "task": name,
            "module": name.capitalize(),
            "operation": "upsert",
            "ledger_id": position + 1,
            "read": 10_000,
            "carried": 0,
            "outcomes": outcomes,
            "notes": "{}",
        }
        for number in numbers
        for position, name in enumerate(TASKS)
    ]
    asked = [
        {
            "job": run["job"],
            "verb": "run",
            "by": "schedule",
            "why": "schedule",
            "key": f"schedule:{run['job']}:{run['id']}",
            "state": "ended",
            "run_id": run["id"],
            "asked": run["started"],
            "begun": run["started"],
            "ended": run["ended"],
            "due": run["started"],
            "told": True,
        }
        for run in made
    ]
    database = Database(home)
    with database.write() as connection:
        connection.execute(runs.insert(), made)
        connection.execute(run_tasks.insert(), tasks)
        connection.execute(tickets.insert(), asked)
    database.close()


def job_text(columns: tuple[tuple[str, str, str, str | None], ...]) -> str:
    """Write the job of one upsert by a unique field, from a file, with a schedule."""
    lines = [f"      {name}: {sql or name.lower()}" for name, _, _, sql in columns]
    head = "  - name: leads\n    read: {file: rows.parquet}\n    module: Leads\n    operation: upsert\n"
    return TEXT + head + "    match: [Customer_No]\n    map:\n" + "\n".join(lines) + "\n"


@contextmanager
def serving(home: Path, *, files: Path) -> Iterator[str]:
    """Start the server as people do, and give its address."""
    command = [sys.executable, "-m", "hakobu", "serve", "--port", "0", "--no-browser", "--json"]
    process = subprocess.Popen(
        [*command, "--home", str(home)],
        stdout=subprocess.PIPE,
        env={**os.environ, "HAKOBU_FILES": str(files)},
    )
    assert process.stdout is not None
    try:
        lines = iter(process.stdout.readline, b"}\n")
        told: Any = json.loads(b"".join(lines) + b"}")
        yield told["address"].partition("first-start")[0].rstrip("/")
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
