"""Taking back what a run deleted or archived: out of the recycle bin where the version has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.job_file import JobFile
from tests.integration.jobs import key_field

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu
    from tests.conftest import Emulator

HEAD = "no,name,company"
MAP: dict[str, Any] = {"Last_Name": "name", "Company": "company", "Customer_No": "no"}


@pytest.fixture
def job(tmp_path: Path, fresh: Emulator) -> JobFile:
    flag = {"api_name": "Archived", "field_label": "Archived", "data_type": "boolean"}
    fresh.seed(
        fields={
            "Leads": [key_field("Customer_No"), flag],
            "Accounts": [key_field("Account_Code")],
            "Contacts": [key_field("Person_No")],
        }
    )
    made = JobFile(tmp_path, fresh)
    made.task |= {"operation": "mirror", "match": ["Customer_No"], "map": MAP}
    made.csv(HEAD, "1,a,A", "2,b,B", "3,c,C")
    return made


def ids(crm: Emulator, module: str = "Leads", by: str = "Customer_No") -> dict[str, str]:
    return {each[by]: each["id"] for each in crm.get(f"/_emulator/records/{module}")["records"]}


def done(told: Any) -> dict[str, int]:
    return {name: count for name, count in told.json["outcomes"].items() if count}


@pytest.mark.parametrize(
    "way", [("v8", "restore"), ("v8", "create", "--create-again"), ("v4", "create")], ids="-".join
)
def test_a_mirror_is_taken_back(hakobu: Hakobu, job: JobFile, fresh: Emulator, way: tuple[str, ...]) -> None:
    schema, kind, *options = way
    job.crm["schema"] = schema
    assert hakobu("run", job.write()).code == 0
    before = ids(fresh)
    job.csv(HEAD, "1,changed,A", "4,d,D")
    assert done(hakobu("run", job.write(), "--json")) == {"created": 1, "updated": 1, "deleted": 2}
    shown = hakobu("undo", "2", *options, "--json").json["changes"]
    assert sorted(each["kind"] for each in shown) == sorted(["delete", "update", kind, kind])
    if kind == "restore":
        assert "restore  leads  2" in hakobu("undo", "2").out
        assert "復元  leads  2" in hakobu("undo", "2", lang="ja").out
    undone = hakobu("undo", "2", *options, "--yes", "--json")
    assert done(undone) == {"created": 2, "updated": 1, "deleted": 1}
    after = ids(fresh)
    assert after.keys() == before.keys()
    assert after["1"] == before["1"]
    assert (after == before) == (kind == "restore")
    told = hakobu("run", job.write(), "--json")
    assert done(told) == {"skipped": 2}  # held, and nothing is deleted again
    again = hakobu("undo", str(undone.json["run"]), "--yes", "--json")  # the undo is undone
    assert done(again) == {"created": 1, "updated": 1, "deleted": 2}
    assert ids(fresh).keys() == {"1", "4"}


def test_an_archiving_is_taken_back(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    job.task["archive"] = {"Archived": True}
    assert hakobu("run", job.write()).code == 0
    job.csv(HEAD, "1,a,A")
    assert done(hakobu("run", job.write(), "--json")) == {"updated": 2, "unchanged": 1}
    shown = hakobu("undo", "2", "--json").json["changes"]
    assert [(each["old"], each["new"]) for each in shown] == [({"Archived": "true"}, {"Archived": None})] * 2
    assert done(hakobu("undo", "2", "--yes", "--json")) == {"updated": 2}
    assert not [each for each in fresh.get("/_emulator/records/Leads")["records"] if each["Archived"]]
    assert done(hakobu("run", job.write(), "--json")) == {"unchanged": 1}  # it stays taken back


def two_tasks(job: JobFile) -> str:
    """Write a job of accounts, and of contacts that refer to them."""
    accounts = {
        "name": "accounts",
        "read": {"file": "accounts.csv"},
        "module": "Accounts",
        "operation": "mirror",
        "match": ["Account_Code"],
        "map": {"Account_Name": "name", "Account_Code": "code"},
    }
    people = {
        "name": "people",
        "read": {"file": "people.csv"},
        "module": "Contacts",
        "operation": "mirror",
        "match": ["Person_No"],
        "map": {
            "Last_Name": "name",
            "Person_No": "no",
            "Account_Name": {"lookup": "Accounts", "by": {"Account_Code": "account"}},
        },
    }
    return job.write(accounts, people)


@pytest.mark.parametrize("schema", ["v4", "v8"])
def test_children_go_before_their_parents_and_come_back_after_them(
    hakobu: Hakobu, job: JobFile, fresh: Emulator, schema: str
) -> None:
    job.crm["schema"] = schema
    job.csv("code,name", "A,Alpha", "B,Beta", name="accounts.csv")
    job.csv("no,name,account", "1,Aoki,A", "2,Baba,B", name="people.csv")
    file = two_tasks(job)
    assert done(hakobu("run", file, "--json")) == {"created": 4}
    job.csv("code,name", "A,Alpha", "C,Gamma", name="accounts.csv")
    job.csv("no,name,account", "1,Aoki,C", "3,Chiba,C", name="people.csv")
    assert done(hakobu("run", file, "--json")) == {"created": 2, "updated": 1, "deleted": 2, "unchanged": 1}
    undone = hakobu("undo", "2", "--yes", "--json")
    # Gamma goes, though Aoki and Chiba named it: they let go of it first. Beta comes back before Baba
    assert done(undone) == {"created": 2, "updated": 1, "deleted": 2}
    accounts = ids(fresh, "Accounts", "Account_Code")
    assert accounts.keys() == {"A", "B"}
    people = {each["Person_No"]: each for each in fresh.get("/_emulator/records/Contacts")["records"]}
    assert people.keys() == {"1", "2"}
    assert accounts["A"] in str(people["1"]["Account_Name"])
    assert accounts["B"] in str(people["2"]["Account_Name"])


def test_what_somebody_brought_back_meanwhile_is_not_doubled(
    hakobu: Hakobu, job: JobFile, fresh: Emulator
) -> None:
    job.crm["schema"] = "v8"
    hakobu("run", job.write())
    before = ids(fresh)
    job.csv(HEAD, "1,a,A")
    hakobu("run", job.write())
    grant = "grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=person"
    token = fresh.post(f"/oauth/v2/token?{grant}")["access_token"]
    fresh._http.post(
        f"/crm/v8/settings/recycle_bin/{before['2']}/actions/restore",
        headers={"Authorization": f"Zoho-oauthtoken {token}"},
    ).raise_for_status()
    told = hakobu("undo", "2", "--json").json
    assert [each["kind"] for each in told["changes"]] == ["restore"]
    assert told["tasks"][0]["skipped"] == {"it is in the CRM again": 1}
    assert done(hakobu("undo", "2", "--yes", "--json")) == {"created": 1, "skipped": 1}
    assert ids(fresh) == before


def test_after_the_bin_was_emptied_it_is_created_again(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    job.crm["schema"] = "v8"
    hakobu("run", job.write())
    before = ids(fresh)
    job.csv(HEAD, "1,a,A")
    hakobu("run", job.write())
    fresh.post("/_emulator/clock", {"advance": 61 * 24 * 3600})
    assert done(hakobu("undo", "2", "--yes", "--json")) == {"created": 2}
    assert ids(fresh).keys() == before.keys()
    assert ids(fresh)["2"] != before["2"]


def test_a_restore_that_zoho_refuses_is_listed(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    job.crm["schema"] = "v8"
    hakobu("run", job.write())
    gone = ids(fresh)["2"]
    job.csv(HEAD, "1,a,A")
    hakobu("run", job.write())
    fresh.faults(
        {"kind": "refuse_record", "match": {"id": gone}, "code": "CANNOT_RESTORE_WITHOUT_PARENT", "times": -1}
    )
    told = hakobu("undo", "2", "--yes", "--json")
    assert (told.code, done(told)) == (3, {"created": 1, "rejected": 1})
    assert "CANNOT_RESTORE_WITHOUT_PARENT" in hakobu("rejects", str(told.json["run"])).out


@pytest.mark.parametrize("kind", ["drop_after", "drop_before"])
def test_a_restore_whose_answer_is_lost_is_looked_up(
    hakobu: Hakobu, job: JobFile, fresh: Emulator, kind: str
) -> None:
    job.crm["schema"] = "v8"
    hakobu("run", job.write())
    before = ids(fresh)
    job.csv(HEAD, "1,a,A")
    hakobu("run", job.write())
    fresh.faults({"kind": kind, "operation": "bin.restore", "times": 1})
    assert done(hakobu("undo", "2", "--yes", "--json")) == {"created": 2}
    assert ids(fresh) == before
