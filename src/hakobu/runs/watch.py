"""What a run tells while it works."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from hakobu.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hakobu.model import Result
    from hakobu.zoho import Client

__all__ = ["Event", "Teller", "Watch", "silent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step of a run.

    ``phase`` is read, map, check, look up, compare, plan, deliver, bulk (a job is waited for), settle,
    read back, resume or done.

    ``done`` and ``total`` count rows (``total`` is None while nobody knows); ``counts`` is by outcome.
    """

    phase: str
    task: str = ""
    done: int = 0
    total: int | None = None
    credits: int = 0
    calls: int = 0
    message: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)


class Watch(Protocol):
    """Somebody who wants to know; called from several threads."""

    def __call__(self, event: Event) -> None:
        """Hear of one step."""
        ...


def silent(event: Event) -> None:
    """Hear nothing."""


class Teller:
    """Tells of a delivery's progress, batch by batch."""

    def __init__(self, watch: Watch, client: Client, task: str, total: int) -> None:
        self._watch = watch
        self._client = client
        self._task = task
        self._total = total
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()

    def __call__(self, results: list[Result]) -> None:
        """Hear of the results of one call."""
        with self._lock:
            for result in results:
                self._counts[result.outcome] = self._counts.get(result.outcome, 0) + 1
        self._tell("deliver")

    def waits(self, message: str) -> None:
        """Hear that a bulk job is waited for."""
        self._tell("bulk", message)

    def _tell(self, phase: str, message: str = "") -> None:
        with self._lock:
            counts = dict(self._counts)
        done = sum(number for outcome, number in counts.items() if outcome != Outcome.PENDING)
        stats = self._client.stats
        self._watch(
            Event(
                phase=phase,
                task=self._task,
                done=done,
                total=self._total,
                credits=stats.credits,
                calls=stats.calls,
                message=message,
                counts=counts,
            )
        )
