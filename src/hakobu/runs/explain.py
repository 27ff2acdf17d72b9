"""A record's life, as far as we know it: which runs wrote it, from which rows, and what others did after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from hakobu.delivery import find_whole
from hakobu.mapping import canonical_of, same_value
from hakobu.model import Constant, Expression, Lookup, Outcome, Sensitive
from hakobu.runs.edits import Edits, Ours, moment, read_edits, sensitive_in
from hakobu.runs.in_force import UNDO, marks_of, taken_back
from hakobu.runs.masks import HIDDEN, Mask
from hakobu.runs.people import names_of
from hakobu.store import Decision, Store

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from hakobu.model import Change, Definition, FieldMap, Result
    from hakobu.store import Run, RunTask
    from hakobu.zoho import Client

__all__ = ["FieldStep", "InZoho", "Life", "Step", "explain_record"]

BELOW = {"subform", "multiselectlookup", "multiuserlookup"}  # what lies below records is read elsewhere
SYSTEM = ("Created_By", "Created_Time", "Modified_By", "Modified_Time")
WROTE = {Outcome.CREATED, Outcome.UPDATED}


class FieldStep(msgspec.Struct, frozen=True, kw_only=True):
    """One field of one write: ``known_old`` is False where nobody knows what was there before."""

    field: str
    new: str | None
    old: str | None = None
    known_old: bool = False
    source: str = ""  # how the definition maps it, as it is now


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One call of ours that concerned the record; ``at`` is in seconds since the epoch.

    ``purged``: the values are gone, the fields are still named. ``undone_by`` took it back, all of it.
    """

    run: int
    at: float
    job: str
    kind: str
    of_run: int | None
    task: str
    module: str
    outcome: str
    row: int
    key: str
    matched_by: str = ""
    note: str = ""
    fields: tuple[FieldStep, ...] = ()
    purged: bool = False
    undone_by: int | None = None


class InZoho(msgspec.Struct, frozen=True, kw_only=True):
    """What Zoho tells now: ``after`` says whether somebody changed it after our last write.

    ``differs`` holds, by field that we wrote, our value and the present one.
    """

    found: bool
    created_by: str = ""
    created_at: str = ""
    modified_by: str = ""
    modified_at: str = ""
    after: bool | None = None
    differs: dict[str, tuple[str | None, str | None]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A step as it may be shown, and the change itself behind it."""

    step: Step
    ledger: int
    change: Change
    sensitive: Sensitive
    begun: float  # of the run
    modified: str | None  # as Zoho answered


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of a record; without ``steps`` no run of ours wrote it.

    ``edits`` is Zoho's own timeline: every editor's changes, ours among them.
    """

    module: str
    id: str
    steps: tuple[Step, ...] = ()
    held: tuple[str, ...] = ()  # its rows that an undo holds, by their keys
    decisions: tuple[Decision, ...] = ()
    zoho: InZoho | None = None
    edits: Edits | None = None


def explain_record(
    home: Path,
    module: str,
    ident: str,
    *,
    client: Client | None = None,
    definition: Definition | None = None,
    sensitive: Collection[str] = (),
) -> Life:
    """Tell a record's life; ``client`` asks Zoho too, ``definition`` tells how fields are mapped.

    ``sensitive`` fields are hidden, beside those that the definition and the runs hold so.

    Asking costs one call for the record and, with schema v8, one for the newest 200 entries of its timeline.
    """
    with Store(home) as store:
        told = list(_told(store, ident, definition))
        steps = tuple(each.step for each in told)
        keys = {(each.ledger, each.change.key): each.step.key for each in told if each.change.key}
        held = [
            keys[ledger, row.key]
            for ledger in {ledger for ledger, _ in keys}
            for row in store.held.of(ledger)
            if (ledger, row.key) in keys
        ]
        decided = [
            each
            for each in store.decisions.every()
            if each.answer == ident or (each.ledger_id, each.key) in keys
        ]
        if any(each.sensitive.key for each in told):
            held = [HIDDEN for _ in held]
            decided = [msgspec.structs.replace(each, key=HIDDEN, label=HIDDEN) for each in decided]
        last = next((result.modified for result in _answers(store, ident) if result.modified), None)
    name = steps[-1].module if steps else module
    zoho = _ask(client, name, ident, told, last) if client is not None else None
    hidden = sensitive_in(definition, name).union(sensitive, *(each.sensitive.fields for each in told))
    return Life(
        module=name,
        id=ident,
        steps=steps,
        held=tuple(held),
        decisions=tuple(decided),
        zoho=zoho,
        edits=(
            read_edits(client, name, ident, ours=_ours(told), hidden=hidden, home=home)
            if client is not None and zoho is not None and zoho.found
            else None
        ),
    )


def _told(store: Store, ident: str, definition: Definition | None) -> Iterator[_Told]:
    runs: dict[int, Run] = {}
    taken: dict[int, dict[int, set[str]]] = {}
    for at, call in store.journal.of_record(ident):
        run = runs.get(call.run_id) or store.runs.get(call.run_id)
        if run is None:
            continue
        if run.id not in runs:
            runs[run.id] = run
            taken[run.id] = _undos(store, run)
        task = next((each for each in run.tasks if each.task == call.task), None)
        for change, result in zip(call.changes, call.results, strict=True):
            if task is not None and ident in {result.id, change.id}:
                undone = _undone_by(task, change, result, taken[run.id])
                maps = _maps(definition, run.job, task.task) if run.kind != UNDO else {}
                hidden = msgspec.convert(task.notes.get("sensitive", {}), Sensitive)
                step = _step(run, task, (Mask.of(hidden, store.home).change(change), result), maps)
                if hidden.fields and step.note:
                    step = msgspec.structs.replace(step, note=HIDDEN)  # it may quote a value
                step = msgspec.structs.replace(step, at=at, undone_by=undone)
                yield _Told(
                    step=step,
                    ledger=task.ledger_id,
                    change=change,
                    sensitive=hidden,
                    begun=run.started,
                    modified=result.modified,
                )


def _ours(told: list[_Told]) -> list[Ours]:
    """List what we wrote, by which our own among the edits are known."""
    return [
        Ours(
            run=each.step.run,
            outcome=each.step.outcome,
            begun=each.begun,
            answered=each.step.at,
            fields=frozenset(each.change.new),
            modified=each.modified,
        )
        for each in told
        if each.step.outcome in {*WROTE, Outcome.DELETED}
    ]


def _answers(store: Store, ident: str) -> list[Result]:
    """List the answers about a record, the last first."""
    found = [
        result
        for _, call in store.journal.of_record(ident)
        for result in call.results
        if result.id == ident and result.outcome in WROTE
    ]
    return found[::-1]


def _undos(store: Store, run: Run) -> dict[int, set[str]]:
    if not taken_back(store, run):
        return {}
    return {
        undo.id: {
            mark
            for task in undo.tasks
            for call in store.journal.written(undo.id, task.task)
            for change, result in zip(call.changes, call.results, strict=True)
            for mark in marks_of(task, change, result)
        }
        for undo in store.runs.undos_of(run.id)
        if undo.status != "planned"
    }


def _undone_by(task: RunTask, change: Change, result: Result, undos: dict[int, set[str]]) -> int | None:
    marks = set(marks_of(task, change, result))
    return next((number for number, did in undos.items() if marks and marks <= did), None)


def _step(run: Run, task: RunTask, told: tuple[Change, Result], maps: Mapping[str, str]) -> Step:
    change, result = told
    fields = tuple(
        FieldStep(
            field=name,
            new=value,
            old=change.old.get(name),
            known_old=name in change.old,
            source=maps.get(name, ""),
        )
        for name, value in change.new.items()
    )
    said = " ".join(part for part in (result.code, result.field, result.message) if part)
    return Step(
        run=run.id,
        at=run.started,
        job=run.job,
        kind=run.kind,
        of_run=run.of_run,
        task=task.task,
        module=task.module,
        outcome=str(result.outcome),
        row=change.row,
        key=change.label,
        matched_by=change.matched_by,
        note=result.note or said,
        fields=fields,
        purged=run.purged is not None,
    )


def _maps(definition: Definition | None, job: str, task: str) -> dict[str, str]:
    """Tell how the fields of a task are mapped."""
    known = definition.jobs.get(job) if definition is not None else None
    tasks = known.tasks if known is not None else ()
    return {entry.field: _source(entry) for each in tasks if each.name == task for entry in each.map}


def _source(entry: FieldMap) -> str:
    match entry.source:
        case Expression(sql=sql):
            return sql
        case Constant(value=value):
            return f"constant {value}"
        case Lookup(module=module, by=by):
            return f"{module} by {', '.join(f'{name} = {each.sql}' for name, each in by)}"
        case _:
            return "lines"


def _ask(client: Client, module: str, ident: str, told: list[_Told], last: str | None) -> InZoho:
    fields = client.fields(module)
    ours: dict[str, str | None] = {}
    hidden: set[str] = set()
    for each in told:
        hidden.update(each.sensitive.fields)
        if each.step.outcome == Outcome.DELETED:
            ours = {}
        elif each.step.outcome in WROTE and not each.step.purged:
            ours |= each.change.new
    names = [name for name in ours if name in fields and fields[name].data_type not in BELOW]
    asked = [*names, *(name for name in SYSTEM if name in fields)]
    found = list(find_whole(client, module, fields, by=("id", [ident]), columns=asked))
    if not found:
        return InZoho(found=False)
    record = found[0]
    differs = {
        name: (HIDDEN, HIDDEN) if name in hidden else (ours[name], holds)
        for name in names
        if not same_value(fields[name], holds := canonical_of(fields[name], record.get(name)), ours[name])
    }
    modified = str(record.get("Modified_Time") or "")
    creator, editor = (_person(record.get(name)) for name in ("Created_By", "Modified_By"))
    names_by_id = names_of(client, [creator, editor])
    return InZoho(
        found=True,
        created_by=names_by_id.get(creator, creator),
        created_at=str(record.get("Created_Time") or ""),
        modified_by=names_by_id.get(editor, editor),
        modified_at=modified,
        after=moment(modified) > moment(last) if modified and last else None,
        differs=differs,
    )


def _person(value: Any) -> str:
    return str(value.get("id") or "") if isinstance(value, dict) else ""
