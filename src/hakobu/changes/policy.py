"""Field policies that look at what the CRM has: a filled field stays, and so does what a person edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hakobu.changes.ledger import UNSAID
from hakobu.changes.live import LIVE
from hakobu.changes.work import EDITOR
from hakobu.model import FieldPolicy
from hakobu.staging import quote, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.changes.work import Work
    from hakobu.model import FieldMap

__all__ = ["EDITED", "FILLED", "Kept", "last_agreed", "learned", "list_kept", "make_ours", "stays"]

FETCH = 5_000
EDITED = "edited in the CRM"
FILLED = "filled in the CRM"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of one record that a policy leaves alone: (field, reason, the CRM's value, the source's).

    ``by`` is the user who changed the record last, ``at`` when.
    """

    row: int
    label: str
    id: str
    fields: list[tuple[str, str, str | None, str | None]]
    by: str = ""
    at: str = ""


def make_ours(work: Work) -> None:
    """Make ``ours``: what other tasks of ours believe the contested fields of live records to be."""
    parts = [
        f"select id, {text(name)} as field, coalesce({quote(name)}, chr(30)) as value "
        f"from read_parquet({text(str(path))}) where id in (select id from {LIVE})"
        for path, fields in (work.ledger.siblings() if work.contested else ())
        for name in work.contested
        if name in fields
    ]
    nothing = "select cast(null as varchar) as id, '' as field, '' as value where false"
    query = " union all ".join([nothing, *parts])
    work.session.execute(f"create or replace temp table ours as {query}")


def last_agreed(work: Work) -> str:
    """Write the join that tells, as ``w``, what the CRM and we last agreed upon for a matched record."""
    if not work.contested:
        return ""
    return " left join entries w on w.key = k._at and w.id = b.id and w.origin <> 'gone'"


def stays(work: Work, entry: FieldMap) -> str | None:
    """Write when a field that differs is left alone; nothing where its policy never does that.

    A value is a person's if it is not what we last agreed upon with the CRM, unless the record was last
    changed by a known integration, or by us with a value that another task of ours wrote.
    """
    old = f"b.{quote(f'old.{entry.field}')}"
    if entry.policy is FieldPolicy.IF_EMPTY:
        return f"(b.id is not null and {old} is not null)"
    if entry.policy is not FieldPolicy.UNLESS_EDITED or entry.field not in work.ledger.fields:
        return None
    edited = f"w.key is not null and {old} is distinct from w.{quote(entry.field)}"
    if EDITOR not in work.module.fields:
        return f"({edited})"
    for user in sorted(work.rules.integrations):
        edited += f" and b.{quote(EDITOR)} is distinct from {text(user)}"
    if work.rules.me:
        mine = (
            f"b.{quote(EDITOR)} = {text(work.rules.me)} and (b.id, {text(entry.field)}, "
            f"coalesce({old}, chr(30))) in (select (id, field, value) from ours)"
        )
        edited += f" and not coalesce({mine}, false)"
    return f"({edited})"


def learned(work: Work, field: str) -> str:
    """Write what the ledger may learn of a live value: where contested, only what both sides say."""
    live = f"l.{quote(field)}"
    if field not in work.contested:
        return live
    agreed = f"{live} is not distinct from k.{quote(field)}"
    if field not in work.ledger.fields:
        return live
    known = "k._at in (select key from entries where id = m.id)"
    return f"case when {agreed} or not {known} then {live} else {text(UNSAID)} end"


def list_kept(work: Work) -> Iterator[Kept]:
    """Walk over the records of which a policy leaves fields alone."""
    if not work.guarded:
        return
    reasons = {
        entry.field: EDITED if entry.policy is FieldPolicy.UNLESS_EDITED else FILLED
        for entry in work.task.map
    }
    items = ", ".join(
        f"case when list_contains(d.kept, {text(name)}) then "
        f"[{text(name)}, {text(reasons[name])}, d.{quote(f'old.{name}')}, k.{quote(name)}] end"
        for name in work.guarded
    )
    by = f"l.{quote(EDITOR)}" if EDITOR in work.columns else "''"
    rows = work.session.execute(
        f"select d._row, k._show, d.id, list_filter([{items}], lambda x: x is not null), "
        f"coalesce({by}, ''), coalesce(l.modified, '') from decided d join keyed k using (_row) "
        f"left join {LIVE} l on l.id = d.id where len(d.kept) > 0 order by d._row"
    )
    while found := rows.fetchmany(FETCH):
        for row, show, ident, fields, editor, at in found:
            listed = [(name, why, crm, own) for name, why, crm, own in fields]
            yield Kept(row=row, label=show or "", id=ident, fields=listed, by=editor, at=at)
