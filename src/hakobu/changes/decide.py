"""Deciding: what becomes of each row whose record is known, or known not to be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.changes.keys import ID
from hakobu.changes.live import LIVE
from hakobu.model import Compare, FieldPolicy, Nulls, Operation
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
    if work.ledger.snapshot is not None and set(work.fields) <= set(work.ledger.fields):
        parts.append(
            f"select n._row, s.id, 'ledger' as origin, '' as by{_old(work, 's')} "
            "from known n join keyed k using (_row) "
            f"join read_parquet({text(str(work.ledger.snapshot))}) s on s.key = k._key where not n.same"
        )
    if work.task.operation is not Operation.INSERT:
        parts.append(
            f"select m._row, l.id, 'live' as origin, {by} as by{_old(work, 'l')} "
            f"from matched m join {LIVE} l on l.id = m.id where len(m.ids) = 1"
        )
    old = "".join(f", cast(null as varchar) as {quote(f'old.{name}')}" for name in work.fields)
    nothing = (
        "select cast(null as bigint) as _row, cast(null as varchar) as id, "
        f"'' as origin, '' as by{old} where false"
    )
    base = " union all ".join([nothing, *parts])
    work.session.execute(
        f"""
        create or replace temp table decided as
        select k._row, b.* exclude (_row), {_changed(work, compare)} as changed, k._missing as missing,
            {_kind(work.task.operation)} as kind
        from keyed k left join ({base}) b on b._row = k._row
        where k._row not in (select _row from faults)
            and k._row not in (select _row from known where same)
        """
    )
    work.session.execute(
        "insert into faults select _row, unnest(missing), 'mandatory_empty', '' from decided "
        "where kind = 'create' and len(missing) > 0"
    )
    work.session.execute("delete from decided where _row in (select _row from faults)")


def _old(work: Work, table: str) -> str:
    return "".join(f", {table}.{quote(name)} as {quote(f'old.{name}')}" for name in work.fields)


def _changed(work: Work, compare: Compare) -> str:
    """Write the list of fields whose new value is to be written on an update."""
    names, along = [], []
    for entry in work.task.map:
        if entry.field == ID or entry.policy is FieldPolicy.ON_CREATE:
            continue
        if entry.field in work.volatile:
            along.append(text(entry.field))
            continue
        new, old = f"k.{quote(entry.field)}", f"b.{quote(f'old.{entry.field}')}"
        differs = "true" if compare is Compare.NONE else f"{new} is distinct from {old}"
        if entry.joins:
            differs = f"{new} is distinct from {old}"  # what is to be ignored was joined already
        elif entry.nulls is Nulls.IGNORE:
            differs = f"{new} is not null and {differs}"
        names.append(f"case when {differs} then {text(entry.field)} end")
    changed = f"list_filter([{', '.join(names)}]::varchar[], lambda x: x is not null)"
    if not along:
        return changed
    return f"case when len({changed}) > 0 then {changed} || [{', '.join(along)}] else [] end"


def _kind(operation: Operation) -> str:
    update = "case when len(changed) > 0 then 'update' else 'unchanged' end"
    return {
        Operation.INSERT: "'create'",
        Operation.UPDATE: f"case when b.id is null then 'no record' else {update} end",
        Operation.UPSERT: f"case when b.id is null then 'create' else {update} end",
        Operation.DELETE: "case when b.id is null then 'no record' else 'delete' end",
    }[operation]
