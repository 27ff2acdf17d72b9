"""What every source can do; three methods and a close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from hakobu.model import Read

__all__ = ["Source"]


class Source(Protocol):
    """A place where rows come from.

    Arrow types that leave a source: bool, int64, decimal128, float64, string, date32, time64,
    timestamp (naive, or with zone UTC), binary. Everything else is turned into one of these without
    loss, or refused by naming the column and what to do. Errors are ``SourceError``.
    """

    def tables(self) -> tuple[str, ...]:
        """Name what can be read: tables and views, or files."""
        ...

    def schema(self, read: Read) -> pa.Schema:
        """Tell the columns that ``batches`` will give for the same read."""
        ...

    def batches(self, read: Read) -> Iterator[pa.RecordBatch]:
        """Stream the rows, in bounded memory; a source that breaks off raises, it never just ends."""
        ...

    def close(self) -> None:
        """Let go of connections and files."""
        ...
