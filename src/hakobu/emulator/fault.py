"""Faults on order: which calls fail, how many or what share of them, and in which way."""

import random
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from typing import Any

import msgspec

KINDS = frozenset(
    {
        "status",
        "drop_before",
        "drop_after",
        "slow",
        "expired_token",
        "html",
        "empty",
        "refuse_record",
        "slow_job",
        "fail_job",
    }
)


# they meet the call that makes a job, and strike the job
JOB_KINDS = frozenset({"slow_job", "fail_job"})


class FaultError(ValueError):
    """The order for a fault cannot be read."""


@dataclass(slots=True)
class Fault:
    """One order: the calls it meets, how often, and what it does to them."""

    kind: str
    operation: str = "*"
    method: str = "*"
    path: str = "*"
    module: str = "*"
    times: int | None = None
    share: float = 1.0
    skip: int = 0
    status: int = 500
    code: str | None = None
    message: str | None = None
    ms: float = 0.0
    after: bool = False
    index: int | None = None
    match: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    hits: int = 0
    id: int = 0

    def meets(self, operation: str, method: str, path: str, module: str | None) -> bool:
        """Tell whether a call is of the kind that the order names."""
        return (
            fnmatchcase(operation, self.operation)
            and fnmatchcase(method, self.method)
            and fnmatchcase(path, self.path)
            and fnmatchcase(module or "", self.module)
        )

    def count(self) -> None:
        """Count one hit; the order ends when its times are used up."""
        self.hits += 1
        if self.times is not None:
            self.times -= 1

    def refuses(self, element: Any, place: int) -> bool:
        """Tell whether the order refuses this record of a call."""
        if self.index is not None:
            return place == self.index
        return isinstance(element, dict) and all(
            element.get(name) == value for name, value in self.match.items()
        )


_KEYS = frozenset(one.name for one in fields(Fault)) - {"hits", "id"}


class Faults:
    """All orders in force, in the order they were given."""

    def __init__(self, seed: int = 1) -> None:
        self.orders: list[Fault] = []
        self._dice = random.Random(seed)  # noqa: S311 -- faults, not secrets
        self._last = 0

    def order(self, wish: dict[str, Any]) -> Fault:
        """Take an order from the control door."""
        unknown = set(wish) - _KEYS
        if unknown:
            raise FaultError(f"unknown: {sorted(unknown)}; a fault takes {sorted(_KEYS)}")
        try:
            fault = msgspec.convert(wish, Fault)
        except msgspec.ValidationError as error:
            raise FaultError(str(error)) from None
        if fault.kind not in KINDS:
            raise FaultError(f"kind must be one of {sorted(KINDS)}, not {fault.kind!r}")
        if fault.kind == "refuse_record" and fault.index is None and not fault.match:
            raise FaultError("refuse_record needs index or match")
        if not 100 <= fault.status <= 599:
            raise FaultError("status must be between 100 and 599")
        self._last += 1
        fault.id = self._last
        self.orders.append(fault)
        return fault

    def strike(self, operation: str, method: str, path: str, module: str | None) -> list[Fault]:
        """Give the faults that this call meets, and count them."""
        struck = []
        for fault in self.orders:
            if fault.times == 0 or not fault.meets(operation, method, path, module):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if fault.share < 1.0 and self._dice.random() >= fault.share:
                continue
            if fault.kind != "refuse_record":
                fault.count()
            struck.append(fault)
        return struck

    def clear(self) -> None:
        """Drop all orders."""
        self.orders.clear()
