"""A spool: the rows of one read, on disk as Parquet, each with its number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["ROW", "Spool", "write_spool"]

ROW = "_row"  # the source row's number, from 1, in the order it was read


@dataclass(frozen=True, slots=True)
class Spool:
    """A finished Parquet file; its first column is the row's number."""

    path: Path
    rows: int
    schema: pa.Schema

    def batches(self, size: int = 20_000) -> Iterator[pa.RecordBatch]:
        """Read the rows again, in order, in batches of at most ``size``; an empty one if there are none."""
        if not self.rows:
            yield pa.RecordBatch.from_pylist([], schema=self.schema)
        with pq.ParquetFile(self.path) as file:
            yield from file.iter_batches(batch_size=size)


def write_spool(path: Path, batches: Iterable[pa.RecordBatch], *, schema: pa.Schema) -> Spool:
    """Write batches to ``path``, numbering their rows; the file appears whole or not at all."""
    numbered = pa.schema([pa.field(ROW, pa.int64(), nullable=False), *schema])
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    rows = 0
    with pq.ParquetWriter(
        part, numbered, compression="lz4", use_dictionary=False, write_statistics=False
    ) as writer:
        for batch in batches:
            numbers = pa.array(range(rows + 1, rows + 1 + batch.num_rows), pa.int64())
            writer.write_batch(pa.RecordBatch.from_arrays([numbers, *batch.columns], schema=numbered))
            rows += batch.num_rows
    part.replace(path)
    return Spool(path, rows, numbered)
