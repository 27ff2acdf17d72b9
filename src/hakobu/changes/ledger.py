"""The ledger: what we believe the CRM holds, confirmed by Zoho's answers and by live reads.

A ledger is an immutable Parquet snapshot and the journal's answers after it. The snapshot has the columns
``key, id, modified, origin, dirty, hash1`` and one column a field, in canonical text. ``origin`` is created,
updated, seen (each may be followed by ``archived``), or gone: deleted in Zoho and not to be written again.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa

from hakobu.model import Change, ChangeKind, Outcome, Result
from hakobu.staging import quote, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import duckdb

    from hakobu.store import Call, LedgerIdentity, LedgerRow, Store

__all__ = ["HASH", "IDENTITY", "UNSAID", "Ledger", "hash_sql"]

HASH = "hash1"  # the number changes when the way to hash changes; an older column is then not trusted
IDENTITY = "#identity"  # the column of the source's own primary key, where a task names one
SYSTEM = ("key", "id", "modified", "origin", "dirty", HASH)
CHUNK = 20_000
UNSAID = "\x1d\x1d"  # in the log: this answer says nothing of the field


def hash_sql(fields: Iterable[str], *, table: str = "") -> str:
    """Write the hash of a record's values; separators and null marks cannot occur in values."""
    prefix = f"{table}." if table else ""
    values = [f"coalesce({prefix}{quote(field)}, chr(30))" for field in sorted(fields)]
    return f"md5(concat_ws(chr(31), {', '.join(values)}))" if values else "md5('')"


class _Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One confirmed answer, as the log tells it; ``absent`` stands for fields that it says nothing of."""

    key: str
    id: str | None
    kind: str
    modified: str | None
    dirty: bool
    absent: str | None
    values: dict[str, str | None]


class Ledger:
    """The belief of one task about one module of one organisation."""

    def __init__(self, store: Store, identity: LedgerIdentity, *, was: str | None = None) -> None:
        self._store = store
        self._row: LedgerRow = store.ledgers.open(identity, was=was)
        self._folder = store.home / "ledgers"

    @property
    def id(self) -> int:
        """The ledger's number in the store."""
        return self._row.id

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the snapshot holds."""
        return self._row.fields

    @property
    def snapshot(self) -> Path | None:
        """The snapshot's file, or nothing where nothing was ever confirmed."""
        return self._folder / self._row.snapshot if self._row.snapshot else None

    def dirty_keys(self) -> set[str]:
        """Name the keys whose last write has no answer; they are matched live."""
        return self._store.journal.dirty_keys(self.id)

    def siblings(self) -> list[tuple[Path, tuple[str, ...]]]:
        """Name the snapshots, and their fields, of other tasks of ours about the same module."""
        return [(self._folder / name, fields) for name, fields in self._store.ledgers.siblings(self._row)]

    def catch_up(self, session: duckdb.DuckDBPyConnection) -> None:
        """Bring every answer since the snapshot into a new snapshot."""
        session.execute("drop table if exists log")
        seq, fields = self._load_log(session)
        if seq is not None:
            self._merge(session, "log", fields, seq)
        session.execute("drop table if exists log")

    def learn(self, session: duckdb.DuckDBPyConnection, seen: Path, fields: tuple[str, ...]) -> None:
        """Take in records that were read live: ``key, id, modified`` and ``fields``."""
        there = session.sql(f"select * from read_parquet({text(str(seen))}) limit 0").columns
        fields = (*fields, IDENTITY) if IDENTITY in there else fields
        names = ", ".join(quote(field) for field in fields)
        session.execute(
            "create or replace temp table log as select key, id, 'seen' as kind, modified, false as dirty, "
            f"{names} from read_parquet({text(str(seen))})"
        )
        self._merge(session, "log", fields, self._row.snapshot_seq)
        session.execute("drop table log")

    def let_go(self, session: duckdb.DuckDBPyConnection, gone: Path) -> None:
        """Take in which records were deleted in Zoho: ``key, id`` and ``kind``, delete or gone."""
        session.execute(
            "create or replace temp table log as select key, id, kind, cast(null as varchar) as modified, "
            f"false as dirty from read_parquet({text(str(gone))})"
        )
        self._merge(session, "log", (), self._row.snapshot_seq)
        session.execute("drop table log")

    def known(self, session: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str | None]]:
        """Walk over the key and id of every record that the snapshot holds."""
        if self.snapshot is not None:
            rows = session.execute(f"select key, id from read_parquet({text(str(self.snapshot))})")
            while found := rows.fetchmany(CHUNK):
                yield from found

    def forget(self, session: duckdb.DuckDBPyConnection, keys: Iterable[str]) -> None:
        """Write the snapshot anew without the records of these keys, and remove the former file."""
        session.execute("create or replace temp table leaving (key varchar)")
        session.executemany("insert into leaving values (?)", [(key,) for key in keys])
        self._write(
            session,
            f"from read_parquet({text(str(self.snapshot))}) where key not in (select key from leaving)",
            seq=self._row.snapshot_seq,
            fields=self._row.fields,
        )

    def sweep(self) -> None:
        """Remove snapshot files that no ledger names any more."""
        if self._folder.is_dir():
            named = self._store.ledgers.snapshots()
            for file in self._folder.glob(f"L{self.id}-*"):
                if file.name not in named:
                    file.unlink(missing_ok=True)

    def _load_log(self, session: duckdb.DuckDBPyConnection) -> tuple[int | None, tuple[str, ...]]:
        """Put the answers since the snapshot into the table ``log``, one row a key."""
        last: int | None = None
        chunk: list[_Entry] = []
        fields: set[str] = set()
        for seq, call in self._calls():
            last = seq
            pairs = zip(call.changes, call.results, strict=True)
            chunk.extend(entry for change, result in pairs if (entry := _entry(change, result)))
            if len(chunk) >= CHUNK:
                fields |= _append(session, chunk)
                chunk = []
        if last is None:
            return None, ()
        fields |= _append(session, chunk)
        _fold(session, tuple(sorted(fields)))
        return last, tuple(sorted(fields))

    def _calls(self) -> Iterator[tuple[int, Call]]:
        return self._store.journal.log(self.id, after=self._row.snapshot_seq)

    def _merge(self, session: duckdb.DuckDBPyConnection, log: str, fields: tuple[str, ...], seq: int) -> None:
        """Write snapshot + log as a new snapshot, then name it in one transaction."""
        every = tuple(sorted({*self._row.fields, *fields}))
        merged = _merge_sql(log, self.snapshot, self._row.fields, fields, every)
        self._write(session, merged, seq=seq, fields=every)

    def _write(
        self, session: duckdb.DuckDBPyConnection, query: str, *, seq: int, fields: tuple[str, ...]
    ) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"L{self.id}-{seq}-{os.urandom(4).hex()}.parquet"
        part = self._folder / f"{name}.part"
        session.execute(f"copy ({query}) to {text(str(part))} (format parquet, compression lz4)")
        _persist(part, self._folder / name)
        self._store.ledgers.commit(self.id, snapshot=name, seq=seq, fields=fields)
        self._row = self._store.ledgers.open(self._row.identity)
        self.sweep()


def _entry(change: Change, result: Result) -> _Entry | None:
    """Tell what an answer teaches: nothing, where Zoho refused or the row has no key."""
    known = {Outcome.CREATED: "create", Outcome.UPDATED: "update", Outcome.DELETED: "delete"}
    done = result.done
    if change.key and result.gone:
        return _gone(change, result)
    if not change.key or (done not in known and done is not Outcome.UNKNOWN):
        return None
    if change.archives and done is Outcome.UPDATED:
        return _archived(change, result)
    unknown = done is Outcome.UNKNOWN
    if unknown and change.kind.makes:
        return None  # there is no entry to mark; the key stays absent and is matched live
    return _Entry(
        key=change.key,
        id=result.id or change.id,
        kind="update" if unknown else known[done],
        modified=result.modified,
        dirty=unknown or result.partial,
        absent=None if change.kind.makes and change.new else UNSAID,
        values={} if unknown else _said(change),
    )


def _said(change: Change) -> dict[str, str | None]:
    return change.new if change.identity is None else {**change.new, IDENTITY: change.identity}


def _gone(change: Change, result: Result) -> _Entry:
    """A record that is gone is let go, or remembered as not to be written again."""
    kind = "gone" if result.outcome is Outcome.SKIPPED and change.kind is ChangeKind.UPDATE else "delete"
    return _Entry(
        key=change.key, id=change.id, kind=kind, modified=None, dirty=False, absent=UNSAID, values={}
    )


def _archived(change: Change, result: Result) -> _Entry:
    """An archived record: should its row come back, it is read live before it is compared."""
    return _Entry(
        key=change.key,
        id=change.id,
        kind="archive",
        modified=result.modified,
        dirty=True,
        absent=UNSAID,
        values={},
    )


def _append(session: duckdb.DuckDBPyConnection, chunk: list[_Entry]) -> set[str]:
    """Put entries into the table ``log``, which gets a column for each field that they name."""
    fields = sorted({name for entry in chunk for name in entry.values})
    names = ["key", "id", "kind", "modified", "dirty", *fields]
    texts = pa.string()
    types = [texts, texts, texts, texts, pa.bool_(), *(texts for _ in fields)]
    columns: list[list[object]] = [
        [entry.key for entry in chunk],
        [entry.id for entry in chunk],
        [entry.kind for entry in chunk],
        [entry.modified for entry in chunk],
        [entry.dirty for entry in chunk],
    ]
    if all(entry.absent is None for entry in chunk):  # Arrow takes records apart faster than Python
        known = pa.array([entry.values for entry in chunk], pa.struct([(field, texts) for field in fields]))
        arrays = [pa.array(column, kind) for column, kind in zip(columns, types[:5], strict=True)]
        arrays += (known.field(place) for place in range(len(fields)))  # type: ignore[attr-defined]
    else:
        columns.extend([entry.values.get(field, entry.absent) for entry in chunk] for field in fields)
        arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
    session.register("chunk", pa.table(dict(zip(names, arrays, strict=True))))
    session.execute("create temp table if not exists log as from chunk limit 0")
    for field in fields:
        added = f"alter table log add column if not exists {quote(field)} varchar default {text(UNSAID)}"
        session.execute(added)
    session.execute("insert into log by name from chunk")
    session.unregister("chunk")
    return set(fields)


def _fold(session: duckdb.DuckDBPyConnection, fields: tuple[str, ...]) -> None:
    """Make one row of a key's several: a later answer wins, field by field."""
    session.execute(
        "create or replace temp table many as select key from log group by key having count(*) > 1"
    )
    names = "".join(f", {quote(field)}" for field in fields)
    query = f"select key, id, kind, modified, dirty{names} from log where key in (from many) order by rowid"
    rows = session.sql(query).fetchall()
    if not rows:
        return
    folded: dict[str, _Entry] = {}
    for key, ident, kind, modified, dirty, *values in rows:
        new = {name: value for name, value in zip(fields, values, strict=True) if value != UNSAID}
        before = folded.get(key)
        whole = {"create", "delete", "gone", "archive"}
        fresh = kind in whole or before is None or before.kind in whole - {"create"}
        folded[key] = _Entry(
            key=key,
            id=ident,
            kind=kind if fresh or before is None else before.kind,
            modified=modified,
            dirty=dirty,
            absent=UNSAID,
            values=new if fresh or before is None else {**before.values, **new},
        )
    session.execute("delete from log where key in (from many)")
    _append(session, list(folded.values()))


def _merge_sql(
    log: str, snapshot: Path | None, old: tuple[str, ...], new: tuple[str, ...], every: tuple[str, ...]
) -> str:
    """Write the statement that overlays the log on the snapshot."""
    if snapshot is None:
        nulls = ", ".join(
            f"cast(null as varchar) as {quote(name)}" for name in ("key", "id", "modified", "origin")
        )
        source = f"(select {nulls}, false as dirty where false)"
        old = ()
    else:
        source = _rekeyed(log, f"read_parquet({text(str(snapshot))})")
    columns = [_overlay(field, in_old=field in old, in_new=field in new) for field in every]
    origin = (
        "case when l.kind = 'create' then 'created' when l.kind = 'gone' then 'gone' "
        "when l.kind = 'archive' then replace(coalesce(s.origin, 'updated'), ' archived', '') || ' archived' "
        "when l.kind = 'update' and starts_with(s.origin, 'created') then 'created' "
        "when l.kind = 'update' then 'updated' "
        "when l.kind = 'seen' and s.origin <> 'gone' then replace(s.origin, ' archived', '') "
        "when l.kind = 'seen' then 'seen' else s.origin end"
    )
    head = (
        "coalesce(l.key, s.key) as key, coalesce(l.id, s.id) as id, "
        f"coalesce(l.modified, s.modified) as modified, {origin} as origin, "
        "case when l.key is null then s.dirty else l.dirty end as dirty"
    )
    joined = (
        f"select {', '.join([head, *columns])} from {source} s full outer join {log} l on s.key = l.key "
        "where coalesce(l.kind, '') <> 'delete'"
    )
    names = ", ".join(quote(field) for field in every)
    listed = f", {names}" if names else ""
    return f"select key, id, modified, origin, dirty, {hash_sql(every)} as {HASH}{listed} from ({joined})"


def _rekeyed(log: str, snapshot: str) -> str:
    """Write the snapshot with the keys that its records have by now.

    A record that the log tells of under another key is known by that key from now on; should that have been
    the key of yet another record, of which the log tells nothing, that one is known by its id.
    """
    moved = (
        f"select n.id, n.key from (select id, arg_max(key, rowid) as key from {log} where id is not null "
        f"group by id) n join {snapshot} o on o.id = n.id and o.key <> n.key"
    )
    return (
        f"(with moved as ({moved}) select case when m.key is not null then m.key "
        "when f.key in (select key from moved) then '~' || f.id else f.key end as key, f.* exclude (key) "
        f"from {snapshot} f left join moved m on m.id = f.id)"
    )


def _overlay(field: str, *, in_old: bool, in_new: bool) -> str:
    name = quote(field)
    before = f"s.{name}" if in_old else "cast(null as varchar)"
    if not in_new:
        # a record that was created anew has none of the old values
        return f"case when l.kind = 'create' then null else {before} end as {name}"
    return (
        f"case when l.key is null then {before} "
        f"when l.{name} is distinct from {text(UNSAID)} then l.{name} "
        f"when l.kind = 'create' then null else {before} end as {name}"
    )


def _persist(part: Path, final: Path) -> None:
    """Move a finished file to its name so that a power cut leaves the old state or the new one."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(final)
    if os.name == "posix":
        folder = os.open(final.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
