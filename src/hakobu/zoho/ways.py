"""By which API a table is read: what each costs in credits, and which is the cheapest."""

from __future__ import annotations

from dataclasses import dataclass

from hakobu.zoho.costs import cost_of

__all__ = ["Way", "bulk_read_price", "cheapest", "coql_price"]

_JOB_ROWS = 200_000
_POLLS = 12
"""Polls and the download of a job, a credit each."""


@dataclass(frozen=True, slots=True)
class Way:
    """An API ("COQL", "REST", "Bulk Read"), how many rows are expected, what they cost (None: not known)."""

    api: str
    rows: int | None
    credits: int | None = None


def coql_price(count: int, *, rows: int, chunks: int = 1) -> int:
    """Credits of reading so many rows by COQL, in ``chunks`` of columns."""
    full, rest = divmod(max(count, 1), rows)
    return chunks * (full * cost_of("coql", rows) + (cost_of("coql", rest) if rest else 0))


def bulk_read_price(count: int) -> int:
    """Credits of reading so many rows by Bulk Read, with polls and download."""
    return max(-(-count // _JOB_ROWS), 1) * (cost_of("bulk read") + _POLLS)


def cheapest(count: int | None, *, rows: int, chunks: int, bulk: bool) -> Way:
    """COQL, or Bulk Read where that is allowed and costs less."""
    if count is None:
        return Way("COQL", None)
    by_query = coql_price(count, rows=rows, chunks=chunks)
    by_job = bulk_read_price(count)
    return Way("Bulk Read", count, by_job) if bulk and by_job < by_query else Way("COQL", count, by_query)
