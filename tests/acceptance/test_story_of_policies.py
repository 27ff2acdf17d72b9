"""Policies, mirror, archive, identity and deleted records, as a user meets them on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.job_file import JobFile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu
    from tests.conftest import Emulator

HEAD = "pk,email,name,company,city"
MAP = {"Last_Name": "name", "Company": "company", "Email": "email"}


@pytest.fixture
def job(tmp_path: Path, crm: Emulator) -> JobFile:
    made = JobFile(tmp_path, crm)
    made.csv(HEAD, "1,a@x.jp,a,A,Tsu", "2,b@x.jp,b,B,Tsu")
    return made


def edit(crm: Emulator, email: str, **values: str) -> None:
    """Change a record as Eve does, who works in the CRM."""
    users = crm.seed(users=[{"first_name": "Eve", "last_name": "Example", "email": "eve@x.jp"}])["users"]
    us = crm.get("/_emulator/org")["current_user"]
    ident = next(each["id"] for each in leads(crm) if each["Email"] == email)
    grant = "grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=person"
    token = crm.post(f"/oauth/v2/token?{grant}")["access_token"]
    crm.post("/_emulator/org", {"current_user": users[0]})
    headers = {"Authorization": f"Zoho-oauthtoken {token}"}
    if values:
        crm._http.put(f"/crm/v4/Leads/{ident}", json={"data": [values]}, headers=headers).raise_for_status()
    else:
        crm._http.delete(f"/crm/v4/Leads/{ident}", headers=headers).raise_for_status()
    crm.post("/_emulator/org", {"current_user": us})


def leads(crm: Emulator) -> list[dict[str, str]]:
    found: list[dict[str, str]] = crm.get("/_emulator/records/Leads")["records"]
    return found


def test_what_a_person_edited_is_shown_and_kept(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    job.task["map"] = {
        **MAP,
        "City": {"value": "city", "policy": "unless edited"},
        "Phone": {"value": "pk", "policy": "if empty"},
    }
    file = job.write()
    assert hakobu("run", file).code == 0
    edit(crm, "a@x.jp", City="Kobe")
    job.csv(HEAD, "7,a@x.jp,a,A,Nara", "2,b@x.jp,b,B,Tsu")
    told = hakobu("plan", file)
    assert "leads: kept as the CRM has it (2 fields)" in told.out
    assert "kept: record last edited by Eve Example at" in told.out
    assert "filled in the CRM" in told.out
    assert "保留：最終更新 Eve Example" in hakobu("plan", file, lang="ja").out
    planned = hakobu("plan", file, "--json").json
    assert [(each["field"], each["crm"], each["source"]) for each in planned["kept"]] == [
        ("City", "Kobe", "Nara"),
        ("Phone", "1", "7"),
    ]
    ran = hakobu("run", file)
    assert ran.code == 0
    assert "leads: 1 row skipped: edited in the CRM" in ran.out
    assert {each["Email"]: each["City"] for each in leads(crm)} == {"a@x.jp": "Kobe", "b@x.jp": "Tsu"}


def test_a_mirror_deletes_and_stops_where_it_should(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    job.task |= {"operation": "mirror", "map": MAP}
    file = job.write()
    hakobu("run", file)
    job.csv(HEAD, "1,a@x.jp,a,A,Tsu")
    assert hakobu("plan", file, "--json").json["tasks"][0]["mirrored"] == 1
    ran = hakobu("run", file)
    assert ran.code == 0
    assert "leads: 1 record no longer in the source" in ran.out
    assert [each["Email"] for each in leads(crm)] == ["a@x.jp"]
    job.csv(HEAD)
    stopped = hakobu("run", file)
    assert stopped.code == 4
    assert "leads: the source gave no row; 1 records would be deleted or archived." in stopped.out
    assert "データソースに行がありません" in hakobu("plan", file, lang="ja").out
    assert "gave no row at all: such a run never deletes." in hakobu("approve", "4", "--yes").err
    job.csv(HEAD, ",,z,Z,")
    kept = hakobu("run", file)
    assert kept.code == 3
    assert "nothing is deleted, for 1 rows have no key and might be any record: rows 1." in " ".join(
        kept.out.split()
    )
    assert [each["Email"] for each in leads(crm)] == ["a@x.jp"]


def test_an_archive_is_set_in_place_of_deleting(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    job.task |= {"operation": "mirror", "map": MAP, "archive": {"Lead_Status": "Lost Lead"}}
    file = job.write()
    hakobu("run", file)
    job.csv(HEAD, "1,a@x.jp,a,A,Tsu")
    assert hakobu("run", file, "--json").json["outcomes"]["updated"] == 1
    assert {each["Email"]: each["Lead_Status"] for each in leads(crm)} == {
        "a@x.jp": None,
        "b@x.jp": "Lost Lead",
    }


def test_a_row_that_changed_its_key_follows_its_record(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    job.task |= {"map": MAP, "identity": "pk"}
    file = job.write()
    hakobu("run", file)
    job.csv(HEAD, "1,new@x.jp,a,A,Tsu", "2,b@x.jp,b,B,Tsu")
    assert hakobu("run", file, "--json").json["outcomes"]["updated"] == 1
    assert sorted(each["Email"] for each in leads(crm)) == ["b@x.jp", "new@x.jp"]


def test_a_record_deleted_in_zoho_is_forgotten_or_stops(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    job.task |= {"map": MAP, "if_deleted": "stop"}
    hakobu("run", job.write())
    edit(crm, "a@x.jp")
    job.csv(HEAD, "1,a@x.jp,changed,A,Tsu", "2,b@x.jp,b,B,Tsu")
    stopped = hakobu("run", job.write())
    assert stopped.code == 4
    assert "was deleted in Zoho" in stopped.out + stopped.err
    job.task["if_deleted"] = "forget"
    told = hakobu("run", job.write())
    assert told.code == 0
    assert "leads: 1 row skipped: deleted in Zoho" in told.out
    job.task["if_deleted"] = "recreate"
    assert hakobu("run", job.write(), "--json").json["outcomes"]["created"] == 1
