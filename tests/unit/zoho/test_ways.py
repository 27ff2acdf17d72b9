"""Which API is the cheapest for how many rows."""

from __future__ import annotations

import pytest

from hakobu.zoho.ways import cheapest, coql_price


@pytest.mark.parametrize(
    ("rows", "chunks", "api", "price"),
    [
        (100, 1, "COQL", 1),
        (2_000, 1, "COQL", 3),
        (40_000, 1, "COQL", 60),
        (42_000, 1, "Bulk Read", 62),
        (15_000, 3, "Bulk Read", 62),
        (1_000_000, 1, "Bulk Read", 310),
    ],
)
def test_bulk_read_where_it_costs_less(rows: int, chunks: int, api: str, price: int) -> None:
    way = cheapest(rows, rows=2_000, chunks=chunks, bulk=True)
    assert (way.api, way.credits) == (api, price)


def test_bulk_read_only_where_it_may() -> None:
    assert cheapest(1_000_000, rows=2_000, chunks=1, bulk=False).api == "COQL"
    assert cheapest(None, rows=2_000, chunks=1, bulk=True).api == "COQL"
    assert coql_price(1_000_000, rows=2_000) == 1_500
