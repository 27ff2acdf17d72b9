"""What checking a job found, for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.reports.causes import cause_as_json, causes_of_check
from hakobu.reports.plan_parts import hooks_as_json, reads_as_json
from hakobu.reports.spoken import spoken

if TYPE_CHECKING:
    from hakobu.model import Job
    from hakobu.runs import TaskCheck

__all__ = ["check_as_json"]


def check_as_json(job: Job, checks: list[TaskCheck], lang: str) -> dict[str, Any]:
    """Give what was found in each task: what a run would do, at what price, and which rows are at fault."""
    return {"sql": hooks_as_json(job.sql), "tasks": [_task(check, lang) for check in checks]}


def _task(check: TaskCheck, lang: str) -> dict[str, Any]:
    plan = check.plan
    return {
        "task": plan.task,
        "module": plan.module,
        "operation": plan.operation,
        "read": plan.read,
        "create": plan.create,
        "update": plan.update,
        "delete": plan.delete,
        "unchanged": plan.unchanged,
        "skipped": plan.skipped,
        "invalid": plan.invalid,
        "credits": plan.price.credits,
        "calls": plan.price.calls,
        "warnings": [spoken(each, lang) for each in plan.warnings],
        "reads": reads_as_json(plan),
        "columns": check.columns,
        "causes": [cause_as_json(cause, lang) for cause in causes_of_check(check)],
    }
