"""Identity: a row whose match key changed in the source follows the record that it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.changes.ledger import IDENTITY
from hakobu.staging import quote, text

if TYPE_CHECKING:
    from hakobu.changes.work import Work

__all__ = ["follow_identities"]


def follow_identities(work: Work) -> None:
    """Make ``places``: where the ledger knows each row's record, by its identity before its key.

    A row whose key still belongs to the record of another row of the source, known by that row's identity,
    cannot be placed before that record has its new key: it is a fault of this run, and none of the next. An
    identity that stands in several rows says nothing, and is a fault of each.
    """
    name = work.task.identity
    if not name:
        return
    run, identity = work.session.execute, quote(IDENTITY)
    run(
        f"""
        insert into faults
        with many as (
            select {identity} as value, list(_row order by _row)[:6] as places from plain
            where {identity} is not null group by 1 having count(*) > 1
        )
        select p._row, {text(name)}, 'duplicate_key',
            m.value || ' (' || array_to_string(m.places, ', ') || ')'
        from plain p join many m on p.{identity} = m.value
        """
    )
    if IDENTITY not in work.ledger.fields:
        return
    run(
        f"""
        create or replace temp table followed as
        select p._row, any_value(s.key) as place from plain p join entries s on s.{identity} = p.{identity}
        where s.origin <> 'gone' group by p._row having count(*) = 1
        """
    )
    run(
        f"""
        insert into faults
        select e._row, {text(name)}, 'key_moves', e._show
        from every e join entries s on s.key = e._key join plain other on other.{identity} = s.{identity}
        where other._row <> e._row and e._row not in (select _row from followed)
            and other._row in (select _row from followed)
            and e._row not in (select _row from held)
        """
    )
    run("insert into places select _row, place from followed")
