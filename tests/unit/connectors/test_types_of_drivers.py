"""What becomes of the columns of databases whose drivers are fetched, by the codes that the drivers give."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pyarrow as pa
import pytest

from hakobu.connectors import (
    bigquery_types,
    clickhouse_types,
    oracle_types,
    snowflake_types,
    sql_server_types,
)
from hakobu.connectors.column_types import type_name
from hakobu.connectors.row_source import Column, RowSource
from hakobu.errors import SourceError
from hakobu.model import Read, Secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HOUR = dt.timezone(dt.timedelta(hours=9))


def shown(column: Column) -> str:
    return "" if column.kind is None else type_name(column.kind)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("bigint", "BIGINT"),
        ("bit", "BOOLEAN"),
        ("decimal(12,2)", "DECIMAL(12,2)"),
        ("numeric(18,0)", "BIGINT"),
        ("numeric(19,0)", "DECIMAL(19,0)"),
        ("money", "DECIMAL(19,4)"),
        ("real", "DOUBLE"),
        ("nvarchar(max)", "VARCHAR"),
        ("uniqueidentifier", "VARCHAR"),
        ("datetime2(7)", "TIMESTAMP"),
        ("datetimeoffset(7)", "TIMESTAMPTZ"),
        ("time(7)", "TIME"),
        ("varbinary(max)", "BLOB"),
        ("geography", ""),
    ],
)
def test_sql_server(word: str, kind: str) -> None:
    assert shown(sql_server_types.taken("c", word)) == kind


@pytest.mark.parametrize(
    ("code", "precision", "scale", "kind"),
    [
        ("DB_TYPE_NUMBER", 10, 0, "BIGINT"),
        ("DB_TYPE_NUMBER", 12, 2, "DECIMAL(12,2)"),
        ("DB_TYPE_NUMBER", 38, 0, "DECIMAL(38,0)"),
        ("DB_TYPE_NUMBER", 5, -2, "BIGINT"),
        ("DB_TYPE_NUMBER", 0, -127, ""),  # NUMBER alone: nobody said how many digits
        ("DB_TYPE_NUMBER", 126, -127, ""),  # FLOAT
        ("DB_TYPE_VARCHAR", 0, 0, "VARCHAR"),
        ("DB_TYPE_DATE", 0, 0, "TIMESTAMP"),
        ("DB_TYPE_TIMESTAMP_TZ", 0, 6, "TIMESTAMPTZ"),
        ("DB_TYPE_BINARY_DOUBLE", 0, 0, "DOUBLE"),
        ("DB_TYPE_BLOB", 0, 0, "BLOB"),
        ("DB_TYPE_INTERVAL_DS", 0, 0, ""),
        ("DB_TYPE_OBJECT", 0, 0, ""),
    ],
)
def test_oracle(code: str, precision: int, scale: int, kind: str) -> None:
    assert shown(oracle_types.taken("c", code, precision, scale)) == kind


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Int64", "BIGINT"),
        ("UInt64", "DECIMAL(20,0)"),
        ("UInt256", ""),
        ("Nullable(Decimal(12, 2))", "DECIMAL(12,2)"),
        ("Decimal(76, 10)", ""),
        ("LowCardinality(Nullable(String))", "VARCHAR"),
        ("Enum8('a' = 1)", "VARCHAR"),
        ("Float32", "DOUBLE"),
        ("Bool", "BOOLEAN"),
        ("Date32", "DATE"),
        ("DateTime", "TIMESTAMPTZ"),
        ("DateTime64(3, 'Asia/Tokyo')", "TIMESTAMPTZ"),
        ("Array(String)", "VARCHAR"),
        ("AggregateFunction(sum, UInt64)", ""),
    ],
)
def test_clickhouse(word: str, kind: str) -> None:
    assert shown(clickhouse_types.taken("c", word)) == kind


@pytest.mark.parametrize(
    ("code", "precision", "scale", "kind"),
    [
        (0, 38, 0, "DECIMAL(38,0)"),
        (0, 9, 0, "BIGINT"),
        (0, 12, 2, "DECIMAL(12,2)"),
        (1, 0, 0, "DOUBLE"),
        (2, 0, 0, "VARCHAR"),
        (3, 0, 0, "DATE"),
        (5, 0, 0, "VARCHAR"),
        (6, 0, 9, "TIMESTAMPTZ"),
        (7, 0, 9, "TIMESTAMPTZ"),
        (8, 0, 9, "TIMESTAMP"),
        (11, 0, 0, "BLOB"),
        (12, 0, 9, "TIME"),
        (13, 0, 0, "BOOLEAN"),
        (14, 0, 0, ""),
    ],
)
def test_snowflake(code: int, precision: int, scale: int, kind: str) -> None:
    assert shown(snowflake_types.taken("c", code, precision, scale)) == kind


@pytest.mark.parametrize(
    ("word", "mode", "precision", "scale", "kind"),
    [
        ("INTEGER", "NULLABLE", 0, 0, "BIGINT"),
        ("NUMERIC", "NULLABLE", 0, 0, "DECIMAL(38,9)"),
        ("NUMERIC", "NULLABLE", 12, 2, "DECIMAL(12,2)"),
        ("BIGNUMERIC", "NULLABLE", 0, 0, ""),
        ("DATETIME", "REQUIRED", 0, 0, "TIMESTAMP"),
        ("TIMESTAMP", "NULLABLE", 0, 0, "TIMESTAMPTZ"),
        ("JSON", "NULLABLE", 0, 0, "VARCHAR"),
        ("STRING", "REPEATED", 0, 0, ""),
        ("RECORD", "NULLABLE", 0, 0, ""),
    ],
)
def test_bigquery(word: str, mode: str, precision: int, scale: int, kind: str) -> None:
    assert shown(bigquery_types.taken("c", word, mode, precision, scale)) == kind


class RefusedError(Exception):
    """What a driver raises."""


class Twin(RowSource):
    """A database in memory: one table, whose columns and rows are given."""

    connector = "snowflake"
    remedies = (("wrong password", "Correct 'user' and 'password'."),)
    released = 0

    def __init__(self, columns: list[Column], rows: list[tuple[Any, ...]], error: str = "") -> None:
        super().__init__("twin", {"password": Secret("hunter2")}, Path())
        self._columns, self._rows, self._error = columns, rows, error
        self.asked: list[str] = []

    def connect(self) -> Any:
        if self._error:
            raise RefusedError(self._error)
        return self

    def errors(self) -> tuple[type[Exception], ...]:
        return (RefusedError,)

    def table_names(self, session: Any) -> tuple[str, ...]:
        return ("customers",)

    def columns(self, session: Any, statement: str) -> list[Column]:
        return self._columns

    def rows(self, session: Any, statement: str) -> Iterator[Sequence[Sequence[Any]]]:
        self.asked.append(statement)
        yield self._rows

    def release(self, session: Any) -> None:
        self.released += 1


def test_values_of_drivers_become_exact_columns() -> None:
    values: list[tuple[pa.DataType, Any, Any]] = [
        (pa.decimal128(12, 2), Decimal("1E+3"), Decimal("1000.00")),
        (pa.int64(), Decimal(9007199254740993), 9007199254740993),
        (pa.string(), UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (pa.string(), {"a": ["é"]}, '{"a": ["é"]}'),
        (
            pa.timestamp("us", tz="UTC"),
            dt.datetime(2026, 4, 1, 9, tzinfo=HOUR),
            dt.datetime(2026, 4, 1, tzinfo=dt.UTC),
        ),
        (pa.timestamp("us", tz="UTC"), dt.datetime(2026, 4, 1), dt.datetime(2026, 4, 1, tzinfo=dt.UTC)),  # noqa: DTZ001
        (pa.timestamp("us"), dt.datetime(2026, 4, 1, 1), dt.datetime(2026, 4, 1, 1)),  # noqa: DTZ001
        (pa.date32(), dt.date(2026, 4, 1), dt.date(2026, 4, 1)),
        (pa.binary(), bytearray(b"\x00\xff"), b"\x00\xff"),
        (pa.bool_(), 1, True),
        (pa.float64(), 0.1, 0.1),
    ]
    columns = [Column(f"c{number}", kind) for number, (kind, _, _) in enumerate(values)]
    twin = Twin(columns, [tuple(given for _, given, _ in values), (None,) * len(values)])
    (batch,) = twin.batches(Read(table="customers"))
    assert [list(row.values()) for row in batch.to_pylist()] == [
        [wanted for _, _, wanted in values],
        [None] * len(values),
    ]
    assert twin.released == 1


def test_columns_that_the_driver_would_spoil_are_converted_by_the_database() -> None:
    twin = Twin(
        [Column("at", pa.timestamp("us", tz="UTC"), "TO_UTC({})"), Column("n", pa.int64())],
        [(dt.datetime(2026, 4, 1, tzinfo=dt.UTC), 1)],
    )
    list(twin.batches(Read(query="select at, n from t")))
    assert twin.asked[-1].startswith('SELECT TO_UTC("at") AS "at", "n" AS "n" FROM (')


@pytest.mark.parametrize(
    ("columns", "rows", "read", "message"),
    [
        ([Column("n", None)], [], Read(table="customers"), "no exact type"),
        ([Column("n", pa.int64())], [(Decimal("1.5"),)], Read(table="customers"), "Row 1: '1.5' is not of"),
        ([Column("n", pa.int64())], [], Read(table="custmers"), "There is no table 'custmers'"),
        ([Column("n", pa.int64())], [], Read(query="delete from t"), "not DELETE"),
    ],
)
def test_what_cannot_be_read_is_named(
    columns: list[Column], rows: list[tuple[Any, ...]], read: Read, message: str
) -> None:
    with pytest.raises(SourceError, match=message):
        list(Twin(columns, rows).batches(read))


def test_a_refusal_names_what_to_do_and_hides_the_password() -> None:
    with pytest.raises(SourceError) as refused:
        Twin([], [], "Wrong password hunter2 for user x.\nLine 2").tables()
    assert refused.value.message == "The database says: Wrong password *** for user x."
    assert refused.value.next_step == "Correct 'user' and 'password'."
