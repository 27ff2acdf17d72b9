"""What a run came to, for machines: one JSON object, and an exit code that tells."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from hakobu.errors import DefinitionError, GuardError, HakobuError
from hakobu.model import OUTCOMES, Outcome

if TYPE_CHECKING:
    from hakobu.store import Run

__all__ = ["EXIT_CODES", "exit_code", "exit_code_of", "summary"]

EXIT_CODES = {
    "done": 0,
    "planned": 0,
    "failed": 1,
    "interrupted": 1,
    "done with rejects": 3,
    "guard": 4,
    "incomplete": 5,
    "stopped": 5,
    "planning": 5,
    "delivering": 5,
}
"""0 all delivered, 1 failed, 2 wrong use or definition, 3 finished with rejects, 4 stopped by a guard,
5 unknown or pending rows remain."""
NAMES = [(outcome, str(outcome)) for outcome in OUTCOMES]


def exit_code(run: Run) -> int:
    """Give the exit code that tells how a run ended."""
    return EXIT_CODES[run.status]


def exit_code_of(error: HakobuError) -> int:
    """Give the exit code of an error that ended a command."""
    if isinstance(error, DefinitionError):
        return 2
    return 4 if isinstance(error, GuardError) else 1


def summary(run: Run) -> dict[str, Any]:
    """Give a run as one JSON object; its outcomes sum up to ``read``, ``carried`` and ``mirrored``."""
    read, carried = sum(task.read for task in run.tasks), sum(task.carried for task in run.tasks)
    mirrored = sum(task.mirrored for task in run.tasks)
    outcomes = run.outcomes
    total = sum(outcomes.values())
    if run.tasks and total != read + carried + mirrored:
        raise AssertionError(
            f"run {run.id}: {read} read, {carried} carried over, {mirrored} mirrored, {total} outcomes"
        )
    return {
        "run": run.id,
        "job": run.job,
        "kind": run.kind,
        "of_run": run.of_run,
        "status": run.status,
        "cause": run.cause,
        "outcomes": _counts(outcomes),
        "read": read,
        "carried": carried,
        "mirrored": mirrored,
        "credits": run.credits,
        "calls": run.calls,
        "seconds": round((run.ended or time.time()) - run.started, 3),
        "resumed": run.resumed,
        "parameters": run.parameters,
        "guards": [msgspec.structs.asdict(stop) for stop in run.guards],
        "approved": _moment(run.approved),
        "approved_by": run.approved_by,
        "tasks": [
            {
                "task": task.task,
                "module": task.module,
                "operation": task.operation,
                "outcomes": _counts(task.outcomes),
                "read": task.read,
                "carried": task.carried,
                "mirrored": task.mirrored,
                "notes": task.notes,
            }
            for task in run.tasks
        ],
    }


def _moment(seconds: float | None) -> str | None:
    return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds else None


def _counts(outcomes: dict[Outcome, int]) -> dict[str, int]:
    return {name: outcomes.get(outcome, 0) for outcome, name in NAMES}
