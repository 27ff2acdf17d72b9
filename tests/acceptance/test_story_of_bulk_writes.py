"""Thousands of rows on the command line: the way is told before it is taken, and can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.conftest import wait_until, writes
from tests.acceptance.job_file import JobFile

if TYPE_CHECKING:
    from pathlib import Path

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


@pytest.fixture
def machines(tmp_path: Path, crm: Emulator) -> JobFile:
    """Give a job of so many new records with lines that a bulk job is cheaper."""
    parts = {
        "api_name": "Parts",
        "data_type": "subform",
        "fields": [
            {"api_name": "Part", "data_type": "text", "length": 50},
            {"api_name": "Pieces", "data_type": "integer"},
        ],
    }
    crm.post("/_emulator/org", {"job_seconds": 0})
    crm.seed(fields={"Leads": [UNIQUE, parts]})
    job = JobFile(tmp_path, crm)
    job.crm["schema"] = "v8"
    job.task["automation"] = "any"
    job.task["map"]["Parts"] = {
        "lines": {"read": {"file": "parts.csv"}, "by": {"lead": "email"}},
        "match": ["Part"],
        "map": {"Part": "part", "Pieces": "pieces"},
    }
    mails = [f"m{number}@shop.example" for number in range(5_200)]
    job.csv("name,company,email", *(f"M{n},C,{mail}" for n, mail in enumerate(mails)))
    lines = [f"{mail},{part},1" for mail in mails for part in ("belt", "bolt")]
    job.csv("lead,part,pieces", *lines, "gone@shop.example,belt,1", name="parts.csv")
    return job


def lines_of(crm: Emulator) -> int:
    return sum(number for name, number in crm.stats()["records"].items() if name.endswith("Parts"))


def test_records_and_their_lines_go_by_one_job_that_outlives_a_kill(
    hakobu: Hakobu, machines: JobFile, crm: Emulator
) -> None:
    file = machines.write()
    told = hakobu("plan", file, "--limit", "1")
    assert "Bulk Write for 5,200 rows, 1 job; 500 credits in all, by REST 520." in told.out
    crm.faults(
        {"kind": "refuse_record", "operation": "bulk.write.create", "match": {"Part": "bolt"}, "times": 1}
    )
    crm.post("/_emulator/org", {"job_seconds": 3_600})
    process = hakobu.start("run", file)
    wait_until(lambda: bool(crm.stats()["calls"].get("bulk.write.status")))
    process.kill()
    process.communicate()
    crm.post("/_emulator/jobs")
    told = hakobu("run", file)
    assert told.code == 3
    assert "Taking up run 2 where it stopped." in told.err
    assert (jobs(crm), writes(crm)) == (1, 0)
    assert (crm.stats()["records"]["Leads"], lines_of(crm)) == (5_200, 10_399)
    failed = hakobu("rejects", "2").out
    assert "line_without_parent" in failed
    assert "parts.csv, row 10401: lead = gone@shop.example" in failed
    assert "Zoho refused 1 of its 2 lines of Parts: Part = bolt (INVALID_DATA Part)" in failed
    again = hakobu("run", file, "--json").json["outcomes"]
    assert (again["updated"], again["unchanged"]) == (1, 5_199)
    assert lines_of(crm) == 10_400
    assert hakobu("undo", "3", "--yes").code == 0
    assert hakobu("undo", "2", "--yes").code == 0
    assert (crm.stats()["records"].get("Leads", 0), lines_of(crm)) == (0, 0)


def test_lines_and_an_older_schema_go_by_rest_and_the_plan_says_why(
    hakobu: Hakobu, machines: JobFile
) -> None:
    machines.crm["schema"] = "v4"
    file = machines.write()
    assert "It takes the lines of Parts from Schema v8 on." in hakobu("plan", file, "--limit", "1").out
    told = hakobu("plan", file, "--limit", "1", lang="ja").out
    assert "Parts の明細行を一括書き込みで送信できるのは Schema v8 以降です。" in told
