"""What the benchmarks of whole runs share: the emulator as a process, rows as a file, figures as JSON."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb
import httpx2

from hakobu.changes import Ledger
from hakobu.definitions import load
from hakobu.runs import open_client
from hakobu.staging import open_session
from hakobu.store import LedgerIdentity, Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hakobu.model import Definition

# name in Zoho, type there, SQL that makes the value of row i, mapping (None: the plain column)
COLUMNS: tuple[tuple[str, str, str, str | None], ...] = (
    ("Last_Name", "text", "'Yamada ' || i", None),
    ("First_Name", "text", "'太郎' || (i % 1000)", None),
    ("Company", "text", "'株式会社サンプル' || (i % 5000)", None),
    ("Email", "email", "'USER' || i || '@example.com'", "lower(email)"),
    ("Phone", "phone", "'03-' || (1000 + i % 9000) || '-' || (1000 + i % 8999)", None),
    ("Mobile", "phone", "'090-' || (1000 + i % 9000) || '-' || (1000 + i % 7919)", None),
    ("City", "text", "'City ' || (i % 700)", None),
    ("State", "text", "'State ' || (i % 47)", None),
    ("Zip_Code", "text", "(1000000 + i % 900000)::varchar", None),
    ("Country", "text", "'Japan'", None),
    ("Lead_Source", "picklist", "'Trade Show'", None),
    ("No_of_Employees", "integer", "(i % 5000)::bigint", None),
    ("Annual_Revenue", "currency", "((i % 1000000) + 0.25)::decimal(16,2)", None),
    ("Website", "website", "'https://www.example.com/' || i", None),
    ("Customer_No", "text", "'C' || lpad(i::varchar, 9, '0')", None),
    ("Street", "text", "(i % 99) || ' Chuo'", "trim(street)"),
    ("Designation", "text", "'Manager ' || (i % 30)", None),
    ("Fax", "text", "'03-' || (2000 + i % 7000)", None),
    ("Skype_ID", "text", "'skype.' || i", None),
    ("Email_Opt_Out", "boolean", "i % 2 = 0", None),
)


@contextmanager
def emulator(*options: str) -> Iterator[str]:
    """Start the emulator in a process of its own, with the custom key field, and give its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hakobu.emulator", "--port", "0", *options], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        url = json.loads(process.stdout.readline())["url"]
        field = {"api_name": "Customer_No", "field_label": "Customer No", "data_type": "text", "length": 20}
        body = {"fields": {"Leads": [{**field, "unique": True}]}}
        httpx2.post(f"{url}/_emulator/seed", json=body).raise_for_status()
        yield url
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def make_rows(path: Path, rows: int, columns: int) -> None:
    """Write a Parquet file of so many rows and columns."""
    made = ", ".join(f"{sql} as {name.lower()}" for name, _, sql, _ in COLUMNS[:columns])
    duckdb.sql(f"copy (select {made} from range({rows}) t(i)) to '{path}' (format parquet)")


KINDS = {"email": "lower({})", "currency": "cast({} as double)::varchar", "boolean": "({})::varchar"}


def believe(folder: Path, job: Definition, rows: int, columns: int, *, before: str | None = None) -> None:
    """Put into the ledger that the rows were delivered, by the ledger's own code.

    ``before`` names a column of which something else is believed than the rows say.
    """
    home, seen = folder / "home", folder / "seen.parquet"
    values = ", ".join(
        f"'before' as {name}"
        if name == before
        else f"{KINDS.get(kind, '({})::varchar').format(f'({sql})')} as {name}"
        for name, kind, sql, _ in COLUMNS[:columns]
    )
    duckdb.sql(
        "copy (select '0:c' || lpad(i::varchar, 9, '0') as key, (7000000000000000000 + i)::varchar as id, "
        f"'2026-11-23T00:00:00+00:00' as modified, {values} from range({rows}) t(i)) "
        f"to '{seen}' (format parquet)"
    )
    with Store(home) as store, open_client(job.connections["crm"], home=home) as client:
        zgid = client.organisation().zgid
        identity = LedgerIdentity(
            zgid=zgid, environment="production", module="Leads", job="bench", task="leads"
        )
        session = open_session(folder / "scratch")
        Ledger(store, identity).learn(session, seen, tuple(name for name, *_ in COLUMNS[:columns]))
        session.close()
    seen.unlink()


def make_job(folder: Path, url: str, columns: int) -> Definition:
    """Write the definition file of one upsert into Leads by a unique field, and load it."""
    lines = [f"          {name}: {sql or name.lower()}" for name, _, _, sql in COLUMNS[:columns]]
    file = folder / "job.yaml"
    file.write_text(
        f"""
connections:
  rows: {{connector: files, path: .}}
  crm:
    connector: zoho-crm
    accounts_server: {url}
    api_domain: {url}
    client_id: bench
    client_secret: bench
    refresh_token: bench
jobs:
  bench:
    source: rows
    destination: crm
    tasks:
      - name: leads
        read: {{file: rows.parquet}}
        module: Leads
        operation: upsert
        match: [Customer_No]
        map:
"""
        + "\n".join(lines)
        + "\n",
        encoding="utf-8",
    )
    return load(file, env=os.environ)


def stats(url: str) -> Any:
    """Ask the emulator what it counted."""
    return httpx2.get(f"{url}/_emulator/stats").json()


def cpu_seconds() -> float:
    """Give the CPU seconds of this process and of its ended children."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def peak_megabytes() -> float:
    """Give the largest resident size of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Stopwatch:
    """Wall and CPU seconds since it was made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), cpu_seconds()

    def read(self) -> tuple[float, float]:
        """Give wall and CPU seconds."""
        return time.perf_counter() - self._wall, cpu_seconds() - self._cpu


def tell(name: str, **figures: Any) -> None:
    """Print one line of figures."""
    shown = {key: round(value, 3) if isinstance(value, float) else value for key, value in figures.items()}
    print(json.dumps({"benchmark": name, **shown}), flush=True)
