"""What a call costs in API credits, and which calls share the sub-concurrency of ten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hakobu.errors import SetupError

__all__ = ["COSTS", "SUB_CONCURRENCY", "Cost", "cost_of", "shares_sub_concurrency"]

SUB_CONCURRENCY = 10
"""Complex calls in flight, the same in every edition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The price of an operation: ``credits`` per started ``per`` records, or by steps of the row limit."""

    operation: str
    credits: int = 1
    per: int | None = None
    steps: tuple[tuple[int, int], ...] = ()
    """(row limit, credits), smallest first."""
    sub_from: int | None = None
    """It takes a place of the sub-concurrency from so many records on."""

    def of(self, records: int = 1) -> int:
        """Credits for a call with so many records (for COQL: its LIMIT)."""
        for limit, price in self.steps:
            if records <= limit:
                return price
        if self.steps:
            return self.steps[-1][1]
        return self.credits * (max(-(-records // self.per), 1) if self.per else 1)


COSTS: dict[str, Cost] = {
    cost.operation: cost
    for cost in (
        Cost(operation="insert", per=10, sub_from=11),
        Cost(operation="update", per=10, sub_from=11),
        Cost(operation="upsert", per=10, sub_from=11),
        Cost(operation="delete"),
        Cost(operation="list"),
        Cost(operation="list by view", credits=3, sub_from=0),
        Cost(operation="list sorted", sub_from=0),
        Cost(operation="get"),
        Cost(operation="search", sub_from=0),
        Cost(operation="count"),
        Cost(operation="deleted", credits=2),
        Cost(operation="coql", steps=((200, 1), (1000, 2), (2000, 3)), sub_from=0),
        Cost(operation="metadata"),
        Cost(operation="organisation"),
        Cost(operation="users"),
        Cost(operation="apis"),
        Cost(operation="bulk read", credits=50),
        Cost(operation="bulk write", credits=500),
        Cost(operation="bulk poll"),
        Cost(operation="bulk download"),
        Cost(operation="bulk upload", credits=0),
        Cost(operation="bulk result", credits=0),
        Cost(operation="tags", per=50),
        Cost(operation="bin"),
        Cost(operation="restore"),
        Cost(operation="timeline"),
    )
}
"""Source: zoho.com/crm/developer/docs/api/v8/api-limits.html; where sources differ, the dearer one.
The organisation's own catalogue (``Client.api_costs``) corrects it."""


def cost_of(operation: str, records: int = 1) -> int:
    """Credits of one call; ``records`` is how many it writes, or the LIMIT of a COQL query."""
    return _cost(operation).of(records)


def shares_sub_concurrency(operation: str, records: int = 1) -> bool:
    """Whether the call takes one of the ten places for complex calls."""
    first = _cost(operation).sub_from
    return first is not None and records >= first


def _cost(operation: str) -> Cost:
    try:
        return COSTS[operation]
    except KeyError:
        raise SetupError(f"{operation!r} has no price.", valid=tuple(COSTS)) from None


def read_catalogue(body: dict[str, Any]) -> dict[tuple[str, str], Cost]:
    """``GET __apis``: the server's own prices by (method, path); ``credits`` is the least of a call."""
    found = {}
    for each in body.get("__apis") or ():
        for kind in each.get("operation_types") or ():
            least, most = kind.get("min_credits") or 1, kind.get("max_credits") or 1
            path = str(each.get("path"))
            price = Cost(operation=path, credits=least, per=10 if most == 10 and least == 1 else None)
            found[str(kind.get("method")), path] = price
    return found
