"""Comparing: what would have to change so that the CRM says what the source says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hakobu.changes.decide import decide
from hakobu.changes.decision import apply_decisions, creations, take_decisions
from hakobu.changes.hold import hold_rows
from hakobu.changes.join import join_live
from hakobu.changes.keys import ID
from hakobu.changes.ledger import HASH, hash_sql
from hakobu.changes.listing import FETCH, list_changes
from hakobu.changes.live import LIVE, read_live
from hakobu.changes.match import find_key_faults, match_live, name_ambiguous
from hakobu.changes.work import Work
from hakobu.model import Compare, Mode, Operation, RowFault
from hakobu.staging import quote, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import duckdb

    from hakobu.changes.facts import Facts, ModuleFacts
    from hakobu.changes.join import Part
    from hakobu.changes.keys import MatchKeys
    from hakobu.changes.ledger import Ledger
    from hakobu.model import Change, Task
    from hakobu.store import Decision, HeldRow

__all__ = ["Comparison", "Counts"]

NO_RECORD = "no such record"
_COLLISIONS = "(from faults where code in ('duplicate_key', 'ambiguous_match', 'same_record'))"


@dataclass(slots=True)
class Counts:
    """What comparing found; ``skipped`` by reason."""

    read: int = 0
    create: int = 0
    update: int = 0
    delete: int = 0
    unchanged: int = 0
    invalid: int = 0
    skipped: dict[str, int] = field(default_factory=dict)


class Comparison:
    """One task's rows against the ledger or the live CRM, inside one DuckDB session.

    ``checked`` is the check's Parquet file: ``_row``, ``_faults``, ``_missing`` and the canonical values.
    ``raw`` has the mapped values before the check, in the columns that ``slots`` names by field: a key that
    is faulty itself is shown from there.
    """

    def __init__(
        self,
        session: duckdb.DuckDBPyConnection,
        *,
        task: Task,
        module: ModuleFacts,
        keys: MatchKeys,
        checked: Path,
        ledger: Ledger,
        volatile: tuple[str, ...] = (),
        raw: Path | None = None,
        slots: dict[str, str] | None = None,
        parts: tuple[Part, ...] = (),
    ) -> None:
        self._session = session
        self._task = task
        self._module = module
        self._keys = keys
        self._ledger = ledger
        self._raw = raw
        self._slots = slots or {}
        self._fields = tuple(entry.field for entry in task.map if entry.field != ID)
        self._work = Work(session, task, module, keys, ledger, self._fields, volatile, parts)
        session.execute("create or replace temp table held (_row bigint, why varchar)")
        session.execute(
            f"create or replace temp view every as select *, {keys.key_sql()} as _key, "
            f"{keys.readable_sql()} as _show from read_parquet({text(str(checked))})"
        )
        session.execute(
            "create or replace temp view keyed as "
            "select * from every where _row not in (select _row from held)"
        )
        take_decisions(session, (), None)
        session.execute(
            "create or replace temp table faults (_row bigint, field varchar, code varchar, detail varchar)"
        )
        session.execute(
            "insert into faults select _row, f.field, f.code, f.detail "
            "from (select _row, unnest(_faults) as f from keyed where len(_faults) > 0)"
        )

    def run(self, facts: Facts, compare: Compare) -> Counts:
        """Match and compare every row; afterwards ``changes`` and ``invalid`` tell the result."""
        matches = self._task.operation is not Operation.INSERT
        find_key_faults(self._session, self._keys, required=matches)
        if matches:
            self._know(compare)
            self._ask(facts)
        else:
            self._session.execute(
                "create or replace temp table known (_row bigint, id varchar, same boolean)"
            )
            self._session.execute(
                "create or replace temp table matched "
                "(_row bigint, way integer, id varchar, ids varchar[], said varchar)"
            )
        decide(self._work, compare)
        return self._count()

    def hold(self, rows: Iterable[HeldRow]) -> None:
        """Leave out the rows that still say what an undo took back; to be called before ``run``."""
        hold_rows(self._work, rows)

    def decide(self, decisions: Iterable[Decision]) -> None:
        """Take what a person decided for keys that fit several records; to be called before ``run``."""
        take_decisions(self._session, decisions, self._ledger.snapshot)

    def decided_creations(self) -> dict[int, str]:
        """Name the rows that create a record by decision, though others fit, with what was decided when."""
        return creations(self._session)

    def changes(self) -> Iterator[Change]:
        """Walk over the changes: what is created, then the others, each in the order of the source."""
        return list_changes(self._work)

    def invalid(self) -> Iterator[tuple[int, str, str, list[RowFault]]]:
        """Walk over the invalid rows: number, key, key for people, and all faults of the row."""
        rows = self._session.execute(
            f"""
            select f._row, any_value(k._key),
                coalesce(nullif(any_value(k._show), ''), any_value({self._raw_key()})),
                list({{'field': f.field, 'code': f.code, 'detail': f.detail}})
            from (select distinct * from faults) f join keyed k using (_row) {self._raw_rows()}
            group by f._row order by f._row
            """
        )
        while found := rows.fetchmany(FETCH):
            for row, key, show, faults in found:
                yield row, key or "", show or "", [RowFault(**fault) for fault in faults]

    def colliding(self) -> int:
        """Count the rows whose key names several rows, or several records."""
        return int(self._session.sql(f"select count(distinct _row) from {_COLLISIONS}").fetchall()[0][0])

    def collisions(self, most: int = 3) -> list[str]:
        """Give examples of such keys."""
        found = self._session.sql(
            f"select distinct _show from {_COLLISIONS} join keyed using (_row) order by 1 limit {most}"
        )
        return [show or "" for (show,) in found.fetchall()]

    def present(self, labels: set[str]) -> set[str]:
        """Tell which of these keys, as people wrote them, the source has."""
        self._session.execute("create or replace temp table labels (label varchar)")
        if labels:
            self._session.executemany("insert into labels values (?)", [(label,) for label in labels])
        found = self._session.sql("select distinct _show from every where _show in (from labels)").fetchall()
        return {label for (label,) in found}

    def write_seen(self, path: Path) -> bool:
        """Write what was read live of the matched records, for the ledger; tell whether there was any."""
        names = "".join(f", l.{quote(name)}" for name in self._fields)
        found = "matched m join keyed k using (_row) join live l on l.id = m.id"
        if self._task.operation is Operation.INSERT:
            return False
        total = self._session.sql("select count(*) from matched where len(ids) = 1").fetchall()[0][0]
        if total:
            self._session.execute(
                f"copy (select k._key as key, l.id, l.modified{names} from {found} "
                f"where len(m.ids) = 1 and m._row not in (select _row from faults)) "
                f"to {text(str(path))} (format parquet, compression lz4)"
            )
        return bool(total)

    def _raw_key(self) -> str:
        first = self._keys.alternatives[0] if self._keys.alternatives else ()
        if self._raw is None or not first or any(field not in self._slots for field in first):
            return "''"
        parts = (f"cast(r.{quote(self._slots[field])} as varchar)" for field in first)
        return f"concat_ws(' + ', {', '.join(parts)})"

    def _raw_rows(self) -> str:
        if self._raw is None or self._raw_key() == "''":
            return ""
        return f"left join read_parquet({text(str(self._raw))}) r on r._row = f._row"

    def _know(self, compare: Compare) -> None:
        """Make ``known``: rows whose record the ledger knows, and whether their hashes agree."""
        session, snapshot = self._session, self._ledger.snapshot
        trusted = snapshot is not None and compare is not Compare.LIVE
        if not trusted or not set(self._fields) <= set(self._ledger.fields):
            session.execute("create or replace temp table known (_row bigint, id varchar, same boolean)")
            return
        session.execute("create or replace temp table dirty (key varchar)")
        if dirty := [(key,) for key in self._ledger.dirty_keys()]:
            session.executemany("insert into dirty values (?)", dirty)
        hashed = set(self._fields) == set(self._ledger.fields) and compare is Compare.LEDGER
        same = f"s.{HASH} = {hash_sql(self._fields, table='k')}" if hashed else "false"
        session.execute(
            f"""
            create or replace temp table known as
            select k._row, s.id, {same} as same
            from keyed k join read_parquet({text(str(snapshot))}) s on s.key = k._key
            where not s.dirty and s.key not in (select key from dirty)
                and k._row not in (select _row from faults)
            """
        )
        if self._work.parts:  # what they hold now decides what is written
            trusted = all(part.mode is Mode.REPLACE for part in self._work.parts)
            session.execute(f"delete from known where {'not same' if trusted else 'true'}")

    def _ask(self, facts: Facts) -> None:
        """Make ``matched``: rows that the ledger does not know, matched with the live CRM."""
        ways = dict.fromkeys(name for way in self._keys.ways() for name in way)
        names = ", ".join(quote(name) for name in ways)
        self._session.execute(
            f"create or replace temp table asked as select _row, {names} from keyed "
            "where _row not in (select _row from known) and _row not in (select _row from faults)"
        )
        if self._session.sql("select count(*) from asked").fetchall()[0][0]:
            read_live(self._session, facts, self._module, self._keys, self._work.plain)
        else:
            columns = "".join(f", {quote(name)} varchar" for name in self._work.plain)
            self._session.execute(
                f"create or replace temp table {LIVE} (id varchar, modified varchar{columns})"
            )
        match_live(self._session, self._keys)
        apply_decisions(self._session, facts, self._module)
        name_ambiguous(self._session, self._keys)
        join_live(self._work, facts)

    def _count(self) -> Counts:
        session = self._session
        kinds = dict(session.sql("select kind, count(*) from decided group by kind").fetchall())
        same = session.sql("select count(*) from known where same").fetchall()[0][0]
        held = session.sql("select why, count(*) from held group by why order by why").fetchall()
        reasons = {NO_RECORD: kinds.get("no record", 0), **dict(held)}
        return Counts(
            read=session.sql("select count(*) from every").fetchall()[0][0],
            create=kinds.get("create", 0),
            update=kinds.get("update", 0),
            delete=kinds.get("delete", 0),
            unchanged=kinds.get("unchanged", 0) + same,
            invalid=session.sql("select count(distinct _row) from faults").fetchall()[0][0],
            skipped={reason: number for reason, number in reasons.items() if number},
        )
