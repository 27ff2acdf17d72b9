"""Claims: 100,000 records x 20 fields are read by COQL with ten calls in flight at 300 ms each, near the
ceiling (10 x 2,000 records a call); a Bulk Read export is decoded at 200,000 records a second or more.
"""

from __future__ import annotations

import io
import os
import random
import time
import zipfile
from bisect import bisect
from itertools import accumulate

import httpx2
import msgspec
import pyarrow.csv  # noqa: F401 - its import is no decoding
from benchmarks.rig import COLUMNS, Stopwatch, emulator, stats, tell

from hakobu.zoho import VERSIONS, Client, Column, Nature, Settings
from hakobu.zoho.arrow import from_texts
from hakobu.zoho.bulk_csv import read_export
from hakobu.zoho.coql import LatePage
from hakobu.zoho.paging import Ask, pages_at_once

ROWS, LATENCY, PAGE, AT_ONCE = 100_000, 0.3, 2_000, 10
JOINED = 11  # spans that a query without a condition of its own can leave out
CEILING = ROWS / PAGE / AT_ONCE * LATENCY  # seconds
NAMES = [name for name, _, _, _ in COLUMNS]


def record(number: int) -> dict[str, object]:
    return {
        **{name: f"{name} {number % 997}" for name, kind, _, _ in COLUMNS if kind in {"text", "phone"}},
        "Last_Name": f"Yamada {number}",
        "Customer_No": f"C{number:09}",
        "Email": f"user{number}@example.com",
        "Lead_Source": "Trade Show",
        "No_of_Employees": number % 5000,
        "Annual_Revenue": number % 1_000_000 + 0.25,
        "Website": f"https://www.example.com/{number}",
        "Email_Opt_Out": number % 2 == 0,
    }


def by_coql(url: str, schema: str) -> None:
    given = {"client_id": "b", "client_secret": "b", "refresh_token": "b", "accounts_server": url}
    with Client(Settings(**given, api_domain=url, schema=schema, cheapest_read=False)) as crm:  # type: ignore[arg-type]
        table = crm.tables.table("Leads", NAMES)
        way = crm.tables.way(table)
        before = crm.stats.by_operation["coql"]
        watch = Stopwatch()
        rows = sum(batch.num_rows for batch in crm.tables.batches(table, way=way))
        wall, cpu = watch.read()
        assert rows == ROWS, rows
        calls = crm.stats.by_operation["coql"] - before
        best = -(-calls // AT_ONCE) * LATENCY  # what ten calls in flight allow for these calls
        tell(
            f"COQL {schema}",
            rows=rows,
            fields=len(NAMES),
            calls=calls,
            wall_s=wall,
            ceiling_s=CEILING,
            share=CEILING / wall,
            share_of_its_calls=best / wall,
            client_cpu_s=cpu,
            peak_sub_concurrency=stats(url)["peak_sub_concurrency"],
            load=round(os.getloadavg()[0], 1),
        )


def scheduling(schema: str) -> None:
    """The same reading where each answer takes 300 ms and nothing is decoded: the order of calls alone.

    The ids grow by chance, so that no guess among them is exact.
    """
    chance = random.Random(7)
    ids = list(accumulate((chance.randrange(1, 100) for _ in range(ROWS)), initial=7_000_000_000_000_000_000))
    ids = ids[1:]
    calls: list[Ask] = []

    def fetch(ask: Ask) -> LatePage:
        ends = time.perf_counter() + LATENCY
        calls.append(ask)
        found = ids[bisect(ids, int(ask.after)) : bisect(ids, int(ask.to)) if ask.to else ROWS]
        for after, to in ask.but:
            found[bisect(found, after) : bisect(found, to)] = []
        found = found[::-1] if ask.down else found
        shown = [{"id": str(each)} for each in found[ask.offset : ask.offset + ask.limit]]
        more = len(found) > ask.offset + ask.limit
        body = msgspec.json.encode({"data": shown, "info": {"more_records": more}})
        time.sleep(max(ends - time.perf_counter(), 0))
        return LatePage(body, down=ask.down)

    watch = Stopwatch()
    reach = VERSIONS[schema].coql_reach
    pages = pages_at_once(fetch, count=ROWS, rows=PAGE, reach=reach, joined=JOINED)
    rows = sum(len(page) for page in pages)
    wall, _ = watch.read()
    assert rows == ROWS, rows
    tell(f"COQL {schema}, the order of calls alone", calls=len(calls), wall_s=wall, share=CEILING / wall)


def decoding() -> None:
    natures = {"integer": Nature.INTEGER, "currency": Nature.DECIMAL, "boolean": Nature.BOOLEAN}
    columns = [Column(name, natures.get(kind, Nature.TEXT), places=2) for name, kind, _, _ in COLUMNS]
    rows = (record(number) for number in range(ROWS))
    cells = (
        ",".join(str(row[name]).replace("True", "true").replace("False", "false") for name in NAMES)
        for row in rows
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1.csv", "\n".join((",".join(NAMES), *cells)) + "\n")
    file.seek(0)
    begun = time.perf_counter()
    batches = read_export(file, NAMES, rows=ROWS, where="benchmark")
    assert sum(from_texts(batch, columns).num_rows for batch in batches) == ROWS
    seconds = time.perf_counter() - begun
    tell("Bulk Read decoding", rows=ROWS, fields=len(NAMES), seconds=seconds, rows_per_s=int(ROWS / seconds))


decoding()
for version in ("v4", "v8"):
    scheduling(version)
with emulator("--edition", "ultimate") as url:
    for start in range(0, ROWS, 10_000):
        records = [record(number) for number in range(start, start + 10_000)]
        httpx2.post(
            f"{url}/_emulator/seed", json={"records": {"Leads": records}}, timeout=120
        ).raise_for_status()
    httpx2.post(f"{url}/_emulator/latency", json={"ms": LATENCY * 1000}).raise_for_status()
    for version in ("v4", "v8"):
        by_coql(url, version)
