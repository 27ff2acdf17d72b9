"""Claim: a plan of 100,000 changes x 20 columns, made and then walked over, stays under 600 MB.

Every row differs in one field from what the ledger believes, so that each change has an old and a new value.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.rig import Stopwatch, believe, emulator, make_job, make_rows, peak_megabytes, tell

from hakobu.runs import plan_job, planned_tasks

ROWS, COLUMNS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, 20

with tempfile.TemporaryDirectory() as name, emulator("--edition", "ultimate") as url:
    folder = Path(name)
    home = folder / "home"
    make_rows(folder / "rows.parquet", ROWS, COLUMNS)
    job = make_job(folder, url, COLUMNS)
    believe(folder, job, ROWS, COLUMNS, before="City")
    watch = Stopwatch()
    plan = plan_job(job, home=home)
    wall, cpu = watch.read()
    (task,) = planned_tasks(plan, home=home)
    shown = sum(1 for change in task.changes() if change.new != change.old)
    assert shown == task.plan.update == ROWS, (shown, task.plan.update)
    tell("plan of changes", changes=ROWS, columns=COLUMNS, wall_s=wall, cpu_s=cpu, peak_mb=peak_megabytes())
