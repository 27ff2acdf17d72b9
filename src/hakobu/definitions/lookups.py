"""Where the lookups of a task stand: in its map, and in the maps of its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.model import Lines, Lookup

if TYPE_CHECKING:
    from hakobu.model import FieldMap, Task

__all__ = ["lookups_of"]


def lookups_of(task: Task) -> tuple[tuple[str, Lookup], ...]:
    """List a task's lookups by where their ids stand.

    That is a field, a field and the column of its lines (``Quoted_Items.Product_Name``), or one that holds
    several ids (``Products.*``).
    """
    return tuple(found for entry in task.map for found in _of(entry))


def _of(entry: FieldMap) -> tuple[tuple[str, Lookup], ...]:
    if isinstance(entry.source, Lookup):
        return ((f"{entry.field}.*" if entry.source.each else entry.field, entry.source),)
    inner = entry.source.map if isinstance(entry.source, Lines) else ()
    return tuple((f"{entry.field}.{name}", lookup) for line in inner for name, lookup in _of(line))
