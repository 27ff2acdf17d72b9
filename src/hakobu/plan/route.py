"""How each change will be sent, and what that costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec

from hakobu.model import Operation
from hakobu.zoho import cost_of

if TYPE_CHECKING:
    from hakobu.changes import Counts, MatchKeys, ModuleFacts
    from hakobu.model import Task

__all__ = ["Price", "Route", "choose_route", "price_of"]

BATCH = 100  # records a call


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """How new records are created: by insert, or by upsert restricted to ``check`` fields."""

    create: str
    check: tuple[str, ...] = ()
    batch: int = BATCH


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """What the writing costs: an estimate, for other applications spend credits too."""

    credits: int
    calls: int


def choose_route(task: Task, module: ModuleFacts, keys: MatchKeys, *, batch: int = BATCH) -> Route:
    """Choose how records are created.

    A plain insert answers a repeat with DUPLICATE_DATA and the record's id wherever a mapped field is
    unique; only without one does Zoho's upsert by its own field guard against a double.
    """
    system = module.system_key
    by_system = bool(keys.alternatives) and keys.alternatives[0] == (system,)
    mapped = {entry.field for entry in task.map}
    unique = any(name in mapped for name in module.unique)
    if task.operation is Operation.UPSERT and by_system and system and module.upserts and not unique:
        return Route(create="upsert", check=(system,), batch=batch)
    return Route(create="insert", batch=batch)


def price_of(counts: Counts, route: Route) -> Price:
    """Estimate credits and calls of the changes that were counted."""
    credits_ = calls = 0
    kinds = ((counts.create, route.create), (counts.update, "update"), (counts.delete, "delete"))
    for records, operation in kinds:
        full, rest = divmod(records, route.batch)
        calls += math.ceil(records / route.batch)
        credits_ += full * cost_of(operation, route.batch)
        credits_ += cost_of(operation, rest) if rest else 0
    return Price(credits=credits_, calls=calls)
