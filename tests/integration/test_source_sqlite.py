"""SQLite as a source: declared types made exact, the file never touched."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from hakobu.connectors.catalogue import open_source
from hakobu.errors import SourceError
from hakobu.model import Connection, Read

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.connectors.source import Source


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "shop.sqlite"


@pytest.fixture
def source(file: Path) -> Source:
    settings = {"path": file.name}
    return open_source(Connection(name="shop", connector="sqlite", settings=settings), base=file.parent)


def make(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


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
        ("DECIMAL(12,2)", "19.99", Decimal("19.99"), pa.decimal128(12, 2)),
        ("DECIMAL(12,2)", "20", Decimal("20.00"), pa.decimal128(12, 2)),
        ("NUMERIC", "19.5", Decimal("19.5"), pa.decimal128(3, 1)),
        ("INTEGER", "9007199254740993", 9007199254740993, pa.int64()),
        ("BOOLEAN", "1", True, pa.bool_()),
        ("DATE", "'1066-10-14'", dt.date(1066, 10, 14), pa.date32()),
        ("DATETIME", "'1969-07-20 20:17:40'", dt.datetime(1969, 7, 20, 20, 17, 40), pa.timestamp("us")),  # noqa: DTZ001
        (
            "TIMESTAMP WITH TIME ZONE",
            "'2024-04-01T09:00:00+09:00'",
            dt.datetime(2024, 4, 1, tzinfo=dt.UTC),
            pa.timestamp("us", tz="UTC"),
        ),
        ("TIME", "'12:30:00'", dt.time(12, 30), pa.time64("us")),
        ("VARCHAR(20)", "'髙橋①\U0001f600'", "髙橋①\U0001f600", pa.string()),
        ("REAL", "0.1", 0.1, pa.float64()),
        ("BLOB", "x'00ff'", b"\x00\xff", pa.binary()),
        ("", "'007'", "007", pa.string()),
        ("", "7", 7, pa.int64()),
        ("", "x'00'", b"\x00", pa.binary()),
        ("TEXT", "NULL", None, pa.string()),
    ],
)
def test_a_value_survives_exactly(
    source: Source, file: Path, declared: str, written: str, *, value: object, kind: pa.DataType
) -> None:
    make(file, f"CREATE TABLE t (x {declared})", f"INSERT INTO t VALUES ({written})")
    assert rows(source, Read(table="t")) == [{"x": value}]
    assert source.schema(Read(table="t")).field("x").type == kind
    assert source.schema(Read(query="SELECT x FROM t AS other")).field("x").type == kind


@pytest.mark.parametrize(
    ("declared", "written", "message"),
    [
        ("DECIMAL(5,2)", "1.005", r"column x: Row 1: 1.005 is not of the type DECIMAL\(5,2\)"),
        ("DECIMAL(5,2)", "'abc'", "'abc' is not of the type DECIMAL"),
        ("DATE", "'2024-02-30'", "'2024-02-30' is not of the type DATE"),
        ("DATE", "45000", "45000 is not of the type DATE"),
        ("INTEGER", "'abc'", "'abc' is not of the type BIGINT"),
        ("BOOLEAN", "2", "2 is not of the type BOOLEAN"),
        ("TEXT", "x'00'", "1 bytes is not of the type VARCHAR"),
    ],
)
def test_a_value_that_does_not_fit_is_named(
    source: Source, file: Path, declared: str, written: str, message: str
) -> None:
    make(file, f"CREATE TABLE t (x {declared})", f"INSERT INTO t VALUES ({written})")
    with pytest.raises(SourceError, match=message):
        rows(source, Read(table="t"))


def test_mixed_values_become_text_or_are_named(source: Source, file: Path) -> None:
    make(file, "CREATE TABLE t (x)", "INSERT INTO t VALUES (1), ('a'), (1.5), (NULL)")
    assert [row["x"] for row in rows(source, Read(table="t"))] == ["1", "a", "1.5", None]
    make(file, "INSERT INTO t VALUES (x'00')")
    with pytest.raises(SourceError, match="values of several kinds: binary, integers, numbers, texts"):
        source.schema(Read(table="t"))


def test_columns_where_and_types(source: Source, file: Path) -> None:
    make(
        file, 'CREATE TABLE "顧客 a" (id INTEGER, n TEXT)', "INSERT INTO \"顧客 a\" VALUES (1,'1.5'), (2,'2')"
    )
    read = Read(table="顧客 a", columns=("n",), where="id > 0 -- all", types={"n": "DECIMAL(5,2)"})
    assert rows(source, read) == [{"n": Decimal("1.50")}, {"n": Decimal("2.00")}]
    assert source.tables() == ("顧客 a",)


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (Read(table="customer"), 'Did you mean "customers"'),
        (Read(table="customers", columns=("idd",)), 'Did you mean "id"'),
        (Read(table="customers", types={"nam": "TEXT"}), 'Did you mean "name"'),
        (Read(table="customers", where="1=1) UNION SELECT (1"), "'where' is one condition"),
        (Read(table="customers", where="1 LIMIT 1"), "not a SELECT"),
        (Read(query="UPDATE customers SET id = 1"), "not UPDATE"),
        (Read(query="SELECT 1; DROP TABLE customers"), "one statement"),
        (Read(query="SELECT id, id FROM customers"), "Two columns are called 'id'"),
        (Read(query="SELECT nope FROM customers"), "no such column: nope"),
        (Read(query="ATTACH 'x' AS y"), "not ATTACH"),
        (Read(file="x.csv"), "no files to read"),
    ],
)
def test_a_read_that_cannot_be_says_why(source: Source, file: Path, read: Read, message: str) -> None:
    make(file, "CREATE TABLE customers (id INTEGER, name TEXT)")
    with pytest.raises(SourceError, match=message):
        rows(source, read)


def test_a_file_that_is_missing_is_not_made(source: Source, file: Path) -> None:
    with pytest.raises(SourceError, match="There is no file"):
        source.tables()
    assert not file.exists()


def test_a_file_that_is_no_database(source: Source, file: Path) -> None:
    file.write_bytes(b"nothing" * 200)
    with pytest.raises(SourceError, match="no SQLite database"):
        source.tables()


def test_text_that_is_not_utf8_is_named(source: Source, file: Path) -> None:
    make(file, "CREATE TABLE t (x TEXT)", "INSERT INTO t VALUES (CAST(x'ff' AS TEXT))")
    with pytest.raises(SourceError, match="not in UTF-8"):
        rows(source, Read(table="t"))


def test_many_rows_stream(source: Source, file: Path) -> None:
    make(
        file,
        "CREATE TABLE t (x INTEGER)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "
        "INSERT INTO t SELECT i FROM n",
    )
    assert [batch.num_rows for batch in source.batches(Read(table="t"))] == [20_000, 20_000, 10_000]
