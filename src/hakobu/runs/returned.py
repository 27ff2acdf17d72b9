"""Deleted records that an undo brings back: out of the recycle bin with their IDs, else created again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from hakobu.model import Change, ChangeKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hakobu.zoho import Client

__all__ = ["Returned"]


@dataclass(slots=True, kw_only=True)
class Returned:
    """What becomes of deleted records; ``anew`` leaves the recycle bin alone.

    ``there`` are those that somebody brought back already; ``created`` gives, by lost ID, the reference to
    the record that is created in its place.
    """

    client: Client
    anew: bool = False
    there: set[str] = field(default_factory=set)
    created: dict[str, str] = field(default_factory=dict)
    _lying: set[str] = field(default_factory=set)

    def look(self, module: str, ids: set[str]) -> set[str]:
        """Look for deleted records of a module; give those whose IDs are lost."""
        if not ids:
            return set()
        wanted = sorted(ids)
        self.there |= {str(row["id"]) for row in self.client.find(module, "id", wanted, [])}
        if not self.anew and self.client.settings.version.restores:
            self._lying |= self.client.in_recycle_bin([ident for ident in wanted if ident not in self.there])
        return ids - self.there - self._lying

    def back(self, task: str, ident: str, change: Change) -> Change | None:
        """Give the change that brings a record back; none where nothing is known of it."""
        if ident in self._lying:
            return msgspec.structs.replace(change, kind=ChangeKind.RESTORE, id=ident)
        if not change.new:
            return None
        self.created[ident] = f"@{task}:{change.row}"
        return change

    def refer(self, changes: Sequence[Change], lookups: tuple[str, ...]) -> list[Change]:
        """Let lookups that name a lost ID name the record that is created in its place."""
        return [self._refer(change, lookups) if self.created else change for change in changes]

    def _refer(self, change: Change, lookups: tuple[str, ...]) -> Change:
        if change.kind is ChangeKind.RESTORE:
            return change
        found = {name: self.created.get(change.new.get(name) or "") for name in lookups if name in change.new}
        new = {name: place for name, place in found.items() if place}
        return msgspec.structs.replace(change, new={**change.new, **new}) if new else change
