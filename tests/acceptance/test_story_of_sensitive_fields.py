"""Sensitive fields: a planted value is delivered, and shows nowhere else."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from tests.acceptance.job_file import JobFile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu
    from tests.conftest import Emulator

PLANTED = ("planted@example.com", "Planted Street", "not-an-address-planted", "Planted Town")


@pytest.fixture
def job(tmp_path: Path, crm: Emulator) -> JobFile:
    """Give a job whose key and one more field are sensitive."""
    job = JobFile(tmp_path, crm)
    job.task["map"] |= {"Email": {"value": "lower(email)", "sensitive": True}, "Street": "street"}
    job.task["sensitive"] = ["Street"]
    job.csv(
        "name,company,email,street",
        "A,c,planted@example.com,Planted Street",
        "B,c,other@example.com,Planted Street",
        "C,c,not-an-address-planted,Planted Town",
        "D,c,d@example.com,",
    )
    job.write()
    return job


def streets(crm: Emulator) -> set[str | None]:
    return {each.get("Street") for each in crm.get("/_emulator/records/Leads")["records"]}


def planted(text: str) -> list[str]:
    return [value for value in PLANTED if value.lower() in text.lower()]


def test_a_sensitive_value_shows_in_no_output(
    hakobu: Hakobu, job: JobFile, crm: Emulator, tmp_path: Path
) -> None:
    said = [hakobu("check", job.path.name), hakobu("check", job.path.name, "--json")]
    said += [hakobu("plan", job.path.name, "--quiet"), hakobu("plan", "--show", "1", lang="ja")]
    said += [hakobu("plan", "--show", "1", "--format", each) for each in ("json", "csv", "html")]
    hakobu("plan", "--show", "1", "--format", "parquet", "--output", "plan.parquet")
    assert planted(str(pq.read_table(tmp_path / "plan.parquet").to_pylist())) == []
    marks = re.findall(r"Street  (\*\*\*[0-9a-f]{6})", said[2].out)
    assert len(marks) == 2
    assert len(set(marks)) == 1, "equal values can be told equal"

    said.append(hakobu("run", job.path.name, "--quiet"))
    assert streets(crm) == {
        "Planted Street",
        None,
    }
    said += [hakobu("runs", "--json"), hakobu("rejects", "2"), hakobu("rejects", "2", "--json")]
    said += [
        hakobu("rejects", "2", "--format", "csv", "--output", "fix.csv"),
        hakobu("rejects", "2", lang="ja"),
    ]
    sheet = (tmp_path / "fix.csv").read_text(encoding="utf-8-sig")
    assert [planted(each.out + each.err) for each in said] == [[] for _ in said]
    assert planted(sheet) == []

    # a hidden cell that was left alone means the value that was read
    corrected = re.sub(r",\*\*\*[0-9a-f]{6},(\*\*\*[0-9a-f]{6})", r",c@example.com,\1", sheet)
    assert corrected != sheet
    (tmp_path / "fix.csv").write_text(corrected, encoding="utf-8")
    assert hakobu("retry", "2", "--from", "fix.csv", "--quiet").code == 0
    assert streets(crm) == {
        "Planted Street",
        "Planted Town",
        None,
    }


def test_nor_in_what_is_told_afterwards(
    hakobu: Hakobu, job: JobFile, crm: Emulator, tmp_path: Path, home: Path
) -> None:
    """History, read-back, undo, decisions, tables of history, logs: a planted value is in none of them."""
    twin = {"Last_Name": "x", "Company": "c", "Email": "planted@example.com"}
    first, _ = crm.seed(records={"Leads": [twin, twin]})["ids"]["Leads"]
    job.task["verify"] = "all"
    file = job.write()
    text = job.path.read_text(encoding="utf-8")
    told = "  told: {connector: sqlite, path: told.db, allow_sql: true}\njobs:"
    job.path.write_text(text.replace("jobs:", told, 1), encoding="utf-8")

    sqlite3.connect(tmp_path / "told.db").close()
    ran = hakobu("run", file)
    assert ran.code == 3
    said = [ran, hakobu("rejects", "1", "--format", "json"), hakobu("rejects", "1", "--all")]
    said.append(hakobu("plan", file))
    said += [hakobu("decide", "1", "planted@example.com", first), hakobu("decide", "--list")]
    said += [hakobu("decide", "--list", "--json"), hakobu("decide", "--list", lang="ja")]
    assert said[4].code == 0
    fixed = (tmp_path / "leads.csv").read_text(encoding="utf-8").replace("D,c,d@", "E,c,d@")
    (tmp_path / "leads.csv").write_text(fixed.replace(",\n", ",Planted Town\n"), encoding="utf-8")
    said += [
        hakobu("run", file),
        hakobu("runs", "3"),
        hakobu("runs", "3", "--log"),
        hakobu("runs", "3", "--json"),
    ]
    assert streets(crm) >= {"Planted Street"}
    edit(crm, first, Street="Planted Town")
    said += [hakobu("explain", "Leads", first), hakobu("explain", "Leads", first, file)]
    said += [hakobu("explain", "Leads", first, file, "--json"), hakobu("explain", "Leads", first, lang="ja")]
    assert "Street" in said[-2].out
    job.crm["schema"] = "v8"
    v8 = job.write()
    said += [hakobu("explain", "Leads", first, v8), hakobu("explain", "Leads", first, v8, "--json")]
    (edited, *_) = said[-1].json["edits"]["edits"]
    assert [each["field"] for each in edited["fields"]] == ["Street"]
    assert edited["fields"][0]["new"].startswith("***")
    del job.crm["schema"]
    job.write()
    job.path.write_text(text.replace("jobs:", told, 1), encoding="utf-8")
    said += [hakobu("undo", "3"), hakobu("undo", "3", "--json"), hakobu("undo", "3", "--force", lang="ja")]
    said += [hakobu("undo", "3", "--force", "--yes"), hakobu("run", file), hakobu("run", file, "--recheck")]
    said += [hakobu("history", file, "--to", "told"), hakobu("purge"), hakobu("runs"), hakobu("rejects", "1")]
    said += [hakobu("approve", "1"), hakobu("retry", "1")]
    assert [planted(each.out + each.err) for each in said] == [[] for _ in said]
    assert "Written to" in said[-6].out, said[-6]
    assert planted((tmp_path / "told.db").read_bytes().decode("latin-1")) == []
    logs = [path.read_text(encoding="utf-8") for path in home.glob("runs/*/log.jsonl")]
    assert logs
    assert [planted(each) for each in logs] == [[] for _ in logs]


def edit(crm: Emulator, ident: str, **values: str) -> None:
    """Change a record as another user of the CRM would."""
    grant = "grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=person"
    token = crm.post(f"/oauth/v2/token?{grant}")["access_token"]
    crm.post("/_emulator/clock", {"advance": 5})
    headers = {"Authorization": f"Zoho-oauthtoken {token}"}
    crm._http.put(f"/crm/v4/Leads/{ident}", json={"data": [values]}, headers=headers).raise_for_status()


def test_only_a_mapped_field_is_sensitive(hakobu: Hakobu, job: JobFile) -> None:
    job.task["sensitive"] = ["Stret"]
    told = hakobu("check", job.write())
    assert told.code == 2
    assert "The sensitive field 'Stret' is not filled by the map" in told.err
    assert "Street" in told.err


def test_what_is_kept_is_for_its_owner_alone(hakobu: Hakobu, job: JobFile, tmp_path: Path) -> None:
    hakobu("plan", job.path.name, "--home", "home", "--quiet")
    home = tmp_path / "home"
    modes = {name: (home / name).stat().st_mode & 0o777 for name in ("", "runs", "ledgers", "hakobu.db")}
    assert modes == {"": 0o700, "runs": 0o700, "ledgers": 0o700, "hakobu.db": 0o600}
