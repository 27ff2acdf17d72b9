"""Which limits a plan goes beyond: counted from the plan alone, before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.model import Operation
from hakobu.store import GuardStop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.model import Limit, Task
    from hakobu.plan.plan import TaskPlan

__all__ = ["beyond", "stops_of", "too_few_credits"]


def stops_of(task: Task, plan: TaskPlan) -> Iterator[GuardStop]:
    """Find the guards of a task that its plan goes beyond.

    Shares are of the rows read; those of deletes are of the records that the task knows (for a delete task,
    of the module's records). Rows that an earlier run left are few by their nature: only numbers bind them.
    """
    guards, carried = task.guards, plan.carried > 0
    counted = (
        ("creates", plan.create, plan.read, guards.creates),
        ("updates", plan.update, plan.read, guards.updates),
        ("deletes", plan.delete, plan.known, guards.deletes),
        ("changes", plan.changes, plan.read, guards.changes),
        ("invalid", plan.invalid, plan.read, None if carried else guards.invalid),
    )
    for name, found, of, limit in counted:
        shares = not carried and (name != "deletes" or _knows(task, limit))
        if limit is not None and (stop := beyond(name, found, of, limit, task=task.name, shares=shares)):
            yield stop
    gone = max(plan.delete, plan.mirrored)  # a mirror may archive in place of deleting
    if plan.read == 0 and not carried and (gone or guards.empty_source == "stop"):
        yield GuardStop(guard="empty_source", task=task.name, found=gone, final=gone > 0)


def beyond(
    guard: str, found: int, of: int, limit: Limit, *, task: str = "", shares: bool = True
) -> GuardStop | None:
    """Tell how a count goes beyond a limit, or None; the number is looked at first."""
    if limit.number is not None and found > limit.number:
        return GuardStop(
            guard=guard, task=task, found=found, of=of, limit=f"{limit.number:,}", allowed=limit.number
        )
    if shares and limit.share is not None and found > limit.floor and found * 100 > limit.share * of:
        allowed = max(int(limit.share * of // 100), limit.floor)
        return GuardStop(
            guard=guard, task=task, found=found, of=of, limit=f"{limit.share:g}%", allowed=allowed
        )
    return None


def too_few_credits(price: int, left: int | None, reserve: int) -> GuardStop | None:
    """Tell that a plan would take credits that are kept for people; nothing where Zoho has not told."""
    if not reserve or not price or left is None or left - price >= reserve:
        return None
    return GuardStop(
        guard="credit_reserve", found=price, of=left, limit=f"{reserve:,}", allowed=max(left - reserve, 0)
    )


def _knows(task: Task, limit: Limit | None) -> bool:
    """Tell whether a share of deletes says anything: a delete task has one only where its user wrote it."""
    return task.operation is not Operation.DELETE or (limit is not None and limit.number is None)
