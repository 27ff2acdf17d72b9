"""When a field is written: policies, empty values and a stand-in owner, on the command line."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from tests.acceptance.job_file import JobFile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu
    from tests.conftest import Emulator

HEAD = "email,name,company,city,owner"
MAP: dict[str, Any] = {"Last_Name": "name", "Company": "company", "Email": "email"}


@pytest.fixture
def job(tmp_path: Path, fresh: Emulator) -> JobFile:
    made = JobFile(tmp_path, fresh)
    made.csv(HEAD, "a@x.jp,a,A,Tsu,")
    return made


def lead(crm: Emulator) -> dict[str, Any]:
    (found,) = crm.get("/_emulator/records/Leads")["records"]
    record: dict[str, Any] = found
    return record


def test_always_writes_over_what_stands_there(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    fresh.seed(records={"Leads": [{"Last_Name": "a", "Company": "A", "Email": "a@x.jp", "City": "Kobe"}]})
    job.task["map"] = {**MAP, "City": {"value": "city", "policy": "always"}}
    assert "Kobe → Tsu" in hakobu("plan", job.write()).out
    assert hakobu("run", job.write(), "--json").json["outcomes"]["updated"] == 1
    assert lead(fresh)["City"] == "Tsu"


def test_what_a_policy_leaves_alone_shows_in_every_form(
    hakobu: Hakobu, job: JobFile, fresh: Emulator, tmp_path: Path
) -> None:
    fresh.seed(records={"Leads": [{"Last_Name": "a", "Company": "A", "Email": "a@x.jp", "City": "<Kobe>"}]})
    job.task["map"] = {**MAP, "City": {"value": "city", "policy": "if empty"}}
    assert "kept as the CRM has it (1 field)" in hakobu("plan", job.write()).out
    sheet = hakobu("plan", "--show", "1", "--format", "csv", "--kind", "kept", lang="ja").out
    (line,) = list(csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff"))))
    told = ("保留", "City", "<Kobe>", "Tsu", "if empty", "CRM に値あり")
    assert tuple(line[name] for name in ("変更", "項目", "変更前", "変更後", "書き込む条件", "詳細")) == told
    hakobu("plan", "--show", "1", "--format", "parquet", "--output", "plan.parquet")
    rows = pq.read_table(tmp_path / "plan.parquet").to_pylist()
    (row,) = [each for each in rows if each["kind"] == "kept"]
    assert (row["field"], row["old"], row["new"], row["detail"]) == (
        "City",
        "<Kobe>",
        "Tsu",
        "filled in the CRM",
    )
    page = hakobu("plan", "--show", "1", "--format", "html").out
    assert "Kept as the CRM has it" in page
    assert "<td>&lt;Kobe&gt;</td><td>Tsu</td><td>filled in the CRM</td>" in page
    assert "Kobe" not in hakobu("plan", "--show", "1", "--format", "html", "--field", "Email").out


def test_on_create_writes_once(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    job.task["map"] = {**MAP, "City": {"value": "city", "policy": "on create"}}
    assert hakobu("run", job.write(), "--json").json["outcomes"]["created"] == 1
    job.csv(HEAD, "a@x.jp,a,A,Ise,")
    assert hakobu("run", job.write(), "--json").json["outcomes"]["unchanged"] == 1
    assert lead(fresh)["City"] == "Tsu"


def test_an_empty_value_is_left_out_or_erases(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    job.task["map"] = {**MAP, "City": "city"}
    hakobu("run", job.write())
    job.csv(HEAD, "a@x.jp,a,A,,")
    assert hakobu("run", job.write(), "--json").json["outcomes"]["unchanged"] == 1
    assert lead(fresh)["City"] == "Tsu"
    job.task["map"] = {**MAP, "City": {"value": "city", "nulls": "write"}}
    (change,) = hakobu("plan", job.write(), "--json").json["changes"]
    assert (change["old"], change["new"]) == ({"City": "Tsu"}, {"City": None})
    assert hakobu("run", job.write(), "--json").json["outcomes"]["updated"] == 1
    assert lead(fresh)["City"] is None


def test_nulls_of_a_task_hold_for_its_fields_but_one(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    job.task |= {"nulls": "write", "map": {**MAP, "City": "city", "Phone": {"value": "city"}}}
    job.task["map"]["Phone"]["nulls"] = "ignore"
    job.csv(HEAD, "a@x.jp,a,A,123,")
    hakobu("run", job.write())
    job.csv(HEAD, "a@x.jp,a,A,,")
    hakobu("run", job.write())
    assert (lead(fresh)["City"], lead(fresh)["Phone"]) == (None, "123")


def test_an_owner_who_does_not_exist_is_named_or_replaced(
    hakobu: Hakobu, job: JobFile, fresh: Emulator
) -> None:
    (eve,) = fresh.seed(users=[{"first_name": "Eve", "last_name": "Example", "email": "eve@x.jp"}])["users"]
    job.csv(HEAD, "a@x.jp,a,A,Tsu,nobody@x.jp")
    owner: dict[str, Any] = {"lookup": "users", "by": {"email": "owner"}}
    job.task["map"] = {**MAP, "Owner": owner}
    assert hakobu("run", job.write()).code == 3
    assert "users with email = nobody@x.jp" in hakobu("rejects", "1", "--cause", "lookup_missing").out
    owner["fallback"] = "eve@x.jp"
    assert hakobu("run", job.write(), "--json").json["outcomes"]["created"] == 1
    assert lead(fresh)["Owner"] == eve
    owner["fallback"] = "nor@x.jp"
    job.csv(HEAD, "a@x.jp,b,A,Tsu,nobody@x.jp")
    assert hakobu("run", job.write()).code == 3
    assert (
        "nor does the fallback nor@x.jp find one" in hakobu("rejects", "3", "--cause", "lookup_missing").out
    )
