"""Map the rows: source batches in, one column per slot out, row by row in the same order."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from hakobu.mapping.cells import has_content
from hakobu.mapping.child import Sandbox, SandboxError, order
from hakobu.mapping.functions import with_run_time
from hakobu.mapping.kinds import arrow_type
from hakobu.mapping.sandbox import ROWS
from hakobu.staging import ROW, quote, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from hakobu.mapping.compiled import CompiledMapping, Slot

__all__ = ["Limits", "map_rows", "write_mapped"]

SHOWN = 60  # characters of a value in a message
AHEAD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What expressions may use: bytes of address space, seconds per batch."""

    memory: int = 1_500_000_000
    seconds: float = 30.0


def map_rows(
    mapping: CompiledMapping,
    batches: Iterable[pa.RecordBatch],
    *,
    limits: Limits | None = None,
    run_time: datetime | None = None,
) -> Iterator[pa.RecordBatch]:
    """Map batches that carry the row's number first; ``run_time()`` gives ``run_time`` (default: now).

    A source without batches gives one batch without rows, so that there is always something to check.
    """
    any_batch = False
    for batch in _mapped(mapping, batches, limits or Limits(), run_time or datetime.now(UTC)):
        any_batch = True
        yield batch
    if not any_batch:
        yield _nothing(mapping)


def _mapped(
    mapping: CompiledMapping, batches: Iterable[pa.RecordBatch], limits: Limits, moment: datetime
) -> Iterator[pa.RecordBatch]:
    if mapping.expressions:
        return _Expressions(mapping, limits, moment).run(batches)
    return (_put_together(mapping, batch, None) for batch in batches)


def _nothing(mapping: CompiledMapping) -> pa.RecordBatch:
    fields: list[tuple[str, pa.DataType]] = [(ROW, pa.int64())]
    for slot in mapping.slots:
        fields.append((slot.name, arrow_type(slot.kind)))
        fields += [] if slot.plain else [(slot.error, pa.string())]
        fields += [(slot.emptied, pa.bool_())] if slot.watched else []
    return pa.RecordBatch.from_pylist([], schema=pa.schema(fields))


def write_mapped(path: Path, batches: Iterable[pa.RecordBatch]) -> int:
    """Write mapped batches to a Parquet file that appears whole or not at all, and count the rows."""
    part = path.with_suffix(".part")
    rows, writer = 0, None
    try:
        for batch in batches:
            writer = writer or pq.ParquetWriter(
                part, batch.schema, compression="lz4", use_dictionary=False, write_statistics=False
            )
            writer.write_batch(batch)
            rows += batch.num_rows
    finally:
        if writer is not None:
            writer.close()
    if writer is not None:
        part.replace(path)
    return rows


@dataclass(frozen=True, slots=True)
class _Expressions:
    """One pass through the sandbox."""

    mapping: CompiledMapping
    limits: Limits
    moment: datetime

    def run(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        sandbox: Sandbox | None = None
        waiting: deque[pa.RecordBatch] = deque()
        try:
            for batch in batches:
                sandbox = sandbox or self._start(batch.schema, self.mapping.expressions)
                sandbox.feed(_needed(batch, self.mapping.expressions))
                waiting.append(batch)
                if len(waiting) >= AHEAD:
                    yield self._next(sandbox, waiting.popleft())
            while waiting and sandbox:
                yield self._next(sandbox, waiting.popleft())
        finally:
            if sandbox is not None:
                sandbox.close()

    def _start(self, schema: pa.Schema, slots: Sequence[Slot]) -> Sandbox:
        macros = with_run_time(self.moment.astimezone(UTC).isoformat(), self.mapping.parameters)
        statement = _statement(schema, slots)
        limits = self.limits
        return Sandbox(order("map", macros, limits.memory, limits.seconds, statement=statement))

    def _next(self, sandbox: Sandbox, batch: pa.RecordBatch) -> pa.RecordBatch:
        try:
            answer = sandbox.answer()
        except SandboxError as error:
            raise self._blame(batch, error) from error
        if not answer.column(ROW).equals(batch.column(ROW)):
            raise SandboxError("the sandbox did not answer row by row; nothing was written")
        return _put_together(self.mapping, batch, answer)

    def _blame(self, batch: pa.RecordBatch, error: SandboxError) -> SandboxError:
        """Find the expressions that fail by themselves, each in a process of its own."""
        guilty = [slot for slot in self.mapping.expressions if self._fails(slot, batch)]
        named = guilty or self.mapping.expressions
        first, last = batch.column(ROW)[0].as_py(), batch.column(ROW)[-1].as_py()
        said = "; ".join(f"{slot.name.partition('#')[0]}: {slot.sql}" for slot in named)
        return SandboxError(
            f"{'an expression' if guilty else 'the expressions together'} {error.message} "
            f"in rows {first} to {last}: {said}",
            where=f"tasks.{self.mapping.task}.map",
            next_step="Write it more simply, or do this in the task's query; nothing was written.",
        )

    def _fails(self, slot: Slot, batch: pa.RecordBatch) -> bool:
        with self._start(batch.schema, (slot,)) as sandbox:
            sandbox.feed(_needed(batch, (slot,)))
            try:
                sandbox.answer()
            except SandboxError:
                return True
        return False


def _needed(batch: pa.RecordBatch, slots: Sequence[Slot]) -> pa.RecordBatch:
    """Keep the columns that the expressions read: the sandbox sees no other."""
    return batch.select([ROW, *dict.fromkeys(name for slot in slots for name in slot.columns)])


def _put_together(
    mapping: CompiledMapping, batch: pa.RecordBatch, answer: pa.RecordBatch | None
) -> pa.RecordBatch:
    columns: dict[str, pa.Array[Any]] = {ROW: batch.column(ROW)}
    for slot in mapping.slots:
        if slot.plain:
            columns[slot.name] = batch.column(slot.columns[0])
            continue
        if answer is None:  # a mapping with an expression always has an answer
            raise SandboxError(f"no answer for {slot.name}")
        names = (slot.name, slot.error, slot.emptied) if slot.watched else (slot.name, slot.error)
        columns |= {name: answer.column(name) for name in names}
    return pa.RecordBatch.from_pydict(columns)


def _statement(schema: pa.Schema, slots: Sequence[Slot]) -> str:
    """Write the query over one batch: TRY keeps a row that cannot be computed from ending the run."""
    inner, outer = [], [quote(ROW)]
    for number, slot in enumerate(slots):
        cell = f"{ROWS}#{number}"
        value = f"CAST((\n{slot.sql}\n) AS {slot.cast})" if slot.cast else f"(\n{slot.sql}\n)"
        inner.append(f"TRY({{'v': {value}}}) AS {quote(cell)}")
        outer += _outputs(schema, slot, quote(cell))
    return f"SELECT {', '.join(outer)} FROM (SELECT *, {', '.join(inner)} FROM {ROWS})"


def _outputs(schema: pa.Schema, slot: Slot, cell: str) -> list[str]:
    value = f"{cell}.v"
    shown = [_shown(name) for name in slot.columns]
    inputs = f"concat_ws(', ', {', '.join(shown)})" if shown else "''"
    outputs = [
        f"{value} AS {quote(slot.name)}",
        f"CASE WHEN {cell} IS NULL THEN {inputs} END AS {quote(slot.error)}",
    ]
    if slot.watched:
        filled = " AND ".join(_filled(quote(name), schema.field(name).type) for name in slot.columns)
        fine = f"{cell} IS NULL OR {_has_content(value, slot.kind)}"
        outputs.append(f"CASE WHEN {fine} THEN false ELSE {filled} END AS {quote(slot.emptied)}")
    return outputs


def _shown(name: str) -> str:
    mark = text("'")
    value = f"left(CAST({quote(name)} AS VARCHAR), {SHOWN})"
    return f"{text(name + ' = ')} || coalesce({mark} || {value} || {mark}, 'NULL')"


def _filled(column: str, kind: pa.DataType) -> str:
    textual = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return _has_content(column, "text" if textual else "")


def _has_content(column: str, kind: str) -> str:
    if kind == "text":
        return has_content(column)
    if kind == "list":
        return f"coalesce(len({column}) > 0, false)"
    return f"{column} IS NOT NULL"
