"""A pager for what is longer than the screen; elsewhere everything is written through."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hakobu.cli.desk import Desk

__all__ = ["pager_of", "paging"]


@contextmanager
def paging(at: Desk, *, wanted: bool) -> Iterator[bool]:
    """Gather what is printed, and show it by a pager where it is longer than the terminal; tells whether so.

    Only a terminal has one: what goes to a file or a pipe is written as it comes. The pager is the one that
    ``HAKOBU_PAGER`` or ``PAGER`` names, else less; an empty name or ``cat`` is none.
    """
    command = pager_of(os.environ) if wanted and sys.stdout.isatty() and sys.stdin.isatty() else None
    if command is None:
        yield False
        return
    with at.out.capture() as captured:
        yield True
    text = captured.get()
    if text.count("\n") < at.out.height or not _shown(command, text):
        sys.stdout.write(text)
        sys.stdout.flush()


def pager_of(env: Mapping[str, str]) -> list[str] | None:
    """Name the pager as a command, or none where there is none."""
    import shlex  # noqa: PLC0415 - seldom needed

    words = shlex.split(env.get("HAKOBU_PAGER", env.get("PAGER", "less")))
    found = shutil.which(words[0]) if words else None
    return None if found is None or words[0] == "cat" else [found, *words[1:]]


def _shown(command: list[str], text: str) -> bool:
    """Hand a text to a pager; False where it cannot be started."""
    env = {"LESS": "-RFX", "LESSCHARSET": "utf-8", **os.environ}  # colours, in UTF-8 whatever the locale
    try:
        with subprocess.Popen(command, stdin=subprocess.PIPE, env=env) as pager:  # noqa: S603 - the user names it
            if pager.stdin is not None:
                try:
                    pager.stdin.write(text.encode())
                    pager.stdin.close()
                except BrokenPipeError:
                    pass  # it was closed before the end, as one does
            while True:
                try:
                    pager.wait()
                except KeyboardInterrupt:
                    continue  # it is the pager's to answer
                break
    except OSError:
        return False
    return True
