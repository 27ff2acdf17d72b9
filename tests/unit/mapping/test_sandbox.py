"""Attacks on the sandbox: each is refused before it runs, or stopped by the child's limits."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hakobu.mapping import Limits, map_rows
from hakobu.mapping.child import ENTRY, Sandbox, SandboxError, order
from hakobu.mapping.functions import MACROS
from hakobu.staging import ROW

ATTACKS = (
    "read_text('/etc/passwd')",
    "read_csv('/etc/passwd')",
    "(select content from read_text('/etc/passwd'))",
    "getenv('HOME')",
    "current_setting('home_directory')",
    "(select value from duckdb_settings() limit 1)",
    "(from duckdb_secrets())",
    "exists(from '/etc/passwd')",
    "x = any(select 1)",
    "COPY (select 1) TO '/tmp/x'",
    "ATTACH '/tmp/x.db'",
    "PRAGMA database_list",
    "SET threads = 8",
    "INSTALL httpfs",
    "LOAD httpfs",
    "CREATE MACRO f(x) AS x",
    "1; SET lock_configuration = false",
    "1) FROM duckdb_settings() WHERE (1 = 1",
    "1), (2",
    "x /* ) FROM y --",
    "[read_text(i) for i in ['/etc/passwd']]",
    "list_transform(['/etc/passwd'], lambda i: read_text(i))",
    "list_aggregate([1], 'sum')",
    "list_reduce([1, 2], lambda a, b: a + b)",
    "system.main.lower(x)",
    "pragma_version()",
    "columns('.*')",
    "*",
    "$1",
    "#1",
    "x collate nocase",
    "getvariable('v')",
    "query('select 1')",
    "error('x')",
    "sleep_ms(1000)",
    "write_log('x')",
    "nextval('s')",
    "json_serialize_sql('select 1')",
    "cast('a' as enum('a'))",
    "version()",
    "unnest([1, 2])",
    "range(1000000000)",
    "sum(x) over ()",
    "(with t as (select 1) select * from t)",
    "unpivot_list(x)",
    "macro_of_mine(x)",
    "(" * 6000 + "1" + ")" * 6000,
)


@pytest.mark.parametrize("sql", ATTACKS)
def test_an_attack_is_refused_before_it_runs(bench: Any, sql: str) -> None:
    faults = bench.faults(bench.rows(x=["a"]), bench.map("Company", sql))
    assert faults
    assert all(fault.startswith("tasks.leads.map.Company: ") for fault in faults)


def run(bench: Any, sql: str, limits: Limits, field: str = "Company") -> list[pa.RecordBatch]:
    source = bench.rows(x=["a", "b"])
    mapping = bench.compile(source, bench.map("Last_Name", "upper(x)"), bench.map(field, sql))
    return list(map_rows(mapping, source.to_batches(), limits=limits))


@pytest.mark.parametrize("sql", ["repeat(x, 3000000000)", "lpad(x, 2000000000, 'y')"])
def test_an_expression_that_eats_memory_is_stopped(bench: Any, sql: str) -> None:
    with pytest.raises(SandboxError) as caught:
        run(bench, f"length({sql})", Limits(memory=900_000_000, seconds=20), "Employees")
    message = str(caught.value)
    assert message.startswith(
        "tasks.leads.map: an expression needs more than 900 MB of memory in rows 1 to 2:"
    )
    assert f"Employees: length({sql})" in message
    assert "upper(x)" not in message
    assert "nothing was written" in message


def test_an_expression_that_never_ends_is_stopped(bench: Any) -> None:
    slow = "levenshtein(repeat(x, 300000), repeat(x || 'y', 200000))"
    with pytest.raises(SandboxError) as caught:
        run(bench, slow, Limits(seconds=1), "Employees")
    assert "an expression took longer than 1 seconds for one batch in rows 1 to 2" in str(caught.value)
    assert f"Employees: {slow}" in str(caught.value)


def test_the_child_sees_no_environment_and_no_file() -> None:
    """Even if the list let something through, the second wall holds."""
    batch = pa.RecordBatch.from_pydict({ROW: pa.array([1])})
    for statement in (
        "SELECT * FROM read_text('/etc/passwd')",
        "SET enable_external_access = true",
        "COPY (SELECT 1) TO '/tmp/hakobu-attack'",
        "ATTACH '/tmp/hakobu-attack.db'",
        "INSTALL httpfs",
        "SELECT * FROM batch",
    ):
        attack = order("map", (), 1_500_000_000, 20.0, statement=statement)
        with Sandbox(attack) as sandbox:
            sandbox.feed(batch)
            with pytest.raises(SandboxError):
                sandbox.answer()


def test_the_child_starts_with_an_empty_environment() -> None:
    with Sandbox(order("map", (), 1_500_000_000, 20.0, statement="SELECT 1")) as sandbox:
        path = Path(f"/proc/{sandbox._process.pid}/environ")
        if path.exists():
            names = {each.split("=")[0] for each in path.read_text().split("\0") if each}
            assert names <= {"MALLOC_ARENA_MAX", "LC_ALL", "ARROW_DEFAULT_MEMORY_POOL"}


def test_an_order_that_is_none_ends_the_child() -> None:
    done = subprocess.run([sys.executable, "-I", str(ENTRY)], input=b"{}\n", capture_output=True, check=False)
    assert done.returncode != 0
    assert done.stdout == b""


def test_a_macro_is_ours_only() -> None:
    with duckdb.connect() as session:
        for macro in MACROS:
            session.execute(macro)


def test_no_row_is_lost_or_doubled(bench: Any) -> None:
    count = 5_000
    source = bench.rows(x=[str(n) for n in range(count)])
    mapping = bench.compile(source, bench.map("Company", "x || '!'"), bench.map("Last_Name", "x"))

    @settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.integers(1, count))
    def identity(size: int) -> None:
        batches = source.slice(0, size * 7).to_batches(max_chunksize=size)
        out = pa.Table.from_batches(map_rows(mapping, batches))
        read: list[Any] = [row for batch in batches for row in batch.column(ROW).to_pylist()]
        assert out.column(ROW).to_pylist() == read
        assert out.column("Company").to_pylist() == [f"{n - 1}!" for n in read]

    identity()


def test_large_batches_do_not_block(bench: Any) -> None:
    source = bench.rows(x=["y" * 200] * 60_000)
    mapping = bench.compile(source, bench.map("Company", "x || x"))
    batches = source.to_batches(max_chunksize=20_000) * 4
    assert sum(batch.num_rows for batch in map_rows(mapping, batches)) == 240_000


def test_a_reader_that_stops_early_leaves_no_process(bench: Any) -> None:
    source = bench.rows(x=["y"] * 1000)
    mapping = bench.compile(source, bench.map("Company", "x || x"))
    before = threading.active_count()
    stream = map_rows(mapping, source.to_batches(max_chunksize=10))
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


def test_a_source_that_breaks_off_is_heard(bench: Any) -> None:
    source = bench.rows(x=["y"] * 10)
    mapping = bench.compile(source, bench.map("Company", "x || x"))

    def broken() -> Any:
        yield from source.to_batches()
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        list(map_rows(mapping, broken()))


def test_plain_columns_need_no_child(bench: Any) -> None:
    source = bench.rows(x=["a"])
    mapping = bench.compile(source, bench.map("Company", "x"))
    (batch,) = map_rows(mapping, source.to_batches())
    assert mapping.expressions == ()
    ours, theirs = batch.column("Company").buffers()[2], source.column("x").chunk(0).buffers()[2]
    assert ours is not None
    assert ours.address == theirs.address


def test_run_time_is_the_same_for_all_rows(bench: Any) -> None:
    source = bench.rows(x=["a", "b"])
    mapping = bench.compile(source, bench.map("Called_At", "run_time()"))
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    (batch,) = map_rows(mapping, source.to_batches(), run_time=moment)
    assert batch.column("Called_At").to_pylist() == [moment, moment]


def test_values_stay_exact_through_the_sandbox(bench: Any) -> None:
    source = bench.rows(x=pa.array([2**53 + 1]))
    mapping = bench.compile(source, bench.map("Wizard", "x + 0"), bench.map("Company", "cast(x as varchar)"))
    (batch,) = map_rows(mapping, source.to_batches())
    assert batch.column("Wizard").to_pylist() == [2**53 + 1]
    assert batch.column("Company").to_pylist() == [str(2**53 + 1)]
