"""Decided matches: what a person said of a key that fits several records."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from hakobu.changes.live import LIVE, read_records
from hakobu.staging import text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import duckdb

    from hakobu.changes.facts import Facts, ModuleFacts
    from hakobu.store import Decision

__all__ = ["BY", "CREATE", "SKIP", "SKIPPED", "apply_decisions", "creations", "take_decisions"]

CREATE, SKIP = "create", "skip"
SKIPPED = "decided: skip"
BY = "decision of "  # how a match by decision is called; the day follows


def take_decisions(
    session: duckdb.DuckDBPyConnection, decisions: Iterable[Decision], snapshot: Path | None
) -> None:
    """Make the table ``told`` (key, answer, said) of what was decided, and hold the rows to be skipped.

    A record that was created by decision is from then on the one that the ledger knows.
    """
    session.execute("create or replace temp table told (key varchar, answer varchar, said varchar)")
    session.execute("create or replace temp table ruled (_row bigint, answer varchar, said varchar)")
    rows = [
        (each.key, each.answer, f"{BY}{datetime.fromtimestamp(each.made).astimezone():%Y-%m-%d}")
        for each in decisions
    ]
    if not rows:
        return
    session.executemany("insert into told values (?, ?, ?)", rows)
    session.execute(
        f"insert into held select _row, {text(SKIPPED)} from every join told on key = _key "
        f"where answer = {text(SKIP)} and _row not in (select _row from held)"
    )
    if snapshot is not None:
        session.execute(
            f"update told set answer = s.id from read_parquet({text(str(snapshot))}) s "
            f"where s.key = told.key and told.answer = {text(CREATE)}"
        )


def apply_decisions(session: duckdb.DuckDBPyConnection, facts: Facts, module: ModuleFacts) -> None:
    """Put what was decided in the place of what was matched; a record that is gone is a fault."""
    session.execute(
        "create or replace temp table ruled as select a._row, t.answer, t.said "
        f"from asked a join keyed k using (_row) join told t on t.key = k._key where t.answer <> {text(SKIP)}"
    )
    far = session.execute(
        f"select distinct answer from ruled where answer <> {text(CREATE)} "
        f"and answer not in (select id from {LIVE})"
    ).fetchall()
    if far:
        read_records(session, facts, module, [ident for (ident,) in far])
    gone = f"select _row from ruled where answer <> {text(CREATE)} and answer not in (select id from {LIVE})"
    session.execute(
        f"insert into faults select _row, '', 'decision_gone', answer from ruled where _row in ({gone})"
    )
    session.execute(f"delete from ruled where _row in ({gone})")
    session.execute("delete from matched where _row in (select _row from ruled)")
    session.execute(
        "insert into matched select _row, 0, answer, [answer], said from ruled "
        f"where answer <> {text(CREATE)}"
    )


def creations(session: duckdb.DuckDBPyConnection) -> dict[int, str]:
    """Name the rows that create a record by decision, though others fit, with what was decided when."""
    return dict(session.execute(f"select _row, said from ruled where answer = {text(CREATE)}").fetchall())
