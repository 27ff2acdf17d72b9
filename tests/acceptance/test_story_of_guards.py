"""Limits that stop a run before it writes, a person who lets it go on, and the switch that stops all."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.conftest import wait_until, writes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu, Shop
    from tests.conftest import Emulator

TASKS = "    destination: crm\n"


def limit(shop: Shop, lines: str) -> None:
    """Write a key of the job."""
    shop.change(TASKS, f"{TASKS}    {lines}\n")


def test_a_run_beyond_its_limits_waits_and_is_approved(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    limit(shop, "guards: {creates: 3, changes: 50%, updates: 10}")
    shop.fill(6)
    told = hakobu("run", "shop.yaml")
    assert told.code == 4
    assert writes(crm) == 0
    assert "stopped by a safety limit" in told.out
    assert "leads: 6 would be created; the limit is 3." in told.out
    assert "leads: 6 would be written; the limit is 50% of 6 rows read (3)." in told.out
    assert "create · leads · p0@example.com" in told.out
    assert "hakobu approve 1" in told.out
    waiting = hakobu("runs", "--json").json[0]
    assert (waiting["status"], waiting["outcomes"]["pending"]) == ("guard", 6)
    assert [stop["guard"] for stop in waiting["guards"]] == ["creates", "changes"]
    asked = hakobu("approve", "1")
    assert asked.code == 4
    assert "hakobu approve 1 --yes" in asked.out
    assert hakobu("approve", "1", "--json").json["guards"][0]["limit"] == "3"
    assert writes(crm) == 0
    crm.seed({"records": {"Leads": [{"Last_Name": "Meanwhile", "Company": "X", "Email": "p5@example.com"}]}})
    done = hakobu("approve", "1", "--yes", "--json")
    assert done.code == 0
    assert done.json["outcomes"] == {**done.json["outcomes"], "created": 5, "skipped": 1, "pending": 0}
    assert "@" in done.json["approved_by"]
    again = hakobu("approve", "1", "--yes")
    assert again.code == 4
    assert "This run does not wait for approval; it ended as done." in again.err


def test_a_plan_shows_what_would_stop_it(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    limit(shop, "guards: {creates: 3}")
    shop.fill(4)
    told = hakobu("plan", "shop.yaml", lang="ja")
    assert told.code == 0
    assert "leads：追加が 4 件あり、上限（3 件）を超えています。" in told.out
    assert hakobu("plan", "shop.yaml", "--json").json["guards"][0]["guard"] == "creates"
    refused = hakobu("run", "shop.yaml", "--plan", "2")
    assert refused.code == 4
    assert "hakobu approve 2" in refused.err
    assert writes(crm) == 0
    assert hakobu("approve", "2", "--yes").code == 0
    assert crm.stats()["records"]["Leads"] == 4


def test_a_task_has_limits_of_its_own(hakobu: Hakobu, shop: Shop) -> None:
    limit(shop, "guards: {creates: 3, invalid: 5%}")
    shop.change("match: [Email]", "match: [Email]\n        guards: {creates: 100%}")
    shop.fill(8)
    shop.execute("update people set name = null where rowid = 1")
    told = hakobu("run", "shop.yaml")
    assert told.code == 4
    assert "would be created" not in told.out
    assert "leads: 1 failed the check; the limit is 5% of 8 rows read (0)." in told.out
    assert "hakobu rejects 1" in told.out


def test_deletes_are_never_without_a_limit(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    shop.fill(101)
    assert hakobu("run", "shop.yaml").code == 0
    text = shop.file.read_text(encoding="utf-8")
    shop.file.write_text(
        text.replace("operation: upsert", "operation: delete")
        .replace("          Last_Name: name\n          Company: company\n", "")
        .replace("          Description: notes\n", ""),
        encoding="utf-8",
    )
    told = hakobu("run", "shop.yaml")
    assert told.code == 4
    assert "101 would be deleted; the limit is 100." in told.out
    limit(shop, "guards: {deletes: 50%}")
    assert "the limit is 50% of 101 known records (50)." in hakobu("run", "shop.yaml").out
    assert crm.stats()["records"]["Leads"] == 101
    shop.change("{deletes: 50%}", "{deletes: 101}")
    assert hakobu("run", "shop.yaml").code == 0
    assert crm.stats()["records"]["Leads"] == 0


def test_a_source_without_rows_can_stop_a_run(hakobu: Hakobu, shop: Shop) -> None:
    limit(shop, "guards: {empty_source: stop}")
    told = hakobu("run", "shop.yaml")
    assert told.code == 4
    assert "the source gave no row" in told.out
    shop.change("empty_source: stop", "empty_source: allow")
    assert hakobu("run", "shop.yaml").code == 0


def test_credits_that_are_kept_for_people_show_in_the_plan(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    shop.change("timeout: 3", "timeout: 3\n    credit_reserve: 1000")
    shop.fill(150)
    crm.post("/_emulator/org", {"credits_left": 1010})
    told = hakobu("plan", "shop.yaml")
    assert "15 API credits are needed, 1,0" in told.out
    assert "1,000 are kept for people." in told.out
    assert hakobu("run", "shop.yaml").code == 4
    assert writes(crm) == 0


def test_the_first_records_are_tried_first(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    limit(shop, "canary: {records: 5, rejects: 2}")
    shop.fill(30)
    crm.faults([{"kind": "refuse_record", "module": "Leads", "index": 0, "code": "RECORD_LOCKED"}])
    crm.faults(
        [
            {"kind": "refuse_record", "match": {"Email": f"p{n}@example.com"}, "code": "INVALID_DATA"}
            for n in range(1, 3)
        ]
    )
    told = hakobu("run", "shop.yaml")
    assert told.code == 4
    assert "Zoho refused 3 of the first 5 records; the limit is 2." in told.out
    assert crm.stats()["records"]["Leads"] == 2
    assert hakobu("runs", "--json").json[0]["outcomes"]["pending"] == 25
    crm.faults([])
    assert hakobu("approve", "1", "--yes").code == 3
    assert crm.stats()["records"]["Leads"] >= 26
    assert hakobu("runs", "--json").json[0]["outcomes"]["pending"] == 0


def test_few_refusals_let_the_rest_follow(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    limit(shop, "canary: {records: 5, rejects: 20%}")
    shop.fill(30)
    fault = {"kind": "refuse_record", "match": {"Email": "p1@example.com"}, "code": "INVALID_DATA"}
    crm.faults([fault])
    told = hakobu("run", "shop.yaml")
    assert told.code == 3
    assert crm.stats()["records"]["Leads"] == 29
    assert writes(crm) == 2


def test_an_organisation_is_stopped_and_started(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    shop.fill(3)
    assert hakobu("stop").code == 2
    first = hakobu("stop", "shop.yaml", "--reason", "month's end")  # no run yet: the connection is asked
    assert first.code == 0
    told = hakobu("run", "shop.yaml")
    assert told.code == 4
    assert "month's end" in told.err
    assert "hakobu start" in told.err
    assert writes(crm) == 0
    assert hakobu("plan", "shop.yaml").code == 0
    assert hakobu("check", "shop.yaml").code == 0
    assert hakobu("run", "shop.yaml", "--plan", "1").code == 4
    listed = hakobu("runs", lang="ja").out
    assert "書き込みは停止中です" in listed
    assert "month's end" in hakobu("runs", "--json").out
    lifted = hakobu("start")
    assert "may be written to again" in lifted.out
    assert hakobu("run", "shop.yaml", "--plan", "1").code == 0
    assert hakobu("stop").code == 0  # the history knows it now
    assert hakobu("start", "shop.yaml", "--json").json[0]["was_stopped"] is True


def test_a_running_job_ends_in_good_order_and_goes_on(hakobu: Hakobu, shop: Shop, crm: Emulator) -> None:
    hakobu("run", "shop.yaml")
    shop.change("timeout: 3", "timeout: 3\n    batch_size: 5\n    concurrency: 1")
    shop.fill(600)
    crm.post("/_emulator/latency", {"ms": 150})
    running = hakobu.start("run", "shop.yaml", "--json")
    wait_until(lambda: writes(crm) > 2)
    assert hakobu("stop").code == 0
    ended = hakobu.end(running)
    assert ended.code == 5
    assert ended.json["status"] == "stopped"
    assert ended.json["outcomes"]["pending"] > 0
    assert "stopped by" in ended.json["cause"]
    crm.post("/_emulator/latency", {"ms": 0})
    assert hakobu("run", "shop.yaml").code == 4
    hakobu("start")
    again = hakobu("run", "shop.yaml", "--json").json
    assert (again["run"], again["status"]) == (ended.json["run"], "done")
    assert crm.stats()["records"]["Leads"] == 600


def test_what_cannot_be_approved_is_said(
    hakobu: Hakobu, shop: Shop, crm: Emulator, tmp_path: Path, home: Path
) -> None:
    limit(shop, "guards: {creates: 1, plan_days: 3}")
    shop.fill(2)
    hakobu("run", "shop.yaml")
    age(home, days=4)
    old = hakobu("approve", "1", "--yes")
    assert old.code == 4
    assert "The plan is 4 days old; the job allows 3" in old.err
    age(home, days=0)
    shop.change("creates: 1", "creates: 0")
    assert "The job was changed after this plan was made." in hakobu("approve", "1", "--yes").err
    shop.change("creates: 0", "creates: 1")
    hakobu("run", "shop.yaml")
    assert "Run 2 of this job began after" in hakobu("approve", "1", "--yes").err
    crm.reset()
    assert "The plan was made for organisation" in hakobu("approve", "2", "--yes").err
    assert "There is no run 77." in hakobu("approve", "77").err
    shop.change("guards: {creates: 1, plan_days: 3}", "guards: {}")
    hakobu("plan", "shop.yaml")
    assert "it needs no approval" in hakobu("approve", "3", "--yes").err
    assert writes(crm) == 0


def age(home: Path, *, days: int) -> None:
    with closing(sqlite3.connect(home / "hakobu.db")) as database:
        database.execute("update runs set started = ?", [time.time() - days * 86_400 - 60])
        database.commit()


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("guards: {creates: 101%}", "A share cannot be over 100 %: 101%."),
        ("guards: {creates: -1}", "'creates' cannot be -1."),
        ("guards: {updates: many}", "The limit 'updates' is a number or a share."),
        ("guards: {delets: 5}", 'Did you mean "deletes"?'),
        ("guards: {empty_source: halt}", "cannot be 'halt'"),
        ("guards: {plan_days: 0}", "'plan_days' cannot be 0."),
        ("canary: {records: 0, rejects: 5}", "'records' cannot be 0."),
        ("canary: {records: 5}", "needs the key 'rejects'"),
    ],
)
def test_a_wrong_limit_is_named(hakobu: Hakobu, shop: Shop, key: str, said: str) -> None:
    limit(shop, key)
    told = hakobu("check", "shop.yaml")
    assert told.code == 2
    assert said in told.err
