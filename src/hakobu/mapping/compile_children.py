"""Compile the fields that are filled by rows of their own: lines of subforms, links to several records."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from hakobu.errors import DefinitionError, Fault
from hakobu.mapping.children import ChildField, ChildShape
from hakobu.mapping.compile import compile_mapping, is_child
from hakobu.mapping.compiled import CompiledChild
from hakobu.mapping.expressions import Parser, nearest
from hakobu.mapping.fields import why_not_writable
from hakobu.model import Expression, FieldMap, FieldPolicy, Lines, Lookup, Mode, Nulls, Operation, Read, Task
from hakobu.staging import ROW
from hakobu.zoho import line_items_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hakobu.mapping.fields import FieldLike

__all__ = ["ITEMS", "KEY", "NUMBER", "ChildFacts", "compile_children", "whole_lines"]

KEY = "key"  # the one column of the rows that a text of keys is split into
ITEMS = "#lines"  # behind a field's name: the column into which the rows of a read are brought
NUMBER = "#row"  # in such rows: their number in the read
LINKS = {"multiselectlookup", "multiuserlookup"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildFacts:
    """What compiling may ask: the module's fields, a field's columns, other modules, a read's columns."""

    fields: Mapping[str, FieldLike]
    columns_of: Callable[[str], Mapping[str, FieldLike]]
    related: Callable[[str], Mapping[str, FieldLike]]
    schema: Callable[[Read], pa.Schema]
    version: str


def compile_children(
    task: Task, columns: pa.Schema, facts: ChildFacts, *, file: str = ""
) -> tuple[CompiledChild, ...]:
    """Compile every such field of a task, or raise all their faults; ``columns`` are the source's."""
    work = _Work(task, columns, facts, file)
    made = [_compile(work, each) for each in task.map if is_child(each)]
    if work.faults:
        raise DefinitionError(tuple(work.faults))
    return tuple(each for each in made if each is not None)


@dataclass(slots=True)
class _Work:
    task: Task
    columns: pa.Schema
    facts: ChildFacts
    file: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, at: str, message: str, valid: Sequence[str] = (), next_step: str = "") -> None:
        path = f"tasks.{self.task.name}.map.{at}"
        self.faults.append(
            Fault(message=message, path=path, file=self.file, valid=tuple(valid), next_step=next_step)
        )


def _compile(work: _Work, each: FieldMap) -> CompiledChild | None:
    known = _field(work, each)
    if known is None:
        return None
    inner = work.facts.columns_of(each.field)
    if isinstance(each.source, Lookup):
        return _links(work, each, each.source, known, inner)
    if isinstance(each.source, Lines):
        return _lines(work, each, each.source, known, inner)
    return None


def _field(work: _Work, each: FieldMap) -> FieldLike | None:
    module, wanted = work.task.module, ("subform",) if isinstance(each.source, Lines) else tuple(LINKS)
    known = work.facts.fields.get(each.field)
    if known is None:
        fitting = [name for name, one in work.facts.fields.items() if one.data_type in wanted]
        by_version = line_items_of(module)
        theirs = [version for version, name in by_version.items() if name == each.field]
        told = f"{module} has no field {each.field}."
        if theirs:
            ours = by_version.get(work.facts.version, "")
            told = f"{each.field} is the name of {theirs[0]}; in {work.facts.version} it is {ours}."
        close = nearest(each.field, fitting) or fitting
        work.fault(each.field, told, close, f"Write {close[0]}." if close and theirs else "")
        return None
    if known.data_type not in wanted:
        what = "subform" if isinstance(each.source, Lines) else "multi-select lookup"
        key = "lines:" if isinstance(each.source, Lines) else "each:"
        fitting = [name for name, one in work.facts.fields.items() if one.data_type in wanted]
        told = f"{module}.{each.field} is no {what} but {known.data_type}; {key} does not apply."
        work.fault(each.field, told, fitting)
        return None
    return known


def _links(
    work: _Work, each: FieldMap, source: Lookup, known: FieldLike, inner: Mapping[str, FieldLike]
) -> CompiledChild | None:
    key, column = source.by[0]
    place = _column(work, f"{each.field}.by.{key}", column.sql)
    if each.mode is Mode.REMOVE and work.task.operation is Operation.INSERT:
        work.fault(
            f"{each.field}.mode", "A new record has nothing to remove; insert cannot have mode: remove."
        )
    if not inner:
        work.fault(each.field, f"Zoho does not say where the links of {each.field} lie.")
    if place is None or not inner:
        return None
    name = next(iter(inner))
    entry = FieldMap(field=name, source=replace(source, by=((key, Expression(KEY)),), each=None))
    others = "remove" if each.mode is Mode.REPLACE else "keep"
    shape = ChildShape(
        field=each.field, columns=(name,), key=(name,), others=others, links=True, mode=each.mode
    )
    schema = pa.schema([(KEY, pa.string())])
    return _child(
        work,
        each,
        known,
        shape=shape,
        entries=(entry,),
        inner=inner,
        schema=schema,
        column=place,
        separator=source.each or "",
    )


def _lines(
    work: _Work, each: FieldMap, source: Lines, known: FieldLike, inner: Mapping[str, FieldLike]
) -> CompiledChild | None:
    schema = _schema(work, each, source)
    if schema is None:
        return None
    shape = ChildShape(
        field=each.field,
        columns=tuple(one.field for one in source.map),
        key=source.match,
        others=source.others,
        erases=tuple(one.field for one in source.map if one.nulls is Nulls.WRITE),
    )
    column = source.column or each.field + ITEMS
    return _child(
        work,
        each,
        known,
        shape=shape,
        entries=source.map,
        inner=inner,
        schema=schema,
        column=column,
        lines=source,
    )


def _child(
    work: _Work,
    each: FieldMap,
    known: FieldLike,
    *,
    shape: ChildShape,
    entries: tuple[FieldMap, ...],
    inner: Mapping[str, FieldLike],
    schema: pa.Schema,
    column: str,
    separator: str = "",
    lines: Lines | None = None,
) -> CompiledChild | None:
    read = lines.read if lines and lines.read else work.task.read
    pretended = Task(
        name=f"{work.task.name}.map.{each.field}",  # so that faults have the path of the map inside
        read=read,
        module=each.field,
        operation=Operation.UPSERT,
        map=entries,
    )
    try:
        mapping = compile_mapping(pretended, schema, inner, related=work.facts.related, file=work.file)
    except DefinitionError as error:
        begin = f"tasks.{pretended.name}"
        work.faults += [fault if lines else replace(fault, path=begin) for fault in error.faults]
        return None
    for name in mapping.volatile:
        work.fault(f"{each.field}.map.{name}", "run_time() would change a line in every run.")
    return CompiledChild(
        field=ChildField(
            api_name=each.field,
            label=known.label,
            shape=shape,
            columns=tuple(inner[name] for name in shape.columns),
            mandatory=known.mandatory,
            length=known.length,
        ),
        mapping=mapping,
        columns=schema,
        column=column,
        separator=separator,
        read=lines.read if lines else None,
        by=lines.by if lines else (),
    )


def _schema(work: _Work, each: FieldMap, source: Lines) -> pa.Schema | None:
    """Tell the columns of the rows that hold the lines."""
    if source.read is None:
        place = _column(work, f"{each.field}.lines.column", source.column or "")
        return None if place is None else _nested(work, each, source, place)
    brought = each.field + ITEMS
    if brought in work.columns.names:  # rows of an earlier run bring their lines with them
        found = _struct(work.columns.field(brought).type)
        return pa.schema([one for one in found or [] if one.name != NUMBER])
    schema = work.facts.schema(source.read)
    for theirs, ours in source.by:
        if theirs not in schema.names:
            told = f"The lines have no column {theirs}."
            work.fault(
                f"{each.field}.lines.by.{theirs}", told, nearest(theirs, schema.names) or schema.names[:20]
            )
        _column(work, f"{each.field}.lines.by.{theirs}", ours)
    return schema


def _column(work: _Work, at: str, name: str) -> str | None:
    names = [each for each in work.columns.names if each != ROW]
    plain = name[1:-1] if name.startswith('"') and name.endswith('"') else name
    if plain in names:
        return plain
    step = "Name a column as it is; an expression goes into the task's query."
    work.fault(at, f"The source has no column {plain}.", nearest(plain, names) or names[:20], step)
    return None


def _nested(work: _Work, each: FieldMap, source: Lines, place: str) -> pa.Schema | None:
    kind = work.columns.field(place).type
    found = _struct(kind)
    if found is not None:
        return pa.schema(found)
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        told = f"The column {place} holds no lines but {kind}."
        work.fault(f"{each.field}.lines.column", told, (), "Lines are a list, or a text with a JSON list.")
        return None
    parser = Parser(())
    try:
        names = [name for one in source.map for sql in _expressions(one) for name in parser.names(sql)]
    finally:
        parser.close()
    return pa.schema([(name, pa.string()) for name in dict.fromkeys(names)])


def _expressions(entry: FieldMap) -> list[str]:
    if isinstance(entry.source, Expression):
        return [entry.source.sql]
    return [sql.sql for _, sql in entry.source.by] if isinstance(entry.source, Lookup) else []


def _struct(kind: pa.DataType) -> list[pa.Field[pa.DataType]] | None:
    """Give the members of a list of structs."""
    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
        return None
    inner = kind.value_type
    return [inner.field(number) for number in range(inner.num_fields)] if pa.types.is_struct(inner) else None


def whole_lines(name: str, known: FieldLike, inner: Mapping[str, FieldLike]) -> ChildField:
    """Give a subform with every column that can be written, to remember what a deletion takes away."""
    columns = tuple(
        one for one in inner.values() if not why_not_writable(one, Operation.INSERT, FieldPolicy.ALWAYS)
    )
    names = tuple(one.api_name for one in columns)
    shape = ChildShape(field=name, columns=names, key=names, others="remove")
    return ChildField(api_name=name, label=known.label, shape=shape, columns=columns)
