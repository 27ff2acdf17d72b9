"""Making tasks ready: every fault of every task is found before the first row is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hakobu.errors import DefinitionError, Fault
from hakobu.mapping import compile_mapping
from hakobu.plan import choose_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from hakobu.changes import MatchKeys, ModuleFacts
    from hakobu.mapping import CompiledMapping
    from hakobu.model import Task
    from hakobu.runs.crm import CrmFacts

__all__ = ["Rows", "Table", "compile_tasks"]


class Rows(Protocol):
    """Where a task's rows come from: its source, or the rows that failed before."""

    carried: bool

    def schema(self, task: Task) -> pa.Schema:
        """Tell the columns."""
        ...

    def batches(self, task: Task) -> Iterable[pa.RecordBatch]:
        """Stream the rows."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A task made ready: its compiled mapping, its module's facts, its keys."""

    task: Task
    module: ModuleFacts
    keys: MatchKeys
    mapping: CompiledMapping
    columns: pa.Schema


def compile_tasks(tasks: Iterable[Task], rows: Rows, facts: CrmFacts, *, file: str = "") -> list[Table]:
    """Check every task against its source and its module; raises ``DefinitionError`` with all faults."""
    tables: list[Table] = []
    faults: list[Fault] = []
    for task in tasks:
        try:
            tables.append(_compile(task, rows, facts, file))
        except DefinitionError as error:
            faults.extend(error.faults)
    if faults:
        raise DefinitionError(tuple(faults))
    return tables


def _compile(task: Task, rows: Rows, facts: CrmFacts, file: str) -> Table:
    module, columns = facts.describe(task.module), rows.schema(task)
    faults: list[Fault] = list(_stamp_faults(task, module, file))
    mapping = keys = None
    try:
        mapping = compile_mapping(task, columns, module.fields, related=facts.fields, file=file)
    except DefinitionError as error:
        faults.extend(error.faults)
    try:
        keys = choose_keys(task, module, file=file)
    except DefinitionError as error:
        faults.extend(error.faults)
    if faults or mapping is None or keys is None:
        raise DefinitionError(tuple(faults))
    return Table(task=task, module=module, keys=keys, mapping=mapping, columns=columns)


def _stamp_faults(task: Task, module: ModuleFacts, file: str) -> Iterator[Fault]:
    if task.stamp and task.stamp not in module.unique:
        yield Fault(
            message=f"The stamp field {task.stamp} is not a unique field of {module.name}.",
            path=f"tasks.{task.name}.stamp",
            file=file,
            valid=module.unique,
            next_step="Make a custom text field with duplicates not allowed, and name it here.",
        )
