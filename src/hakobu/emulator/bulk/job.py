"""A bulk job: what is to be done, how far it is, and when it ends by the emulator's clock."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hakobu.emulator.fault import Fault
from hakobu.emulator.version import Version

Json = dict[str, Any]
DAY = 24 * 3600
# 2 s and one more for each 2,000 rows, as nothing is documented (api-coql-bulk §7)
_LEAST = 2.0
_ROWS_A_SECOND = 2000
_ADDED_FOR = 0.1


class JobFailure(Exception):  # noqa: N818 -- the job's own end, not the emulator's
    """The job ends here, with one of Zoho's errors."""

    def __init__(self, code: str, message: str, details: Json | None = None) -> None:
        super().__init__(code)
        self.error: Json = {"code": code, "message": message, "details": details or {}, "status": "error"}


@dataclass(slots=True)
class Job:
    """One job: ``work`` does a little at each step; the clock decides when its end is seen."""

    id: int
    version: Version
    user: int
    created: float
    kind: str = ""
    kept: float = DAY
    work: Iterator[None] | None = None
    callback: Json | None = None
    orders: list[Fault] = field(default_factory=list)
    refusals: list[Fault] = field(default_factory=list)
    rows: int = 0
    started: float | None = None
    ended: float | None = None
    worked: bool = False
    told: bool = False
    error: Json | None = None
    file: bytes = b""
    # how it looked when the emulator was last stopped
    frozen: Json | None = None

    def due(self, seconds: float | None) -> float:
        """Tell when the job may end at the earliest."""
        usual = _LEAST + self.rows / _ROWS_A_SECOND if seconds is None else seconds
        slow = sum(fault.ms for fault in self.orders if fault.kind == "slow_job") / 1000
        return (self.started or self.created) + usual + slow

    def phase(self, now: float, seconds: float | None) -> str:
        """Name the job's state."""
        if self.ended is not None:
            return "COMPLETED" if self.error is None else "FAILURE"
        if self.started is None:
            return "QUEUED"
        whole = self.due(seconds) - self.started
        return "ADDED" if now - self.started < whole * _ADDED_FOR else "IN PROGRESS"

    def fail_if_ordered(self, rows: int) -> None:
        """End the job where the control door has ordered it: before so many rows were worked."""
        for fault in self.orders:
            if fault.kind == "fail_job" and rows >= (fault.index or 0):
                code = fault.code or "INTERNAL_SERVER_ERROR"
                raise JobFailure(code, fault.message or "Internal Server Error", fault.details)
