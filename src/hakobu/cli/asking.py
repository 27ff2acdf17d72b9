"""A question to the person at the terminal, where a guard may be waved through."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol

from hakobu.cli import refusal
from hakobu.errors import GuardError

if TYPE_CHECKING:
    from hakobu.cli.desk import Desk
    from hakobu.store import Run

__all__ = ["with_consent"]


class _Verb(Protocol):
    def __call__(self, *, yes: bool) -> Run: ...


def with_consent(at: Desk, verb: _Verb, *, yes: bool) -> Run:
    """Carry out a verb; where rows would collide, a person at the terminal is asked whether to go on."""
    from hakobu.runs import COLLIDES  # noqa: PLC0415 - takes a second to import

    try:
        return verb(yes=yes)
    except GuardError as error:
        if error.code != COLLIDES or at.json or not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise
        refusal.show(at.err, at.words, error, at.mask)
    at.err.print(at.words("ask.collide"), end=" ")
    if input().strip().lower() not in {"y", "yes"}:
        at.err.print(at.words("ask.no"))
        at.end(4)
    return verb(yes=True)
