"""The source rows of a run that failed, with their causes, as texts: to be corrected and taken back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from hakobu.model import Sensitive
from hakobu.runs.masks import UNMASKED, Mask
from hakobu.runs.rows import REJECTED, select_rows
from hakobu.staging import ROW

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from hakobu.store import Reject, Run

__all__ = ["IDS", "FailedTask", "as_text", "failed_tasks"]

IDS = ("_run", "_task", "_row")  # the columns by which a corrected row is known again


@dataclass(frozen=True, slots=True)
class FailedTask:
    """The failed rows of one task: their rejects, and their source rows as they were read."""

    task: str
    run_id: int
    rejects: tuple[Reject, ...]
    rows: pa.Table
    mask: Mask = UNMASKED

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the source's columns."""
        return tuple(name for name in self.rows.column_names if name != ROW)

    def texts(self) -> dict[int, dict[str, str]]:
        """Give each row's values as texts, by its number; an empty value is empty, a sensitive one hidden."""
        return {
            row[ROW]: self.mask.columns({name: as_text(row[name]) for name in self.columns})
            for row in self.rows.to_pylist()
        }


def failed_tasks(run: Run, rejects: Iterable[Reject], *, home: Path) -> list[FailedTask]:
    """Open the failed rows of a run, task by task; tasks whose rows are not kept any more have none."""
    found = list(rejects)
    tasks = []
    for position, task in enumerate(run.tasks):
        own = tuple(reject for reject in found if reject.task == task.task)
        path = home / "runs" / str(run.id) / str(position) / REJECTED
        if own:
            mask = Mask.of(msgspec.convert(task.notes.get("sensitive", {}), Sensitive), home)
            empty = pa.table({ROW: pa.array([], pa.int64())})
            rows = select_rows(path, [each.row for each in own]) if path.exists() else empty
            tasks.append(FailedTask(task.task, run.id, tuple(map(mask.reject, own)), rows, mask))
    return tasks


def as_text(value: Any) -> str:
    """Write a source value as a text, exactly."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
