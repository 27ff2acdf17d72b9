"""Waiting for a job that Zoho does by itself: every end ends the wait, and so does the deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.zoho.clock import Clock

__all__ = ["DONE", "FAILED", "state_of", "wait"]

DONE = "COMPLETED"
FAILED = frozenset({"FAILURE", "FAILED", "SKIPPED", "DELETED", "CANCELLED"})
"""Ends at which there is nothing to fetch; Bulk Read says FAILURE, Bulk Write FAILED."""

_FIRST, _GROWTH, _MOST = 1.0, 1.5, 30.0
"""Seconds between polls. Each costs a credit, so a long job is asked after seldom."""


def state_of(raw: object) -> str:
    """A state in one spelling: Zoho writes ``IN PROGRESS`` and ``INPROGRESS``."""
    return "".join(letter for letter in str(raw or "").upper() if letter.isalpha())


def wait(
    clock: Clock,
    ask: Callable[[], dict[str, Any]],
    *,
    deadline: float,
    told: Callable[[str], None] | None = None,
    waits: Callable[[float], None] | None = None,
) -> tuple[str, dict[str, Any]] | None:
    """Ask until the job has ended: its end state and Zoho's description; None when ``deadline`` has passed.

    ``ask`` gives an object with ``state`` or ``status``; a word that is not known means that the job
    still runs. ``told`` hears each state. ``waits`` waits so many seconds in place of the clock; what it
    raises ends the wait.
    """
    pause = _FIRST
    while True:
        found = ask()
        state = state_of(found.get("state") or found.get("status"))
        if told is not None:
            told(state)
        if state == DONE or state in FAILED:
            return state, found
        if clock.now() + pause > deadline:
            return None
        (waits or clock.sleep)(pause)
        pause = min(pause * _GROWTH, _MOST)
