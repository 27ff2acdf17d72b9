"""Asking the CRM by COQL: one query, every page of it, as Arrow batches."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hakobu.connectors.zoho_crm import open_client
from hakobu.connectors.zoho_source import ZohoSource
from hakobu.model import Read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

    from hakobu.model import Connection
    from hakobu.zoho import Stats, Way

__all__ = ["Queried", "open_query"]


@dataclass(frozen=True, slots=True)
class Queried:
    """A query that Zoho understands: its columns, and its rows when they are asked for."""

    schema: pa.Schema
    _source: ZohoSource
    _read: Read

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Stream the rows."""
        return self._source.batches(self._read)

    @property
    def way(self) -> Way | None:
        """By which API the rows came, and how many were expected; None before they did."""
        return self._source.way(self._read)

    @property
    def stats(self) -> Stats:
        """What the calls so far came to."""
        return self._source.stats


@contextmanager
def open_query(
    connection: Connection, text: str, *, home: Path | None = None, base: Path | None = None
) -> Iterator[Queried]:
    """Prepare a COQL query; whatever is wrong with it is said here, before a row is read.

    ``base`` is the folder that paths in the connection's settings are relative to.
    """
    source = ZohoSource(connection.name, open_client(connection, home=home, base=base))
    try:
        read = Read(query=text)
        yield Queried(source.schema(read), source, read)
    finally:
        source.close()
