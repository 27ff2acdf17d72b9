"""Making tasks ready: every fault of every task is found before the first row is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from hakobu.definitions import line_of
from hakobu.errors import DefinitionError, Fault, NotSupportedError
from hakobu.mapping import ChildFacts, compile_children, compile_mapping
from hakobu.plan import bulk_faults, bulk_lines, choose_create, choose_keys
from hakobu.runs.rules import read_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from hakobu.changes import MatchKeys, ModuleFacts, Rules
    from hakobu.mapping import CompiledChild, CompiledMapping
    from hakobu.model import Job, Task
    from hakobu.runs.crm import CrmFacts
    from hakobu.zoho import Way

__all__ = ["Rows", "Table", "compile_tasks"]


class Rows(Protocol):
    """Where a task's rows come from: its source, or the rows that failed before."""

    carried: bool
    connector: str
    """The kind of source."""
    identity: str
    """Which source it is, as far as settings that are no secrets tell."""

    def schema(self, task: Task) -> pa.Schema:
        """Tell the columns."""
        ...

    def batches(self, task: Task) -> Iterable[pa.RecordBatch]:
        """Stream the rows."""
        ...

    def notes(self, task: Task) -> tuple[str, ...]:
        """Say what is to be known of how the rows are read."""
        ...

    def way(self, task: Task) -> Way | None:
        """By which API of Zoho CRM the rows came; None from other sources."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A task made ready: its compiled mapping, its module's facts, its keys."""

    task: Task
    module: ModuleFacts
    keys: MatchKeys
    mapping: CompiledMapping
    columns: pa.Schema
    rules: Rules
    children: tuple[CompiledChild, ...] = ()


def compile_tasks(
    job: Job, tasks: Iterable[Task], rows: Rows, facts: CrmFacts, *, file: str = ""
) -> list[Table]:
    """Check every task against its source and its module; raises ``DefinitionError`` with all faults."""
    tables: list[Table] = []
    faults: list[Fault] = []
    for task in tasks:
        try:
            tables.append(_compile(task, rows, facts, file))
        except DefinitionError as error:
            faults.extend(error.faults)
        except NotSupportedError as error:
            faults.append(_module_fault(task, error, file))
    if faults:
        raise DefinitionError(tuple(_placed(fault, job, file) for fault in faults))
    return tables


def _module_fault(task: Task, error: NotSupportedError, file: str) -> Fault:
    return Fault(
        message=f"Task {task.name}: {error.message}",
        path=f"tasks.{task.name}.module",
        file=file,
        valid=error.valid,
        next_step=error.next_step,
    )


def _placed(fault: Fault, job: Job, file: str) -> Fault:
    """Give a fault the path that it has in the file, and its line."""
    for number, task in enumerate(job.tasks):
        begin = f"tasks.{task.name}"
        if fault.path == begin or fault.path.startswith(f"{begin}."):
            path = f"jobs.{job.name}.tasks[{number}]{fault.path.removeprefix(begin)}"
            return replace(fault, path=path, file=file, line=line_of(file, path))
    return fault


def _compile(task: Task, rows: Rows, facts: CrmFacts, file: str) -> Table:
    module, columns = facts.describe(task.module), rows.schema(task)
    faults: list[Fault] = list(_stamp_faults(task, module, file))
    mapping = keys = rules = None
    try:
        mapping = compile_mapping(task, columns, module.fields, related=facts.fields, file=file)
    except DefinitionError as error:
        faults.extend(error.faults)
    children: tuple[CompiledChild, ...] = ()
    try:
        children = _children(task, module, columns, rows, facts, file=file)
    except DefinitionError as error:
        faults.extend(error.faults)
    try:
        keys = choose_keys(task, module, file=file)
        create = choose_create(task, module, keys).create
        lines = bulk_lines(module, (child.field for child in children))
        faults.extend(bulk_faults(task, module, create=create, lines=lines, file=file))
    except DefinitionError as error:
        faults.extend(error.faults)
    try:
        rules = read_rules(task, module, columns, facts, file=file)
    except DefinitionError as error:
        faults.extend(error.faults)
    if faults or mapping is None or keys is None or rules is None:
        raise DefinitionError(tuple(faults))
    return Table(
        task=task,
        module=module,
        keys=keys,
        mapping=mapping,
        columns=columns,
        rules=rules,
        children=children,
    )


def _children(
    task: Task, module: ModuleFacts, columns: pa.Schema, rows: Rows, facts: CrmFacts, *, file: str
) -> tuple[CompiledChild, ...]:
    """Compile the fields that are filled by rows of their own."""
    known = ChildFacts(
        fields=module.fields,
        columns_of=lambda name: facts.child_fields(task.module, name),
        related=facts.fields,
        schema=lambda read: rows.schema(replace(task, read=read)),
        version=facts.version,
    )
    return compile_children(task, columns, known, file=file)


def _stamp_faults(task: Task, module: ModuleFacts, file: str) -> Iterator[Fault]:
    if task.stamp and task.stamp not in module.unique:
        yield Fault(
            message=f"The stamp field {task.stamp} is not a unique field of {module.name}.",
            path=f"tasks.{task.name}.stamp",
            file=file,
            valid=module.unique,
            next_step="Make a custom text field with duplicates not allowed, and name it here.",
        )
