"""Comparing: what would have to change so that the CRM says what the source says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hakobu.changes.decide import decide
from hakobu.changes.decision import apply_decisions, creations, take_decisions
from hakobu.changes.forget import leave_out
from hakobu.changes.hold import hold_rows
from hakobu.changes.identity import follow_identities
from hakobu.changes.join import join_live
from hakobu.changes.keys import ID
from hakobu.changes.ledger import HASH, IDENTITY, hash_sql
from hakobu.changes.listing import FETCH, list_changes
from hakobu.changes.live import make_live, read_live
from hakobu.changes.match import find_key_faults, find_shared_records, match_live, name_ambiguous
from hakobu.changes.mirror import Mirror
from hakobu.changes.policy import EDITED, FILLED, learned, list_kept
from hakobu.changes.revisit import DELETED, revisit, write_gone
from hakobu.changes.warnings import warn_of_editors, warn_of_empty_keys
from hakobu.changes.work import Work
from hakobu.model import Compare, Mode, Operation, RowFault
from hakobu.staging import quote, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import duckdb

    from hakobu.changes.facts import Facts, ModuleFacts
    from hakobu.changes.join import Part
    from hakobu.changes.keys import MatchKeys
    from hakobu.changes.ledger import Ledger
    from hakobu.changes.policy import Kept
    from hakobu.changes.rules import Rules
    from hakobu.model import Change, Task
    from hakobu.store import Decision, HeldRow

__all__ = ["Comparison", "Counts", "Staged"]

NO_RECORD = "no such record"
_COLLISIONS = "(from faults where code in ('duplicate_key', 'ambiguous_match', 'same_record'))"


@dataclass(slots=True)
class Counts:
    """What comparing found; ``skipped`` by reason, ``kept`` fields by reason.

    ``mirrored`` counts the deletes (or archivings) behind which no source row stands, ``drift`` the records
    that no longer say what was last synced.
    """

    read: int = 0
    create: int = 0
    update: int = 0
    delete: int = 0
    unchanged: int = 0
    invalid: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    mirrored: int = 0
    drift: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A task's rows as they lie on the disk.

    ``checked`` is the check's Parquet file: ``_row``, ``_faults``, ``_missing`` and the canonical values.
    ``source`` are the rows as they were read, ``complete`` tells whether they are all there are: only then
    does a mirror delete. ``raw`` has the mapped values before the check, in the columns that ``slots`` names
    by field: a key that is faulty itself is shown from there.
    """

    checked: Path
    source: Path | None = None
    complete: bool = True
    raw: Path | None = None
    slots: dict[str, str] = field(default_factory=dict)


class Comparison:
    """One task's rows against the ledger or the live CRM, inside one DuckDB session."""

    def __init__(
        self,
        session: duckdb.DuckDBPyConnection,
        *,
        task: Task,
        module: ModuleFacts,
        keys: MatchKeys,
        staged: Staged,
        ledger: Ledger,
        rules: Rules,
        volatile: tuple[str, ...] = (),
        parts: tuple[Part, ...] = (),
    ) -> None:
        self._session = session
        self._task = task
        self._keys = keys
        self._ledger = ledger
        self._raw = staged.raw
        self._slots = staged.slots
        mapped = [entry.field for entry in task.map if entry.field != ID]
        extra = rules.archive if task.operation is Operation.DELETE else ()
        self._fields = tuple(dict.fromkeys([*mapped, *extra]))
        self._work = Work(session, task, module, keys, ledger, rules, self._fields, volatile, parts)
        self._work.lay_out(staged.checked, staged.source)
        take_decisions(session, (), None)
        mirrors = task.operation is Operation.MIRROR and staged.complete
        self._mirror = Mirror(self._work) if mirrors else None

    def run(self, facts: Facts, compare: Compare) -> Counts:
        """Match and compare every row; afterwards ``changes`` and ``invalid`` tell the result."""
        matches = self._task.operation is not Operation.INSERT
        follow_identities(self._work)
        find_key_faults(self._session, self._keys, required=matches)
        if matches:
            self._know(compare)
            self._ask(facts)
            revisit(self._work, facts, recheck=compare is Compare.RECHECK)
            join_live(self._work, facts)
            find_shared_records(self._session, self._keys)
        else:
            self._session.execute(
                "create or replace temp table known (_row bigint, id varchar, same boolean, place varchar)"
            )
            self._session.execute(
                "create or replace temp table matched "
                "(_row bigint, way integer, id varchar, ids varchar[], said varchar)"
            )
        decide(self._work, compare)
        counts = self._count()
        if self._mirror is not None:
            self._mirror.find(facts)
            self._mirror.count(counts)
        return counts

    def hold(self, rows: Iterable[HeldRow]) -> None:
        """Leave out the rows that still say what an undo took back; to be called before ``run``."""
        hold_rows(self._work, rows)

    def decide(self, decisions: Iterable[Decision]) -> None:
        """Take what a person decided for keys that fit several records; to be called before ``run``."""
        take_decisions(self._session, decisions, self._ledger.snapshot)

    def leave_out(self, forgotten: Callable[[str], bool] | None) -> list[int]:
        """Leave out the rows of people who are to be forgotten; to be called last before ``run``.

        ``forgotten`` tells of a normalised key whether it is one of theirs. Gives the rows' numbers.
        """
        raw = (self._raw_key(), self._raw_rows())
        return leave_out(self._work, forgotten, raw) if forgotten else []

    def decided_creations(self) -> dict[int, str]:
        """Name the rows that create a record by decision, though others fit, with what was decided when."""
        return creations(self._session)

    def changes(self) -> Iterator[Change]:
        """Walk over the changes: what is created, then the others, each in the order of the source."""
        yield from list_changes(self._work)
        if self._mirror is not None:
            yield from self._mirror.changes()

    def kept(self) -> Iterator[Kept]:
        """Walk over the fields that a policy leaves alone."""
        return list_kept(self._work)

    def warnings(self) -> Iterator[str]:
        """Tell what a person should know before the changes are made."""
        yield from warn_of_empty_keys(self._work)
        yield from warn_of_editors(self._work)
        if self._mirror is not None:
            yield from self._mirror.warnings()

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
        if self._task.operation is Operation.INSERT:
            return False
        names = "".join(f", {learned(self._work, name)} as {quote(name)}" for name in self._fields)
        names += f", k.{quote(IDENTITY)}" if self._task.identity else ""
        found = "matched m join keyed k using (_row) join live l on l.id = m.id"
        total = self._session.sql("select count(*) from matched where len(ids) = 1").fetchall()[0][0]
        if total:
            self._session.execute(
                f"copy (select k._key as key, l.id, l.modified{names} from {found} "
                f"where len(m.ids) = 1 and m._row not in (select _row from faults) and k._at = k._key) "
                f"to {text(str(path))} (format parquet, compression lz4)"
            )
        return bool(total)

    def write_gone(self, path: Path) -> None:
        """Write which records that the ledger knew are gone, for the ledger."""
        write_gone(self._work, path)

    def write_rows(self, path: Path) -> None:
        """Write the whole rows of the updates, so that a record that turns out to be gone can be created."""
        gone = {part.name for part in self._work.parts if part.mode is Mode.REMOVE}
        names = ", ".join(["_row", *(quote(name) for name in self._fields if name not in gone)])
        updates = "select _row from decided where kind = 'update'"
        self._session.execute(
            f"copy (select {names} from every where _row in ({updates})) "
            f"to {text(str(path))} (format parquet, compression lz4)"
        )

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
        session, work = self._session, self._work
        if not work.comparable or compare is Compare.LIVE:
            session.execute(
                "create or replace temp table known (_row bigint, id varchar, same boolean, place varchar)"
            )
            return
        hashed = set(work.believed) == set(self._ledger.fields) and compare is Compare.LEDGER
        same = f"s.{HASH} = {hash_sql(work.believed, table='k')}" if hashed else "false"
        session.execute(
            f"""
            create or replace temp table known as
            select k._row, s.id, {same} as same, s.key as place
            from keyed k join entries s on s.key = k._at
            where not s.dirty and s.origin <> 'gone' and s.key not in (select key from dirty)
                and k._row not in (select _row from faults)
            """
        )
        if self._work.parts:  # what they hold now decides what is written
            trusted = all(part.mode is Mode.REPLACE for part in self._work.parts)
            session.execute(f"delete from known where {'not same' if trusted else 'true'}")

    def _ask(self, facts: Facts) -> None:
        """Make ``matched``: rows that the ledger does not know, matched with the live CRM by their keys."""
        ways = dict.fromkeys(name for way in self._keys.ways() for name in way)
        names = ", ".join(quote(name) for name in ways)
        self._session.execute(
            f"create or replace temp table asked as select _row, {names} from keyed "
            "where _row not in (select _row from known) and _row not in (select _row from faults) "
            "and _at is not distinct from _key"  # else its record is known by the row's identity
        )
        make_live(self._work)
        if self._session.sql("select count(*) from asked").fetchall()[0][0]:
            read_live(self._work, facts)
        match_live(self._session, self._keys)
        apply_decisions(self._session, facts, self._work.module)
        name_ambiguous(self._session, self._keys)

    def _count(self) -> Counts:
        session = self._session
        kinds = dict(session.sql("select kind, count(*) from decided group by kind").fetchall())
        same = session.sql("select count(*) from known where same").fetchall()[0][0]
        held = session.sql("select why, count(*) from held group by why order by why").fetchall()
        kept, rows = self._count_kept()
        reasons = {
            NO_RECORD: kinds.get("no record", 0),
            DELETED: kinds.get("gone", 0),
            **dict(held),
            **rows,
        }
        return Counts(
            read=session.sql("select count(*) from every").fetchall()[0][0],
            create=kinds.get("create", 0),
            update=kinds.get("update", 0),
            delete=kinds.get("delete", 0),
            unchanged=kinds.get("unchanged", 0) + same,
            invalid=session.sql("select count(distinct _row) from faults").fetchall()[0][0],
            skipped={reason: number for reason, number in reasons.items() if number},
            kept=kept,
            drift=session.sql(
                "select count(*) from decided where kind <> 'unchanged' and _row in (from drifted)"
            ).fetchall()[0][0],
        )

    def _count_kept(self) -> tuple[dict[str, int], dict[str, int]]:
        """Count, by reason, fields that a policy leaves alone, and rows of which nothing else is left."""
        fields: dict[str, int] = {}
        if not self._work.guarded:
            return {}, {}
        edited = ", ".join(text(name) for name in self._work.contested)
        for name, number in self._session.sql(
            "select field, count(*) from (select unnest(kept) as field from decided) group by field"
        ).fetchall():
            why = EDITED if name in self._work.contested else FILLED
            fields[why] = fields.get(why, 0) + number
        any_edited = f"list_has_any(kept, [{edited}]::varchar[])"
        rows = self._session.sql(
            f"select if({any_edited}, {text(EDITED)}, {text(FILLED)}), count(*) from decided "
            "where kind = 'kept' group by 1 order by 1"
        ).fetchall()
        return fields, dict(rows)
