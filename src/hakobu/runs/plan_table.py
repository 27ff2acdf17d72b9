"""A plan as a table: a line for each field of a change, each fault of a row, each field left alone."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hakobu.changes import Kept
    from hakobu.model import Change
    from hakobu.plan import InvalidRow
    from hakobu.runs.shown import Choice, PlannedTask
    from hakobu.store import Run

__all__ = ["COLUMNS", "plan_lines", "write_plan_table"]

_TYPES: dict[str, pa.DataType] = {
    "plan": pa.int64(),
    "job": pa.string(),
    "task": pa.string(),
    "module": pa.string(),
    "row": pa.int64(),
    "key": pa.string(),
    "kind": pa.string(),  # create, update, delete, restore, invalid, kept
    "id": pa.string(),
    "matched_by": pa.string(),
    "field": pa.string(),
    "old": pa.string(),
    "new": pa.string(),
    "old_from": pa.string(),  # ledger or live
    "policy": pa.string(),
    "cannot_tell": pa.bool_(),
    "code": pa.string(),
    "detail": pa.string(),
}
COLUMNS = pa.schema(_TYPES)
"""The columns; values are canonical texts, and an empty value is null."""

GROUP = 50_000  # lines written at once: what a plan of any size needs of memory


def plan_lines(
    stored: Run, tasks: list[PlannedTask], choice: Choice, *, skip: int = 0, limit: int | None = None
) -> Iterator[dict[str, Any]]:
    """Walk over a plan's lines; ``skip`` and ``limit`` count records."""
    chosen = islice(choice.changes(tasks), skip, None if limit is None else skip + limit)
    changes = (line for task, change in chosen for line in _of_change(stored, task, change))
    invalid = (line for task, row in choice.invalid(tasks) for line in _of_invalid(stored, task, row))
    kept = (line for task, each in choice.kept(tasks) for line in _of_kept(stored, task, each))
    return chain(changes, invalid, kept)


def write_plan_table(path: Path, stored: Run, tasks: list[PlannedTask], choice: Choice) -> None:
    """Write a plan as Parquet, a part at a time; the file appears whole or not at all."""
    lines = plan_lines(stored, tasks, choice)
    part = path.with_name(f"{path.name}.part")
    with pq.ParquetWriter(part, COLUMNS, compression="zstd") as writer:
        while chunk := list(islice(lines, GROUP)):
            writer.write_table(pa.Table.from_pylist(chunk, COLUMNS))
    part.replace(path)


def _of_change(stored: Run, task: PlannedTask, change: Change) -> Iterator[dict[str, Any]]:
    head = {
        **_head(stored, task, change.row, change.label),
        "kind": str(change.kind),
        "id": change.id,
        "matched_by": change.matched_by or None,
        "old_from": change.old_from or None,
    }
    for name in change.new or change.old or {"": None}:
        yield {
            **head,
            "field": name or None,
            "old": change.old.get(name),
            "new": change.new.get(name),
            "policy": task.plan.policies.get(name),
            "cannot_tell": name in change.unsure,
        }


def _of_invalid(stored: Run, task: PlannedTask, row: InvalidRow) -> Iterator[dict[str, Any]]:
    head = {**_head(stored, task, row.row, row.label), "kind": "invalid", "cannot_tell": False}
    for field, code, detail in row.faults:
        yield {**head, "field": field or None, "code": code, "detail": detail}


def _of_kept(stored: Run, task: PlannedTask, kept: Kept) -> Iterator[dict[str, Any]]:
    head = {**_head(stored, task, kept.row, kept.label), "kind": "kept", "id": kept.id, "cannot_tell": False}
    for name, why, crm, source in kept.fields:
        policy = task.plan.policies.get(name)
        yield {**head, "field": name, "old": crm, "new": source, "policy": policy, "detail": why}


def _head(stored: Run, task: PlannedTask, row: int, label: str) -> dict[str, Any]:
    plan = task.plan
    return {
        "plan": stored.id,
        "job": stored.job,
        "task": plan.task,
        "module": plan.module,
        "row": row,
        "key": label,
    }
