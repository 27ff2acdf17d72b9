"""What to do when a call did not come back with an answer: by the kind of trouble, in one table."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["RETRIES", "Retry", "Trouble"]


class Trouble(StrEnum):
    """Why there is no answer."""

    UNREACHABLE = "unreachable"
    LOST = "lost"
    SERVER = "server"
    THROTTLED = "throttled"
    TOKEN = "token"  # noqa: S105 - the name of a trouble


@dataclass(frozen=True, slots=True)
class Retry:
    """How often to try again (None: as long as patience lasts) and how long to wait between, in seconds."""

    times: int | None
    first: float
    most: float

    def pause(self, tried: int) -> float:
        """The wait before the next try: doubled each time, with half of it left to chance."""
        longest = min(self.first * 2.0 ** min(tried, 30), self.most)  # far beyond any "most"
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - it spreads load, it hides nothing


RETRIES: dict[Trouble, Retry] = {
    Trouble.UNREACHABLE: Retry(times=3, first=1, most=10),
    Trouble.LOST: Retry(times=2, first=1, most=10),
    Trouble.SERVER: Retry(times=3, first=1, most=20),
    Trouble.THROTTLED: Retry(times=None, first=2, most=60),
    Trouble.TOKEN: Retry(times=1, first=0, most=0),
}
"""LOST and SERVER hold for reads only: a write that may have arrived is never sent again."""
