"""Thousands of rows on the command line: the way is told before it is taken, and can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.conftest import wait_until, writes

if TYPE_CHECKING:
    from tests.acceptance.conftest import Hakobu, Shop
    from tests.conftest import Emulator

UNIQUE = {"api_name": "Email", "unique": True}


@pytest.fixture
def many(shop: Shop, crm: Emulator) -> Shop:
    """Give a shop of so many people that a bulk job is cheaper."""
    crm.post("/_emulator/org", {"job_seconds": 0})
    crm.seed(fields={"Leads": [UNIQUE]})
    shop.fill(5_200)
    return shop


def jobs(crm: Emulator) -> int:
    return sum(crm.stats()["calls"].get("bulk.write.create", {}).values())


def test_a_bulk_job_is_planned_run_and_taken_back(hakobu: Hakobu, many: Shop, crm: Emulator) -> None:
    told = hakobu("plan", "shop.yaml", "--limit", "1")
    assert "Bulk Write would be cheaper here. It needs automation: any." in told.out
    many.change("        match: [Email]\n", "        match: [Email]\n        automation: any\n")
    told = hakobu("plan", "shop.yaml", "--limit", "1", lang="ja")
    assert "5,200 件を一括書き込み（Bulk Write、1 ジョブ）で送信。合計 500 クレジット" in told.out
    assert "実行されないものと考えてください" in told.out
    planned = hakobu("plan", "shop.yaml", "--json").json
    (task,) = planned["tasks"]
    assert (task["bulk_jobs"], task["bulk_rows"], task["credits"], task["rest_credits"]) == (
        1,
        5_200,
        500,
        520,
    )
    assert task["no_bulk"] == []
    done = hakobu("run", "shop.yaml", "--plan", str(planned["plan"]), "--json")
    assert "leads: bulk job, waiting" in done.err
    assert done.json["outcomes"]["created"] == 5_200
    assert (jobs(crm), writes(crm)) == (1, 0)
    undone = hakobu("undo", str(planned["plan"]), "--yes", "--json")
    assert undone.code == 0
    assert crm.stats()["records"].get("Leads", 0) == 0


def test_a_killed_run_asks_for_its_job_again(hakobu: Hakobu, many: Shop, crm: Emulator) -> None:
    many.change("        match: [Email]\n", "        match: [Email]\n        automation: any\n")
    crm.post("/_emulator/org", {"job_seconds": 3_600})
    process = hakobu.start("run", "shop.yaml")
    wait_until(lambda: bool(crm.stats()["calls"].get("bulk.write.status")))
    process.kill()
    process.communicate()
    crm.post("/_emulator/jobs")
    told = hakobu("run", "shop.yaml")
    assert told.code == 0
    assert "Taking up run 1 where it stopped." in told.err
    assert crm.stats()["records"]["Leads"] == 5_200
    assert (jobs(crm), writes(crm)) == (1, 0)


def test_bulk_that_cannot_be_is_named_with_its_line(hakobu: Hakobu, shop: Shop) -> None:
    shop.fill(2)
    shop.change("        match: [Email]\n", "        match: [Email]\n        write: bulk\n")
    told = hakobu("check", "shop.yaml")
    assert told.code == 2
    assert "jobs.people-to-crm.tasks[0].write" in told.err
    assert "Bulk Write needs automation: any" in told.err
    assert "no unique field keeps them from being created twice" in told.err
