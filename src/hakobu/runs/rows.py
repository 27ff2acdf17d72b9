"""Where a run's rows come from: the job's source, or the rows of an earlier run that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hakobu.connectors.zoho_source import ZohoSource
from hakobu.staging import ROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hakobu.connectors.source import Source
    from hakobu.model import Task
    from hakobu.zoho import Way

__all__ = ["REJECTED", "FailedRows", "SourceRows", "drop_rows", "keep_rows", "select_rows"]

REJECTED = "rejects.parquet"  # the source rows that did not get through, as they were read


class SourceRows:
    """The rows of the job's source."""

    carried = False

    def __init__(self, source: Source, *, connector: str, identity: str) -> None:
        self._source = source
        self.connector = connector
        self.identity = identity

    def schema(self, task: Task) -> pa.Schema:
        """Tell the columns."""
        return self._source.schema(task.read)

    def batches(self, task: Task) -> Iterator[pa.RecordBatch]:
        """Stream the rows."""
        return self._source.batches(task.read)

    def notes(self, task: Task) -> tuple[str, ...]:
        """Say what is to be known of how the rows are read."""
        return self._source.notes(task.read) if isinstance(self._source, ZohoSource) else ()

    def way(self, task: Task) -> Way | None:
        """By which API of Zoho CRM the rows came; None from other sources."""
        return self._source.way(task.read) if isinstance(self._source, ZohoSource) else None

    def close(self) -> None:
        """Let go of the source."""
        self._source.close()


class FailedRows:
    """The rows that an earlier run could not deliver, by task."""

    carried = True
    connector = ""
    identity = ""

    def __init__(self, tables: dict[str, pa.Table]) -> None:
        self._tables = tables

    def schema(self, task: Task) -> pa.Schema:
        """Tell the columns, as they were when the rows were read."""
        return self._tables[task.name].drop_columns([ROW]).schema

    def batches(self, task: Task) -> Iterator[pa.RecordBatch]:
        """Stream the rows."""
        yield from self._tables[task.name].drop_columns([ROW]).to_batches(20_000)

    def notes(self, _task: Task) -> tuple[str, ...]:
        """Say nothing: they were read before."""
        return ()

    def way(self, _task: Task) -> Way | None:
        """Name no API: they were read before."""
        return None


def keep_rows(source: Path, out: Path, rows: Iterable[int]) -> None:
    """Keep the source rows with these numbers in a file of their own, in order."""
    wanted = pa.array(sorted(set(rows)), pa.int64())
    with (
        pq.ParquetFile(source) as file,
        pq.ParquetWriter(out, file.schema_arrow, compression="lz4") as writer,
    ):
        for batch in file.iter_batches():
            kept = batch.filter(pc.is_in(batch.column(ROW), value_set=wanted))
            if kept.num_rows:
                writer.write_batch(kept)


def drop_rows(path: Path, rows: Iterable[int]) -> int:
    """Write a file of source rows anew without these numbers; gives how many of them it held."""
    dropped, gone = pa.array(sorted(set(rows)), pa.int64()), 0
    part = path.with_name(f"{path.name}.part")
    with (
        pq.ParquetFile(path) as file,
        pq.ParquetWriter(part, file.schema_arrow, compression="lz4") as writer,
    ):
        for batch in file.iter_batches():
            kept = batch.filter(pc.invert(pc.is_in(batch.column(ROW), value_set=dropped)))
            gone += batch.num_rows - kept.num_rows
            if kept.num_rows:
                writer.write_batch(kept)
    part.replace(path)
    return gone


def select_rows(path: Path, rows: Iterable[int]) -> pa.Table:
    """Take the rows with these numbers from a file that ``keep_rows`` wrote."""
    wanted = pa.array(sorted(set(rows)), pa.int64())
    table = pq.read_table(path)
    return table.filter(pc.is_in(table.column(ROW), value_set=wanted))
