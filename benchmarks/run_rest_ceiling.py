"""Claim: an upsert of 50,000 rows x 15 columns by REST at 300 ms a call reaches 95 % of the ceiling that
sub-concurrency 10 and 100 records a call set, from the first write call to the last answer.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import httpx2
from benchmarks.rig import Stopwatch, emulator, make_job, make_rows, stats, tell

from hakobu.runs import run_job, summary

ROWS, COLUMNS, LATENCY = 50_000, 15, 0.3
CEILING = ROWS / 100 / 10 * LATENCY  # seconds

with tempfile.TemporaryDirectory() as name, emulator("--edition", "ultimate", "--latency", "300") as url:
    folder = Path(name)
    make_rows(folder / "rows.parquet", ROWS, COLUMNS)
    job = make_job(folder, url, COLUMNS)
    watch = Stopwatch()
    run = run_job(job, home=folder / "home")
    wall, cpu = watch.read()
    assert summary(run)["outcomes"]["created"] == ROWS, summary(run)
    calls = httpx2.get(f"{url}/_emulator/journal", params={"limit": 100_000}).json()
    entries = calls["requests"] if isinstance(calls, dict) else calls
    writes = [entry for entry in entries if entry["operation"].endswith(("insert", "upsert"))]
    seconds = (max(entry["end"] for entry in writes) - min(entry["start"] for entry in writes)) / 1000
    tell(
        "REST ceiling",
        rows=ROWS,
        write_calls=len(writes),
        write_s=seconds,
        ceiling_s=CEILING,
        share=CEILING / seconds,
        peak_sub_concurrency=stats(url)["peak_sub_concurrency"],
        client_cpu_s=cpu,
        wall_s=wall,
    )
