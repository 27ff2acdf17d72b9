"""A bulk read on its way: the query it was asked, and the file it makes."""

from dataclasses import dataclass, field
from typing import Any

from hakobu.emulator.bulk.job import Job

Json = dict[str, Any]
PAGE = 200_000


@dataclass(slots=True)
class ReadJob(Job):
    """A job that exports records."""

    query: Json = field(default_factory=dict)
    page: int = 1
    module: str = ""
    count: int = 0
    more: bool = False
    next_token: str | None = None
    token_expires: float = 0.0
