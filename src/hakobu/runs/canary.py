"""The first records of a run, delivered before all others: too many refusals among them end the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.errors import GuardError
from hakobu.model import Outcome
from hakobu.plan import beyond

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hakobu.model import Canary
    from hakobu.store import GuardStop, TaskJournal

__all__ = ["CANARY", "Trial"]

CANARY = "canary"  # the name of this guard
STOPPED = "Zoho refused too many of the first records."


class Trial:
    """Counts how the first records of a run ended, task after task; the journal is what it counts by."""

    def __init__(self, canary: Canary, *, total: int) -> None:
        self._canary = canary
        self._total = total
        self._ended: dict[str, tuple[int, int]] = {}
        self.stop: GuardStop | None = None

    @property
    def left(self) -> int:
        """How many records are still to be tried."""
        return max(0, self._canary.records - self._sum(0))

    def judge(self, journals: Iterable[TaskJournal]) -> GuardError | None:
        """Look at what tasks have in their journals by now; an error where the run must end here."""
        for journal in journals:
            outcomes = [result.outcome for results in journal.results() for result in results]
            ended = sum(outcome is not Outcome.PENDING for outcome in outcomes)
            self._ended[journal.task] = (ended, sum(each is Outcome.REJECTED for each in outcomes))
        tried, refused = self._sum(0), self._sum(1)
        if tried < self._total:
            self.stop = beyond(CANARY, refused, tried, self._canary.rejects)
        return GuardError(STOPPED) if self.stop else None

    def _sum(self, position: int) -> int:
        return sum(counts[position] for counts in self._ended.values())
