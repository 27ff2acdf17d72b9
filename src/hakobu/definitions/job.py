"""A job in a file, and what must hold among its tasks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hakobu.connectors.catalogue import find_spec
from hakobu.connectors.spec import nearest
from hakobu.definitions.field_map import read_choice
from hakobu.definitions.guards import read_canary, read_guards
from hakobu.definitions.hooks import read_hooks
from hakobu.definitions.keys import JOB
from hakobu.definitions.order import find_cycle, precedes
from hakobu.definitions.parameters import check_parameters, read_parameters
from hakobu.definitions.read import read_zone
from hakobu.definitions.schedule import read_alerts, read_schedule
from hakobu.definitions.task import read_task
from hakobu.model import Guards, Job, Operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hakobu.connectors.spec import Spec
    from hakobu.definitions.cursor import Cursor
    from hakobu.definitions.task import Placed
    from hakobu.model import Connection, Task

__all__ = ["read_job"]


def read_job(name: str, cursor: Cursor, connections: Mapping[str, Connection | None]) -> Job | None:
    """Read one job; ``connections`` holds every name of the file, with None where it has faults."""
    found = cursor.keys("A job", JOB)
    source = _end("source", found, connections)
    destination = _end("destination", found, connections)
    spec = _spec(source, connections)
    items = found["tasks"].items("The key 'tasks'") if "tasks" in found else ()
    if "tasks" in found and found["tasks"].is_list() and not items:
        found["tasks"].fault("The job has no task.")
    guards = read_guards(found["guards"]) if "guards" in found else Guards()
    canary = read_canary(found["canary"]) if "canary" in found else None
    placed = [each for item in items if (each := read_task(item, spec, guards)) is not None]
    parameters = read_parameters(found["parameters"]) if "parameters" in found else {}
    for each in placed:
        check_parameters(each, parameters)
    sql = read_hooks(found, spec, connections.get(source) if source else None, parameters)
    _check_names(placed)
    _check_after(placed)
    if len(placed) == len(items) and not _check_cycle(name, placed, cursor):
        _check_shared_fields(placed)
    zone = read_zone(found["time_zone"]) if "time_zone" in found else None
    schedule = read_schedule(found["schedule"], zone, spec) if "schedule" in found else None
    alerts = read_alerts(found["alerts"]) if "alerts" in found else ()
    if source is None or destination is None:
        return None
    return Job(
        name=name,
        source=source,
        destination=destination,
        tasks=tuple(_zoned(each.task, connections[destination]) for each in placed),
        guards=guards,
        canary=canary,
        parameters=parameters,
        time_zone=zone,
        sql=sql,
        schedule=schedule,
        log_level=read_choice(JOB, "log_level", found) or "info",
        alerts=alerts,
    )


def _zoned(task: Task, destination: Connection | None) -> Task:
    """Times without a zone are in the destination's, where the read does not name one."""
    zone = destination.settings.get("time_zone") if destination is not None else None
    if zone is None or task.read.time_zone is not None:
        return task
    return replace(task, read=replace(task.read, time_zone=zone))


def _end(end: str, found: dict[str, Cursor], connections: Mapping[str, Connection | None]) -> str | None:
    if end not in found:
        return None
    name = found[end].text(f"The key {end!r}")
    if name is None:
        return None
    if name not in connections:
        known = tuple(connections)
        found[end].fault(f"There is no connection {name!r}.", valid=known, next_step=nearest(name, known))
        return None
    spec = _spec(name, connections)
    if spec is not None and not getattr(spec, end):
        found[end].fault(f"{spec.name} as a {end} comes with a later version.")
    return name


def _spec(name: str | None, connections: Mapping[str, Connection | None]) -> Spec | None:
    connection = connections.get(name) if name else None
    return find_spec(connection.connector) if connection else None


def _check_names(placed: list[Placed]) -> None:
    lines: dict[str, int] = {}
    for each in placed:
        place = each.keys["name"]
        if each.task.name in lines:
            place.fault(
                f"There is another task {each.task.name!r}, on line {lines[each.task.name]}.",
                next_step="Give each task of a job its own name.",
            )
        lines.setdefault(each.task.name, place.line)
    for each in placed:
        if each.task.was in lines:
            each.keys["was"].fault(f"{each.task.was!r} is the name of a task that is still here.")


def _check_after(placed: list[Placed]) -> None:
    for each in placed:
        others = tuple(other.task.name for other in placed if other.task.name != each.task.name)
        for name in each.task.after:
            if name not in others:
                each.keys["after"].fault(
                    f"There is no other task {name!r} in this job.",
                    valid=others,
                    next_step=nearest(name, others),
                )


def _check_cycle(name: str, placed: list[Placed], cursor: Cursor) -> bool:
    cycle = find_cycle(tuple(each.task for each in placed))
    if cycle:
        at = next(each.cursor for each in placed if each.task.name == cycle[0])
        at.fault(
            f"The tasks of the job {name!r} wait for each other: {' → '.join((*cycle, cycle[0]))}.",
            next_step="Move a lookup into a second task of its own that comes after both.",
        )
    return bool(cycle) and bool(cursor)


def _check_shared_fields(placed: list[Placed]) -> None:
    tasks = tuple(each.task for each in placed)
    for index, each in enumerate(placed):
        for other in placed[:index]:
            shared = sorted(_written(each.task) & _written(other.task))
            if other.task.module != each.task.module or not shared:
                continue
            if precedes(tasks, other.task, each.task) or precedes(tasks, each.task, other.task):
                continue
            each.cursor.fault(
                f"The tasks {other.task.name!r} and {each.task.name!r} both write "
                f"{', '.join(shared)} of {each.task.module}.",
                next_step=f"Say which comes last, with after: [{other.task.name}].",
            )


def _written(task: Task) -> set[str]:
    """The fields a task writes; what an update was found by stays as it is."""
    fields = {each.field for each in task.map}
    keys = {field for key in task.match for field in key}
    if task.operation is Operation.DELETE:
        return set()
    return fields - keys if task.operation is Operation.UPDATE else fields
