"""MySQL and MariaDB as a source: every type exactly, every failure by name."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from hakobu.errors import SourceError
from hakobu.model import Read
from tests.integration.databases import (
    MARIADB,
    cutting_proxy,
    mariadb_execute,
    mariadb_source,
    mariadb_tables,
    need,
    secret,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.connectors.source import Source


@pytest.fixture
def table() -> Iterator[str]:
    with mariadb_tables("hakobu") as (name,):
        yield name


@pytest.fixture
def source() -> Source:
    need(MARIADB, "MariaDB")
    return mariadb_source()


def rows(source: Source, read: Read) -> list[dict[str, Any]]:
    schema = source.schema(read)
    found = []
    for batch in source.batches(read):
        assert batch.schema == schema
        found += batch.to_pylist()
    return found


@pytest.mark.parametrize(
    ("declared", "written", "value", "kind"),
    [
        ("DECIMAL(12,2)", "-0.05", Decimal("-0.05"), pa.decimal128(12, 2)),
        ("DECIMAL(38,10) UNSIGNED", "1.5", Decimal("1.5"), pa.decimal128(38, 10)),
        ("BIGINT", "9007199254740993", 9007199254740993, pa.int64()),
        ("BIGINT UNSIGNED", "18446744073709551615", Decimal(18446744073709551615), pa.decimal128(20, 0)),
        ("BOOLEAN", "TRUE", True, pa.bool_()),
        ("TINYINT", "5", 5, pa.int64()),
        ("BIT(1)", "b'1'", True, pa.bool_()),
        ("BIT(3)", "b'101'", 5, pa.int64()),
        ("FLOAT", "0.1", 0.1, pa.float64()),
        ("FLOAT", "16777216", 16777216.0, pa.float64()),
        ("DOUBLE", "0.1", 0.1, pa.float64()),
        ("DATE", "'1001-01-01'", dt.date(1001, 1, 1), pa.date32()),
        (
            "DATETIME(6)",
            "'1969-07-20 20:17:40.123456'",
            dt.datetime(1969, 7, 20, 20, 17, 40, 123456),  # noqa: DTZ001 - it carries none
            pa.timestamp("us"),
        ),
        (
            "TIMESTAMP NULL",
            "'2024-04-01 00:00:00'",
            dt.datetime(2024, 4, 1, tzinfo=dt.UTC),
            pa.timestamp("us", tz="UTC"),
        ),
        ("TIME", "'23:59:59'", dt.time(23, 59, 59), pa.time64("us")),
        ("YEAR", "2024", 2024, pa.int64()),
        ("VARCHAR(20) CHARACTER SET utf8mb4", "'髙橋①\U0001f600'", "髙橋①\U0001f600", pa.string()),
        ("VARCHAR(20) CHARACTER SET cp932", "'髙①'", "髙①", pa.string()),
        ("ENUM('x','y')", "'y'", "y", pa.string()),
        ("SET('p','q')", "'p,q'", "p,q", pa.string()),
        ("JSON", """'{"a": 1.10}'""", '{"a": 1.10}', pa.string()),
        ("BLOB", "x'00ff'", b"\x00\xff", pa.binary()),
        (
            "UUID",
            "'c47d8491-ed7c-44d7-8c83-b8fafe5f1e76'",
            "c47d8491-ed7c-44d7-8c83-b8fafe5f1e76",
            pa.string(),
        ),
        ("TEXT", "NULL", None, pa.string()),
    ],
)
def test_a_value_survives_exactly(
    source: Source, table: str, declared: str, written: str, *, value: object, kind: pa.DataType
) -> None:
    mariadb_execute(f"CREATE TABLE {table} (x {declared})", f"INSERT INTO {table} VALUES ({written})")
    assert rows(source, Read(table=table)) == [{"x": value}]
    assert source.schema(Read(table=table)).field("x").type == kind


def test_a_zero_date_is_named(source: Source, table: str) -> None:
    mariadb_execute(f"CREATE TABLE {table} (x DATE)", f"INSERT INTO {table} VALUES ('0000-00-00')")
    with pytest.raises(SourceError, match=r"column x: Row 1: '0000-00-00' is not of the type DATE.*types:"):
        rows(source, Read(table=table))
    assert rows(source, Read(table=table, types={"x": "VARCHAR"})) == [{"x": "0000-00-00"}]


def test_a_time_beyond_a_day_is_named(source: Source) -> None:
    with pytest.raises(SourceError, match="'-800:00:00' is not of the type TIME"):
        rows(source, Read(query="SELECT CAST('-800:00:00' AS TIME) AS x"))


def test_a_tinyint_that_is_no_boolean_is_named(source: Source, table: str) -> None:
    mariadb_execute(f"CREATE TABLE {table} (x TINYINT(1))", f"INSERT INTO {table} VALUES (5)")
    with pytest.raises(SourceError, match="'5' is not of the type BOOLEAN"):
        rows(source, Read(table=table))
    assert rows(source, Read(table=table, types={"x": "BIGINT"})) == [{"x": 5}]


def test_bytes_become_text_only_where_they_are(source: Source, table: str) -> None:
    mariadb_execute(f"CREATE TABLE {table} (x BLOB)", f"INSERT INTO {table} VALUES ('ok')")
    assert rows(source, Read(table=table, types={"x": "VARCHAR"})) == [{"x": "ok"}]
    mariadb_execute(f"INSERT INTO {table} VALUES (x'ff')")
    with pytest.raises(SourceError, match="Row 2: 1 bytes is not of the type VARCHAR"):
        rows(source, Read(table=table, types={"x": "VARCHAR"}))


def test_columns_and_where(source: Source, table: str) -> None:
    mariadb_execute(
        f"CREATE TABLE {table} (id INT, `名前` TEXT)", f"INSERT INTO {table} VALUES (1,'a'),(2,'b')"
    )
    assert rows(source, Read(table=table, columns=("名前",), where="id > 1 # not the first")) == [
        {"名前": "b"}
    ]
    assert table in source.tables()
    with pytest.raises(SourceError, match=f'Did you mean "{table}"'):
        source.schema(Read(table=table + "s"))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("DELETE FROM t", "not DELETE"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("SELECT 1 INTO OUTFILE '/tmp/x'", "not a SELECT that can be checked"),
        ("SELECT /*!50000 1 */ AS x", "Comments that MySQL executes"),
        ("SELECT * FROM t FOR UPDATE", "FOR UPDATE is refused"),
        ("SELECT * FROM nowhere", r"nowhere' doesn't exist"),
        ("SELECT 1 AS a, 2 AS a", "Duplicate column name 'a'"),
    ],
)
def test_a_query_that_cannot_run_says_why(source: Source, query: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        rows(source, Read(query=query))


@pytest.mark.usefixtures("source")
@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"database": "nowhere"}, "Unknown database"),
        ({"user": "nobody"}, "Correct 'user' and 'password'"),
        ({"port": 9}, "See that the server runs"),
        ({"url": secret("mysql://x:hunter2@127.0.0.1:9/test")}, "See that the server runs"),
        ({"url": secret("mysql:/x:hunter2@127.0.0.1")}, "not an address of a database"),
    ],
)
def test_a_connection_that_fails_says_why_and_shows_no_password(
    settings: dict[str, Any], message: str
) -> None:
    settings = {"password": secret("hunter2"), **settings} if settings.get("database") is None else settings
    with pytest.raises(SourceError, match=message) as caught:
        mariadb_source(**settings).tables()
    assert "hunter2" not in str(caught.value)


@pytest.mark.usefixtures("source")
def test_a_connection_lost_half_way_is_an_error_never_an_end() -> None:
    read: list[int] = []
    with cutting_proxy(MARIADB, after=5_000_000) as port:
        query = "SELECT seq AS a, REPEAT('x', 200) AS b FROM seq_1_to_200000"
        batches = mariadb_source(port=port).batches(Read(query=query))
        with pytest.raises(SourceError, match="connection was lost"):
            read.extend(batch.num_rows for batch in batches)
    assert 0 < sum(read) < 200_000


def test_a_read_that_is_abandoned_hangs_up(source: Source) -> None:
    batches = source.batches(Read(query="SELECT seq AS a FROM seq_1_to_5000000"))
    assert next(iter(batches)).num_rows == 20_000
    batches.close()  # type: ignore[attr-defined]  # it is a generator
