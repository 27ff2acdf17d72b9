"""Where a command's result goes: to stdout, or to a file that appears whole or not at all."""

from __future__ import annotations

import io
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hakobu.cli.prose import say
from hakobu.cli.refusal import WrongUseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

    from hakobu.cli.desk import Desk

__all__ = ["part_of", "writing"]


@contextmanager
def writing(at: Desk, output: Path | None, *, mark: bool = False) -> Iterator[TextIO]:
    """Open the place of a result, in UTF-8 whatever the locale; ``mark`` begins it for spreadsheets."""
    encoding = "utf-8-sig" if mark else "utf-8"  # without it spreadsheets take UTF-8 for something else
    if output is None:
        yield from _to_stdout(encoding)
        return
    part = part_of(at, output)
    with part.open("w", encoding=encoding, newline="") as stream:
        yield stream
    part.replace(output)
    say(at.err, at.words("output.written", file=output))


def part_of(at: Desk, output: Path) -> Path:
    """Name the file in which a result is written before it is whole."""
    if not output.parent.is_dir():
        raise WrongUseError(at.words("output.no_folder", folder=output.parent), where=str(output))
    return output.with_name(f"{output.name}.part")


def _to_stdout(encoding: str) -> Iterator[TextIO]:
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        yield sys.stdout
        return
    sys.stdout.flush()
    stream = io.TextIOWrapper(buffer, encoding=encoding, newline="", write_through=True)
    try:
        yield stream
    finally:
        stream.detach()
