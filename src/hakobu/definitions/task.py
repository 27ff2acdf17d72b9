"""A task in a file, and what must hold among its own keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hakobu.connectors.spec import nearest
from hakobu.definitions.field_map import read_choice, read_field_map
from hakobu.definitions.guards import read_guards
from hakobu.definitions.keys import TASK, TRIGGERS
from hakobu.definitions.lines import is_lines, read_lines
from hakobu.definitions.part import check_whole
from hakobu.definitions.read import read_read
from hakobu.definitions.removal import check_removal, read_removal
from hakobu.model import Automation, Compare, Expression, Guards, Nulls, Operation, Read, Task, Write

if TYPE_CHECKING:
    from hakobu.connectors.spec import Spec
    from hakobu.definitions.cursor import Cursor
    from hakobu.model import FieldMap

__all__ = ["Placed", "read_task"]

ID = "id"  # Zoho's own ID: matched by it, never written


@dataclass(frozen=True, slots=True)
class Placed:
    """A task with its place in the file, for the checks among tasks."""

    task: Task
    cursor: Cursor
    keys: dict[str, Cursor]


def read_task(cursor: Cursor, source: Spec | None, guards: Guards | None = None) -> Placed | None:
    """Read one task; None, with faults, where something is missing without which it is no task.

    ``guards`` are the job's, for what the task does not limit itself.
    """
    found = cursor.keys("A task", TASK)
    name = found["name"].text("A task's name") if "name" in found else None
    module = found["module"].text("A module") if "module" in found else None
    operation = _operation(found)
    nulls = Nulls(read_choice(TASK, "nulls", found) or Nulls.IGNORE)
    fields = _map(found, nulls, source)
    match = _match(found)
    compare = read_choice(TASK, "compare", found)
    read = read_read(found["read"], source) if "read" in found else None
    guards = read_guards(found["guards"], of=guards) if "guards" in found else guards or Guards()
    task = Task(
        name=name or "",
        read=read or Read(),
        module=module or "",
        operation=operation or Operation.UPSERT,
        map=fields,
        match=match,
        compare=Compare(compare) if compare else None,
        automation=_automation(found),
        write=Write(read_choice(TASK, "write", found) or Write.AUTO),
        stamp=found["stamp"].text("A stamp") if "stamp" in found else None,
        sensitive=_sensitive(found, fields),
        was=found["was"].text("A former name") if "was" in found else None,
        after=found["after"].texts("The key 'after'") if "after" in found else (),
        guards=guards,
        verify=_verify(found["verify"]) if "verify" in found else 0,
        enabled="enabled" not in found or found["enabled"].boolean("The key 'enabled'") is not False,
        identity=found["identity"].text("An identity") if "identity" in found else None,
        integrations=found["integrations"].texts("The key 'integrations'") if "integrations" in found else (),
        **read_removal(found),
    )
    placed = Placed(task, cursor, found)
    if "map" in found:
        _check_match(placed)
        _check_stamp(placed)
        _check_sensitive(placed)
        if operation is not None:
            _check_operation(placed)
            check_removal(task, found)
            _check_id(placed)
    return placed if name and module and operation and read else None


def _verify(place: Cursor) -> int | None:
    """Read how many records are read back; None is all."""
    value = place.value("The key 'verify'")
    if value in ("none", "all"):
        return 0 if value == "none" else None
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    place.fault("The key 'verify' is none, all, or a number of records.", next_step="Write verify: 100, say.")
    return 0


def _operation(found: dict[str, Cursor]) -> Operation | None:
    word = read_choice(TASK, "operation", found)
    return Operation(word) if word in tuple(Operation) else None


def _map(found: dict[str, Cursor], nulls: Nulls, source: Spec | None) -> tuple[FieldMap, ...]:
    if "map" not in found:
        return ()
    pairs = found["map"].pairs("A map")
    if found["map"].is_pairs() and not found["map"].names():
        found["map"].fault("The map fills no field.", next_step="Write map: {Last_Name: column}.")
    fields = (
        read_lines(name, place, nulls=nulls, source=source)
        if is_lines(place)
        else read_field_map(name, place, nulls=nulls)
        for name, place in pairs.items()
    )
    return tuple(each for each in fields if each is not None)


def _match(found: dict[str, Cursor]) -> tuple[tuple[str, ...], ...]:
    if "match" not in found:
        return ()
    place = found["match"]
    if not place.is_list():
        place.fault("The key 'match' is a list of fields.", next_step="Write match: [Email].")
        return ()
    keys: list[tuple[str, ...]] = []
    items = place.items("The key 'match'")
    for item in items:
        word = None if item.is_list() else item.text("A match field")
        key = item.texts("A composite match key") if item.is_list() else (word,) if word else ()
        if item.is_list() and not key:
            item.fault("A composite match key names no field.")
        if key and key in keys:
            item.fault(f"The match key {' + '.join(key)} stands here twice.", next_step="Keep one of them.")
        elif key:
            keys.append(key)
    if not items:
        place.fault("The key 'match' names no field.", next_step="Name one, or take the key away.")
    return tuple(keys)


def _automation(found: dict[str, Cursor]) -> Automation | tuple[str, ...]:
    place = found.get("automation")
    if place is None:
        return Automation.NONE
    if not place.is_list():
        word = place.choice("The key 'automation'", (*Automation, *TRIGGERS))
        if word in TRIGGERS:
            place.fault("Triggers are written as a list.", next_step=f"Write automation: [{word}].")
        return Automation(word) if word in tuple(Automation) else Automation.NONE
    items = place.items("The key 'automation'")
    words = (item.choice("A trigger", TRIGGERS) for item in items)
    return tuple(dict.fromkeys(word for word in words if word)) or Automation.NONE


def _check_match(placed: Placed) -> None:
    task, found = placed.task, placed.keys
    filled = found["map"].names()
    place = found.get("match", placed.cursor)
    for field in dict.fromkeys(field for key in task.match for field in key):
        if field not in filled:
            place.fault(
                f"The match field {field!r} is not filled by the map.",
                valid=filled,
                next_step=nearest(field, filled),
            )
    if any(ID in key and len(key) > 1 for key in task.match):
        place.fault(
            "Zoho's id is a match key by itself, never a part of one.", next_step="Write match: [id]."
        )


def _check_operation(placed: Placed) -> None:
    task, found = placed.task, placed.keys
    check_whole(task.read, task.operation, found)
    if task.operation is Operation.INSERT and "match" in found:
        found["match"].fault(
            "An insert creates every row; it matches nothing.",
            next_step="Take match away, or choose upsert.",
        )
    if task.operation in {Operation.UPDATE, Operation.DELETE} and "match" not in found:
        placed.cursor.fault(
            f"The operation '{task.operation}' needs 'match': it changes only records that it finds.",
            next_step="Write match: [Email], say, or match: [id].",
        )
    if task.operation is Operation.DELETE:
        keys = {field for key in task.match for field in key}
        for each in task.map:
            if each.field not in keys and task.match:
                found["map"].child(each.field).fault(
                    f"A delete writes nothing; {each.field!r} would have no effect.",
                    next_step="Map only the match fields.",
                )


def _check_id(placed: Placed) -> None:
    """Zoho's id finds records: it is a match key of update and delete, and nothing else."""
    task, found = placed.task, placed.keys
    mapped = next((each for each in task.map if each.field == ID), None)
    if (ID,) in task.match and task.operation.upserts:
        found["match"].fault(
            f"{task.operation.capitalize()} takes no ID as its key: an ID only finds existing records.",
            next_step="Choose operation: update, or match by an External ID.",
        )
    elif mapped is not None and (ID,) not in task.match and ID not in {f for key in task.match for f in key}:
        found["map"].child(ID).fault(
            "Zoho's id cannot be written.", next_step="Write match: [id], or take it away."
        )
    if mapped is not None and not isinstance(mapped.source, Expression):
        found["map"].child(ID).fault("Zoho's id comes from a column.", next_step="Write id: column.")


def _check_stamp(placed: Placed) -> None:
    stamp, found = placed.task.stamp, placed.keys
    if stamp and stamp in found["map"].names():
        found["stamp"].fault(
            f"The stamp field {stamp!r} is filled by the map too.", next_step="Take one away."
        )


def _sensitive(found: dict[str, Cursor], fields: tuple[FieldMap, ...]) -> tuple[str, ...]:
    """Gather the fields that the task names, and those that say it of themselves."""
    listed = found["sensitive"].texts("The key 'sensitive'") if "sensitive" in found else ()
    return tuple(dict.fromkeys((*listed, *(each.field for each in fields if each.sensitive))))


def _check_sensitive(placed: Placed) -> None:
    task, filled = placed.task, placed.keys["map"].names()
    if task.operation in {Operation.DELETE, Operation.MIRROR}:
        return  # what is deleted is shown whole, mapped or not
    for field in task.sensitive:
        if field not in filled:
            placed.keys["sensitive"].fault(
                f"The sensitive field {field!r} is not filled by the map.",
                valid=filled,
                next_step=nearest(field, filled),
            )
