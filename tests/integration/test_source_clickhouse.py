"""ClickHouse's own engine as a source, where its driver and chDB are there: nothing is fetched for a test."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.connectors.clickhouse import SPEC
from hakobu.errors import SourceError
from hakobu.model import Read

if TYPE_CHECKING:
    from collections.abc import Iterator

driver = pytest.importorskip("clickhouse_connect", reason="clickhouse-connect is not installed here")
pytest.importorskip("chdb", reason="chdb is not installed here")


@pytest.fixture(scope="module")
def source() -> Iterator[Any]:
    from hakobu.connectors.clickhouse_source import ClickhouseSource  # noqa: PLC0415 - with the driver

    engine = driver.get_client(interface="chdb")
    engine.command(
        "CREATE TABLE t (id UInt64, d Decimal(38,10), f Float32, s Nullable(String), u UUID, "
        "day Date32, at DateTime64(3, 'Asia/Tokyo'), e Enum8('a' = 1)) ENGINE = Memory"
    )
    engine.command(
        "INSERT INTO t VALUES (18446744073709551615, 1234567890123456789012345678.0123456789, 0.1, '髙 \\'', "
        "'00000000-0000-0000-0000-000000000001', '1925-01-01', '2026-04-01 10:00:00.123', 'a')"
    )

    class Embedded(ClickhouseSource):
        def connect(self) -> Any:
            return engine

        def release(self, session: Any) -> None:
            """The engine serves the whole file."""

    yield Embedded("ch", SPEC.filled({}), Path())
    engine.close()


def test_values_are_exact(source: Any) -> None:
    assert source.tables() == ("t",)
    (batch,) = source.batches(Read(table="t"))
    assert batch.to_pylist() == [
        {
            "id": Decimal(18446744073709551615),
            "d": Decimal("1234567890123456789012345678.0123456789"),
            "f": 0.1,
            "s": "髙 '",
            "u": "00000000-0000-0000-0000-000000000001",
            "day": dt.date(1925, 1, 1),
            "at": dt.datetime(2026, 4, 1, 1, 0, 0, 123000, tzinfo=dt.UTC),
            "e": "a",
        }
    ]


def test_a_million_rows_come_in_batches(source: Any) -> None:
    sizes = [batch.num_rows for batch in source.batches(Read(query="SELECT number FROM numbers(1000000)"))]
    assert (sum(sizes), max(sizes)) == (1_000_000, 20_000)


@pytest.mark.parametrize(
    "query",
    ["SELECT nope FROM t", "SELECT * FROM nope", "SELECT throwIf(number = 500000) FROM numbers(1000000)"],
)
def test_what_the_database_refuses_is_told(source: Any, query: str) -> None:
    with pytest.raises(SourceError, match="The database says"):
        list(source.batches(Read(query=query)))
