"""Reading only what changed, from the real database servers: tables and queries, by number, time and date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import Emulator
from tests.integration.databases import (
    mariadb_execute,
    mariadb_tables,
    postgresql_execute,
    postgresql_schema,
)
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COLUMNS: dict[str, tuple[str, str, str]] = {
    "bigint": ("1", "2", "3"),
    "date": ("'2025-12-31'", "'2026-01-01'", "'2026-01-02'"),
    "timestamp": ("'2026-01-01 10:00:00'", "'2026-01-02 10:00:00'", "'2026-01-03 10:00:00'"),
}


@pytest.fixture(scope="module")
def running() -> Iterator[Emulator]:
    """One emulator for all; each test begins with a new organisation."""
    started = Emulator()
    yield started
    started.end()


def carry(bench: Bench, execute: Callable[..., None], table: str, column: str) -> None:
    """Run a table and a query twice each; what is read again is the edge, and what has no value."""
    bench.emulator.reset()
    bench.emulator.seed(fields={"Leads": [key_field("Old_Id")]})
    first, second, third = COLUMNS[column]
    execute(
        f"create table {table} (id integer, name varchar(40), moved {column} null)",
        f"insert into {table} values (1, 'Ito', {first}), (2, 'Sato', {second}), (3, 'none', null)",
    )
    reads: tuple[dict[str, Any], ...] = ({"table": table}, {"query": f"select * from {table} where id < 9"})
    for read in reads:
        bench.tasks = []
        bench.task(
            read={**read, "incremental": "moved"},
            match=["Old_Id"],
            map={"Old_Id": "id", "Last_Name": "name", "Company": "'c'"},
        )
        assert bench.run()["read"] == 3
        assert bench.run()["read"] <= 3
    execute(f"insert into {table} values (4, 'Mori', {third})")
    assert bench.outcomes()["created"] == 1
    assert bench.run()["read"] < 4
    assert {row["Old_Id"] for row in bench.records()} == {"1", "2", "3", "4"}


@pytest.mark.parametrize("column", COLUMNS)
def test_postgresql(column: str, running: Emulator, tmp_path: Path) -> None:
    bench = Bench(tmp_path, running)
    given = {"host": "127.0.0.1", "database": "test", "user": "postgres"}
    bench.source = {"connector": "postgresql", **given}
    with postgresql_schema() as schema:
        carry(bench, postgresql_execute, f"{schema}.people", column)


@pytest.mark.parametrize("column", COLUMNS)
def test_mariadb(column: str, running: Emulator, tmp_path: Path) -> None:
    bench = Bench(tmp_path, running)
    given = {"host": "127.0.0.1", "database": "test", "user": "root"}
    bench.source = {"connector": "mariadb", **given}
    with mariadb_tables("people") as (table,):
        carry(bench, mariadb_execute, table, column)
