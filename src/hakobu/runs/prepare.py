"""From a source to a plan: read, map, check, look up, match, compare; nothing is written to the CRM."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

import msgspec
import pyarrow.parquet as pq

from hakobu.changes import ID, Comparison, Staged
from hakobu.definitions import lookups_of
from hakobu.errors import GuardError, StoppedError
from hakobu.mapping import (
    Parent,
    canonical_of,
    check,
    map_rows,
    resolve_lookups,
    whole_lines,
    why_not_writable,
    write_mapped,
)
from hakobu.model import Automation, Change, ChangeKind, Compare, FieldPolicy, Operation, Task
from hakobu.plan import (
    GONE,
    SEEN,
    WHOLE,
    InvalidRow,
    Tally,
    TaskPlan,
    bulk_lines,
    choose_create,
    choose_route,
    guards_of,
    names_only,
    price_of,
    read_plan,
    to_read_back,
    with_read_back,
    write_plan,
)
from hakobu.runs.lines import LinesFilled, fill_lines, parts_of
from hakobu.runs.masks import HIDDEN, sensitive_of
from hakobu.runs.part import Part, choose_part, read_ways
from hakobu.runs.rows import drop_rows
from hakobu.runs.rules import recreates
from hakobu.runs.unsure import mark_unsure
from hakobu.runs.watch import Event
from hakobu.staging import ROW, open_session, quote, text, write_spool
from hakobu.zoho import TIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb
    import pyarrow as pa

    from hakobu.changes import Counts, Ledger
    from hakobu.mapping import ChildField
    from hakobu.runs.compile import Rows, Table
    from hakobu.runs.crm import CrmFacts
    from hakobu.runs.options import Options
    from hakobu.store import Store

__all__ = ["COLLIDES", "PRESENT", "SOURCE", "Preparation"]

MAPPED = "mapped.parquet"  # what the expressions gave
SOURCE = "source.parquet"  # the rows as they were read
CHUNK = 500
COLLIDES = "rows_collide"  # the guard that a person may wave through
PRESENT = "present.json"  # which rows that failed before are still in the source


@dataclass(slots=True)
class Preparation:
    """Makes the plans of one run, task after task, in its folder."""

    store: Store
    facts: CrmFacts
    rows: Rows
    folder: Path
    run_id: int
    token: str  # stands in stamps, so that no two runs of any machine share one
    options: Options
    batch: int
    referred: frozenset[str]  # modules that some task looks records up in
    parents: list[Parent] = field(default_factory=list)

    def plan(self, position: int, table: Table, ledger: Ledger, *, compare: Compare | None) -> TaskPlan:
        """Plan one task; the plan lies in the run's folder when this returns."""
        place = self.folder / str(position)
        session = open_session(place / "scratch")
        mark, now = self.store.marks.of(ledger.id), self.options.clock.now()
        part = choose_part(table.task, table.columns, self.rows, mark, now=now, whole=self.options.whole)
        table = replace(table, task=part.task)
        self.facts.read_some = False
        try:
            filled = self._checked(session, place, table)
            self._tell("compare", table.task)
            comparison = Comparison(
                session,
                task=table.task,
                module=table.module,
                keys=table.keys,
                staged=Staged(
                    checked=filled.checked,
                    source=place / SOURCE,
                    complete=not self.rows.carried and part.task.read.window is None,
                    raw=place / MAPPED,
                    slots=_slots(table),
                ),
                ledger=ledger,
                rules=table.rules,
                volatile=table.mapping.volatile,
                parts=parts_of(table),
            )
            comparison.hold(self.store.held.of(ledger.id))
            comparison.decide(self.store.decisions.of(ledger.id))
            if rows := comparison.leave_out(self.store.forgotten.of(ledger.id)):
                drop_rows(place / SOURCE, rows)
            how = compare or table.task.compare or Compare.LEDGER
            counts = comparison.run(self.facts, how)
            warnings = (
                *part.notes,
                *_of_ties(table.task),
                *self._guard(table, comparison),
                *comparison.warnings(),
            )
            comparison.write_seen(place / SEEN)
            comparison.write_gone(place / GONE)
            if counts.update and recreates(table.task):
                comparison.write_rows(place / WHOLE)
            self._keep_parent(session, place, table.task)
            self._note_present(place, comparison, ledger)
            self._write(
                place,
                table,
                ledger,
                comparison,
                counts=counts,
                warnings=warnings,
                compare=how,
                filled=filled,
                part=part,
            )
        finally:
            session.close()
        for name in (MAPPED, "checked.parquet", "resolved.parquet"):
            (place / name).unlink(missing_ok=True)
        plan = read_plan(place)
        if plan is None:
            raise AssertionError("a plan that was just written is not there")
        return plan

    def _checked(self, session: duckdb.DuckDBPyConnection, place: Path, table: Table) -> LinesFilled:
        task = table.task
        self._tell("read", task)
        source = write_spool(place / SOURCE, self._counted(task), schema=table.columns)
        self._tell("map", task, done=source.rows, total=source.rows)
        mapped = place / MAPPED
        write_mapped(mapped, map_rows(table.mapping, source.batches()))
        self._tell("check", task, done=source.rows, total=source.rows)
        checked = place / "checked.parquet"
        check(session, table.mapping, mapped, checked)
        if not lookups_of(task) and not table.children:
            return LinesFilled(checked, source.rows)
        self._tell("look up", task, done=source.rows, total=source.rows)
        own = Parent(task=task.name, module=task.module, path=checked)
        resolved = place / "resolved.parquet"
        parents = [*self.parents, own]
        resolve_lookups(session, table.mapping, checked, resolved, finder=self.facts, parents=parents)
        filled = LinesFilled(resolved, source.rows)
        fill_lines(session, table, source.path, filled, rows=self.rows, finder=self.facts, parents=parents)
        return filled

    def _counted(self, task: Task) -> Iterator[pa.RecordBatch]:
        done = 0
        for batch in self.rows.batches(task):
            done += batch.num_rows
            self._tell("read", task, done=done)
            yield batch

    def _guard(self, table: Table, comparison: Comparison) -> tuple[str, ...]:
        """Warn of a default key that names rather than identifies; stop where rows would collide."""
        name = names_only(table.task, table.keys)
        if name is None:
            return ()
        colliding = comparison.colliding()
        warning = (
            f"{table.task.name}: {name} names a record of {table.task.module} rather than identifying it; "
            f"{colliding} rows would collide."
        )
        if colliding and not self.options.yes:
            hidden = sensitive_of(table.task, table.columns.names, table.keys).key
            examples = [HIDDEN if hidden else each for each in comparison.collisions()]
            raise GuardError(
                f"{name} names a record rather than identifying it, and {colliding} rows would collide: "
                f"{', '.join(examples)}.",
                where=f"task {table.task.name}",
                code=COLLIDES,
                next_step=f"Name a key that identifies (match: [Field]), or say match: [{name}] "
                "(or --yes) to accept it; colliding rows are then listed and not sent.",
            )
        return (warning,)

    def _keep_parent(self, session: duckdb.DuckDBPyConnection, place: Path, task: Task) -> None:
        """Keep the valid rows, for the lookups of later tasks that name this module."""
        if task.operation is Operation.DELETE or task.module not in self.referred:
            return
        path = place / "valid.parquet"
        names = ", ".join(quote(entry.field) for entry in task.map if entry.field != ID)
        session.execute(
            f"copy (select {ROW}, {names} from keyed where {ROW} not in (select _row from faults)) "
            f"to {text(str(path))} (format parquet, compression lz4)"
        )
        self.parents.append(Parent(task=task.name, module=task.module, path=path))

    def _note_present(self, place: Path, comparison: Comparison, ledger: Ledger) -> None:
        old = {reject.label for reject in self.store.rejects.open_of(ledger.id, before=self.run_id)}
        (place / PRESENT).write_bytes(msgspec.json.encode(sorted(comparison.present(old))))

    def _write(
        self,
        place: Path,
        table: Table,
        ledger: Ledger,
        comparison: Comparison,
        *,
        counts: Counts,
        warnings: tuple[str, ...],
        filled: LinesFilled,
        compare: Compare,
        part: Part,
    ) -> None:
        task = table.task
        below = self._below(table)
        shapes = tuple(each.shape for each in below.values())
        read, lost = counts.read + len(filled.orphans), len(filled.orphans)
        create = choose_create(task, table.module, table.keys, batch=self.batch)
        decided = comparison.decided_creations()
        if decided:  # Zoho's own matching would find one of the records that were decided against
            create = msgspec.structs.replace(create, create="insert", check=())
        unique = [(name,) for name in table.keys.unique]
        ways = [way for way in (*unique, *table.keys.alternatives) if way != (ID,)]
        if task.stamp:
            ways.insert(0, (task.stamp,))
        lines = bulk_lines(table.module, (child.field for child in table.children))
        tally = Tally(guards_of(task, table.module), lines)

        def header() -> TaskPlan:
            route = choose_route(task, table.module, create, tally)
            again = to_read_back(task, counts.create + counts.update + counts.delete)
            return TaskPlan(
                task=task.name,
                module=task.module,
                operation=task.operation,
                ledger_id=ledger.id,
                fields=tuple(entry.field for entry in task.map if entry.field != ID),
                ways=tuple(ways),
                route=route,
                price=with_read_back(price_of(route, tally), again),
                read=0 if self.rows.carried else read,
                carried=read if self.rows.carried else 0,
                create=counts.create,
                update=counts.update,
                delete=counts.delete,
                unchanged=counts.unchanged,
                invalid=counts.invalid + lost,
                skipped=counts.skipped,
                warnings=warnings,
                known=_known(table, ledger, deletes=counts.delete),
                children=shapes,
                compare=str(compare),
                policies={
                    entry.field: str(entry.policy)
                    for entry in task.map
                    if entry.policy is not FieldPolicy.ALWAYS
                },
                kept=counts.kept,
                mirrored=counts.mirrored,
                drift=counts.drift,
                verify=again,
                mark=part.reached(place / SOURCE),
                sensitive=sensitive_of(task, table.columns.names, table.keys),
                reads=read_ways(part, self.rows, self.facts),
            )

        invalid = (
            InvalidRow(row, label, [(fault.field, fault.code, fault.detail) for fault in faults], key)
            for row, key, label, faults in comparison.invalid()
        )
        found = mark_unsure(comparison.changes(), compare=compare, fields=table.module.fields)
        changes = self._remembered(table, self._stamped(task, _told(found, decided)))
        kept = (
            msgspec.structs.replace(each, by=self.facts.name(each.by)) if each.by else each
            for each in comparison.kept()
        )
        write_plan(
            place, header, tally.count(changes), chain(invalid, filled.invalid()), kept, children=shapes
        )

    def _below(self, table: Table) -> dict[str, ChildField]:
        """Name the fields that hold lines or links; of a deletion all of the module, whatever is mapped."""
        mapped = {child.name: child.field for child in table.children}
        if not _deletes(table.task):
            return mapped
        subforms = {name: one for name, one in table.module.fields.items() if one.data_type == "subform"}
        whole = {
            name: whole_lines(name, one, self.facts.child_fields(table.task.module, name))
            for name, one in subforms.items()
        }
        return whole if table.task.operation is Operation.DELETE else {**whole, **mapped}

    def _stamped(self, task: Task, changes: Iterator[Change]) -> Iterator[Change]:
        for change in changes:
            if task.stamp and change.kind is ChangeKind.CREATE:
                stamp = f"{self.token}-{change.row}"
                yield msgspec.structs.replace(change, new={**change.new, task.stamp: stamp})
            else:
                yield change

    def _remembered(self, table: Table, changes: Iterator[Change]) -> Iterator[Change]:
        """Read whole what is to be deleted, so that an undo can create it again (lesson 22)."""
        if not _deletes(table.task):
            yield from changes
            return
        below = self._below(table)
        known = {
            name: field
            for name, field in table.module.fields.items()
            if name != ID and not why_not_writable(field, Operation.INSERT, FieldPolicy.ALWAYS)
        }
        while chunk := list(islice(changes, CHUNK)):
            ids = [change.id or "" for change in chunk if change.kind is ChangeKind.DELETE]
            if not ids:
                yield from chunk
                continue
            found = {str(row["id"]): row for row in self.facts.find(table.task.module, ID, ids, list(known))}
            lines = {
                name: dict(self.facts.children(table.task.module, name, ids, child.shape.columns))
                for name, child in below.items()
            }
            for change in chunk:
                if change.kind is not ChangeKind.DELETE:
                    yield change
                    continue
                row = found.get(change.id or "", {})
                old = {name: canonical_of(field, row.get(name)) for name, field in known.items()}
                old |= {
                    name: child.canonical(lines[name].get(change.id or "")) for name, child in below.items()
                }
                yield msgspec.structs.replace(change, old=old)

    def _tell(self, phase: str, task: Task, *, done: int = 0, total: int | None = None) -> None:
        if self.options.stop.is_set():
            raise StoppedError("Stopped by hand; nothing was written.", where=f"task {task.name}")
        self.options.watch(Event(phase=phase, task=task.name, done=done, total=total))


def _told(changes: Iterator[Change], decided: dict[int, str]) -> Iterator[Change]:
    """Say of creations by decision that they are."""
    for change in changes:
        said = decided.get(change.row, "") if change.kind is ChangeKind.CREATE else ""
        yield msgspec.structs.replace(change, matched_by=said) if said else change


def _deletes(task: Task) -> bool:
    """Tell whether a task deletes records, and does not archive them."""
    return task.operation in {Operation.DELETE, Operation.MIRROR} and not task.archive


def _slots(table: Table) -> dict[str, str]:
    """Name, for each field, the column of the mapped rows that it is made from."""
    return {each.name: each.slots[0].name for each in table.mapping.fields if len(each.slots) == 1}


def _known(table: Table, ledger: Ledger, *, deletes: int) -> int:
    """Count the records of which deletes are a share: the module's for a delete task, else the task's own."""
    if not deletes:
        return 0
    if table.task.operation is not Operation.DELETE:
        return pq.read_metadata(ledger.snapshot).num_rows if ledger.snapshot else 0
    limit = table.task.guards.deletes
    return table.module.count() if limit is not None and limit.number is None else 0  # it costs a call


def _of_ties(task: Task) -> Iterator[str]:
    """Say what a related list's call cannot do."""
    if task.module in TIES and task.automation is not Automation.ANY:
        yield (
            f"{task.name}: Zoho's call for {task.module} takes no list of triggers; whether rules run there "
            "is up to Zoho."
        )
