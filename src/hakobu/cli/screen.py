"""Where the command line writes: results to stdout, all else to stderr."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console

if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["open_screen", "write_json"]

WIDTH = 1_000  # where nobody looks at a terminal (a file, a pipe) no line is broken


def open_screen(stream: TextIO) -> Console:
    """Open a stream for tables and texts; what is printed is never taken for markup."""
    wide = None if stream.isatty() else WIDTH
    return Console(file=stream, width=wide, markup=False, highlight=False, emoji=False, soft_wrap=False)


def write_json(value: Any) -> None:
    """Write one JSON value to stdout, in UTF-8 whatever the locale."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text + "\n")
        return
    sys.stdout.flush()
    buffer.write(text.encode() + b"\n")
    buffer.flush()
