"""The order of a job's tasks: parents before children, what is declared before what is inferred."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from hakobu.definitions.lookups import lookups_of
from hakobu.errors import DefinitionError, Fault, SetupError
from hakobu.model import Operation

if TYPE_CHECKING:
    from hakobu.model import Job, Task

__all__ = ["chosen_tasks", "find_cycle", "order_tasks", "precedes"]


def order_tasks(job: Job) -> tuple[Task, ...]:
    """Order a job's tasks so that each comes after what it needs, and else as they were written."""
    cycle = find_cycle(job.tasks)
    if cycle:
        circle = " → ".join((*cycle, cycle[0]))
        message = f"The tasks of the job {job.name!r} wait for each other: {circle}."
        raise DefinitionError((Fault(message=message, path=f"jobs.{job.name}.tasks"),))
    needs = _needs(job.tasks)
    ordered: list[Task] = []
    waiting = list(job.tasks)
    while waiting:
        done = {task.name for task in ordered}
        ready = next(task for task in waiting if needs[task.name] <= done)
        waiting.remove(ready)
        ordered.append(ready)
    return tuple(ordered)


def chosen_tasks(job: Job, names: tuple[str, ...] = ()) -> list[Task]:
    """Give the tasks of a run in their order: the named ones, else all that are not disabled."""
    known = tuple(task.name for task in job.tasks)
    for name in names:
        if name not in known:
            raise SetupError(f"There is no task {name!r}.", where=f"job {job.name}", valid=known)
    found = [task for task in order_tasks(job) if (task.name in names if names else task.enabled)]
    if not found:
        raise SetupError(
            "Every task of the job is disabled.",
            where=f"job {job.name}",
            next_step="Enable one, or name the one that is to run.",
        )
    return found


def find_cycle(tasks: tuple[Task, ...]) -> tuple[str, ...]:
    """Name the tasks that wait for each other in a circle, each before the one that waits for it."""
    try:
        TopologicalSorter(_needs(tasks)).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return tuple(circle[:-1])
    return ()


def precedes(tasks: tuple[Task, ...], first: Task, last: Task) -> bool:
    """Tell whether one task was declared to come before another, directly or by others between."""
    after = {task.name: task.after for task in tasks}
    seen: set[str] = set()
    open_ = list(last.after)
    while open_:
        name = open_.pop()
        if name == first.name:
            return True
        if name not in seen:
            seen.add(name)
            open_.extend(after.get(name, ()))
    return False


def _needs(tasks: tuple[Task, ...]) -> dict[str, set[str]]:
    names = {task.name for task in tasks}
    return {task.name: ({*task.after, *_parents(task, tasks)} & names) - {task.name} for task in tasks}


def _parents(task: Task, tasks: tuple[Task, ...]) -> set[str]:
    """The tasks that make the records which a task's lookups find."""
    wanted = {lookup.module for _, lookup in lookups_of(task)} - {task.module}
    makers = (Operation.INSERT, Operation.UPDATE, Operation.UPSERT, Operation.MIRROR)
    return {other.name for other in tasks if other.module in wanted and other.operation in makers}
