"""PostgreSQL as a source: every type exactly, every failure by name."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from hakobu.errors import SourceError
from hakobu.model import Read
from tests.integration.databases import (
    POSTGRESQL,
    cutting_proxy,
    postgresql_execute,
    postgresql_schema,
    postgresql_source,
    secret,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.connectors.source import Source


@pytest.fixture
def schema() -> Iterator[str]:
    with postgresql_schema() as name:
        yield name


@pytest.fixture
def source(schema: str) -> Source:
    assert schema
    return postgresql_source()


def rows(source: Source, read: Read) -> list[dict[str, Any]]:
    schema = source.schema(read)
    found = []
    for batch in source.batches(read):
        assert batch.schema == schema
        found += batch.to_pylist()
    return found


def one(source: Source, expression: str, **read: Any) -> Any:
    return rows(source, Read(query=f"SELECT {expression} AS x", **read))[0]["x"]


@pytest.mark.parametrize(
    ("expression", "value", "kind"),
    [
        ("12345678901234567890.1234567890::numeric(38,10)", Decimal("12345678901234567890.1234567890"), None),
        ("'-0.05'::numeric(5,2)", Decimal("-0.05"), pa.decimal128(5, 2)),
        ("9007199254740993::int8", 9007199254740993, pa.int64()),
        ("4294967295::oid", 4294967295, pa.int64()),
        ("0.1::float4", 0.1, pa.float64()),
        ("true", True, pa.bool_()),
        ("date '1066-10-14'", dt.date(1066, 10, 14), pa.date32()),
        ("date '9999-12-31'", dt.date(9999, 12, 31), pa.date32()),
        (
            "timestamptz '2024-04-01 09:00:00.123456+09'",
            dt.datetime(2024, 4, 1, 0, 0, 0, 123456, dt.UTC),
            pa.timestamp("us", tz="UTC"),
        ),
        ("timestamp '1969-07-20 20:17:40'", dt.datetime(1969, 7, 20, 20, 17, 40), pa.timestamp("us")),  # noqa: DTZ001
        ("time '23:59:59.999999'", dt.time(23, 59, 59, 999999), pa.time64("us")),
        ("'髙橋①\U0001f600'::text", "髙橋①\U0001f600", pa.string()),
        ("'a'::char(3)", "a  ", pa.string()),
        (r"'\x00ff'::bytea", b"\x00\xff", pa.binary()),
        ("'192.168.0.1'::inet", "192.168.0.1", pa.string()),
        ("null::inet", None, pa.string()),
        ("""'{"a": 1.10}'::jsonb""", '{"a": 1.10}', pa.string()),
        ("'{1,NULL,3}'::int[]", "{1,NULL,3}", pa.string()),
        ("interval '1 day 2 hours'", "P1DT2H", pa.string()),
        ("int4range(1,5)", "[1,5)", pa.string()),
        ("'c47d8491-ed7c-44d7-8c83-b8fafe5f1e76'::uuid", "c47d8491-ed7c-44d7-8c83-b8fafe5f1e76", pa.string()),
        ("null", None, pa.string()),
    ],
)
def test_a_value_survives_exactly(
    source: Source, expression: str, value: object, kind: pa.DataType | None
) -> None:
    assert one(source, expression) == value
    if kind is not None:
        assert source.schema(Read(query=f"SELECT {expression} AS x")).field("x").type == kind


def test_a_table_with_an_enum_and_a_filter(source: Source, schema: str) -> None:
    postgresql_execute(
        f"CREATE TYPE {schema}.mood AS ENUM ('good', 'bad')",
        f'CREATE TABLE {schema}."Kunden 顧客" (id int, "Größe" numeric(6,2), mood {schema}.mood)',
        f"INSERT INTO {schema}.\"Kunden 顧客\" VALUES (1, 1.5, 'good'), (2, NULL, 'bad'), (3, 3, NULL)",
    )
    table = f"{schema}.Kunden 顧客"
    assert table in source.tables()
    assert rows(source, Read(table=table, where="id > 1 -- not the first")) == [
        {"id": 2, "Größe": None, "mood": "bad"},
        {"id": 3, "Größe": Decimal("3.00"), "mood": None},
    ]
    assert source.schema(Read(table=table, columns=("mood",))).names == ["mood"]


def test_a_numeric_without_precision_wants_a_type(source: Source) -> None:
    with pytest.raises(SourceError, match=r"numeric without precision.*types: \{x: DECIMAL"):
        one(source, "2.5::numeric")
    assert one(source, "2.5::numeric", types={"x": "DECIMAL(10,2)"}) == Decimal("2.50")
    with pytest.raises(SourceError, match=r"Row 1: '2.555' is not of the type DECIMAL\(10,2\)"):
        one(source, "2.555::numeric", types={"x": "DECIMAL(10,2)"})


@pytest.mark.parametrize(
    "expression",
    ["date 'infinity'", "timestamp '-infinity'", "timestamptz 'infinity'", "date '0044-03-15 BC'"],
)
def test_infinity_and_years_before_christ_are_named(source: Source, expression: str) -> None:
    with pytest.raises(SourceError, match="column x: A value is infinite or outside of the years"):
        one(source, expression)
    assert isinstance(one(source, expression, types={"x": "VARCHAR"}), str)


def test_nan_is_named(source: Source) -> None:
    with pytest.raises(SourceError, match="'NaN' is not of the type"):
        one(source, "'NaN'::numeric(5,2)")


def test_an_unknown_table_gives_the_nearest(source: Source, schema: str) -> None:
    postgresql_execute(f"CREATE TABLE {schema}.customers (id int)")
    with pytest.raises(SourceError, match=rf'Did you mean "{schema}.customers"'):
        source.schema(Read(table=f"{schema}.custmers"))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("DELETE FROM t", "not DELETE"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("SELECT 1 INTO t", "INTO is refused"),
        ("SELECT * FROM t FOR UPDATE", "FOR UPDATE is refused"),
        ("WITH x AS (DELETE FROM t RETURNING 1) SELECT * FROM x", "DELETE is refused"),
        ("SELECT nothing FROM nowhere", 'relation "nowhere" does not exist'),
        ("SELECT 1 AS a, 2 AS a", "Two columns are called 'a'"),
        ('SELECT 1 AS a, 2 AS "A"', "differ in case only"),
        ("SELECT 1/0 AS x", "division by zero"),
    ],
)
def test_a_query_that_cannot_run_says_why(source: Source, query: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        rows(source, Read(query=query))


def test_the_session_itself_is_read_only(source: Source, schema: str) -> None:
    postgresql_execute(
        f"CREATE TABLE {schema}.t (id int)",
        f"CREATE FUNCTION {schema}.sneak() RETURNS int LANGUAGE sql AS "
        f"'INSERT INTO {schema}.t VALUES (1) RETURNING 1'",
    )
    with pytest.raises(SourceError, match="read-only transaction"):
        rows(source, Read(query=f"SELECT {schema}.sneak() AS x"))


def test_permission_denied_says_what_to_grant(schema: str) -> None:
    role = f"{schema}_reader"
    postgresql_execute(f"CREATE TABLE {schema}.t (id int)", f"CREATE ROLE {role} LOGIN")
    try:
        with pytest.raises(SourceError, match=r"permission denied.*GRANT SELECT"):
            rows(postgresql_source(user=role), Read(query=f"SELECT * FROM {schema}.t"))
    finally:
        postgresql_execute(f"DROP ROLE {role}")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"database": "nowhere"}, 'database "nowhere" does not exist'),
        ({"host": "nowhere.invalid"}, "Correct 'host'"),
        ({"port": 9}, "See that the server runs"),
        ({"url": secret("postgresql://x:hun ter2@127.0.0.1/test")}, "not an address of a database"),
        ({"url": secret("postgresql://x:hunter2@127.0.0.1:9/test")}, "See that the server runs"),
    ],
)
def test_a_connection_that_fails_says_why_and_shows_no_password(
    schema: str, settings: dict[str, Any], message: str
) -> None:
    assert schema
    with pytest.raises(SourceError, match=message) as caught:
        postgresql_source(**{"password": secret("hunter2"), **settings}).tables()
    assert "hun" not in str(caught.value)


def test_a_connection_lost_half_way_is_an_error_never_an_end() -> None:
    with postgresql_schema(), cutting_proxy(POSTGRESQL, after=5_000_000) as port:
        query = "SELECT i::int AS a, repeat('x', 200) AS b FROM generate_series(1, 200000) i"
        read: list[int] = []
        batches = postgresql_source(port=port).batches(Read(query=query))
        with pytest.raises(SourceError, match="connection was lost"):
            read.extend(batch.num_rows for batch in batches)
        assert 0 < sum(read) < 200_000


def test_a_read_that_is_abandoned_hangs_up(source: Source) -> None:
    batches = source.batches(Read(query="SELECT i::int AS a FROM generate_series(1, 5000000) i"))
    assert next(iter(batches)).num_rows
    batches.close()  # type: ignore[attr-defined]  # it is a generator
