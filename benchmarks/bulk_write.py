"""Claim: Bulk Write takes at most 5 CPU-seconds of the client per 100,000 rows x 15 columns, in flat memory.

The emulator's jobs take their time by its own clock, which the client's pauses move on.
"""

from __future__ import annotations

import httpx2
from benchmarks.rig import COLUMNS, Stopwatch, emulator, peak_megabytes, tell

from hakobu.zoho import BulkColumn, BulkFile, Client, Settings, SystemClock

ROWS, A_JOB, WIDE = 250_000, 25_000, 15


class MovingClock(SystemClock):
    """Pauses move the emulator's clock instead of passing; by one connection, for each new one costs CPU.

    A little does pass: a job ends when its time is over *and* the emulator has written its rows.
    """

    def __init__(self, url: str) -> None:
        self._door = httpx2.Client(base_url=url)

    def sleep(self, seconds: float) -> None:
        self._door.post("/_emulator/clock", json={"advance": seconds}).raise_for_status()
        super().sleep(0.2)


def record(number: int) -> dict[str, object]:
    made: dict[str, object] = {name: f"{name} {number % 997}" for name, _, _, _ in COLUMNS[:WIDE]}
    return made | {
        "Customer_No": f"C{number:09}",
        "Email": f"user{number}@example.com",
        "No_of_Employees": number % 5000,
        "Annual_Revenue": number % 1_000_000,
        "Phone": "03-1234-5678",
        "Mobile": "090-1234-5678",
        "Website": "https://www.example.com",
    }


with emulator("--edition", "ultimate") as url:
    given = {"client_id": "b", "client_secret": "b", "refresh_token": "b", "accounts_server": url}
    with Client(Settings(**given, api_domain=url, timeout=600), clock=MovingClock(url)) as crm:  # type: ignore[arg-type]
        fields = crm.fields("Leads")
        order = ["Customer_No", *(name for name, _, _, _ in COLUMNS[:WIDE] if name != "Customer_No")]
        columns = [BulkColumn.of(fields[name]) for name in order]
        before, watch, first = peak_megabytes(), Stopwatch(), 0.0
        for start in range(0, ROWS, A_JOB):
            with BulkFile("Leads", columns, ignore_empty=None) as file:
                for number in range(start, start + A_JOB):
                    file.add(record(number))
                job = crm.start_bulk_write(file, operation="insert")
            answers = crm.finish_bulk_write(job)
            assert len(answers) == A_JOB
            assert all(answer.ok for answer in answers), next(each for each in answers if not each.ok)
            first = first or peak_megabytes()
        wall, cpu = watch.read()
        tell(
            "Bulk Write",
            rows=ROWS,
            columns=WIDE,
            jobs=ROWS // A_JOB,
            client_cpu_s_per_100k=cpu / ROWS * 100_000,
            wall_s=wall,
            peak_after_one_job_mb=first,
            peak_mb=peak_megabytes(),
            credits=crm.stats.credits,
        )
