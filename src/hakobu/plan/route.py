"""How each change will be sent, and what that costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hakobu.model import ChangeKind
from hakobu.plan.bulk import (
    BULK_CREATES,
    BULK_UPDATES,
    BulkRoute,
    Tally,
    choose_bulk,
    jobs_of,
    rest_credits,
)
from hakobu.zoho import BULK_ROWS, cost_of

if TYPE_CHECKING:
    from hakobu.changes import MatchKeys, ModuleFacts
    from hakobu.model import Task

__all__ = ["Price", "Route", "choose_create", "choose_route", "price_of", "to_read_back", "with_read_back"]

BATCH = 100  # records a call
VALUES_A_CALL = 50  # records that one question finds by their ids
JOB_CALLS = 4  # upload, set-up, one look, result; a long job is looked at more often


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """How changes are sent.

    New records are created by insert, or by upsert restricted to ``check`` fields. ``bulk`` tells what goes
    by Bulk Write; where nothing does and it would have been cheaper, ``no_bulk`` tells why.
    """

    create: str
    check: tuple[str, ...] = ()
    batch: int = BATCH
    bulk: BulkRoute | None = None
    no_bulk: tuple[tuple[str, str], ...] = ()


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """What the writing costs: an estimate, for other applications spend credits too.

    ``jobs`` are the bulk jobs among the ``calls``, for ``bulk`` rows; ``rest`` is what REST alone would cost.
    ``read_back`` is what of the credits reading back costs, by about as many calls.
    """

    credits: int
    calls: int
    jobs: int = 0
    bulk: int = 0
    rest: int = 0
    read_back: int = 0


def choose_create(task: Task, module: ModuleFacts, keys: MatchKeys, *, batch: int = BATCH) -> Route:
    """Choose how records are created.

    A plain insert answers a repeat with DUPLICATE_DATA and the record's id wherever a mapped field is
    unique; only without one does Zoho's upsert by its own field guard against a double.
    """
    system = module.system_key
    by_system = bool(keys.alternatives) and keys.alternatives[0] == (system,)
    mapped = {entry.field for entry in task.map}
    unique = any(name in mapped for name in module.unique)
    if task.operation.upserts and by_system and system and module.upserts and not unique:
        return Route(create="upsert", check=(system,), batch=batch)
    return Route(create="insert", batch=batch)


def choose_route(task: Task, module: ModuleFacts, route: Route, tally: Tally) -> Route:
    """Choose how the changes that were counted are sent: by whichever API may carry them and is cheaper.

    ``route`` tells how records are created by REST.
    """
    bulk, reasons = choose_bulk(task, module, tally, create=route.create, batch=route.batch)
    return msgspec.structs.replace(route, bulk=bulk, no_bulk=reasons)


def price_of(route: Route, tally: Tally) -> Price:
    """Estimate credits and calls of the changes that were counted."""
    names = {ChangeKind.CREATE: route.create, ChangeKind.UPDATE: "update", ChangeKind.DELETE: "delete"}
    left = {kind: tally.kinds[kind] for kind in names}
    jobs = bulk = 0
    for kind, records, least, room in _files(route.bulk, tally):
        more, rest = jobs_of(records, least, room)
        jobs, bulk = jobs + more, bulk + records - rest
        left[kind] -= records - rest
    credits_ = {kind: rest_credits(names[kind], left[kind], route.batch) for kind in names}
    alone = sum(rest_credits(names[kind], tally.kinds[kind], route.batch) for kind in names)
    return Price(
        credits=sum(credits_.values()) + jobs * cost_of("bulk write"),
        calls=sum(-(-number // route.batch) for number in left.values()) + jobs * JOB_CALLS,
        jobs=jobs,
        bulk=bulk,
        rest=alone,
    )


def to_read_back(task: Task, records: int) -> int:
    """Tell how many of so many records are read back."""
    return records if task.verify is None else min(task.verify, records)


def with_read_back(price: Price, records: int) -> Price:
    """Add to a price what reading so many records back costs."""
    more = -(-records // VALUES_A_CALL)
    return msgspec.structs.replace(
        price, credits=price.credits + more, calls=price.calls + more, rest=price.rest + more, read_back=more
    )


def _files(bulk: BulkRoute | None, tally: Tally) -> list[tuple[ChangeKind, int, int, int]]:
    """List what goes by Bulk Write: kind, records, how many are worth a job, and how many a job takes."""
    if bulk is None:
        return []
    found = []
    if bulk.creates:
        found.append((ChangeKind.CREATE, tally.groups[BULK_CREATES], bulk.least, tally.room))
    if bulk.updates:
        found.append((ChangeKind.UPDATE, tally.groups[BULK_UPDATES], bulk.least, BULK_ROWS))
    erasing = tally.erasing
    more = ((ChangeKind.UPDATE, erasing[names], bulk.worth, BULK_ROWS) for names in bulk.erasing)
    return [*found, *more]
