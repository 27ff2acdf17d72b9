"""References to records that an earlier task, or an earlier row, is only about to create."""

from __future__ import annotations

import json
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
                if result.id and result.done in DELIVERED:
                    self._ids[f"@{task}:{result.row}"] = result.id

    def missing(self, change: Change, lookups: tuple[str, ...]) -> str | None:
        """Name the first lookup of a change whose record does not exist (yet).

        ``lookups`` are fields, or a field and the column of its lines (``Quoted_Items.Product_Name``; a star
        for a field whose values are ids by themselves).
        """
        for place in lookups:
            if any(value not in self._ids for value in _references(change, place)):
                return place
        return None

    def resolve(self, change: Change, lookups: tuple[str, ...]) -> Change:
        """Put record ids in the place of references."""
        found: dict[str, str | None] = {}
        for place in lookups:
            field = place.partition(".")[0]
            for value in _references(change, place):
                text = found.get(field, change.new[field]) or ""
                told, ours = _quoted(place, value), _quoted(place, self._ids[value])
                found[field] = text.replace(told, ours)
        return msgspec.structs.replace(change, new={**change.new, **found}) if found else change


def _references(change: Change, place: str) -> list[str]:
    """List the references that stand in one place of a change."""
    field, _, column = place.partition(".")
    text = change.new.get(field)
    if text is None:
        return []
    values: list[str | None] = [text]
    if column:
        told = json.loads(text)
        values = told if column == "*" else [line.get(column) for line in told]
    return [value for value in values if value is not None and value.startswith("@")]


def _quoted(place: str, value: str) -> str:
    """Write a value as it stands there: in lines it is one of several, by itself it is all."""
    field, _, column = place.partition(".")
    if not field or not column:
        return value
    told = json.dumps(value, ensure_ascii=False)
    return told if column == "*" else f"{json.dumps(column)}:{told}"
