"""Changes cut into the files of bulk jobs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hakobu.mapping import normal_key
from hakobu.plan import BULK_CREATES, BULK_UPDATES, count_lines
from hakobu.zoho import BULK_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hakobu.model import Change
    from hakobu.plan import BulkRoute, Group

__all__ = ["chunks_of"]


def chunks_of(
    changes: Iterable[Change], route: BulkRoute, *, least: int
) -> Iterator[tuple[Group, list[Change]]]:
    """Cut changes into chunks of one file each; what no chunk of ``least`` changes takes is left to REST."""
    filling: dict[Group, _Chunk] = {}
    for change in changes:
        group = route.group(change)
        if group is None:
            continue
        chunk = filling.get(group)
        if chunk is None:
            chunk = filling[group] = _Chunk(route.lines if group == BULK_CREATES else (), route.guards)
        if not chunk.room(change):
            yield group, chunk.changes
            chunk = filling[group] = _Chunk(chunk.lines, chunk.guards)
        chunk.add(change)
    for group, chunk in filling.items():
        if len(chunk.changes) >= (least if group in {BULK_CREATES, BULK_UPDATES} else route.worth):
            yield group, chunk.changes


@dataclass(slots=True)
class _Chunk:
    """The changes of one file, and how many lines go in each file below it."""

    lines: tuple[str, ...]
    guards: tuple[str, ...]
    changes: list[Change] = field(default_factory=list)
    _below: Counter[str] = field(default_factory=Counter)
    _keys: set[str] = field(default_factory=set)

    def room(self, change: Change) -> bool:
        """Tell whether a change fits in as well."""
        return len(self.changes) < BULK_ROWS and not any(
            self._below[name] + count_lines(change.new.get(name)) > BULK_ROWS for name in self.lines
        )

    def add(self, change: Change) -> None:
        """Take a change, unless the lines of two could not be told apart."""
        if self.lines:
            key = normal_key(change.new.get(self.guards[0]) or "")
            if key in self._keys:
                return
            self._keys.update({key} - {""})
            self._below.update({name: count_lines(change.new.get(name)) for name in self.lines})
        self.changes.append(change)
