"""Bad input around plans, keys and mirrors: what is wrong is named, and nothing is written."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.job_file import JobFile
from tests.integration.jobs import key_field

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu, Told
    from tests.conftest import Emulator

HEAD = "no,name,company,city"
MAP: dict[str, Any] = {"Last_Name": "name", "Company": "company", "City": "city", "Customer_No": "no"}
ROWS = ("1,a,A,Tsu", "2,b,B,Ise", "3,c,C,Tsu")


@pytest.fixture
def job(tmp_path: Path, fresh: Emulator) -> JobFile:
    fresh.seed(fields={"Leads": [key_field("Customer_No")]})
    made = JobFile(tmp_path, fresh)
    made.task |= {"map": MAP, "match": ["Customer_No"]}
    made.csv(HEAD, *ROWS)
    return made


def present(crm: Emulator) -> int:
    return len(crm.get("/_emulator/records/Leads")["records"])


def said(told: Told) -> str:
    """Give all that a command said, on one line."""
    return " ".join((told.out + told.err).split())


def age(home: Path, days: int) -> None:
    with closing(sqlite3.connect(home / "hakobu.db")) as database:
        database.execute("update runs set started = ?", [time.time() - days * 86_400 - 60])
        database.commit()


def test_a_plan_that_is_old(hakobu: Hakobu, job: JobFile, fresh: Emulator, home: Path) -> None:
    hakobu("plan", job.write())
    age(home, days=8)
    told = hakobu("run", job.write(), "--plan", "1")
    assert told.code == 4
    assert "The plan is 8 days old; the job allows 7" in said(told)
    assert present(fresh) == 0


def test_a_plan_that_was_executed(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    hakobu("plan", job.write())
    assert hakobu("run", job.write(), "--plan", "1").code == 0
    told = hakobu("run", job.write(), "--plan", "1")
    assert told.code == 4
    assert "This plan was executed already; it ended as done" in said(told)
    assert "実行済みです" in said(hakobu("run", job.write(), "--plan", "1", lang="ja"))
    assert present(fresh) == 3


def test_a_plan_of_another_organisation(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    hakobu("plan", job.write())
    fresh.reset()
    fresh.seed(fields={"Leads": [key_field("Customer_No")]})
    told = hakobu("run", job.write(), "--plan", "1")
    assert told.code == 4
    assert "The plan was made for organisation" in said(told)
    assert present(fresh) == 0


def test_a_mirror_with_an_empty_key(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    job.task["operation"] = "mirror"
    hakobu("run", job.write())
    job.csv(HEAD, ROWS[0], ",z,Z,")
    assert "nothing is deleted, for 1 rows have no key and might be any record: rows 2." in said(
        hakobu("plan", job.write())
    )
    told = hakobu("run", job.write())
    assert told.code == 3
    assert present(fresh) == 3


def test_a_mirror_of_a_source_that_breaks_off(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    job.task["operation"] = "mirror"
    hakobu("run", job.write())
    (job.folder / "leads.csv").write_bytes(f'{HEAD}\n{ROWS[0]}\n2,"b,B,I'.encode())
    told = hakobu("run", job.write())
    assert told.code == 1
    assert "leads.csv" in told.err
    assert "Line 3 opens a quote that is never closed." in told.err
    assert present(fresh) == 3


def test_a_scope_that_matches_nothing(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    job.task |= {"operation": "mirror", "scope": {"City": "Tsuu"}}
    hakobu("run", job.write())
    job.csv(HEAD, ROWS[0])
    told = hakobu("run", job.write())
    assert told.code == 4
    assert "The scope matches nothing: no record of Leads has City Tsuu." in said(told)
    assert "Correct the scope; nothing was written." in said(told)
    assert "scope に合うレコードがありません" in said(hakobu("plan", job.write(), lang="ja"))
    assert present(fresh) == 3


def test_a_policy_on_a_field_that_cannot_be_read(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    fresh.faults(
        {
            "kind": "status",
            "status": 400,
            "operation": "coql.query",
            "code": "INVALID_QUERY",
            "message": "column given seems to be invalid",
            "details": {"column_name": "City"},
        }
    )
    job.task["map"] = {**MAP, "City": {"value": "city", "policy": "if empty"}}
    told = hakobu("run", job.write())
    assert told.code == 2
    assert "The policy 'if empty' must read City" in said(told)
    assert "map.City" in said(told)
    assert f"line {job.line('City:')}" in said(told) or f":{job.line('City:')}" in said(told)
    assert present(fresh) == 0


def test_a_key_that_is_empty_in_a_third_of_the_rows(hakobu: Hakobu, job: JobFile) -> None:
    job.csv(HEAD, *ROWS[:2], ",c,C,")
    warning = "leads: the key Customer_No is empty in 1 of 3 rows (33 %)."
    assert warning in said(hakobu("plan", job.write()))
    assert warning in said(hakobu("run", job.write()))
    assert "照合キー Customer_No が 3 行中 1 行" in said(hakobu("run", job.write(), lang="ja"))
    job.csv(HEAD, *ROWS, ",c,C,")
    assert "is empty in" not in said(hakobu("plan", job.write()))


def test_two_tasks_that_write_one_field(hakobu: Hakobu, job: JobFile) -> None:
    file = job.write()
    text = job.path.read_text(encoding="utf-8")
    task = text[text.index("    - name: leads") :]
    job.path.write_text(text + task.replace("name: leads", "name: more", 1), encoding="utf-8")
    told = hakobu("check", file)
    assert told.code == 2
    assert "The tasks 'leads' and 'more' both write City, Company, Customer_No, Last_Name of Leads." in said(
        told
    )
    assert "after" in said(told)
    assert hakobu("run", file).code == 2
