"""Lines on their way into a plan: read, brought into their rows, mapped, checked and put together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hakobu.changes import Part
from hakobu.errors import DefinitionError, Fault
from hakobu.mapping import (
    ChildField,
    ChildRows,
    Orphan,
    attach,
    bring_in,
    check,
    find_orphans,
    map_rows,
    resolve_lookups,
    write_mapped,
)
from hakobu.plan import InvalidRow
from hakobu.staging import write_spool

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import duckdb

    from hakobu.mapping import ChildShape, CompiledChild, FieldLike, Parent, RecordFinder
    from hakobu.model import Read
    from hakobu.runs.compile import Rows, Table

__all__ = ["LinesFilled", "child_fields", "fill_lines", "parts_of"]


@dataclass(slots=True)
class LinesFilled:
    """The checked rows with all their fields, and the lines that no row of the source has."""

    checked: Path
    rows: int
    orphans: list[tuple[CompiledChild, Orphan]] = field(default_factory=list)

    def invalid(self) -> Iterator[InvalidRow]:
        """Give the orphans as rows of their own, numbered after those of the task."""
        for number, (child, orphan) in enumerate(self.orphans, start=1):
            detail = f"{_called(child.read)}, row {orphan.row}: {orphan.key}"
            fault = (child.name, "line_without_parent", detail)
            yield InvalidRow(self.rows + number, orphan.key, [fault])


def fill_lines(
    session: duckdb.DuckDBPyConnection,
    table: Table,
    source: Path,
    filled: LinesFilled,
    *,
    rows: Rows,
    finder: RecordFinder,
    parents: Sequence[Parent],
) -> None:
    """Fill every field that has rows of its own; ``source`` holds the task's rows as they were read."""
    for number, child in enumerate(table.children):
        place = source.with_name(f"lines{number}")
        if child.read is not None and child.column not in table.columns.names:
            task = replace(table.task, read=child.read)
            lines = write_spool(place.with_suffix(".read"), rows.batches(task), schema=child.columns)
            filled.orphans += [(child, orphan) for orphan in find_orphans(session, child, source, lines.path)]
            bring_in(session, child, source, lines.path)
            lines.path.unlink()
        _fill(session, table, child, source, filled=filled, place=place, finder=finder, parents=parents)


def _fill(
    session: duckdb.DuckDBPyConnection,
    table: Table,
    child: CompiledChild,
    source: Path,
    *,
    filled: LinesFilled,
    place: Path,
    finder: RecordFinder,
    parents: Sequence[Parent],
) -> None:
    taken = ChildRows(child)
    mapped, checked, resolved = (place.with_suffix(f".{step}") for step in ("mapped", "checked", "resolved"))
    write_mapped(mapped, map_rows(child.mapping, taken.batches(source)))
    _check_members(table, child, taken)
    check(session, child.mapping, mapped, checked)
    last = checked
    if child.mapping.lookups:
        resolve_lookups(session, child.mapping, checked, resolved, finder=finder, parents=parents)
        last = resolved
    out = place.with_suffix(".filled")
    attach(session, child, taken.put_together(session, last, _called(child.read)), filled.checked, out)
    out.replace(filled.checked)
    for path in (mapped, checked, resolved):
        path.unlink(missing_ok=True)


def _check_members(table: Table, child: CompiledChild, taken: ChildRows) -> None:
    """Refuse names that no line of a text has: a column would say so by itself."""
    if child.separator or not taken.members:
        return
    faults = tuple(
        Fault(
            message=f"No line in the column {child.column} has a member {name}.",
            path=f"tasks.{table.task.name}.map.{child.name}.map",
            valid=tuple(sorted(taken.members))[:20],
        )
        for name in child.columns.names
        if name not in taken.members
    )
    if faults:
        raise DefinitionError(faults)


def parts_of(table: Table) -> tuple[Part, ...]:
    """Name the fields of a task that are joined with what a record holds."""
    children = {child.name: child.field for child in table.children}
    return tuple(
        Part(entry.field, entry.mode, entry.nulls, children.get(entry.field))
        for entry in table.task.map
        if entry.joins
    )


def child_fields(
    shapes: Sequence[ChildShape], columns: Mapping[str, Mapping[str, FieldLike]]
) -> dict[str, ChildField]:
    """Give the fields that a stored plan remembers; ``columns`` are those of each, as they are now."""
    return {
        shape.field: ChildField(
            api_name=shape.field,
            label=shape.field,
            shape=shape,
            columns=tuple(columns[shape.field][name] for name in shape.columns),
        )
        for shape in shapes
        if set(shape.columns) <= set(columns[shape.field])
    }


def _called(read: Read | None) -> str:
    return "" if read is None else read.file or read.table or "the query of the lines"
