"""From a spool to checked rows, as a run does it: spool, map, check, resolve, with the session of a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from hakobu.mapping import Parent, check, compile_mapping, map_rows, resolve_lookups, write_mapped
from hakobu.mapping.fields import BuiltIn
from hakobu.model import Constant, Expression, FieldMap, Lookup, Operation, Read, Task
from hakobu.staging import open_session, write_spool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hakobu.mapping import CompiledMapping, FieldLike

ROWS = 45_000


@dataclass
class Nobody:
    """A CRM without records."""

    def find(self, *_: Any) -> Iterator[dict[str, Any]]:
        yield from ()


def field(name: str, data_type: str = "text", **more: Any) -> FieldLike:
    return BuiltIn(**{"api_name": name, "label": name, "data_type": data_type} | more)


ACCOUNTS = {
    "Account_Name": field("Account_Name", length=200, mandatory=True),
    "Customer_No": field("Customer_No", "integer", length=9),
}
CONTACTS = {
    "Last_Name": field("Last_Name", length=80, mandatory=True),
    "Amount": field("Amount", "currency", length=16, decimal_place=2),
    "Wizard": field("Wizard", "bigint", length=18),
    "Called_At": field("Called_At", "datetime"),
    "Account_Name": field("Account_Name", "lookup", lookup_module="Accounts"),
    "Lead_Source": field("Lead_Source", "picklist"),
}


def source(count: int) -> pa.RecordBatch:
    numbers = range(count)
    return pa.RecordBatch.from_pydict(
        {
            "no": pa.array([n % 1000 for n in numbers]),
            "name": pa.array([f"会社　{n % 1000}" if n % 100 else None for n in numbers]),
            "amount": pa.array([Decimal(n).scaleb(-3) for n in numbers], pa.decimal128(38, 3)),
            "big": pa.array([2**53 + n for n in numbers]),
            "at": pa.array([datetime(2024, 1, 1, 9)] * count, pa.timestamp("us")),  # noqa: DTZ001 - naive
        }
    )


def compiled(schema: pa.Schema, **maps: Any) -> CompiledMapping:
    mapped = tuple(
        FieldMap(field=name, source=Expression(value) if isinstance(value, str) else value)
        for name, value in maps.items()
    )
    read = Read(table="t", time_zone="Asia/Tokyo")
    plan = Task(name="contacts", read=read, module="Contacts", operation=Operation.UPSERT, map=mapped)
    return compile_mapping(plan, schema, CONTACTS, related=lambda _: ACCOUNTS)


def test_every_row_of_a_spool_is_checked_once(tmp_path: Path) -> None:
    batch = source(ROWS)
    spool = write_spool(tmp_path / "spool.parquet", [batch], schema=batch.schema)
    lookup = Lookup(module="Accounts", by=(("Customer_No", Expression("no")),), missing="empty")
    mapping = compiled(
        spool.schema,
        Last_Name="squeeze(name)",
        Amount="amount * 1",
        Wizard="big",
        Called_At="at",
        Account_Name=lookup,
        Lead_Source=Constant("Web"),
    )
    session = open_session(tmp_path / "scratch")
    paths = {name: tmp_path / f"{name}.parquet" for name in ("mapped", "checked", "parents", "out")}
    assert write_mapped(paths["mapped"], map_rows(mapping, spool.batches())) == ROWS
    check(session, mapping, paths["mapped"], paths["checked"])
    session.execute(
        'COPY (SELECT n AS _row, CAST(n * 2 AS VARCHAR) AS "Customer_No" FROM range(1, 500) r(n)) '
        f"TO '{paths['parents']}' (FORMAT parquet)"
    )
    parents = (Parent(task="accounts", module="Accounts", path=paths["parents"]),)
    resolve_lookups(session, mapping, paths["checked"], paths["out"], finder=Nobody(), parents=parents)
    rows = pa.table(session.sql(f"SELECT * FROM '{paths['out']}' ORDER BY _row")).to_pylist()
    session.close()
    assert [row["_row"] for row in rows] == list(range(1, ROWS + 1))
    for number, row in enumerate(rows):
        assert row["_faults"] == []
        assert row["_missing"] == ([] if number % 100 else ["Last_Name"])
        assert row["Last_Name"] == (f"会社 {number % 1000}" if number % 100 else None)
        assert row["Wizard"] == str(2**53 + number)
        assert row["Called_At"] == "2024-01-01T00:00:00Z"
        assert row["Lead_Source"] == "Web"
        key = number % 1000
        assert row["Account_Name"] == (f"@accounts:{key // 2}" if key and key % 2 == 0 else None)
    assert [rows[n]["Amount"] for n in (0, 4, 5, 12_345)] == ["0", "0", "0.01", "12.35"]
