"""Map the rows: source batches in, one column per slot out, row by row in the same order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    import pyarrow as pa

    from hakobu.mapping.compiled import CompiledMapping

__all__ = ["Limits", "map_rows", "write_mapped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What expressions may use: bytes of address space, seconds per batch."""

    memory: int = 1_500_000_000
    seconds: float = 30.0


def map_rows(
    mapping: CompiledMapping,
    batches: Iterable[pa.RecordBatch],
    *,
    limits: Limits | None = None,
    run_time: datetime | None = None,
) -> Iterator[pa.RecordBatch]:
    """Map batches that carry the row's number first; ``run_time()`` gives ``run_time`` (default: now)."""
    raise NotImplementedError


def write_mapped(path: Path, mapping: CompiledMapping, batches: Iterable[pa.RecordBatch]) -> int:
    """Write mapped batches to a Parquet file that appears whole or not at all, and count the rows."""
    raise NotImplementedError
