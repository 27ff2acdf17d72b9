"""Claim: reading, mapping, checking, comparing, sending and committing 100,000 rows x 15 columns
takes at most 6 CPU-seconds of the client. The sandbox's child process is counted, the emulator is not.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.rig import Stopwatch, emulator, make_job, make_rows, peak_megabytes, tell

from hakobu.runs import run_job, summary

ROWS, COLUMNS = 100_000, 15

with tempfile.TemporaryDirectory() as name, emulator("--edition", "ultimate") as url:
    folder = Path(name)
    make_rows(folder / "rows.parquet", ROWS, COLUMNS)
    job = make_job(folder, url, COLUMNS)
    watch = Stopwatch()
    run = run_job(job, home=folder / "home")
    wall, cpu = watch.read()
    assert summary(run)["outcomes"]["created"] == ROWS, summary(run)
    tell("client CPU", rows=ROWS, columns=COLUMNS, cpu_s=cpu, wall_s=wall, peak_mb=peak_megabytes())
