"""The guards of a run: gathered once all its tasks are planned, before the first write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.errors import GuardError
from hakobu.plan import stops_of, too_few_credits
from hakobu.runs.canary import CANARY, Trial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hakobu.model import Job, Task
    from hakobu.plan import TaskPlan
    from hakobu.store import GuardStop, Run
    from hakobu.zoho import Client

__all__ = ["BEYOND", "gather", "limits_of", "trial_of"]

BEYOND = "A limit of the job stopped this run before it wrote anything."


def gather(client: Client, tasks: Sequence[Task], plans: Sequence[TaskPlan]) -> tuple[GuardStop, ...]:
    """Find every guard that would stop these plans, task by task; the day's credits come last."""
    found = [stop for task, plan in zip(tasks, plans, strict=True) for stop in stops_of(task, plan)]
    price = sum(plan.price.credits for plan in plans)
    reserved = too_few_credits(price, client.stats.credits_remaining, client.settings.credit_reserve)
    return (*found, *([reserved] if reserved else ()))


def limits_of(stops: Sequence[GuardStop]) -> GuardError | None:
    """Give the error that ends a run whose plans go beyond its limits."""
    return GuardError(BEYOND) if stops else None


def trial_of(job: Job, run: Run, *, total: int) -> Trial | None:
    """Give the trial of a run's first records; none where a person let it go on after it."""
    passed = run.approved is not None and any(stop.guard == CANARY for stop in run.guards)
    return Trial(job.canary, total=total) if job.canary and run.kind != "undo" and not passed else None
