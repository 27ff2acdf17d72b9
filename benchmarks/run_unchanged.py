"""Claim: a second, unchanged run of 1,000,000 rows x 20 columns makes no write call, in at most 60 s and
800 MB. The belief that the rows were delivered is put into the ledger by the ledger's own code.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.rig import Stopwatch, believe, emulator, make_job, make_rows, peak_megabytes, stats, tell

from hakobu.runs import run_job, summary

ROWS, COLUMNS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, 20

with tempfile.TemporaryDirectory() as name, emulator("--edition", "ultimate") as url:
    folder = Path(name)
    make_rows(folder / "rows.parquet", ROWS, COLUMNS)
    job = make_job(folder, url, COLUMNS)
    believe(folder, job, ROWS, COLUMNS)
    before = stats(url)["calls"]
    watch = Stopwatch()
    run = run_job(job, home=folder / "home")
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
