"""Wrong names in a definition: all told at once, each with its line, what would do, and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.conftest import writes
from tests.acceptance.job_file import JobFile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu
    from tests.conftest import Emulator


@pytest.fixture
def job(tmp_path: Path, crm: Emulator) -> JobFile:
    made = JobFile(tmp_path, crm)
    made.csv("name,company,email,age", "Sato,A,a@example.com,7")
    return made


def refused(hakobu: Hakobu, job: JobFile, crm: Emulator) -> str:
    """Run; nothing may be read from or written to the CRM but what describes it."""
    told = hakobu("run", job.write())
    assert told.code == 2
    assert told.out == ""
    assert writes(crm) == 0
    assert crm.stats()["records"]["Leads"] == 0
    return " ".join(told.err.split())


def test_an_unknown_operation(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    job.task["operation"] = "upsrt"
    said = refused(hakobu, job, crm)
    assert f"line {job.line('operation:')} jobs.leads.tasks[0].operation" in said
    assert 'Did you mean "upsert"?' in said
    assert "Known: insert, update, upsert, delete" in said
    assert crm.stats()["requests"] == 0


def test_an_unknown_module(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    job.task["module"] = "Leeds"
    said = refused(hakobu, job, crm)
    where = f"line {job.line('module:')} jobs.leads.tasks[0].module"
    assert f"{where} Task leads: There is no module 'Leeds'." in said
    assert "Known: Leads" in said


def test_unknown_fields_and_columns_at_once(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    job.task["map"] |= {"Emial": "email", "Phone": "phne", "Website": "lowr(company)"}
    said = refused(hakobu, job, crm)
    assert "3 faults in job.yaml" in said
    assert f"line {job.line('Emial:')} jobs.leads.tasks[0].map.Emial Leads has no field Emial." in said
    assert "Known: Email" in said
    assert f"line {job.line('Phone:')} jobs.leads.tasks[0].map.Phone The source has no column" in said
    assert "Known: name, company, email, age" in said
    assert "The function lowr() is not allowed." in said


def test_a_column_that_disappeared(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    """What was delivered before stays, and the next run of the mended source sends nothing twice."""
    assert hakobu("run", job.write()).code == 0
    job.csv("name,company,mail,age", "Sato,A,a@example.com,7")
    before = crm.stats()["records"]["Leads"], writes(crm)
    told = hakobu("run", job.write())
    assert told.code == 2
    assert f"line {job.line('Email:')}  jobs.leads.tasks[0].map.Email" in told.err
    assert 'The source has no column "email".' in told.err
    assert "Known: mail" in told.err
    assert (crm.stats()["records"]["Leads"], writes(crm)) == before
    job.csv("name,company,email,age", "Sato,A,a@example.com,7")
    assert hakobu("run", job.write(), "--json").json["outcomes"]["unchanged"] == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"match": ["Emial"]}, "The match field 'Emial' is not filled by the map. Did you mean \"Email\"?"),
        ({"match": ["Phone"]}, "The match field 'Phone' is not filled by the map."),
        (
            {"match": ["Email_Opt_Out"], "map": {"Email_Opt_Out": "true"}},
            "Email_Opt_Out is a boolean field and cannot be a match key. Known: Email",
        ),
        (
            {"match": ["Description"], "map": {"Description": "name"}},
            "Description is a textarea field and cannot be a match key.",
        ),
        (
            {"match": ["id"], "map": {"id": "age"}},
            "Upsert takes no ID as its key: an ID only finds existing records. Choose operation: update",
        ),
        ({"operation": "insert"}, "An insert creates every row; it matches nothing. Take match away"),
        ({"operation": "update", "match": None}, "The operation 'update' needs 'match'"),
        ({"operation": "delete", "match": None}, "The operation 'delete' needs 'match'"),
    ],
)
def test_a_key_that_cannot_be_one(
    hakobu: Hakobu, job: JobFile, crm: Emulator, changes: dict[str, Any], said: str
) -> None:
    job.task["map"] |= changes.pop("map", {})
    job.task |= changes
    if job.task["match"] is None:
        del job.task["match"]
    told = refused(hakobu, job, crm)
    assert said in told
    assert "line " in told


def test_a_mandatory_field_that_is_not_mapped(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    job.task["map"] = {"Company": "company", "Email": "email"}
    said = refused(hakobu, job, crm)
    assert f"line {job.line('map:')} jobs.leads.tasks[0].map Leads.Last_Name is mandatory" in said
    assert "Add Last_Name to map" in said


def test_a_field_that_nobody_can_write(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    job.task["map"] |= {
        "Created_Time": "current_date",
        "Owner": {"lookup": "Acounts", "by": {"Name": "name"}},
    }
    said = refused(hakobu, job, crm)
    assert "Leads.Created_Time is read-only: Zoho sets it." in said
    assert "Owner refers to users, not to Acounts." in said


def test_what_people_write_into_yaml(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    """A tab, a bare no, a number for a text, a key twice, a variable that is not set: each with its line."""
    job.write()
    text = job.path.read_text(encoding="utf-8")
    text = text.replace("client_id: 1000.STORY", "client_id: ${NOT_SET_ANYWHERE}")
    text = text.replace("Company: company", "Company: no\n        Last_Name: name")
    text = text.replace("name: leads", "name: 007")
    job.path.write_text(text, encoding="utf-8")
    told = hakobu("check", "job.yaml")
    assert told.code == 2
    assert "4 faults in job.yaml" in told.err
    for said in ("NOT_SET_ANYWHERE is not set", "Put it in quotes", "stands here twice", "export NOT_SET"):
        assert said in told.err
    job.path.write_text(text.replace("connections:\n  shop:", "connections:\n\tshop:"), encoding="utf-8")
    tab = hakobu("check", "job.yaml")
    assert tab.code == 2
    assert "line 2" in tab.err
    assert "Indent with blanks, not with tabs." in tab.err
    assert crm.stats()["requests"] == 0


def test_a_file_that_is_not_there(hakobu: Hakobu) -> None:
    told = hakobu("run", "lads.yaml")
    assert told.code == 2
    assert "There is no file lads.yaml." in told.err
    assert "hakobu init" in told.err
