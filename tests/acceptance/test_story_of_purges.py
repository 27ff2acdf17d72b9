"""Former values are kept for some days, then purged; nothing that later runs need is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hakobu.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu, Shop
    from tests.conftest import Emulator

DAY = 86_400


class Old:
    """The home of a shop whose runs can be made older."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def age(self, days: int) -> None:
        with closing(sqlite3.connect(self.home / "hakobu.db")) as database:
            database.execute("update runs set started = started - ?, ended = ended - ?", (days * DAY,) * 2)
            database.commit()

    def holds(self, text: str) -> bool:
        """Tell whether the journal or a stored plan still holds a value."""
        with closing(sqlite3.connect(self.home / "hakobu.db")) as database:
            blobs = database.execute("select changes, results from calls").fetchall()
        files = [file.read_bytes() for file in (self.home / "runs").rglob("*.jsonl")]
        return any(text.encode() in blob for row in (*blobs, files) for blob in row if blob)


@pytest.fixture
def old(tmp_path: Path, hakobu: Hakobu) -> Old:
    hakobu._env["HAKOBU_HOME"] = str(tmp_path / "home")
    return Old(tmp_path / "home")


def test_purging_shows_its_size_first_and_then_the_run_cannot_be_undone(
    hakobu: Hakobu, shop: Shop, old: Old, crm: Emulator
) -> None:
    shop.fill(3)
    assert hakobu("run", "shop.yaml", "--quiet").code == 0
    assert hakobu("purge").out.startswith("No run ended more than 30 days ago")
    old.age(31)
    told = hakobu("purge").out
    assert "1 run ended more than 30 days ago and can be purged" in told
    assert "hakobu purge --yes" in told
    assert "終了から 30 日を過ぎた 1 件の実行の値を削除できます" in hakobu("purge", lang="ja").out
    assert old.holds("note 1")

    found = hakobu("purge", "--yes", "--json").json
    assert (found["runs"], found["purged"], found["busy"]) == ([1], True, [])
    assert min(found["bytes_of_values"], found["bytes_of_files"]) > 0
    assert not old.holds("note 1")
    refused = hakobu("undo", "1", "--json")
    assert refused.code == 4
    assert refused.json["error"]["message"].startswith("The former values of this run were purged")
    assert hakobu("plan", "--show", "1").code == 2

    shop.execute("update people set notes = 'new' where email = 'p1@example.com'")
    second = hakobu("run", "shop.yaml", "--quiet", "--json").json
    assert (second["outcomes"]["unchanged"], second["outcomes"]["updated"]) == (2, 1)
    third = hakobu("run", "shop.yaml", "--quiet", "--json").json  # the log goes on where it stood
    assert third["outcomes"]["unchanged"] == 3
    assert hakobu("undo", "2", "--yes", "--quiet", "--json").json["outcomes"]["updated"] == 1


def test_after_many_days_a_run_leaves_the_history_and_nothing_that_later_runs_need(
    hakobu: Hakobu, shop: Shop, old: Old
) -> None:
    shop.fill(3)
    for _ in range(2):
        assert hakobu("run", "shop.yaml", "--quiet").code == 0
    shop.execute("update people set notes = 'new' where email = 'p1@example.com'")
    assert hakobu("run", "shop.yaml", "--quiet").code == 0  # the newest answer of the ledger
    shop.execute("insert into people values ('bad', 'B', 'Shop', 'open')")
    assert hakobu("run", "shop.yaml", "--quiet").code == 3  # a failed row that stays open
    assert "Runs are kept for 400 days." in hakobu("runs").out
    assert "実行履歴の保存期間は 400 日です。" in hakobu("runs", lang="ja").out
    assert hakobu("purge", "--json").json["forgotten"] == []
    with Store(old.home) as store:
        for number in ("1", "4"):
            store.comments.add(about="run", name=number, user_id=1, author="a", text="as planned")
    old.age(401)
    assert hakobu("purge", "--json").json["forgotten"] == [1, 2]
    assert "2 runs ended more than 400 days ago and can leave the history" in hakobu("purge").out
    assert "2 件の実行は、--yes で実行履歴から削除できます" in hakobu("purge", lang="ja").out
    assert hakobu("purge", "--yes", "--json").json["forgotten"] == [1, 2]
    assert [each["run"] for each in hakobu("runs", "--json").json] == [4, 3]
    assert sorted(each.name for each in (old.home / "runs").iterdir()) == ["3", "4"]
    with Store(old.home) as store:
        assert [len(store.comments.of("run", number)) for number in ("1", "4")] == [0, 1]
    assert hakobu("runs", "1").code == 2
    fifth = hakobu("run", "shop.yaml", "--quiet", "--json").json  # what it knows of the CRM is whole
    assert (fifth["run"], fifth["outcomes"]["unchanged"], fifth["outcomes"]["updated"]) == (5, 3, 0)
    old.age(401)
    hakobu._env["HAKOBU_HISTORY_DAYS"] = "1000"
    assert hakobu("purge", "--yes", "--json").json["forgotten"] == []
    hakobu._env["HAKOBU_HISTORY_DAYS"] = "many"
    assert hakobu("purge").code == 1


def test_a_run_purges_what_is_old_enough(hakobu: Hakobu, shop: Shop, old: Old) -> None:
    shop.fill(2)
    shop.execute("insert into people values ('bad', 'B', 'Shop', 'kept for a retry')")
    assert hakobu("run", "shop.yaml", "--quiet").code == 3
    old.age(3)
    hakobu._env["HAKOBU_KEEP_DAYS"] = "2.5"
    refused = hakobu("run", "shop.yaml", "--json")
    assert refused.code == 1
    assert "it is a number of days" in refused.json["error"]["message"]
    hakobu._env["HAKOBU_KEEP_DAYS"] = "2"
    assert hakobu("retry", "1", "--quiet").code == 3  # a run whose rejects are open, before and after
    assert not old.holds("note 1")
    assert hakobu("rejects", "2", "--format", "csv").out.count("kept for a retry") == 1
