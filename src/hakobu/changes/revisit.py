"""Records that the ledger knows, read again by their ids: some have changed, and some are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.changes.live import read_records
from hakobu.errors import GuardError
from hakobu.model import Deleted, Operation
from hakobu.staging import quote, text

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.changes.facts import Facts
    from hakobu.changes.work import Work

__all__ = ["DELETED", "revisit", "write_gone"]

DELETED = "deleted in Zoho"
BY_ID = -1  # the way of a row whose record was found by the id that the ledger knows


def revisit(work: Work, facts: Facts, *, recheck: bool = False) -> None:
    """Add to ``matched`` the rows whose record the ledger names, to ``gone`` those that have none any more.

    Read by id are: records that a field policy looks at, where something would change; those whose row
    changed its key; and those that their key no longer finds; with ``recheck`` every record that the ledger
    knows. Raises ``GuardError`` where a task says that
    a record deleted in Zoho stops it.
    """
    run = work.session.execute
    run("create or replace temp table visits (_row bigint, key varchar, id varchar)")
    if work.guarded or recheck:
        which = "true" if recheck else "not same"
        run(f"insert into visits select _row, place, id from known where {which}")
        run(f"delete from known where {which}")
    if work.task.operation is not Operation.DELETE:
        run(
            "insert into visits select k._row, s.key, s.id from keyed k join entries s on s.key = k._at "
            "where s.origin <> 'gone' and s.id is not null and k._row not in (select _row from faults) "
            "and k._row not in (select _row from known) and k._row not in (select _row from visits) "
            "and k._row not in (select _row from hits) and k._row not in (select _row from ruled)"
        )
    ids = [ident for (ident,) in work.session.sql("select distinct id from visits").fetchall()]
    if ids:
        read_records(work.session, facts, work.module, ids)
    run(
        f"insert into matched select _row, {BY_ID}, id, [id], null from visits "
        "where id in (select id from live)"
    )
    run("insert into gone select _row, key, id, false from visits where id not in (select id from live)")
    run("insert into asked by name select _row from visits where _row not in (select _row from asked)")
    if recheck:
        _find_drift(work)
    _forgotten(work)
    _stop(work)


def _find_drift(work: Work) -> None:
    """Fill the table ``drifted`` with rows whose record is gone or says something else than was believed."""
    believed = [name for name in work.plain if name in work.ledger.fields]
    differs = " or ".join(f"s.{quote(name)} is distinct from l.{quote(name)}" for name in believed) or "false"
    work.session.execute(
        f"insert into drifted select v._row from visits v join entries s on s.key = v.key "
        f"left join live l on l.id = v.id where l.id is null or {differs}"
    )


def _forgotten(work: Work) -> None:
    """Rows whose record was found deleted by an earlier run stay skipped while the task says so."""
    if work.task.if_deleted is Deleted.FORGET:
        work.session.execute(
            "insert into gone select k._row, s.key, s.id, true from keyed k join entries s on s.key = k._key "
            "where s.origin = 'gone' and k._row not in (select _row from matched) "
            "and k._row not in (select _row from faults)"
        )


def _stop(work: Work) -> None:
    if work.task.if_deleted is not Deleted.STOP:
        return
    found = work.session.sql(
        "select _show, id from gone join keyed using (_row) where not known order by 1"
    ).fetchall()
    if found:
        named = ", ".join(f"{show} ({ident})" for show, ident in found[:5])
        raise GuardError(
            f"Of the records that this task knows, {len(found)} were deleted in Zoho: {named}"
            f"{', …' if len(found) > 5 else ''}.",
            where=f"task {work.task.name}",
            next_step="Restore them in Zoho's recycle bin, or say if_deleted: recreate or forget.",
        )


def write_gone(work: Work, path: Path) -> None:
    """Write which records are gone, for the ledger: those to be skipped for good, and those to be let go."""
    forget = work.task.if_deleted is Deleted.FORGET
    kind = "gone" if forget else "delete"
    if forget or work.task.operation is Operation.UPDATE:
        found = f"select key, id, {text(kind)} as kind from gone where not known"
        if work.session.sql(f"select count(*) from ({found})").fetchall()[0][0]:
            work.session.execute(f"copy ({found}) to {text(str(path))} (format parquet)")
