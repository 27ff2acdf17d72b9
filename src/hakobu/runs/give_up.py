"""Giving up what a run that nobody takes up again left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.delivery import outlast
from hakobu.model import Outcome, Result
from hakobu.runs.watch import Event
from hakobu.store import BULK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hakobu.runs.options import Options
    from hakobu.store import Journal
    from hakobu.zoho import Client

__all__ = ["give_up"]


def give_up(
    client: Client, journal: Journal, number: int, *, modules: Mapping[str, str], options: Options
) -> None:
    """Outlast the unanswered calls of a run, and mark them as unknown; ``modules`` are those of its tasks."""
    clock = options.clock
    for call in journal.open_calls(number):
        bulk = call.operation.startswith(BULK)
        if bulk:
            options.watch(Event(phase="settle", task=call.task, total=len(call.changes)))
            outlast(client, call, module=modules.get(call.task, ""), clock=clock)
        over = min(call.deadline, clock.now() + (0 if bulk else client.settings.timeout))
        while (left := over - clock.now()) > 0:
            clock.sleep(min(left, 1.0))
        results = [
            Result(row=change.row, key=change.key, outcome=Outcome.UNKNOWN, id=change.id)
            for change in call.changes
        ]
        journal.answer(call, results, settled=True)
