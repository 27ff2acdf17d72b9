"""Checking a job: everything that a run does before its first write, and nothing after."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from dataclasses import field as made
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from hakobu.connectors.column_types import named_types
from hakobu.model import RowFault
from hakobu.plan import read_invalid
from hakobu.runs.masks import Mask
from hakobu.runs.options import Options
from hakobu.runs.prepare import SOURCE
from hakobu.runs.run import open_conductor, open_rows
from hakobu.staging import ROW

if TYPE_CHECKING:
    from hakobu.model import Definition, Job
    from hakobu.plan import TaskPlan

__all__ = ["Cause", "TaskCheck", "check_job"]

EXAMPLES = 5


@dataclass(slots=True)
class Cause:
    """One cause for which rows would not be sent, with a few of the rows: (row, key, detail)."""

    field: str
    code: str
    rows: int = 0
    examples: list[tuple[int, str, str]] = made(default_factory=list)


@dataclass(frozen=True, slots=True)
class TaskCheck:
    """What checking one task found; ``columns`` are the source's, with types as ``types:`` takes them."""

    plan: TaskPlan
    causes: tuple[Cause, ...]
    columns: dict[str, str]


def check_job(
    definition: Definition, job: Job, *, home: Path | None = None, options: Options | None = None
) -> list[TaskCheck]:
    """Check every row of every task against the CRM as it is now; nothing is written there.

    Raises ``DefinitionError`` with every fault of the definition, once it is compared with the modules.
    """
    options = options or Options()
    with (
        tempfile.TemporaryDirectory(prefix="hakobu-check-") as folder,
        open_conductor(definition, job, home, options) as conductor,
        open_rows(definition, job, home) as rows,
    ):
        plans = conductor.plan(rows, Path(folder))
        places = [Path(folder) / str(position) for position in range(len(plans))]
        return [
            TaskCheck(plan, _causes(place, Mask.of(plan.sensitive, conductor.store.home)), _columns(place))
            for plan, place in zip(plans, places, strict=True)
        ]


def _columns(place: Path) -> dict[str, str]:
    schema = pq.read_schema(place / SOURCE)
    own = [each for each in schema if each.name != ROW and not pa.types.is_nested(each.type)]
    return named_types(pa.schema(own))  # lines are columns of a read of their own


def _causes(place: Path, mask: Mask) -> tuple[Cause, ...]:
    causes: dict[tuple[str, str], Cause] = {}
    for row in map(mask.invalid, read_invalid(place)):
        for fault in (RowFault(*parts) for parts in row.faults):
            cause = causes.setdefault((fault.field, fault.code), Cause(fault.field, fault.code))
            cause.rows += 1
            if len(cause.examples) < EXAMPLES:
                cause.examples.append((row.row, row.label, fault.detail))
    return tuple(sorted(causes.values(), key=lambda cause: (-cause.rows, cause.field, cause.code)))
