"""The history as tables in a user's own database: whole, the same twice, and without sensitive values."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.connectors.catalogue import open_source
from hakobu.errors import SetupError, SourceError
from hakobu.model import Connection, Read
from hakobu.runs import Forgetting, purge, write_history
from hakobu.runs.tables_of_history import change_rows, changes_table
from hakobu.store import Store
from tests.conftest import Emulator
from tests.integration.databases import (
    MARIADB,
    POSTGRESQL,
    mariadb_execute,
    need,
    postgresql_execute,
    unique,
)
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hakobu.model import Definition
    from hakobu.runs import WrittenHistory

KEY = "Customer_No"
TRICKY = 'O\'Neil \\ {run} {{run}} %s "x"; -- 髙𠮷'
SERVERS: dict[str, dict[str, Any]] = {
    "sqlite": {"connector": "sqlite", "path": "audit.db"},
    "postgresql": {"connector": "postgres", "host": "127.0.0.1", "database": "test", "user": "postgres"},
    "mariadb": {"connector": "mariadb", "host": "127.0.0.1", "database": "test", "user": "root"},
}


@pytest.fixture(scope="module")
def zoho() -> Iterator[Emulator]:
    """One emulator for all tests of this file; each begins with no record of its own."""
    with closing(Emulator()) as started:
        started.post("/_emulator/tokens", {"throttle": False})  # each test signs in anew
        started.seed(fields={"Leads": [key_field(KEY)]})
        yield started


@dataclass
class Audit:
    """A job, and a database that its history is written to."""

    bench: Bench
    connection: Connection
    prefix: str

    def definition(self) -> Definition:
        made = self.bench.definition()
        return replace(made, connections={**made.connections, "audit": self.connection})

    def write(self, run: int | None = None) -> WrittenHistory:
        return write_history(
            self.definition(), "audit", home=self.bench.home, run=run, prefix=f"{self.prefix}_"
        )

    def rows(self, table: str) -> list[dict[str, Any]]:
        source = open_source(self.connection, base=self.bench.folder)
        read = Read(table=f"{self.prefix}_{table}")
        found = [row for batch in source.batches(read) for row in batch.to_pylist()]
        return sorted(found, key=lambda row: (row["run"], row.get("row") or 0, row.get("field") or ""))

    def all(self) -> list[list[dict[str, Any]]]:
        return [self.rows(table) for table in ("runs", "changes", "rejects")]


@pytest.fixture(params=sorted(SERVERS))
def audit(request: pytest.FixtureRequest, tmp_path: Path, zoho: Emulator) -> Iterator[Audit]:
    """Make a job with three rows, one of them invalid, and run it once."""
    name = request.param
    bench = Bench(tmp_path, zoho)
    number = unique("n")
    bench.csv(
        "leads.csv",
        "no,name,email",
        f"{number}a,{_csv(TRICKY)},a@e.com",
        f"{number}b,Abe,b@e.com",
        f"{number}c,Ito,x",
    )
    fields: dict[str, Any] = {KEY: "no", "Last_Name": "name", "Company": {"constant": "A"}, "Email": "email"}
    bench.task(match=[KEY], map=fields, sensitive=["Email"])
    assert bench.outcomes() == {"created": 2, "invalid": 1}
    settings = {**SERVERS[name], "allow_sql": True}
    prefix = unique("audit")
    tables = [f"{prefix}_{table}" for table in ("runs", "changes", "rejects")]
    made = Audit(bench, _connection(**settings), prefix)
    if name == "sqlite":
        sqlite3.connect(tmp_path / "audit.db").close()
        yield made
        return
    need(POSTGRESQL if name == "postgresql" else MARIADB, name)
    yield made
    execute = postgresql_execute if name == "postgresql" else mariadb_execute
    execute(*(f"DROP TABLE IF EXISTS {table}" for table in tables))


def _connection(connector: str, **settings: Any) -> Connection:
    return Connection(name="audit", connector=connector, settings=settings)


def _csv(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def test_runs_changes_and_rejects_are_written_whole(audit: Audit) -> None:
    assert audit.write().runs == (1,)
    (run,), changes, (reject,) = audit.all()
    assert (run["run"], run["job"], run["kind"], run["status"]) == (1, "job", "run", "done with rejects")
    assert (run["created"], run["invalid"], run["unchanged"], run["of_run"]) == (2, 1, 0, None)
    assert run["credits"] > 0
    with Store(audit.bench.home) as store:
        kept = store.runs.get(1)
    assert kept is not None
    assert run["started"].replace(tzinfo=UTC) == datetime.fromtimestamp(kept.started, UTC)
    assert len(changes) == 8, "four fields of two records"
    first = {each["field"]: each for each in changes[:4]}
    assert first["Last_Name"]["new"] == TRICKY
    assert first["Last_Name"]["old"] is None
    assert {each["outcome"] for each in changes} == {"created"}
    assert {each["id"] for each in changes} <= {each["id"] for each in audit.bench.records()}
    assert (reject["field"], reject["outcome"], reject["state"]) == ("Email", "invalid", "open")


def test_sensitive_values_are_hidden(audit: Audit) -> None:
    audit.write()
    _, changes, (reject,) = audit.all()
    emails = {each["new"] for each in changes if each["field"] == "Email"}
    assert len(emails) == 2
    assert all(each.startswith("***") for each in emails)
    assert reject["detail"] in {None, "***"}
    assert "@e.com" not in str(audit.all())


def test_twice_gives_the_same_rows(audit: Audit) -> None:
    audit.write()
    once = audit.all()
    assert (audit.write().runs, audit.write().renewed) == ((), ())
    assert audit.write(run=1).runs == (1,)
    assert audit.all() == once


def test_later_runs_are_added_and_the_state_of_failed_rows_is_renewed(audit: Audit) -> None:
    audit.write()
    file = audit.bench.folder / "leads.csv"
    file.write_text(file.read_text("utf-8").replace("Ito,x", "Ito,c@e.com").replace("Abe", "Mori"), "utf-8")
    assert audit.bench.outcomes() == {"created": 1, "updated": 1, "unchanged": 1}
    written = audit.write()
    assert (written.runs, written.renewed) == ((2,), (1,))
    runs, changes, (reject,) = audit.all()
    assert [run["run"] for run in runs] == [1, 2]
    assert reject["state"] == "delivered"
    (updated,) = [each for each in changes if each["kind"] == "update"]
    assert (updated["run"], updated["old"], updated["new"]) == (2, "Abe", "Mori")


def test_a_purge_takes_nothing_out_of_the_tables(audit: Audit) -> None:
    audit.write()
    once = audit.rows("changes")
    assert purge(audit.bench.home, days=0).runs == [1]
    assert audit.write().runs == ()
    with pytest.raises(SetupError, match="purged"):
        audit.write(run=1)
    assert audit.rows("changes") == once
    with Store(audit.bench.home) as store:
        (run,) = store.runs.latest()
        left = list(change_rows(run, store))
    assert [row[8:10] for row in left] == [(None, None)] * 8, "the fields are known, no value is"


def test_written_anew_after_a_person_was_forgotten_nothing_of_the_person_is_left(audit: Audit) -> None:
    audit.write()
    assert "Abe" in str(audit.all())
    (key,) = {
        each[KEY]
        for each in audit.bench.records()
        if each[KEY] in str(audit.all()) and each["Last_Name"] == "Abe"
    }
    with Forgetting.open(audit.bench.home, key) as forgetting:
        forgetting.forget()
    audit.write(run=1)
    assert key not in str(audit.all())
    assert "Abe" not in str(audit.all())
    assert len(audit.rows("changes")) == 4


def test_a_run_that_cannot_be_written_leaves_nothing_of_it(audit: Audit) -> None:
    audit.write()
    before = audit.rows("runs")
    table = changes_table(f"{audit.prefix}_").name
    source: Any = open_source(audit.connection, base=audit.bench.folder)
    source.execute([f"DROP TABLE {table}", f"CREATE TABLE {table} (run integer)"], {}, what="test")
    with pytest.raises(SourceError, match="says"):
        audit.write(run=1)
    assert audit.rows("runs") == before


def test_where_it_cannot_be_written_is_said(tmp_path: Path, zoho: Emulator) -> None:
    bench = Bench(tmp_path, zoho)
    bench.csv("leads.csv", "no", "1")
    bench.task(match=[KEY], map={KEY: "no", "Last_Name": "no", "Company": "no"})
    closed = Audit(bench, _connection(connector="sqlite", path="audit.db"), "x")
    with pytest.raises(SetupError, match="does not allow") as told:
        closed.write()
    assert "allow_sql: true" in told.value.next_step
    for name in ("source", "crm", "nowhere"):
        with pytest.raises(SetupError) as told:
            write_history(closed.definition(), name, home=bench.home)
        assert told.value.valid == ("audit",)
    open_ = replace(closed, connection=_connection(connector="sqlite", path="a.db", allow_sql=True))
    with pytest.raises(SetupError, match="no run 7"):
        open_.write(run=7)
    with pytest.raises(SetupError, match="cannot begin a table's name"):
        replace(open_, prefix="No;").write()
    with pytest.raises(SourceError, match="There is no file"):
        open_.write()
