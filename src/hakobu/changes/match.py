"""Matching: which CRM record a source row means, and where that cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.changes.keys import ID
from hakobu.changes.live import LIVE
from hakobu.mapping import normal_key_sql
from hakobu.staging import quote, text

if TYPE_CHECKING:
    import duckdb

    from hakobu.changes.keys import MatchKeys

__all__ = ["find_key_faults", "find_shared_records", "match_live", "name_ambiguous"]

SHOWN = 10  # candidates that a fault names


def find_key_faults(session: duckdb.DuckDBPyConnection, keys: MatchKeys, *, required: bool) -> None:
    """Add to the table ``faults`` the rows of ``keyed`` that have no key, or share one.

    A value that must be unique in Zoho and stands in several rows is a fault of each of them.
    """
    if required:
        names = text(" or ".join(" + ".join(way) for way in keys.alternatives))
        first = text(keys.alternatives[0][0]) if keys.alternatives else "''"
        fields = ", ".join(text(field) for way in keys.alternatives for field in way)
        session.execute(
            f"insert into faults select _row, {first}, 'empty_key', {names} from keyed where _key is null "
            f"and _row not in (select _row from faults where field in ({fields}))"  # its own fault says more
        )
    _shared(session, "_key", keys.label(0) if len(keys.alternatives) == 1 else "key", quote("_show"))
    for field in keys.unique:
        if (field,) not in keys.alternatives:
            _shared(session, normal_key_sql(quote(field)), field, quote(field))


def _shared(session: duckdb.DuckDBPyConnection, expression: str, field: str, shown: str) -> None:
    session.execute(
        f"""
        insert into faults
        with many as (
            select {expression} as value, list(_row order by _row)[:6] as places, count(*) as times
            from keyed where {expression} <> '' group by 1 having count(*) > 1
        )
        select k._row, {text(field)}, 'duplicate_key',
            k.{shown} || ' (' || array_to_string(places, ', ') || if(times > 6, ', …', '') || ')'
        from keyed k join many on {expression} = many.value
        """
    )


def match_live(session: duckdb.DuckDBPyConnection, keys: MatchKeys) -> None:
    """Make the table ``matched`` (_row, way, id, ids, said) from ``asked`` and ``live``.

    The ways are tried in order of trust: the first that finds anything decides. A unique field that points
    at another record contradicts it, since Zoho would refuse the write; then nothing is guessed.
    """
    session.execute("create or replace temp table hits (_row bigint, way integer, id varchar)")
    for number, way in enumerate(keys.ways()):
        pairs = " and ".join(_same(field) for field in way)
        session.execute(
            f"insert into hits select a._row, {number}, l.id from asked a join {LIVE} l on {pairs}"
        )
    first_unique = len(keys.alternatives)
    session.execute(
        f"""
        create or replace temp table matched as
        with best as (select _row, min(way) as way from hits group by _row),
        chosen as (
            select h._row, b.way, list(distinct h.id order by h.id) as ids
            from hits h join best b on h._row = b._row
            where h.way = b.way or h.way >= {first_unique}
            group by all
        )
        select _row, way, ids[1] as id, ids, cast(null as varchar) as said from chosen
        """
    )


def name_ambiguous(session: duckdb.DuckDBPyConnection, keys: MatchKeys) -> None:
    """Add to ``faults`` the rows of ``matched`` that fit several records."""
    labels = " ".join(f"when {number} then {text(keys.label(number))}" for number in range(len(keys.ways())))
    session.execute(
        f"""
        insert into faults
        select _row, case way {labels} end, 'ambiguous_match',
            array_to_string(ids[:{SHOWN}], ', ') || if(len(ids) > {SHOWN}, ', …', '')
        from matched where len(ids) > 1
        """
    )


def find_shared_records(session: duckdb.DuckDBPyConnection, keys: MatchKeys) -> None:
    """Add to the table ``faults`` the matched rows whose record another row means as well."""
    labels = " ".join(f"when {number} then {text(keys.label(number))}" for number in range(len(keys.ways())))
    session.execute(
        f"""
        insert into faults
        with claims as (
            select _row, id from matched where len(ids) = 1
            union select _row, id from known where id in (select id from matched)
        ),
        many as (
            select id, list(_row order by _row)[:6] as places from claims group by id having count(*) > 1
        )
        select m._row, coalesce(case way {labels} end, ''), 'same_record',
            m.id || ' (' || array_to_string(places, ', ') || ')'
        from matched m join many using (id)
        where len(m.ids) = 1
        """
    )


def _same(field: str) -> str:
    if field == ID:
        return "trim(a.id) = l.id"
    name = quote(field)
    ours, theirs = normal_key_sql(f"a.{name}"), normal_key_sql(f"l.{name}")
    return f"{ours} = {theirs} and {ours} <> ''"
