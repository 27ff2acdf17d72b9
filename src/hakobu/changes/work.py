"""What one comparison works on: a task, its module, its keys, its ledger and the session with its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from hakobu.changes.facts import ModuleFacts
    from hakobu.changes.join import Part
    from hakobu.changes.keys import MatchKeys
    from hakobu.changes.ledger import Ledger
    from hakobu.model import Task

__all__ = ["Work"]


@dataclass(frozen=True, slots=True)
class Work:
    """One task's comparison, as its steps share it.

    ``fields`` are the mapped fields without Zoho's id; ``volatile`` ones are written with a change, and are
    none themselves. ``parts`` are the fields that are joined with what a record holds.
    """

    session: duckdb.DuckDBPyConnection
    task: Task
    module: ModuleFacts
    keys: MatchKeys
    ledger: Ledger
    fields: tuple[str, ...]
    volatile: tuple[str, ...]
    parts: tuple[Part, ...] = ()

    @property
    def plain(self) -> tuple[str, ...]:
        """The fields that a query of the module itself gives."""
        below = {part.name for part in self.parts if part.child is not None}
        return tuple(name for name in self.fields if name not in below)
