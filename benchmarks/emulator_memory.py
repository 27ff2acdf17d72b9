"""The memory of a million records of 20 columns, and the CPU of COQL pages among them.

Run it from the root of the checkout: ``python -m benchmarks.emulator_memory``.
"""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.emulator_upsert import Client, cpu_seconds, record

RECORDS = 1_000_000
CHUNK = 10_000
PAGES = 20
MORE = ["Designation", "Fax", "State", "Zip_Code", "Description"]
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


def peak_gigabytes(pid: int) -> float:
    found = _PEAK.search(Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024**2


def row(number: int) -> list[object]:
    values = list(record(number).values())
    return [*values, "Manager", f"03-{number:07}", "東京都", f"{number % 10**7:07}", f"Note of {number}"]


def query(client: Client, text: str) -> int:
    answer = client.call("POST", "/crm/v8/coql", json.dumps({"select_query": text}).encode())
    rows = answer["data"]
    assert isinstance(rows, list)
    return len(rows)


def pages(client: Client, pid: int, ids: list[str], columns: str, where: str) -> None:
    cpu = cpu_seconds(pid)
    for place in range(PAGES):
        start = ids[place * len(ids) // PAGES - 1] if place else "0"
        query(client, f"select {columns} from Leads where {where.format(start)} limit 2000")
    cpu = (cpu_seconds(pid) - cpu) / PAGES
    print(f"COQL page of 2,000, {columns.count(',') + 1} columns, where {where}: {cpu * 1000:.0f} ms CPU")


def main() -> None:
    command = [sys.executable, "-m", "hakobu.emulator", "--edition", "ultimate", *sys.argv[1:]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            client = Client(json.loads(process.stdout.readline())["url"])
            names = [*record(0), *MORE]
            clock, ids = time.perf_counter(), []
            for first in range(0, RECORDS, CHUNK):
                rows = [row(number) for number in range(first, first + CHUNK)]
                wish = {"columns": {"module": "Leads", "fields": names, "rows": rows}}
                answer = client.call("POST", "/_emulator/seed", json.dumps(wish).encode())
                given = answer["ids"]
                assert isinstance(given, dict)
                ids.extend(given["Leads"])
            clock = time.perf_counter() - clock
            print(
                f"{len(ids):,} records of {len(names)} columns seeded in {clock:.0f} s: "
                f"emulator {cpu_seconds(process.pid):.0f} CPU-s, peak {peak_gigabytes(process.pid):.2f} GB"
            )
            pages(client, process.pid, ids, "Last_Name, Email", "id > '{}'")
            pages(client, process.pid, ids, ", ".join(names), "id > '{}'")
            for turn in ("first", "second"):
                cpu = cpu_seconds(process.pid)
                emails = ",".join(f"'person{number}@example.com'" for number in range(0, 99_000, 1000))
                query(client, f"select Email from Leads where Email in ({emails}) limit 2000")
                print(
                    f"99 e-mails with in, {turn} time: {(cpu_seconds(process.pid) - cpu) * 1000:.0f} ms CPU"
                )
            for name, path in (("list", "Leads?fields=Last_Name"), ("count", "Leads/actions/count")):
                cpu = cpu_seconds(process.pid)
                client.call("GET", f"/crm/v8/{path}")
                print(f"{name}: {(cpu_seconds(process.pid) - cpu) * 1000:.0f} ms CPU")
            for turn in ("first", "second"):
                cpu = cpu_seconds(process.pid)
                body = json.dumps({"data": [record(number) for number in range(RECORDS, RECORDS + 100)]})
                client.call("POST", "/crm/v8/Leads/upsert", body.encode())
                cpu = cpu_seconds(process.pid) - cpu
                print(f"upsert of 100, {turn} time: {cpu * 1000:.0f} ms CPU")
            print(f"peak at the end: {peak_gigabytes(process.pid):.2f} GB")
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
