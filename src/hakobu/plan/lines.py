"""What differs between two values of a field that holds lines or links, line by line, for people."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hakobu.mapping import ChildShape

__all__ = ["LineChange", "line_changes"]

Line = dict[str, str]


@dataclass(frozen=True, slots=True)
class LineChange:
    """One line: ``add``, ``change`` or ``remove``; its key, and (column, old, new) where it differs."""

    kind: str
    key: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str | None, str | None], ...] = ()


def line_changes(shape: ChildShape, old: str | None, new: str | None) -> tuple[list[LineChange], int]:
    """List the lines that differ, and count those that stay as they are."""
    before: dict[tuple[str, ...], deque[Line]] = {}
    for line in _lines(shape, old):
        before.setdefault(_key(shape, line), deque()).append(line)
    changes: list[LineChange] = []
    same = 0
    for line in _lines(shape, new):
        known = before.get(_key(shape, line))
        was = known.popleft() if known else None
        if was == line:
            same += 1
        else:
            changes.append(_change(shape, was, line))
    gone = [line for lines in before.values() for line in lines]
    return [*changes, *(_change(shape, line, None) for line in gone)], same


def _change(shape: ChildShape, old: Line | None, new: Line | None) -> LineChange:
    kind = "add" if old is None else "remove" if new is None else "change"
    line, was, now = new or old or {}, old or {}, new or {}
    differs = tuple(
        (name, was.get(name), now.get(name))
        for name in shape.columns
        if name not in shape.key and was.get(name) != now.get(name)
    )
    return LineChange(kind, tuple((name, line.get(name) or "") for name in shape.key), differs)


def _lines(shape: ChildShape, text: str | None) -> list[Line]:
    told = json.loads(text) if text else []
    return [{shape.columns[0]: each} for each in told] if shape.links else told


def _key(shape: ChildShape, line: Line) -> tuple[str, ...]:
    return tuple((line.get(name) or "").strip().lower() for name in shape.key)
