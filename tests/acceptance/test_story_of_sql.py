"""SQL before and after a run: a table of what was exported, kept by the job itself."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu, Shop
    from tests.conftest import Emulator

HOOKS = {
    "before": ["delete from queue", "insert into queue select email from people where notes = 'new'"],
    "after": ["update people set notes = {mark} where email in (select email from queue)"],
    "after_failure": ["insert into failures values ({run_time})"],
}


def prepare(shop: Shop) -> None:
    shop.change("path: shop.db", "path: shop.db, allow_sql: true")
    keys = "".join(f"    {name}: {json.dumps(texts)}\n" for name, texts in HOOKS.items())
    shop.change("destination: crm\n", f"destination: crm\n    parameters: {{mark: exported}}\n{keys}")
    query = "select * from people where email in (select email from queue)"
    shop.change("read: {table: people}", f'read: {{query: "{query}"}}')
    shop.execute("create table queue (email text)")
    shop.execute("create table failures (time text)")


def add(shop: Shop, *names: str) -> None:
    shop.execute("insert into people values (?, ?, 'X', 'new')", [(f"{n}@e.com", n) for n in names])


def ask(tmp_path: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(tmp_path / "shop.db")) as database:
        return [value for (value,) in database.execute(query)]


def test_what_was_exported_is_marked(hakobu: Hakobu, shop: Shop, crm: Emulator, tmp_path: Path) -> None:
    prepare(shop)
    add(shop, "a", "b")
    said = "SQL in the source: 2 before a run, 1 after it, 1 after a failure. None of it was run here."
    assert said in hakobu("check", "shop.yaml").out
    planned = hakobu("plan", "shop.yaml", lang="ja")
    assert "実行前 2 件、実行後 1 件、失敗時 1 件。ここでは実行していません。" in planned.out
    assert hakobu("plan", "--show", "1", "--json").json["sql"] == HOOKS
    assert ask(tmp_path, "select email from queue") == []
    first = hakobu("run", "shop.yaml", "--set", "mark=it's done", "--json")
    assert (first.code, first.json["outcomes"]["created"]) == (0, 2)
    assert ask(tmp_path, "select notes from people") == ["it's done"] * 2
    add(shop, "c")
    second = hakobu("run", "shop.yaml", "--json").json
    assert (second["read"], second["outcomes"]["created"]) == (1, 1)
    assert ask(tmp_path, "select time from failures") == []
    assert crm.stats()["records"]["Leads"] == 3


def test_a_stored_plan_runs_what_comes_after_and_undo_runs_nothing(
    hakobu: Hakobu, shop: Shop, tmp_path: Path
) -> None:
    prepare(shop)
    add(shop, "a")
    shop.execute("insert into queue values ('a@e.com')")
    plan = str(hakobu("plan", "shop.yaml", "--json").json["plan"])
    shop.execute("insert into queue values ('later')")  # what comes before would delete it
    assert hakobu("run", "shop.yaml", "--plan", plan, "--json").json["outcomes"]["created"] == 1
    assert ask(tmp_path, "select notes from people") == ["exported"]
    assert ask(tmp_path, "select email from queue") == ["a@e.com", "later"]
    shop.execute("update people set notes = 'mine'")
    undo = str(hakobu("undo", plan, "--json").json["plan"])
    assert hakobu("run", "shop.yaml", "--plan", undo, "--json").json["outcomes"]["deleted"] == 1
    assert ask(tmp_path, "select notes from people") == ["mine"]


def test_a_run_that_a_limit_stopped_fails_first_and_is_done_once_approved(
    hakobu: Hakobu, shop: Shop, tmp_path: Path
) -> None:
    prepare(shop)
    add(shop, "a", "b")
    shop.change("destination: crm\n", "destination: crm\n    guards: {creates: 1}\n")
    stopped = hakobu("run", "shop.yaml", "--json")
    assert stopped.code == 4
    assert len(ask(tmp_path, "select time from failures")) == 1
    assert ask(tmp_path, "select notes from people") == ["new"] * 2
    assert hakobu("approve", str(stopped.json["run"]), "--yes").code == 0
    assert ask(tmp_path, "select notes from people") == ["exported"] * 2
    assert len(ask(tmp_path, "select time from failures")) == 1


def test_a_failure_before_ends_the_run_before_it_reads(
    hakobu: Hakobu, shop: Shop, crm: Emulator, tmp_path: Path
) -> None:
    prepare(shop)
    shop.change("from people where notes = 'new'", "from persons")
    shop.execute("insert into queue values ('kept')")
    failed = hakobu("run", "shop.yaml")
    assert failed.code == 1
    flat = " ".join(failed.err.split())
    assert "job people-to-crm, before, statement 2: SQLite says: no such table: persons" in flat
    assert crm.stats()["records"].get("Leads", 0) == 0
    assert ask(tmp_path, "select email from queue") == ["kept"]  # the first statement was taken back
    assert len(ask(tmp_path, "select time from failures")) == 1


def test_a_failure_after_is_told_and_what_was_written_stays(
    hakobu: Hakobu, shop: Shop, crm: Emulator
) -> None:
    prepare(shop)
    add(shop, "a")
    shop.change("update people set notes", "update people set nowhere")
    ended = hakobu("run", "shop.yaml", "--json")
    assert (ended.code, ended.json["status"]) == (1, "failed")
    assert "Zoho has confirmed what the counts say, but the SQL after the run failed:" in ended.json["cause"]
    assert "after, statement 1: SQLite says: no such column: nowhere" in ended.json["cause"]
    assert ended.json["outcomes"]["created"] == crm.stats()["records"]["Leads"] == 1
    shop.change("update people set nowhere", "update people set notes")
    again = hakobu("run", "shop.yaml", "--json")
    assert (again.code, again.json["outcomes"]["unchanged"]) == (0, 1)


def test_a_retry_runs_none(hakobu: Hakobu, shop: Shop, tmp_path: Path) -> None:
    prepare(shop)
    add(shop, "a")
    shop.execute("insert into people values ('b@e.com', null, 'X', 'new')")
    ended = hakobu("run", "shop.yaml", "--json").json
    assert ended["status"] == "done with rejects"
    assert ask(tmp_path, "select notes from people") == ["exported"] * 2
    shop.execute("update people set notes = 'mine'")
    assert hakobu("retry", str(ended["run"])).code == 3
    assert ask(tmp_path, "select notes from people") == ["mine"] * 2
    assert ask(tmp_path, "select time from failures") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (", allow_sql: true", "", "The connection 'shop' does not allow SQL of a job."),
        ("sqlite, path: shop.db, allow_sql: true", "files, path: .", "files carries out no SQL"),
        ("{mark}", "{marc}", 'Did you mean "mark"?'),
        ("{mark}", "'{mark}'", "Write {mark} without quotes"),
        ("delete from queue", "-- so be it\\nCommit", "cannot be COMMIT: all of them are one transaction"),
        ("delete from queue", "-- nothing", "A statement of 'before' says nothing."),
    ],
)
def test_a_wrong_use_is_a_fault_of_the_definition(
    hakobu: Hakobu, shop: Shop, old: str, new: str, said: str
) -> None:
    prepare(shop)
    shop.change(old, new)
    told = hakobu("check", "shop.yaml")
    assert told.code == 2
    assert said in " ".join(told.err.split())
