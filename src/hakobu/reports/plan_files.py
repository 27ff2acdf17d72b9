"""A stored plan for machines and for spreadsheets, written as it is read."""

from __future__ import annotations

import csv
import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from hakobu.reports.failed_files import harmless
from hakobu.reports.plan_parts import (
    guards_as_json,
    hooks_as_json,
    kept_as_json,
    reads_as_json,
    way_as_json,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TextIO

    from hakobu.model import Change
    from hakobu.plan import InvalidRow
    from hakobu.runs import Choice, PlannedTask
    from hakobu.store import Run

__all__ = ["plan_as_json", "write_csv", "write_plan_json"]

KINDS = ("create", "update", "delete", "unchanged")


def plan_as_json(
    stored: Run,
    tasks: list[PlannedTask],
    changes: Iterable[tuple[PlannedTask, Change]],
    invalid: Iterable[tuple[PlannedTask, InvalidRow]],
) -> dict[str, Any]:
    """Give a stored plan for machines."""
    return {
        **_head(stored, tasks),
        "changes": [_change(task, change) for task, change in changes],
        "not_sent": [_invalid(task, row) for task, row in invalid],
        "kept": list(kept_as_json(tasks)),
    }


def write_plan_json(
    stream: TextIO,
    stored: Run,
    tasks: list[PlannedTask],
    changes: Iterable[tuple[PlannedTask, Change]],
    invalid: Iterable[tuple[PlannedTask, InvalidRow]],
    *,
    remarks: list[dict[str, str]],
) -> None:
    """Write what ``plan_as_json`` gives, a change at a time: a plan may hold millions."""
    head = json.dumps({**_head(stored, tasks), "remarks": remarks}, ensure_ascii=False, indent=2)
    stream.write(head.removesuffix("\n}"))
    _write_list(stream, "changes", (_change(task, change) for task, change in changes))
    _write_list(stream, "not_sent", (_invalid(task, row) for task, row in invalid))
    _write_list(stream, "kept", kept_as_json(tasks))
    stream.write("\n}\n")


def write_csv(
    stream: TextIO,
    words: Callable[[str], str],
    stored: Run,
    tasks: list[PlannedTask],
    choice: Choice,
    *,
    skip: int,
    limit: int | None,
) -> None:
    """Write a line per field for a spreadsheet, and no cell that it would compute."""
    from hakobu.runs import COLUMNS, plan_lines  # noqa: PLC0415 - takes a second to import

    writer = csv.writer(stream)
    writer.writerow([words(f"plan.column.{name}") for name in COLUMNS.names])
    for line in plan_lines(stored, tasks, choice, skip=skip, limit=limit):
        if line["kind"] == "kept":
            line["detail"] = words(f"why.{line['detail']}")
        writer.writerow([harmless(_cell(words, name, line.get(name))) for name in COLUMNS.names])


def _cell(words: Callable[[str], str], name: str, value: Any) -> str:
    if name == "kind":
        return words(f"plan.kind.{value}")
    if name == "cannot_tell":
        return words("plan.unsure.mark") if value else ""
    return "" if value is None else str(value)


def _write_list(stream: TextIO, name: str, items: Iterator[dict[str, Any]]) -> None:
    stream.write(f',\n  "{name}": [')
    comma = ""
    while chunk := list(islice(items, 1_000)):
        for item in chunk:
            stream.write(f"{comma}\n    {json.dumps(item, ensure_ascii=False)}")
            comma = ","
    stream.write("\n  ]" if comma else "]")


def _head(stored: Run, tasks: list[PlannedTask]) -> dict[str, Any]:
    from hakobu.runs import sql_of_plan  # noqa: PLC0415 - takes a second to import

    return {
        "plan": stored.id,
        "job": stored.job,
        "status": stored.status,
        "credits": sum(task.plan.price.credits for task in tasks),
        "calls": sum(task.plan.price.calls for task in tasks),
        "parameters": stored.parameters,
        "guards": guards_as_json(stored),
        "sql": hooks_as_json(sql_of_plan(tasks)),
        "tasks": [_task(task) for task in tasks],
    }


def _task(task: PlannedTask) -> dict[str, Any]:
    plan = task.plan
    return {
        "task": plan.task,
        "module": plan.module,
        "operation": plan.operation,
        "read": plan.read,
        "carried": plan.carried,
        **{name: getattr(plan, name) for name in KINDS},
        "skipped": plan.skipped,
        "kept": plan.kept,
        "mirrored": plan.mirrored,
        "invalid": plan.invalid,
        "cannot_tell": plan.unsure,
        "drift": plan.drift,
        "lines": plan.lines,
        "compare": plan.compare,
        "api": {"create": plan.route.create, "check": list(plan.route.check), "batch": plan.route.batch},
        **way_as_json(plan),
        "credits": plan.price.credits,
        "calls": plan.price.calls,
        "verify": plan.verify,
        "read_back_credits": plan.price.read_back,
        "policies": plan.policies,
        "warnings": list(plan.warnings),
        "reads": reads_as_json(plan),
    }


def _change(task: PlannedTask, change: Change) -> dict[str, Any]:
    return {
        "task": task.plan.task,
        "module": task.plan.module,
        "row": change.row,
        "key": change.label,
        "kind": str(change.kind),
        "id": change.id,
        "matched_by": change.matched_by,
        "old": change.old,
        "new": change.new,
        "old_from": change.old_from,
        "cannot_tell": list(change.unsure),
        "drift": change.drift,
    }


def _invalid(task: PlannedTask, row: InvalidRow) -> dict[str, Any]:
    from hakobu.runs import candidates_of  # noqa: PLC0415 - takes a second to import

    return {
        "task": task.plan.task,
        "module": task.plan.module,
        "row": row.row,
        "key": row.label,
        "faults": [{"field": field, "code": code, "detail": detail} for field, code, detail in row.faults],
        "candidates": list(candidates_of(row)),
    }
