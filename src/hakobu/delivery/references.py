"""References to records that an earlier task, or an earlier row, is only about to create."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import msgspec

from hakobu.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hakobu.model import Change, Result

__all__ = ["References"]

DELIVERED = frozenset({Outcome.CREATED, Outcome.UPDATED})


class References:
    """Which record id each delivered row of this run got: ``@task:row`` becomes an id.

    ``tasks`` are those whose records others refer to; of the rest nothing is remembered.
    """

    def __init__(self, tasks: frozenset[str] | None = None) -> None:
        self._tasks = tasks
        self._ids: dict[str, str] = {}
        self._lock = threading.Lock()

    def learn(self, task: str, results: Iterable[Result]) -> None:
        """Remember the records that a task wrote."""
        if self._tasks is not None and task not in self._tasks:
            return
        with self._lock:
            for result in results:
                if result.id and result.outcome in DELIVERED:
                    self._ids[f"@{task}:{result.row}"] = result.id

    def missing(self, change: Change, lookups: tuple[str, ...]) -> str | None:
        """Name the first lookup field of a change whose record does not exist (yet)."""
        for field in lookups:
            value = change.new.get(field)
            if value is not None and value.startswith("@") and value not in self._ids:
                return field
        return None

    def resolve(self, change: Change, lookups: tuple[str, ...]) -> Change:
        """Put record ids in the place of references."""
        found = {
            field: self._ids[value]
            for field in lookups
            if (value := change.new.get(field)) is not None and value.startswith("@")
        }
        return msgspec.structs.replace(change, new={**change.new, **found}) if found else change
