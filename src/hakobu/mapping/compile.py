"""Compile a task's mapping: every fault of it at once, before a row is read."""

from __future__ import annotations

import hashlib
import zoneinfo
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hakobu.errors import DefinitionError, Fault, SetupError
from hakobu.mapping.compiled import CompiledField, CompiledLookup, CompiledMapping, Slot
from hakobu.mapping.constants import canonical_constant
from hakobu.mapping.expressions import Parser, nearest
from hakobu.mapping.fields import ID, USERS, FieldLike, kind_of, why_not_writable
from hakobu.mapping.kinds import kind_of_arrow
from hakobu.mapping.structures import leads_anywhere
from hakobu.mapping.typed import Typed, misfit, type_of_each
from hakobu.model import Constant, Expression, FieldMap, Lines, Lookup, Mode, Operation, Task
from hakobu.staging import ROW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pyarrow as pa

__all__ = ["compile_mapping", "is_child"]

WRITING = frozenset(Operation) - {Operation.DELETE}
CREATING = frozenset({Operation.INSERT, Operation.UPSERT, Operation.MIRROR})


def compile_mapping(
    task: Task,
    columns: pa.Schema,
    fields: Mapping[str, FieldLike],
    *,
    related: Callable[[str], Mapping[str, FieldLike]],
    file: str = "",
) -> CompiledMapping:
    """Turn a task's mapping into one that can run, or raise all its faults.

    ``columns`` is the source's schema (with or without the row number), ``fields`` the module's fields by
    API name; ``related`` gives those of another module, and an empty mapping for one that is unknown.
    """
    zone = task.read.time_zone
    parser = Parser([name for name in columns.names if name != ROW], task.read.parameters)
    work = _Work(task, columns, fields, related, parser, file)
    if zone is not None and zone not in zoneinfo.available_timezones():
        close = nearest(zone, sorted(zoneinfo.available_timezones()))
        work.faults.append(
            Fault(
                message=f"There is no time zone {zone}.",
                path=f"tasks.{task.name}.read.time_zone",
                file=file,
                valid=close,
                next_step="Write it like Asia/Tokyo.",
            )
        )
        raise DefinitionError(tuple(work.faults))
    try:
        drafts = [draft for each in task.map if (draft := _draft(work, each)) is not None]
    finally:
        parser.close()
    compiled = _typed(work, drafts)
    _mandatory(work)
    if work.faults:
        raise DefinitionError(tuple(work.faults))
    return CompiledMapping(
        task=task.name,
        module=task.module,
        operation=task.operation,
        fields=compiled,
        mandatory=tuple(each.name for each in compiled if each.field.mandatory),
        volatile=tuple(draft.compiled.name for draft in drafts if draft.volatile),
        time_zone=task.read.time_zone,
        parameters=task.read.parameters,
    )


@dataclass(slots=True)
class _Work:
    """What is being compiled, and what was found wrong so far."""

    task: Task
    columns: pa.Schema
    fields: Mapping[str, FieldLike]
    related: Callable[[str], Mapping[str, FieldLike]]
    parser: Parser
    file: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, name: str, message: str, valid: Sequence[str] = (), next_step: str = "") -> None:
        """Note one fault of one field; without a field's name it is one of the whole map."""
        path = f"tasks.{self.task.name}.map" + (f".{name}" if name else "")
        message += "" if message.endswith((".", ")", "…")) else "."
        new = Fault(message=message, path=path, file=self.file, valid=tuple(valid), next_step=next_step)
        if new not in self.faults:
            self.faults.append(new)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A field whose expressions were read but not yet typed."""

    compiled: CompiledField
    divisions: tuple[tuple[str, str], ...] = ()
    volatile: bool = False


def _draft(work: _Work, each: FieldMap) -> _Draft | None:
    if is_child(each):
        return None  # its rows are compiled by themselves
    known = _field(work, each.field)
    if known is None:
        return None
    if reason := _refusal(work, each, known):
        work.fault(each.field, f"{work.task.module}.{each.field} {reason}")
        return None
    if leads_anywhere(known) and not isinstance(each.source, Lookup) and work.task.operation in WRITING:
        step = "Say which: {lookup: MODULE, by: {id: COLUMN}}, or by another field of that module."
        work.fault(each.field, f"{each.field} leads to records of several modules", (), step)
        return None
    compiled = CompiledField(
        name=each.field,
        field=known,
        picklist=each.picklist,
        nulls=each.nulls,
        policy=each.policy,
        fingerprint=_fingerprint(work, each, known),
    )
    _picklist(work, each, known)
    _mode(work, each, known)
    return _sourced(work, compiled, each)


def _sourced(work: _Work, compiled: CompiledField, each: FieldMap) -> _Draft | None:
    if isinstance(each.source, Constant):
        return _constant(work, compiled, each.source)
    if isinstance(each.source, Lookup):
        return _lookup(work, compiled, each.source)
    if isinstance(each.source, Expression):
        return _slots(work, compiled, ((each.field, each.source),), allow_empty=each.empty == "allow")
    return None  # lines are compiled by themselves


def is_child(each: FieldMap) -> bool:
    """Tell whether a field is filled by rows of its own: lines or links."""
    return isinstance(each.source, Lines) or (isinstance(each.source, Lookup) and bool(each.source.each))


def _mode(work: _Work, each: FieldMap, known: FieldLike) -> None:
    if each.mode is Mode.REPLACE:
        return
    if kind_of(known) not in {"choices", "tags"}:
        work.fault(f"{each.field}.mode", f"{each.field} holds one value; mode: {each.mode} does not apply")
    elif each.mode is Mode.REMOVE and work.task.operation is Operation.INSERT:
        work.fault(
            f"{each.field}.mode", "A new record has nothing to remove; insert cannot have mode: remove"
        )


def _field(work: _Work, name: str) -> FieldLike | None:
    if name in work.fields:
        return ID if name == "id" else work.fields[name]
    if name == "id":
        return ID
    labels = {known.label: api_name for api_name, known in work.fields.items()}
    close = nearest(name, (*work.fields, *labels), 5)
    names = dict.fromkeys(labels.get(each, each) for each in close)
    work.fault(name, f"{work.task.module} has no field {name}", tuple(names) or sorted(work.fields)[:20])
    return None


def _refusal(work: _Work, each: FieldMap, known: FieldLike) -> str:
    if known is ID:
        creates = work.task.operation is Operation.INSERT
        return "is given by Zoho when it creates the record, as insert does" if creates else ""
    return why_not_writable(known, work.task.operation, each.policy)


def _fingerprint(work: _Work, each: FieldMap, known: FieldLike) -> str:
    zone = work.task.read.time_zone
    said = repr((each.source, each.picklist, zone, known.data_type, known.decimal_place, known.precision))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _picklist(work: _Work, each: FieldMap, known: FieldLike) -> None:
    if each.picklist is None or not known.picklist:
        return
    valid = {value for pick in known.picklist for value in (pick.display, pick.actual)}
    values = [new for _, new in each.picklist.values]
    if each.picklist.unknown == "default" and each.picklist.default is not None:
        values.append(each.picklist.default)
    for value in dict.fromkeys(values):
        if value and value not in valid:
            actual = tuple(pick.actual for pick in known.picklist)
            work.fault(f"{each.field}.picklist", f"{value!r} is no value of {known.api_name}", actual[:30])


def _constant(work: _Work, compiled: CompiledField, source: Constant) -> _Draft | None:
    value, wrong = canonical_constant(compiled.field, source, work.task.read.time_zone)
    if wrong:
        work.fault(compiled.name, f"The constant {source.value!r} does not fit {compiled.name}: {wrong}")
        return None
    return _Draft(replace(compiled, constant=value, picklist=None))


def _lookup(work: _Work, compiled: CompiledField, source: Lookup) -> _Draft | None:
    known, name = compiled.field, compiled.name
    if kind_of(known) != "record" or known is ID:
        work.fault(name, f"{name} is no lookup but {known.data_type}; lookup: does not apply")
        return None
    users = source.module.lower() == "users"
    target = None if leads_anywhere(known) else known.lookup_module
    target = "users" if known.data_type in {"ownerlookup", "userlookup"} else target
    if target and target.lower() != source.module.lower():
        work.fault(name, f"{name} refers to {target}, not to {source.module}", (target,))
        return None
    there = USERS if users else _related(work, name, source.module)
    if not there:
        return None
    by = []
    for key, _ in source.by:
        if key not in there:
            message = f"{source.module} has no field {key}"
            work.fault(f"{name}.by.{key}", message, nearest(key, tuple(there)) or sorted(there)[:20])
            return None
        by.append(there[key])
    if not by:
        work.fault(name, "lookup: needs by:, the field by which the other record is found")
        return None
    found = CompiledLookup(
        module="users" if users else source.module,
        by=tuple(by),
        missing=source.missing,
        ambiguous=source.ambiguous,
        fallback=source.fallback,
    )
    keys = tuple((f"{name}#{number}", sql) for number, (_, sql) in enumerate(source.by))
    return _slots(work, replace(compiled, lookup=found), keys, allow_empty=False)


def _related(work: _Work, name: str, module: str) -> Mapping[str, FieldLike]:
    try:
        there = work.related(module)
    except SetupError as error:
        work.fault(name, f"The fields of {module} cannot be read: {error}")
        return {}
    if not there:
        work.fault(name, f"There is no module {module}")
    return {**there, "id": ID} if there else {}


def _slots(
    work: _Work, compiled: CompiledField, keys: tuple[tuple[str, Expression], ...], *, allow_empty: bool
) -> _Draft | None:
    slots: list[Slot] = []
    divisions: list[tuple[str, str]] = []
    volatile = bad = False
    for name, source in keys:
        parsed = work.parser.parse(source.sql)
        for finding in parsed.findings:
            work.fault(compiled.name, finding.message, finding.valid, finding.next_step)
        bad = bad or bool(parsed.findings)
        kind = kind_of_arrow(work.columns.field(parsed.columns[0]).type) if parsed.plain else ""
        slots.append(
            Slot(
                name=name,
                sql=parsed.sql,
                kind=kind,
                columns=parsed.columns,
                plain=parsed.plain,
                allow_empty=allow_empty,
            )
        )
        divisions += parsed.divisions
        volatile = volatile or parsed.volatile
    if bad:
        return None
    return _Draft(replace(compiled, slots=tuple(slots)), tuple(divisions), volatile)


def _typed(work: _Work, drafts: list[_Draft]) -> tuple[CompiledField, ...]:
    """Give every slot the kind of value that comes out of it; the sandbox is asked once for all of them."""
    questions = [slot.sql for draft in drafts for slot in draft.compiled.slots if not slot.plain]
    questions += [side for draft in drafts for pair in draft.divisions for side in pair]
    types = type_of_each(work.columns, questions)
    return tuple(_settle(work, draft, types) for draft in drafts)


def _settle(work: _Work, draft: _Draft, types: Mapping[str, Typed]) -> CompiledField:
    compiled = draft.compiled
    into = compiled.lookup.by if compiled.lookup else (compiled.field,) * len(compiled.slots)
    slots = []
    for slot, known in zip(compiled.slots, into, strict=True):
        typed = Typed(slot.kind) if slot.plain else types[slot.sql]
        settled = replace(slot, kind=typed.kind, cast=typed.cast)
        if typed.error:
            work.fault(compiled.name, f"The expression cannot be computed: {typed.error}")
        elif wrong := misfit(settled, known, work.task.read.time_zone, mapped=compiled.picklist is not None):
            work.fault(compiled.name, *wrong)
        slots.append(settled)
    for left, right in draft.divisions:
        if types[left].exact and types[right].exact:
            step = f"Write CAST({left} AS DOUBLE) / {right}, or // for whole numbers."
            work.fault(compiled.name, f"{left} / {right} would lose exact digits", (), step)
    return replace(compiled, slots=tuple(slots))


def _mandatory(work: _Work) -> None:
    if work.task.operation not in CREATING:
        return
    mapped = {each.field for each in work.task.map}
    for name, known in work.fields.items():
        writable = kind_of(known) is not None or known.data_type == "subform"
        if known.mandatory and known.creatable and name not in mapped and writable:
            how = (
                "lines:, match: and map:"
                if known.data_type == "subform"
                else "a column, an expression, or {constant: …}"
            )
            step = f"Add {name} to map: {how}."
            work.fault("", f"{work.task.module}.{name} is mandatory and not mapped", (), step)
