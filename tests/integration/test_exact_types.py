"""Exact types: what a database holds is what the CRM gets, to the last digit, and what is read back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.model import Compare
from tests.integration.databases import mariadb_execute, mariadb_tables, postgresql_execute, postgresql_schema
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONG = "12345678901234567890123456789012345.678"
ROW = {
    "big": "9007199254740993",  # 2^53 + 1: a float would end in 2
    "long": LONG,
    "ratio": "1234567.123456789",
    "money": "0.1",
    "day": "1969-12-31",
    "moment": "2026-03-29 01:30:00",
    "words": '髙①𠮟\U0001f600 O\'Neil "x"',
}
MAP = {
    "Last_Name": "words",
    "Company": "words",
    "Customer_No": "no",
    "Big": "big",
    "Long": "long",
    "Ratio": "ratio",
    "Money": "money",
    "Day": "day",
    "Moment": "moment",
    "Flag": "flag",
}


@pytest.fixture
def bench(tmp_path: Path, emulator: Callable[..., Any]) -> Bench:
    zoho = emulator("--time-zone", "Asia/Tokyo")
    kinds = {"Big": "bigint", "Money": "currency", "Day": "date", "Moment": "datetime", "Flag": "boolean"}
    fields: list[dict[str, Any]] = [
        {"api_name": name, "field_label": name, "data_type": kind} for name, kind in kinds.items()
    ]
    fields.append({"api_name": "Ratio", "field_label": "Ratio", "data_type": "double", "decimal_place": 9})
    fields.append({"api_name": "Long", "field_label": "Long", "data_type": "text", "length": 60})
    zoho.seed(fields={"Leads": [key_field("Customer_No"), *fields]})
    return Bench(tmp_path, zoho)


def proves(bench: Bench) -> None:
    """Deliver the one row, look at what the emulator stored, and compare live."""
    assert bench.outcomes() == {"created": 1}
    (record,) = bench.records()
    assert str(record["Big"]) == ROW["big"]
    assert record["Long"] == LONG
    assert Decimal(str(record["Ratio"])) == Decimal(ROW["ratio"])
    assert Decimal(str(record["Money"])) == Decimal(ROW["money"])
    assert record["Day"] == ROW["day"]
    assert datetime.fromisoformat(record["Moment"]) == datetime.fromisoformat(f"{ROW['moment']}+09:00")
    assert record["Last_Name"] == ROW["words"]
    assert record["Flag"] is True
    assert bench.outcomes() == {"unchanged": 1}
    assert bench.outcomes(compare=Compare.LIVE) == {"unchanged": 1}


def test_postgresql_to_zoho_and_back(bench: Bench) -> None:
    with postgresql_schema() as schema:
        postgresql_execute(
            f"create table {schema}.rows (no text, big bigint, long numeric(38,3), ratio numeric(20,9), "
            "money numeric(10,2), day date, moment timestamptz, words text, flag boolean)",
            f"insert into {schema}.rows values ('1', {ROW['big']}, {LONG}, {ROW['ratio']}, {ROW['money']}, "
            f"'{ROW['day']}', '{ROW['moment']}+09', $q${ROW['words']}$q$, true)",
        )
        bench.source = {
            "connector": "postgresql",
            "host": "127.0.0.1",
            "database": "test",
            "user": "postgres",
        }
        bench.task(read={"table": f"{schema}.rows"}, match=["Customer_No"], map=MAP)
        proves(bench)


def test_mariadb_to_zoho_and_back(bench: Bench) -> None:
    with mariadb_tables("rows") as (table,):
        words = ROW["words"].replace("'", "''")
        mariadb_execute(
            f"create table {table} (no varchar(20), big bigint, `long` decimal(38,3), ratio decimal(20,9), "
            "money decimal(10,2), day date, moment timestamp null, words text, flag tinyint(1)) "
            "default charset utf8mb4",
            "set time_zone = '+09:00'",
            f"insert into {table} values ('1', {ROW['big']}, {LONG}, {ROW['ratio']}, {ROW['money']}, "
            f"'{ROW['day']}', '{ROW['moment']}', '{words}', 1)",
        )
        bench.source = {"connector": "mysql", "host": "127.0.0.1", "database": "test", "user": "root"}
        bench.task(read={"table": table}, match=["Customer_No"], map=MAP)
        proves(bench)
