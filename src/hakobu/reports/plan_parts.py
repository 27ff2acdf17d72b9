"""Parts of a stored plan for machines: its way and price, what stops it, what it leaves alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hakobu.plan import TaskPlan
    from hakobu.runs import PlannedTask
    from hakobu.store import Run

__all__ = ["HOOKS", "guards_as_json", "hooks_as_json", "kept_as_json", "reads_as_json", "way_as_json"]

HOOKS = ("before", "after", "after_failure")


def guards_as_json(run: Run) -> list[dict[str, Any]]:
    """Give what would stop a plan."""
    from hakobu.runs import summary  # noqa: PLC0415 - takes a second to import

    found: list[dict[str, Any]] = summary(run)["guards"]
    return found


def hooks_as_json(sql: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Give the SQL of a job: every key, also where it has none."""
    return {name: list(sql.get(name, ())) for name in HOOKS}


def kept_as_json(tasks: Iterable[PlannedTask]) -> Iterator[dict[str, Any]]:
    """Walk over the fields that a plan leaves alone."""
    return (
        {
            "task": task.plan.task,
            "row": each.row,
            "key": each.label,
            "id": each.id,
            "field": name,
            "reason": why,
            "crm": crm,
            "source": source,
            "changed_by": each.by,
            "changed_at": each.at,
        }
        for task in tasks
        for each in task.kept()
        for name, why, crm, source in each.fields
    )


def reads_as_json(plan: TaskPlan) -> list[dict[str, Any]]:
    """Give by which API the source and the CRM were read, and how much of them."""
    return [
        {
            "what": read.what,
            "api": read.api,
            "rows": read.rows,
            "credits": read.credits,
            "part": read.part,
            "since": read.since,
        }
        for read in plan.reads
    ]


def way_as_json(plan: TaskPlan) -> dict[str, Any]:
    """Give the way of a task's changes."""
    from hakobu.plan import explain_no_bulk  # noqa: PLC0415 - takes a second to import

    return {
        "bulk_jobs": plan.price.jobs,
        "bulk_rows": plan.price.bulk,
        "rest_credits": plan.price.rest,
        "no_bulk": [{"code": code, "why": explain_no_bulk(code, what)} for code, what in plan.route.no_bulk],
    }
