"""What a task says of records that go: deleted in Zoho, or no longer in the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.definitions.field_map import read_choice
from hakobu.definitions.keys import TASK
from hakobu.model import Constant, Deleted, Operation, Own

if TYPE_CHECKING:
    from hakobu.definitions.cursor import Cursor
    from hakobu.model import Task

__all__ = ["check_removal", "read_removal"]

ONLY: dict[str, tuple[Operation, ...]] = {
    "own": (Operation.MIRROR,),
    "scope": (Operation.MIRROR,),
    "archive": (Operation.DELETE, Operation.MIRROR),
    "if_deleted": (Operation.UPDATE, Operation.UPSERT, Operation.MIRROR),
    "identity": (Operation.UPDATE, Operation.UPSERT, Operation.MIRROR),
}
"""The operations for which a key means something."""


def read_removal(found: dict[str, Cursor]) -> dict[str, Any]:
    """Read ``if_deleted``, ``own``, ``scope`` and ``archive``."""
    if_deleted = read_choice(TASK, "if_deleted", found)
    return {
        "if_deleted": Deleted(if_deleted) if if_deleted in tuple(Deleted) else None,
        "own": Own(read_choice(TASK, "own", found) or Own.CREATED),
        "scope": _scope(found.get("scope")),
        "archive": _archive(found.get("archive")),
    }


def check_removal(task: Task, found: dict[str, Cursor]) -> None:
    """Refuse what has no meaning for the task's operation."""
    for name, operations in ONLY.items():
        if name in found and task.operation not in operations:
            found[name].fault(
                f"The key {name!r} has no meaning for the operation '{task.operation}'.",
                next_step=f"It belongs to {' and '.join(operations)}.",
            )
    if task.operation is Operation.UPDATE and task.if_deleted is Deleted.RECREATE:
        found["if_deleted"].fault(
            "An update creates nothing, so it cannot recreate a record.",
            valid=(Deleted.FORGET, Deleted.STOP),
        )


def _scope(place: Cursor | None) -> tuple[tuple[str, tuple[Constant, ...]], ...]:
    if place is None:
        return ()
    fields = []
    for name, cursor in place.pairs("A scope").items():
        values = cursor.items("A scope") if cursor.is_list() else (cursor,)
        read = [Constant(each.value("A scope's value")) for each in values]
        if not read or any(each.value in {None, ""} for each in read):
            cursor.fault("A scope names at least one value, and no empty one.")
        fields.append((name, tuple(read)))
    if place.is_pairs() and not place.names():
        place.fault("The scope names no field.", next_step="Write scope: {Field: value}.")
    return tuple(fields)


def _archive(place: Cursor | None) -> tuple[tuple[str, Constant], ...]:
    if place is None:
        return ()
    fields = tuple(
        (name, Constant(cursor.value("An archive's value")))
        for name, cursor in place.pairs("An archive").items()
    )
    if place.is_pairs() and not place.names():
        place.fault("The archive names no field.", next_step="Write archive: {Field: value}.")
    return fields
