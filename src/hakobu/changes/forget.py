"""Rows of people who are to be forgotten: no run brings them back, whatever the source says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.changes.listing import FETCH
from hakobu.mapping import normal_key_sql
from hakobu.staging import quote

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.changes.work import Work

__all__ = ["FORGOTTEN", "leave_out"]

FORGOTTEN = "forgotten"


def leave_out(work: Work, forgotten: Callable[[str], bool], raw: tuple[str, str]) -> list[int]:
    """Put the rows into the table ``held``, whichever of their keys is known, and give their numbers.

    ``raw`` is the key of a faulty row as the source has it, and the join that brings it.
    """
    ways = [
        " || chr(31) || ".join(f"coalesce({normal_key_sql(quote(field))}, '')" for field in fields)
        for fields in work.keys.alternatives
    ]
    queries = [f"select _row{''.join(f', {way}' for way in ways)} from every"] if ways else []
    if raw[1]:
        queries.append(
            f"select f._row, {normal_key_sql(raw[0])} from (select distinct _row from faults) f {raw[1]}"
        )
    found: set[int] = set()
    for query in queries:
        rows = work.session.execute(query)
        while some := rows.fetchmany(FETCH):
            found |= {row for row, *keys in some if any(key and forgotten(key) for key in keys)}
    if found:
        work.session.execute("create or replace temp table forgotten (_row bigint)")
        work.session.executemany("insert into forgotten values (?)", [(row,) for row in found])
        for table in ("held", "faults"):
            work.session.execute(f"delete from {table} where _row in (select _row from forgotten)")
        work.session.executemany("insert into held values (?, ?)", [(row, FORGOTTEN) for row in found])
    return sorted(found)
