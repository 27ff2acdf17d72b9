"""Claim: a second, unchanged run of 1,000,000 rows x 20 columns makes no write call, in at most 60 s and
800 MB. The belief that the rows were delivered is put into the ledger by the ledger's own code.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import duckdb
from benchmarks.rig import COLUMNS as ALL
from benchmarks.rig import Stopwatch, emulator, make_job, make_rows, peak_megabytes, stats, tell

from hakobu.changes import Ledger
from hakobu.runs import open_client, run_job, summary
from hakobu.staging import open_session
from hakobu.store import LedgerIdentity, Store

ROWS, COLUMNS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, 20
KINDS = {"email": "lower({})", "currency": "cast({} as double)::varchar", "boolean": "({})::varchar"}

with tempfile.TemporaryDirectory() as name, emulator("--edition", "ultimate") as url:
    folder = Path(name)
    home = folder / "home"
    make_rows(folder / "rows.parquet", ROWS, COLUMNS)
    job = make_job(folder, url, COLUMNS)
    seen = folder / "seen.parquet"
    values = ", ".join(
        f"{KINDS.get(kind, '({})::varchar').format(f'({sql})')} as {column}"
        for column, kind, sql, _ in ALL[:COLUMNS]
    )
    duckdb.sql(
        "copy (select '0:c' || lpad(i::varchar, 9, '0') as key, (7000000000000000000 + i)::varchar as id, "
        f"'2026-11-23T00:00:00+00:00' as modified, {values} from range({ROWS}) t(i)) "
        f"to '{seen}' (format parquet)"
    )
    with Store(home) as store, open_client(job.connections["crm"], home=home) as client:
        zgid = client.organisation().zgid
        identity = LedgerIdentity(
            zgid=zgid, environment="production", module="Leads", job="bench", task="leads"
        )
        session = open_session(folder / "scratch")
        Ledger(store, identity).learn(session, seen, tuple(column for column, *_ in ALL[:COLUMNS]))
        session.close()
    seen.unlink()
    before = stats(url)["calls"]
    watch = Stopwatch()
    run = run_job(job, home=home)
    wall, cpu = watch.read()
    outcomes = summary(run)["outcomes"]
    assert outcomes["unchanged"] == ROWS, outcomes
    after = stats(url)["calls"]
    writes = {key for key in after if key not in before and key.endswith(("insert", "update", "upsert"))}
    tell(
        "unchanged run",
        rows=ROWS,
        columns=COLUMNS,
        write_calls=len(writes),
        wall_s=wall,
        cpu_s=cpu,
        peak_mb=peak_megabytes(),
    )
