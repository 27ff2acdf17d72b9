"""Deciding: what becomes of each row whose record is known, or known not to be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.changes.keys import ID
from hakobu.changes.live import LIVE
from hakobu.changes.policy import last_agreed, make_ours, stays
from hakobu.changes.work import EDITOR
from hakobu.model import Compare, Constant, Deleted, FieldMap, FieldPolicy, Nulls, Operation
from hakobu.staging import quote, text

if TYPE_CHECKING:
    from hakobu.changes.work import Work

__all__ = ["decide"]


def decide(work: Work, compare: Compare) -> None:
    """Make ``decided``: one row for each source row that is neither invalid nor plainly the same."""
    labels = " ".join(
        f"when {number} then {text(work.keys.label(number))}" for number in range(len(work.keys.ways()))
    )
    by = f"coalesce(m.said, case m.way {labels} end)" if labels else "''"
    parts = []
    looks = EDITOR in work.columns
    editor = quote(EDITOR)
    if work.comparable:
        parts.append(
            f"select n._row, s.id, 'ledger' as origin, '' as by{_old(work, 's')}"
            f"{f', cast(null as varchar) as {editor}' if looks else ''} "
            "from known n join entries s on s.key = n.place where not n.same"
        )
    if work.task.operation is not Operation.INSERT:
        make_ours(work)
        parts.append(
            f"select m._row, l.id, 'live' as origin, {by} as by{_old(work, 'l')}"
            f"{f', l.{editor}' if looks else ''} "
            f"from matched m join {LIVE} l on l.id = m.id where len(m.ids) = 1"
        )
    old = "".join(f", cast(null as varchar) as {quote(f'old.{name}')}" for name in work.fields)
    nothing = (
        "select cast(null as bigint) as _row, cast(null as varchar) as id, "
        f"'' as origin, '' as by{old}{f', cast(null as varchar) as {editor}' if looks else ''} where false"
    )
    base = " union all ".join([nothing, *parts])
    work.session.execute(
        f"""
        create or replace temp table decided as
        select *, {_kind(work)} as kind from (
        select k._row, b.* exclude (_row), {_changed(work, compare)} as changed, {_kept(work)} as kept,
            k._missing as missing
        from keyed k left join ({base}) b on b._row = k._row{last_agreed(work)}
        where k._row not in (select _row from faults)
            and k._row not in (select _row from known where same))
        """
    )
    work.session.execute(
        "insert into faults select _row, unnest(missing), 'mandatory_empty', '' from decided "
        "where kind = 'create' and len(missing) > 0"
    )
    work.session.execute("delete from decided where _row in (select _row from faults)")


def _old(work: Work, table: str) -> str:
    return "".join(f", {table}.{quote(name)} as {quote(f'old.{name}')}" for name in work.fields)


def _differs(entry: FieldMap, compare: Compare) -> str:
    new, old = f"k.{quote(entry.field)}", f"b.{quote(f'old.{entry.field}')}"
    differs = "true" if compare is Compare.NONE else f"{new} is distinct from {old}"
    if entry.joins:
        return f"({new} is distinct from {old})"  # what is to be ignored was joined already
    return f"({new} is not null and {differs})" if entry.nulls is Nulls.IGNORE else f"({differs})"


def _written(work: Work) -> tuple[FieldMap, ...]:
    """List what an update may write: the map, or what archives a record in place of deleting it."""
    if work.task.operation is Operation.DELETE:
        return tuple(
            FieldMap(field=name, source=Constant(value), nulls=Nulls.WRITE)
            for name, value in work.rules.archive.items()
        )
    return tuple(
        entry for entry in work.task.map if entry.field != ID and entry.policy is not FieldPolicy.ON_CREATE
    )


def _changed(work: Work, compare: Compare) -> str:
    """Write the list of fields whose new value is to be written on an update."""
    names, along = [], []
    for entry in _written(work):
        if entry.field in work.volatile:
            along.append(text(entry.field))
            continue
        differs = _differs(entry, compare)
        if keep := stays(work, entry):
            differs = f"{differs} and not coalesce({keep}, false)"
        names.append(f"case when {differs} then {text(entry.field)} end")
    changed = f"list_filter([{', '.join(names)}]::varchar[], lambda x: x is not null)"
    if not along:
        return changed
    return f"case when len({changed}) > 0 then {changed} || [{', '.join(along)}] else [] end"


def _kept(work: Work) -> str:
    """Write the list of fields that would be written but for their policy."""
    names = [
        f"case when {_differs(entry, Compare.LIVE)} and {keep} then {text(entry.field)} end"
        for entry in _written(work)
        if (keep := stays(work, entry))
    ]
    if not names:
        return "[]::varchar[]"
    return f"list_filter([{', '.join(names)}]::varchar[], lambda x: x is not null)"


def _kind(work: Work) -> str:
    update = "case when len(changed) > 0 then 'update' when len(kept) > 0 then 'kept' else 'unchanged' end"
    new = "'create'"
    if work.task.if_deleted is Deleted.FORGET:
        new = "case when _row in (select _row from gone) then 'gone' else 'create' end"
    none = "case when _row in (select _row from gone) then 'gone' else 'no record' end"
    upsert = f"case when id is null then {new} else {update} end"
    delete = update if work.rules.archive else "'delete'"
    return {
        Operation.INSERT: "'create'",
        Operation.UPDATE: f"case when id is null then {none} else {update} end",
        Operation.UPSERT: upsert,
        Operation.MIRROR: upsert,
        Operation.DELETE: f"case when id is null then 'no record' else {delete} end",
    }[work.task.operation]
