"""Where the command line writes: results to stdout, all else to stderr."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any, cast

from rich.console import Console

if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["open_screen", "write_json"]

WIDTH = 1_000  # where nobody looks at a terminal (a file, a pipe) no line is broken

_PADDING = re.compile(r" +$", re.MULTILINE)


class _Trimmed:
    """A stream without the blanks that pad tables at the end of each line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(_PADDING.sub("", text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def open_screen(stream: TextIO) -> Console:
    """Open a stream for tables and texts; what is printed is never taken for markup."""
    looked_at = stream.isatty()
    return Console(
        file=stream if looked_at else cast("TextIO", _Trimmed(stream)),
        width=None if looked_at else WIDTH,
        markup=False,
        highlight=False,
        emoji=False,
    )


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
