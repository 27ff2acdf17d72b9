"""Mirror: records of this task that a complete read no longer has are deleted, or archived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.changes.keys import ID
from hakobu.changes.live import load_records
from hakobu.errors import GuardError
from hakobu.mapping import normal_key_sql
from hakobu.model import Change, ChangeKind, Own
from hakobu.staging import quote, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.changes.compare import Counts
    from hakobu.changes.facts import Facts
    from hakobu.changes.work import Work

__all__ = ["Mirror"]

FETCH = 5_000
NAMED = 6
ABSENT = "absent"  # the table: id, modified, the columns that decide, and after them the ledger's key
ORIGINS = {
    Own.CREATED: ("created",),
    Own.TOUCHED: ("created", "updated", "seen"),
}


class Mirror:
    """The deletes of one mirror; they are found after every row has found its record."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._keyless: list[int] = []
        self._number = 0

    def find(self, facts: Facts) -> None:
        """Make ``absent``: records to delete, or to archive, read live a moment ago.

        Raises ``GuardError`` where the scope finds no record. That a source without rows deletes nothing is
        the guards' to see to.
        """
        self._candidates()
        session = self._work.session
        session.execute(self._table())
        if not session.sql("select count(*) from candidates").fetchall()[0][0]:
            return
        found = session.sql(
            "select _row from every where _key is null and _row not in (select _row from held) order by _row"
        )
        self._keyless = [row for (row,) in found.fetchall()]
        if self._keyless:
            return
        self._read(facts)
        self._keep_present()
        self._keep_in_scope(facts)
        self._drop_archived()
        self._number = session.sql(f"select count(*) from {ABSENT}").fetchall()[0][0]

    def count(self, counts: Counts) -> None:
        """Add the deletes, or the archivings, to what comparing found."""
        counts.mirrored = self._number
        if self._work.rules.archive:
            counts.update += self._number
        else:
            counts.delete += self._number

    def changes(self) -> Iterator[Change]:
        """Walk over the deletes, numbered downwards from -1, for no source row stands behind them."""
        work = self._work
        archive = work.rules.archive
        names = "".join(f", a.{quote(name)}" for name in archive)
        rows = work.session.execute(
            f"select c.key, a.id, a._show{names} from (select *, {work.keys.readable_sql()} as _show "
            f"from {ABSENT}) a join candidates c using (id) order by c.key"
        )
        number = 0
        while found := rows.fetchmany(FETCH):
            for key, ident, show, *values in found:
                number -= 1
                old = dict(zip(archive, values, strict=True))
                new = {name: value for name, value in archive.items() if value != old[name]}
                yield Change(
                    row=number,
                    key=key,
                    kind=ChangeKind.UPDATE if archive else ChangeKind.DELETE,
                    label=show or "",
                    new=new,
                    old={name: old[name] for name in new},
                    id=ident,
                    old_from="live",
                    archives=bool(archive),
                )

    def warnings(self) -> Iterator[str]:
        """Tell why nothing is deleted, where that is so."""
        if self._keyless:
            named = ", ".join(str(row) for row in self._keyless[:NAMED])
            more = ", …" if len(self._keyless) > NAMED else ""
            yield (
                f"{self._work.task.name}: nothing is deleted, for {len(self._keyless)} rows have no key and "
                f"might be any record: rows {named}{more}."
            )

    def _candidates(self) -> None:
        """Name the records of this task that no row of the source stands for."""
        origins = ", ".join(text(origin) for origin in ORIGINS[self._work.task.own])
        self._work.session.execute(
            f"""
            create or replace temp table candidates as
            select min(key) as key, id from entries
            where origin in ({origins}) and id is not null
                and key not in (select _key from every where _key is not null)
                and key not in (select _at from every where _at is not null)
                and key not in (select key from holding)
                and id not in (select id from known)
                and id not in (select unnest(ids) from matched)
            group by id
            """
        )

    def _columns(self) -> tuple[str, ...]:
        work = self._work
        keys = (name for way in work.keys.alternatives for name in way)
        return tuple(dict.fromkeys([*keys, *work.rules.scope, *work.rules.archive]))

    def _table(self) -> str:
        names = "".join(f", {quote(name)} varchar" for name in ("modified", *self._columns()))
        return f"create or replace temp table {ABSENT} (id varchar primary key{names})"

    def _read(self, facts: Facts) -> None:
        work, columns = self._work, self._columns()
        ids = [ident for (ident,) in work.session.sql("select id from candidates order by id").fetchall()]
        rows = facts.find(work.module.name, ID, ids, [*columns, "Modified_Time"])
        load_records(work.session, rows, columns, work.module, ABSENT)

    def _keep_present(self) -> None:
        """Let go of records whose key, as the CRM has it, does stand in the source."""
        for way in self._work.keys.alternatives:
            mine = " || chr(31) || ".join(normal_key_sql(f"a.{quote(field)}") for field in way)
            theirs = " || chr(31) || ".join(normal_key_sql(quote(field)) for field in way)
            self._work.session.execute(
                f"delete from {ABSENT} a where {mine} in (select {theirs} from every where {theirs} <> '')"
            )

    def _keep_in_scope(self, facts: Facts) -> None:
        scope = self._work.rules.scope
        if not scope:
            return
        session = self._work.session
        before = session.sql(f"select count(*) from {ABSENT}").fetchall()[0][0]
        for name, values in scope.items():
            wanted = ", ".join(normal_key_sql(text(value)) for value in values)
            inside = f"{normal_key_sql(quote(name))} in ({wanted})"
            session.execute(f"delete from {ABSENT} where not coalesce({inside}, false)")
        left = session.sql(f"select count(*) from {ABSENT}").fetchall()[0][0]
        if before and not left:
            self._check_scope(facts)

    def _check_scope(self, facts: Facts) -> None:
        """A scope that no record of the module is in was written wrongly."""
        work = self._work
        for name, values in work.rules.scope.items():
            if next(iter(facts.find(work.module.name, name, list(values), [name])), None) is None:
                raise GuardError(
                    f"The scope matches nothing: no record of {work.module.name} has {name} "
                    f"{' or '.join(values)}.",
                    where=f"task {work.task.name}",
                    next_step="Correct the scope; nothing was written.",
                )

    def _drop_archived(self) -> None:
        archive = self._work.rules.archive
        if archive:
            same = " and ".join(
                f"{quote(name)} is not distinct from {'null' if value is None else text(value)}"
                for name, value in archive.items()
            )
            self._work.session.execute(f"delete from {ABSENT} where {same}")
