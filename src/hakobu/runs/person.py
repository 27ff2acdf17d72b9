"""A person as our memory knows one: by keys, by labels, and by the records' ids."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from hakobu.mapping import normal_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hakobu.store import LedgerRow

__all__ = ["Person", "key_words"]

PART = "\x1f"  # between the parts of a composite key
JOINT = " + "  # the same for people


def key_words(key: str) -> str:
    """Give a ledger's key without the number of its alternative."""
    return key.partition(":")[2]


class Person:
    """Whom a key names; more keys and the records' ids are learned from what is found.

    A key means the same in every ledger; a key that was learned means it in its own ledger only.
    """

    def __init__(self, key: str, ledgers: Iterable[LedgerRow]) -> None:
        self.name = normal_key(key)
        self.written = frozenset({self.name, PART.join(map(normal_key, key.split(JOINT)))})
        self._zgid = {row.id: row.identity.zgid for row in ledgers}
        self._labels = {self.name}
        self._shown = {key.strip()}
        self._own_labels: defaultdict[int, set[str]] = defaultdict(set)
        self.keys: defaultdict[int, set[str]] = defaultdict(set)
        self._ids: set[tuple[str, str]] = set()

    def theirs(self, ledger_id: int, *, key: str = "", label: str = "", record: str | None = None) -> bool:
        """Tell whether what a ledger's row is called is the person's."""
        if key and (key_words(key) in self.written or key in self.keys[ledger_id]):
            return True
        if label and (normal_key(label) in self._labels or normal_key(label) in self._own_labels[ledger_id]):
            return True
        return record is not None and (self._zgid.get(ledger_id, ""), record) in self._ids

    def learn(self, ledger_id: int, *, key: str = "", label: str = "", record: str | None = None) -> bool:
        """Learn from what may be the person's; tells whether anything was new."""
        if not self.theirs(ledger_id, key=key, label=label, record=record):
            return False
        size = self._size(ledger_id)
        if key:
            self.keys[ledger_id].add(key)
            self._own_labels[ledger_id].add(normal_key(key_words(key).replace(PART, JOINT)))
        if label:
            self._own_labels[ledger_id].add(normal_key(label))
            self._shown.add(label.strip())
        if record:
            self._ids.add((self._zgid.get(ledger_id, ""), record))
        return self._size(ledger_id) > size

    def scrub(self, text: str) -> str:
        """Take what the person is called out of a text."""
        for shown in self._shown:
            text = re.sub(rf"(?<!\w){re.escape(shown)}(?!\w)", "***", text, flags=re.IGNORECASE)
        return text

    def _size(self, ledger_id: int) -> int:
        return len(self.keys[ledger_id]) + len(self._own_labels[ledger_id]) + len(self._ids)
