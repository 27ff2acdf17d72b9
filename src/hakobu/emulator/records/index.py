"""Finds records by the value of one field, as Zoho compares: without regard to case."""

from typing import Any


def folded(value: Any) -> Any:
    """Give the form in which two equal values are the same."""
    if type(value) is str:
        plain = value.casefold()
        return value if plain == value else plain
    return value


class Index:
    """Value to record ids, of one slot; a lone id stands bare to save memory."""

    __slots__ = ("_entries", "slot")

    def __init__(self, slot: int) -> None:
        self.slot = slot
        self._entries: dict[Any, int | list[int]] = {}

    def add(self, value: Any, record_id: int) -> None:
        """Note that a record has a value."""
        if value is None or type(value) is list:
            return
        key = folded(value)
        held = self._entries.get(key)
        if held is None:
            self._entries[key] = record_id
        elif type(held) is list:
            held.append(record_id)
        else:
            self._entries[key] = [held, record_id]  # type: ignore[list-item]

    def remove(self, value: Any, record_id: int) -> None:
        """Note that a record has the value no more."""
        if value is None or type(value) is list:
            return
        key = folded(value)
        held = self._entries.get(key)
        if type(held) is list:
            held.remove(record_id)
            if not held:
                del self._entries[key]
        elif held == record_id:
            del self._entries[key]

    def find(self, value: Any) -> list[int]:
        """Give the ids of the records that have the value."""
        held = self._entries.get(folded(value))
        if held is None:
            return []
        return held if type(held) is list else [held]  # type: ignore[list-item]
