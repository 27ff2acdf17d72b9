"""The store, on both databases: a new one is what the migrations make, old ones are brought up to date."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from hakobu.errors import SetupError
from hakobu.store import Store
from hakobu.store.database import SCHEMA, Database, upgrade
from hakobu.store.sides import _take_to_wal, open_side
from hakobu.store.tables import metadata
from tests.integration.application import serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FIRST = """
insert into runs
  (id, job, kind, file, definition, zgid, status, started, ended, resumed, credits, calls, cause)
  values (7, 'shop', 'run', 'job.yaml', 'd', '42', 'done', 1.5, 2.5, 0, 3, 4, 'none');
insert into run_tasks values (7, 0, 'leads', 'Leads', 'upsert', 1, 2, 0, '{"created": 2}', '{}');
insert into ledgers (id, zgid, environment, module, job, task, snapshot_seq, fields)
  values (1, '42', 'production', 'Leads', 'shop', 'leads', 0, '[]');
insert into rejects (id, run_id, ledger_id, task, module, row, label, outcome, faults, state, created)
  values (1, 7, 1, 'leads', 'Leads', 3, '山田', 'invalid',
    cast('[{"field": "Email", "code": "mandatory_empty"}]' as {bytes}), 'open', 2.0)
"""

JOB = """\
source: drop
destination: crm
tasks:
  - name: leads
    read: {file: leads.csv}
    module: Leads
    operation: upsert
    match: [Email]
    map: {Last_Name: name, Email: mail, Company: {constant: X}}
"""


def test_a_new_store_is_what_the_migrations_make(tmp_path: Path, either_store: str) -> None:
    new = open_side(either_store, tmp_path / "hakobu.db")
    Database(tmp_path).close()
    with new.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.execute(sa.text("select version_num from alembic_version")).scalar() == SCHEMA
    metadata.drop_all(new.engine)
    with new.writing() as connection:
        connection.execute(sa.text("drop table alembic_version"))
        upgrade(connection)
    with new.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    new.close()


def test_the_oldest_store_is_brought_up_to_date_and_keeps_its_history(
    tmp_path: Path, either_store: str
) -> None:
    side = open_side(either_store, tmp_path / "hakobu.db")
    with side.writing() as connection:
        upgrade(connection, "0001")
        for line in FIRST.replace("{bytes}", "bytea" if either_store else "blob").split(";"):
            connection.execute(sa.text(line.replace(":", r"\:")))
    side.close()
    with Store(tmp_path) as store:
        (run,) = store.runs.latest()
        assert (run.id, run.job, run.parameters, run.guards, run.purged) == (7, "shop", {}, (), None)
        assert [task.outcomes for task in run.tasks] == [{"created": 2}]
        assert [each.label for each in store.rejects.of_run(7)] == ["山田"]
        store.audit.write(who="me", action="first")
        assert store.audit.verify().broken_at is None


def test_the_oldest_store_serves_the_application_of_today(
    tmp_path: Path, either_store: str, emulator: Callable[..., Any]
) -> None:
    (tmp_path / "home").mkdir()
    side = open_side(either_store, tmp_path / "home" / "hakobu.db")
    with side.writing() as connection:
        upgrade(connection, "0001")
        for line in FIRST.replace("{bytes}", "bytea" if either_store else "blob").split(";"):
            connection.execute(sa.text(line.replace(":", r"\:")))
        if either_store:
            for table in ("runs", "ledgers", "rejects"):
                last = f"(select max(id) from {table})"
                connection.execute(sa.text(f"select setval(pg_get_serial_sequence('{table}', 'id'), {last})"))
    side.close()
    zoho = emulator()
    (tmp_path / "leads.csv").write_text("name,mail\nYamada,y@example.com\n", encoding="utf-8")
    settings = {"accounts_server": zoho.url, "api_domain": zoho.url, "client_id": "id"}
    settings |= {"client_secret": "s", "refresh_token": "t"}
    with serving(tmp_path / "home") as app:
        app.begin()
        assert [each["run"] for each in app.ok("GET", "/api/runs")["runs"]] == [7]
        assert app.ok("GET", "/api/runs/7")["outcomes"]["created"] == 2
        (failed,) = app.ok("GET", "/api/runs/7/rejects")["rejects"]
        assert (failed["row"], failed["outcome"], failed["state"]) == (3, "invalid", "open")
        app.ok("POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": settings})
        drop = {"name": "drop", "connector": "files", "settings": {"path": str(tmp_path)}}
        app.ok("POST", "/api/connections", drop)
        app.ok("POST", "/api/jobs", {"name": "shop", "text": JOB})
        heard = app.follow(app.ok("POST", "/api/jobs/shop/runs", {})["ticket"])
        assert (heard[-1][1]["run"], heard[-1][1]["cause"]) == (8, "")
        assert app.ok("GET", "/api/runs/8")["outcomes"]["created"] == 1
        assert app.ok("GET", "/api/overview")["jobs"]["total"] == 1


def test_a_store_that_knows_no_version_yet_is_migrated_not_taken_for_new(
    tmp_path: Path, either_store: str
) -> None:
    side = open_side(either_store, tmp_path / "hakobu.db")
    with side.writing() as connection:
        connection.execute(sa.text("create table alembic_version (version_num varchar(32) primary key)"))
    side.close()
    with Store(tmp_path) as store:
        assert store.runs.latest() == []


def test_two_servers_that_start_at_once_migrate_once(tmp_path: Path, either_store: str) -> None:
    side = open_side(either_store, tmp_path / "hakobu.db")
    with side.writing() as connection:
        upgrade(connection, "0001")
    side.close()
    code = f"from hakobu.store import Store; from pathlib import Path; Store(Path({str(tmp_path)!r})).close()"
    both = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", code], env=dict(os.environ), stderr=-1)
        for _ in range(2)
    ]
    assert [each.communicate()[1].decode() for each in both] == ["", ""]
    with Store(tmp_path) as store:
        assert store.runs.latest() == []


def test_two_that_begin_a_store_at_once_make_one(tmp_path: Path, either_store: str) -> None:
    gate, failed = threading.Barrier(4), []

    def begin() -> None:
        gate.wait()
        try:
            Store(tmp_path).close()
        except SetupError as error:
            failed.append(error)

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert either_store == "" or (tmp_path / "store.id").exists()


def test_who_opens_a_new_file_while_another_does_is_refused_and_asks_anew(tmp_path: Path) -> None:
    """SQLite waits for no lock there, so two that began a store at once heard "database is locked"."""
    path, refusals = tmp_path / "hakobu.db", []
    with closing(sqlite3.connect(path)) as other, closing(sqlite3.connect(path, timeout=30)) as late:
        other.execute("begin immediate")

        class Asked(sqlite3.Cursor):
            def execute(self, sql: str, parameters: Any = (), /) -> Asked:
                try:
                    return super().execute(sql, parameters)
                except sqlite3.OperationalError as error:
                    refusals.append(error.sqlite_errorcode)
                    other.rollback()
                    raise

        _take_to_wal(late.cursor(Asked))
        assert refusals == [sqlite3.SQLITE_BUSY]
        assert late.execute("pragma journal_mode").fetchone() == ("wal",)


def test_a_store_that_a_newer_version_wrote_is_left_alone(tmp_path: Path, either_store: str) -> None:
    Database(tmp_path).close()
    side = open_side(either_store, tmp_path / "hakobu.db")
    with side.writing() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '9999'"))
    side.close()
    with pytest.raises(SetupError, match="A newer Hakobu wrote this store"):
        Store(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="Set HAKOBU_HOME to a folder that you may write to"):
        Store(tmp_path / "file" / "home")


def test_lines_of_the_audit_log_written_at_once_follow_from_each_other(
    tmp_path: Path, either_store: str
) -> None:
    def write(number: int) -> None:
        with Store(tmp_path) as store:
            for each in range(10):
                store.audit.write(who=f"{number}", action=f"{each}")

    with Store(tmp_path) as store:
        threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(store.audit.latest(limit=200)) == 40, either_store
        assert store.audit.verify().broken_at is None


def test_another_machine_needs_the_same_folder(
    tmp_path: Path, postgresql_store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAKOBU_DATABASE", postgresql_store)
    Store(tmp_path / "one").close()
    Store(tmp_path / "one").close()
    with pytest.raises(SetupError, match="on storage that they share") as refused:
        Store(tmp_path / "two")
    assert refused.value.where == str(tmp_path / "two")


@pytest.mark.parametrize(
    "address", ["mysql://x/y", "postgresql://host", "not an address", "postgresql://127.0.0.1:99999/x"]
)
def test_an_address_that_is_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HAKOBU_DATABASE", address)
    with pytest.raises(SetupError):
        Store(tmp_path)


def test_a_server_that_does_not_answer_is_named_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAKOBU_DATABASE", "postgresql://me:planted@127.0.0.1:9/x")
    with pytest.raises(SetupError, match="cannot be") as refused:
        Store(tmp_path)
    assert "planted" not in str(refused.value)
