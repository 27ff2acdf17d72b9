"""First, second and third run: what is new is created, what is equal is not sent, what was edited is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.conftest import writes

if TYPE_CHECKING:
    from tests.acceptance.conftest import Hakobu, Shop
    from tests.conftest import Emulator


def test_three_runs(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    shop.fill(250)
    first = hakobu("run", "shop.yaml")
    assert first.code == 0
    assert "Run 1 · people-to-crm · finished" in first.out
    assert "leads: reading" in first.err
    assert "\r" not in first.err
    assert crm.stats()["records"]["Leads"] == 250
    sent = writes(crm)

    second = hakobu("run", "shop.yaml")
    assert second.code == 0
    assert "Everything was in the CRM already; nothing was sent." in second.out
    assert writes(crm) == sent

    shop.execute("update people set notes = 'edited' where email = 'p7@example.com'")
    crm.post("/_emulator/journal", {"bodies": 10_000, "clear": True})
    third = hakobu("run", "shop.yaml", "--json", "--quiet")
    assert third.code == 0
    assert third.err == ""
    assert third.json["outcomes"] == {
        "created": 0,
        "updated": 1,
        "deleted": 0,
        "unchanged": 249,
        "skipped": 0,
        "invalid": 0,
        "rejected": 0,
        "unknown": 0,
        "pending": 0,
    }
    (update,) = crm.journal(operation="records.update")["requests"]
    assert '"Description":"edited"' in update["request"].replace(" ", "")
    assert "Company" not in update["request"]


def test_the_summary_for_machines(hakobu: Hakobu, shop: Shop) -> None:
    shop.fill(3)
    found = hakobu("run", "shop.yaml", "--json").json
    names = {"run", "job", "status", "outcomes", "read", "carried", "credits", "calls", "seconds", "tasks"}
    assert found.keys() >= names
    assert (found["run"], found["job"], found["status"], found["read"]) == (1, "people-to-crm", "done", 3)
    assert sum(found["outcomes"].values()) == found["read"] + found["carried"]
    (task,) = found["tasks"]
    assert (task["task"], task["module"], task["read"]) == ("leads", "Leads", 3)


def test_the_run_history(hakobu: Hakobu, shop: Shop) -> None:
    shop.fill(3)
    hakobu("run", "shop.yaml")
    hakobu("run", "shop.yaml")
    found = hakobu("runs", "--json").json
    assert [(run["run"], run["status"]) for run in found] == [(2, "done"), (1, "done")]
    told = hakobu("runs", lang="ja").out
    assert "実行" in told
    assert "完了" in told
    assert hakobu("runs", "--job", "another").out.startswith("No run yet.")


def test_the_same_in_japanese(hakobu: Hakobu, shop: Shop) -> None:
    shop.fill(3)
    told = hakobu("run", "shop.yaml", lang="ja")
    assert "実行 1 · people-to-crm · 完了" in told.out
    assert "追加" in told.out
    assert "leads：読み取り" in told.err


def test_check_writes_nothing(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    shop.fill(5)
    found = hakobu("check", "shop.yaml")
    assert found.code == 0
    assert "All rows passed. Nothing was written to the CRM." in found.out
    assert writes(crm) == 0
    (job,) = hakobu("check", "shop.yaml", "--json").json["jobs"]
    assert (job["tasks"][0]["create"], job["tasks"][0]["invalid"]) == (5, 0)
    assert hakobu("runs", "--json").json == []
