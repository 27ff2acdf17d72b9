"""Check mapped rows against the module's fields: canonical texts, and every fault of a row at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from hakobu.mapping.compiled import CompiledMapping

__all__ = ["check"]


def check(session: duckdb.DuckDBPyConnection, mapping: CompiledMapping, mapped: Path, out: Path) -> None:
    """Turn mapped Parquet into checked Parquet: ``_row``, ``_faults``, ``_missing`` and canonical texts."""
    raise NotImplementedError
