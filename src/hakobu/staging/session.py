"""DuckDB sessions for our own statements: bounded in memory, in UTC, without extensions."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from hakobu.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["disk_errors", "open_session", "quote", "text"]

MEMORY = "192MB"  # a plan of 100,000 changes stays below 500 MB with it
THREADS = 2
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}


def open_session(scratch: Path) -> duckdb.DuckDBPyConnection:
    """Open a session that spills into ``scratch`` and installs nothing.

    No text of a user ever becomes a statement here: names go through ``quote``, values through ``text``.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    # Arrow's own pool keeps what was freed; the system's gives it back: a fifth less memory at the peak
    pa.set_memory_pool(pa.system_memory_pool())
    session = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": MEMORY,
            "threads": THREADS,
            "temp_directory": str(scratch),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    session.execute("set TimeZone = 'UTC'")
    return session


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Tell of a disk that is full, or cannot be written, in our words."""
    try:
        yield
    except (duckdb.IOException, OSError) as error:
        if isinstance(error, OSError) and error.errno not in FULL:
            raise
        raise SetupError(
            f"The rows of this run could not be kept on the disk: {error}.",
            where=str(folder),
            next_step="Free space there, or name another folder with HAKOBU_HOME; then start again: "
            "nothing that Zoho confirmed is lost.",
        ) from error


def quote(name: str) -> str:
    """Write a name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Write a value as a SQL text literal."""
    return "'" + value.replace("'", "''") + "'"
