"""Which part of its source a task reads: all of it, or what changed since the mark; and the next mark."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hakobu.errors import SourceError
from hakobu.model import Outcome, Window
from hakobu.plan import ReadWay
from hakobu.runs.parameters import choosing
from hakobu.runs.rows import REJECTED
from hakobu.store import Mark
from hakobu.zoho import TIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hakobu.model import Task
    from hakobu.plan import TaskPlan
    from hakobu.runs.compile import Rows
    from hakobu.runs.crm import CrmFacts
    from hakobu.store import RunTask, Store

__all__ = ["LAG", "Part", "choose_part", "move_marks", "read_ways"]

LAG = 60.0
"""Seconds: a read begins so long before its mark, and of Zoho CRM ends so long before now, so that what was
being written just then is not passed over."""

PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000}
MODIFIED = "Modified_Time"

Value = datetime | date | Decimal | int | str


@dataclass(frozen=True, slots=True)
class Part:
    """What a run reads for a task, why, and the mark that it will leave; no mark where nothing is kept."""

    task: Task
    why: str = ""
    mark: Mark | None = None
    notes: tuple[str, ...] = ()

    def reached(self, source: Path) -> Mark | None:
        """Give the mark that the rows read lead to."""
        if self.mark is None:
            return None
        seen = _edge([source], self.mark.column, pc.max)
        return msgspec.structs.replace(self.mark, value=_text(seen) if seen is not None else self.mark.value)


def choose_part(
    task: Task, columns: pa.Schema, rows: Rows, mark: Mark | None, *, now: float, whole: bool
) -> Part:
    """Choose what to read, by the mark of the last finished run; ``whole`` asks for everything."""
    if rows.carried or task.read.incremental is None:
        return Part(task)
    name = task.read.incremental
    notes = rows.notes(task)
    if name not in columns.names:
        if name != MODIFIED or rows.connector != "zoho-crm":
            raise SourceError(
                f"There is no column {name!r} to read incrementally by.",
                where=f"task {task.name}",
                valid=tuple(columns.names),
            )
        return Part(
            task, "no column", None, (*notes, f"{task.name}: the module has no {name} and is read whole.")
        )
    kind = _kind(columns.field(name), task, rows.connector)
    reading = hashlib.sha256(
        repr(
            (rows.identity, task.read, choosing(task), task.module, task.operation, task.match, task.map)
        ).encode()
    ).hexdigest()
    why = _why_whole(task, mark, reading, now=now, whole=whole)
    fresh = Mark(reading=reading, column=name, kind=kind, value=None, whole=now)
    if why or mark is None or mark.value is None:
        return Part(task, why or "first", fresh, notes)
    window = Window(
        column=name,
        kind=kind,
        since=_before(mark.value, kind),
        until=_moment(now - LAG) if rows.connector == "zoho-crm" and not task.read.deleted else None,
    )
    narrowed = replace(task, read=replace(task.read, window=window))
    return Part(narrowed, "since", msgspec.structs.replace(mark, partial=True), notes)


def read_ways(part: Part, rows: Rows, facts: CrmFacts) -> tuple[ReadWay, ...]:
    """Tell by which API the source was read, and the CRM for matching and comparing."""
    way, window = rows.way(part.task), part.task.read.window
    found = []
    if way is not None or part.why:
        source = ReadWay(
            what="source",
            api=way.api if way is not None else "",
            rows=way.rows if way is not None else None,
            credits=way.credits if way is not None else None,
            part=part.why,
            since=window.since if window is not None else "",
        )
        found.append(source)
    if facts.read_some:
        api = "REST" if part.task.module in TIES else facts.way
        found.append(ReadWay(what="destination", api=api))
    records, spent = facts.take_below()
    if records:
        found.append(ReadWay(what="lines", api="", rows=records, credits=spent))
    return tuple(found)


def move_marks(store: Store, run_id: int, ends: Sequence[tuple[Path, TaskPlan, RunTask]]) -> None:
    """Move the marks of a run that is finished: every row has its end, and none is still to be sent.

    A mark stays before the rows that failed, so that the next run reads them again.
    """
    left = (Outcome.PENDING, Outcome.UNKNOWN)
    if any(line.outcomes[outcome] for _, _, line in ends for outcome in left):
        return
    for place, plan, line in ends:
        mark = plan.mark
        if mark is None or mark.value is None:
            continue
        failed = line.outcomes[Outcome.INVALID] or line.outcomes[Outcome.REJECTED]
        edge = _edge([place / REJECTED], mark.column, pc.min) if failed else None
        if edge is not None and edge < _value(mark.value, mark.kind):
            mark = msgspec.structs.replace(mark, value=_text(edge))
        store.marks.move(run_id, plan.ledger_id, msgspec.structs.replace(mark, partial=False))


def _why_whole(task: Task, mark: Mark | None, reading: str, *, now: float, whole: bool) -> str:
    if mark is None or mark.value is None:
        return "first"
    if whole:
        return "asked"
    if mark.reading != reading:
        return "changed"
    period = PERIODS.get(task.read.reread or "")
    return "reread" if period is not None and now - mark.whole >= period else ""


def _kind(field: pa.Field[Any], task: Task, connector: str) -> str:
    kind = field.type
    if pa.types.is_timestamp(kind):
        return "instant" if kind.tz else "naive"
    if pa.types.is_date(kind):
        return "date"
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        return "number"
    if pa.types.is_string(kind) and connector == "sqlite":  # compares texts as they are
        return "text"
    raise SourceError(
        f"The column {field.name!r} is of the type {kind}, which tells no order of changes.",
        where=f"task {task.name}, incremental",
        next_step="Name a column of times or of growing numbers.",
    )


def _edge(paths: Sequence[Path], column: str, choose: Any) -> Value | None:
    """Find the greatest or the least value of a column in files of rows."""
    found: list[Value] = []
    for path in paths:
        if path.exists():
            with pq.ParquetFile(path) as file:
                found += [value for value in _edges(file, column, choose) if value is not None]
    return (max(found) if choose is pc.max else min(found)) if found else None


def _edges(file: pq.ParquetFile, column: str, choose: Any) -> Iterator[Any]:
    for batch in file.iter_batches(columns=[column]):
        yield choose(batch.column(0)).as_py()


def _text(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _value(text: str, kind: str) -> Any:
    if kind in {"instant", "naive"}:
        return datetime.fromisoformat(text)
    if kind == "date":
        return date.fromisoformat(text)
    return Decimal(text) if kind == "number" else text


def _before(text: str, kind: str) -> str:
    """Begin a little before the mark; a number is taken as it is, and read again."""
    if kind in {"instant", "naive"}:
        begin = datetime.fromisoformat(text) - timedelta(seconds=LAG)
        return begin.replace(microsecond=0).isoformat()
    return text


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()
