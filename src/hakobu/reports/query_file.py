"""The rows of a query as JSON, CSV or Parquet, written as they come."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import msgspec
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from hakobu.reports.failed_files import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.runs import Queried

__all__ = ["write_rows"]

BOM = b"\xef\xbb\xbf"  # without it spreadsheets take UTF-8 for something else

_encoder = msgspec.json.Encoder(decimal_format="number")


def write_rows(found: Queried, format: str, output: Path | None, limit: int | None) -> int:  # noqa: A002
    """Write the rows; tells how many. A file is there whole or not at all."""
    batches = _cut(found.batches(), limit)
    with _opened(output) as file:
        if format == "parquet":
            return _parquet(file, found.schema, batches)
        if format == "csv":
            return _csv(file, found.schema, batches)
        return _json(file, batches)


def _cut(batches: Iterator[pa.RecordBatch], limit: int | None) -> Iterator[pa.RecordBatch]:
    left = limit
    for batch in batches:
        if left is None:
            yield batch
            continue
        yield batch.slice(0, left)
        left -= min(left, batch.num_rows)
        if not left:
            return


def _parquet(file: BinaryIO, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> int:
    rows = 0
    with pq.ParquetWriter(file, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _csv(file: BinaryIO, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> int:
    rows = 0
    file.write(BOM)
    plain = pa.schema([pa.field(each.name, pa.string()) for each in schema])
    with pa_csv.CSVWriter(file, plain) as writer:
        for batch in batches:
            texts = [
                pa.array([_text(value) for value in column.to_pylist()], pa.string())
                for column in batch.columns
            ]
            writer.write_batch(pa.RecordBatch.from_arrays(texts, schema=plain))
            rows += batch.num_rows
    return rows


def _json(file: BinaryIO, batches: Iterator[pa.RecordBatch]) -> int:
    rows = 0
    file.write(b"[")
    for batch in batches:
        for row in batch.to_pylist():
            file.write(b",\n " if rows else b"\n ")
            file.write(_encoder.encode(row))
            rows += 1
    file.write(b"\n]\n" if rows else b"]\n")
    return rows


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else str(value)


@contextmanager
def _opened(output: Path | None) -> Iterator[BinaryIO]:
    """Open stdout, or a file that takes its name once it is whole."""
    if output is None:
        sys.stdout.flush()
        yield cast("BinaryIO", sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    handle, made = tempfile.mkstemp(dir=output.absolute().parent, prefix=f".{output.name}-")
    part = Path(made)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        part.chmod(0o600)  # rows of people lie in it
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
