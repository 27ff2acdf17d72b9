"""Joining: fields whose new value depends on what the record holds: lines, links, values added or removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from hakobu.changes.live import LIVE
from hakobu.mapping import ChildField, join_values
from hakobu.model import Mode, Nulls
from hakobu.staging import quote, text

if TYPE_CHECKING:
    from hakobu.changes.facts import Facts
    from hakobu.changes.work import Work

__all__ = ["Part", "join_live"]

FETCH = 5_000


@dataclass(frozen=True, slots=True)
class Part:
    """One such field; ``child`` tells its lines, where it has any."""

    name: str
    mode: Mode
    nulls: Nulls
    child: ChildField | None = None

    def join(self, new: str | None, there: str | None) -> str | None:
        """Give the value that is to be there."""
        if new is None and (self.nulls is Nulls.IGNORE or self.mode is not Mode.REPLACE):
            return there
        return self.child.join(new, there) if self.child else join_values(self.mode, new, there)

    def fresh(self, new: str | None) -> str | None:
        """Give the value of a new record."""
        return None if self.mode is Mode.REMOVE else new


def join_live(work: Work, facts: Facts) -> None:
    """Read what lies below the matched records, and join the rows' values with what is there."""
    if not work.parts:
        return
    for part in work.parts:
        if part.child is not None:
            work.session.execute(f"alter table {LIVE} add column {quote(part.name)} varchar")
            _read(work, facts, part.name, part.child)
    _join(work)


def _read(work: Work, facts: Facts, name: str, child: ChildField) -> None:
    session = work.session
    ids = [
        row[0]
        for row in session.sql("select distinct id from matched where len(ids) = 1 order by 1").fetchall()
    ]
    session.execute("create or replace temp table below (id varchar, value varchar, told boolean)")
    chunk: list[tuple[str, str | None, bool]] = []
    for ident, rows in facts.children(work.module.name, name, ids, child.shape.columns):
        chunk.append((ident, None if rows is None else child.canonical(rows), rows is not None))
        if len(chunk) == FETCH:
            _insert(work, chunk)
            chunk = []
    _insert(work, chunk)
    session.execute(f"update {LIVE} set {quote(name)} = below.value from below where below.id = {LIVE}.id")
    session.execute(
        f"insert into faults select m._row, {text(name)}, 'lines_unknown', '' from matched m "
        "left join below b using (id) where len(m.ids) = 1 and not coalesce(b.told, false)"
    )


def _insert(work: Work, chunk: list[tuple[str, str | None, bool]]) -> None:
    if chunk:
        ids, values, told = zip(*chunk, strict=True)
        arrays = [pa.array(ids, pa.string()), pa.array(values, pa.string()), pa.array(told, pa.bool_())]
        work.session.register("chunk_below", pa.table(arrays, names=["id", "value", "told"]))
        work.session.execute("insert into below from chunk_below")
        work.session.unregister("chunk_below")


def _join(work: Work) -> None:
    """Put the joined values into the view ``keyed``, in the place of the rows' own."""
    session = work.session
    names = [quote(part.name) for part in work.parts]
    columns = ", ".join(f"{name} varchar" for name in names)
    session.execute(f"create or replace temp table joined (_row bigint, {columns})")
    both = ", ".join(f"k.{name}, l.{name}" for name in names)
    found = session.sql(
        f"select a._row, l.id is not null, {both} from asked a join keyed k using (_row) "
        f"left join matched m on m._row = a._row and len(m.ids) = 1 left join {LIVE} l on l.id = m.id"
    ).to_arrow_table()
    for batch in found.to_batches(FETCH):
        rows, there, *values = (column.to_pylist() for column in batch.columns)
        joined: list[list[str | None]] = []
        for number, part in enumerate(work.parts):
            pairs = zip(there, values[2 * number], values[2 * number + 1], strict=True)
            joined.append([part.join(new, old) if known else part.fresh(new) for known, new, old in pairs])
        arrays = [pa.array(rows, pa.int64()), *(pa.array(each, pa.string()) for each in joined)]
        session.register("chunk_joined", pa.table(arrays, names=["_row", *(p.name for p in work.parts)]))
        session.execute("insert into joined from chunk_joined")
        session.unregister("chunk_joined")
    chosen = ", ".join(
        f"case when j._row is null then e.{name} else j.{name} end as {name}" for name in names
    )
    session.execute(
        f"create or replace temp view keyed as select e.* replace ({chosen}) from every e "
        "left join joined j on j._row = e._row where e._row not in (select _row from held)"
    )
