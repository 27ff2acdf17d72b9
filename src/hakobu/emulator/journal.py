"""The journal of requests and the counts by operation and status."""

from collections import Counter, deque
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(slots=True)
class Entry:
    """One request that was answered, or dropped."""

    number: int
    method: str
    path: str
    query: str
    operation: str
    module: str | None
    status: int | None
    start: float
    end: float
    records: int
    credits: int
    fault: str | None
    request: str | None = None
    answer: str | None = None


class Journal:
    """The last requests, and how many of each operation ended how."""

    def __init__(self, keep: int = 10_000, bodies: int = 0) -> None:
        self.entries: deque[Entry] = deque(maxlen=keep)
        self.bodies = bodies
        self.total = 0
        self.calls: dict[str, Counter[str]] = {}

    def keep(self, count: int) -> None:
        """Change how many requests are kept."""
        self.entries = deque(self.entries, maxlen=count)

    def write(self, entry: Entry) -> None:
        """Note a request."""
        self.total += 1
        entry.number = self.total
        self.entries.append(entry)
        status = "dropped" if entry.status is None else str(entry.status)
        self.calls.setdefault(entry.operation, Counter())[status] += 1

    def cut(self, body: bytes) -> str | None:
        """Give as much of a body as is kept."""
        return body[: self.bodies].decode("utf-8", "replace") if self.bodies else None

    def listed(self, limit: int, operation: str | None) -> list[dict[str, Any]]:
        """Give the last requests, oldest first."""
        chosen = [one for one in self.entries if operation is None or one.operation == operation]
        return [asdict(one) for one in chosen[-limit:]] if limit else []
