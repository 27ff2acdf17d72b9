"""Mapping and check, measured: ``python benchmarks/mapping.py [rows] [columns]``."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from hakobu.mapping import check, compile_mapping, map_rows, write_mapped
from hakobu.mapping.fields import BuiltIn
from hakobu.model import Expression, FieldMap, Operation, Read, Task
from hakobu.staging import write_spool

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from hakobu.mapping import CompiledMapping, FieldLike

BATCH = 20_000
CYCLE: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("text", "text", "text", {"length": 200}),
    ("squeezed", "text", "squeeze(text)", {"length": 200}),
    ("email", "email", "lower(email)", {"length": 100}),
    ("amount", "currency", "amount", {"length": 16, "decimal_place": 2}),
    ("total", "currency", "amount * 1.1", {"length": 16, "decimal_place": 2}),
    ("number", "integer", "number", {"length": 9}),
    ("day", "date", "day", {}),
    ("moment", "datetime", "moment", {}),
    ("stage", "picklist", "stage", {}),
    ("phone", "phone", "regexp_replace(phone, '[^0-9+]', '', 'g')", {"length": 30}),
)


@dataclass(frozen=True)
class Pick:
    display: str
    actual: str


def source(rows: int) -> Iterator[pa.RecordBatch]:
    """Make the rows by DuckDB: plain columns of every kind."""
    with duckdb.connect() as session:
        session.execute("LOAD icu")
        session.execute("SET TimeZone = 'UTC'")
        query = f"""
            SELECT 'Company  number ' || i || ' of  Tokyo' AS text, 'Name' || i || '@Example.com' AS email,
                CAST(i % 100000 AS DECIMAL(18, 2)) AS amount,
                i % 1000000 AS number, DATE '1970-01-01' + CAST(i % 20000 AS INTEGER) AS day,
                TIMESTAMPTZ '2024-01-01' + to_seconds(i) AS moment,
                CASE WHEN i % 2 = 0 THEN 'Open' ELSE 'Won' END AS stage, '03-1234-' || i AS phone
            FROM range({rows}) r(i)
        """
        yield from session.sql(query).to_arrow_reader(BATCH)


def fields(columns: int) -> dict[str, FieldLike]:
    found: dict[str, FieldLike] = {}
    for number in range(columns):
        name, kind, _, more = CYCLE[number % len(CYCLE)]
        if kind == "picklist":
            more = {"picklist": (Pick("Open", "Open"), Pick("Won", "Closed Won"))}
        api_name = f"{name}_{number}"
        found[api_name] = BuiltIn(**{"api_name": api_name, "label": name, "data_type": kind} | more)
    return found


def mapping(columns: int, schema: pa.Schema) -> CompiledMapping:
    known = fields(columns)
    maps = tuple(
        FieldMap(field=name, source=Expression(CYCLE[number % len(CYCLE)][2]))
        for number, name in enumerate(known)
    )
    task = Task(name="bench", read=Read(table="t"), module="Leads", operation=Operation.UPDATE, map=maps)
    return compile_mapping(task, schema, known, related=lambda _: {})


def cpu() -> tuple[float, float]:
    own, child = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime, child.ru_utime + child.ru_stime


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(rows: int, columns: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = next(source(1))
        spool = write_spool(folder / "spool.parquet", source(rows), schema=first.schema)
        before, started = cpu(), time.perf_counter()
        compiled = mapping(columns, spool.schema)
        ready = time.perf_counter()
        mapped = folder / "mapped.parquet"
        count = write_mapped(mapped, map_rows(compiled, spool.batches(BATCH)))
        middle = time.perf_counter()
        with duckdb.connect(
            config={"memory_limit": "350MB", "threads": 2, "temp_directory": name}
        ) as session:
            session.execute("LOAD icu")
            session.execute("SET TimeZone = 'UTC'")
            session.execute("SET preserve_insertion_order = false")
            check(session, compiled, mapped, folder / "checked.parquet")
            query = f"SELECT count(*), count(*) FILTER (len(_faults) > 0) FROM '{folder / 'checked.parquet'}'"
            checked = session.execute(query).fetchone()
        ended = time.perf_counter()
    own, child = (after - earlier for after, earlier in zip(cpu(), before, strict=True))
    assert checked is not None
    assert checked[0] == count == rows
    print(
        f"{rows:,} rows x {columns} columns: compile {ready - started:.2f} s, map {middle - ready:.2f} s, "
        f"check {ended - middle:.2f} s, together {ended - started:.2f} s; "
        f"CPU {own:.2f} s here + {child:.2f} s in the sandbox; peak {peak()} MB; {checked[1]:,} faulty rows"
    )


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    if numbers:
        measure(numbers[0], numbers[1] if len(numbers) > 1 else 15)
    else:
        measure(100_000, 15)
        measure(1_000_000, 20)
