"""Each operation as a user sees it on the command line: what is created, changed, deleted, archived, left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.job_file import JobFile
from tests.integration.jobs import key_field

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu
    from tests.conftest import Emulator

HEAD = "no,name,company,city"
MAP = {"Last_Name": "name", "Company": "company", "City": "city", "Customer_No": "no"}
ROWS = ("1,a,A,Tsu", "2,b,B,Ise", "3,c,C,Tsu")


@pytest.fixture
def job(tmp_path: Path, fresh: Emulator) -> JobFile:
    flag = {"api_name": "Archived", "field_label": "Archived", "data_type": "boolean"}
    fresh.seed(fields={"Leads": [key_field("Customer_No"), flag]})
    made = JobFile(tmp_path, fresh)
    made.task |= {"map": MAP, "match": ["Customer_No"]}
    made.csv(HEAD, *ROWS)
    return made


def numbers(crm: Emulator, **having: Any) -> list[str]:
    """List the customer numbers of the leads that hold these values."""
    found = crm.get("/_emulator/records/Leads")["records"]
    return sorted(
        each["Customer_No"]
        for each in found
        if all(each[name] == value for name, value in having.items()) and each["Customer_No"]
    )


def outcomes(hakobu: Hakobu, job: JobFile) -> tuple[int, dict[str, int]]:
    """Run the job; give the exit code and the outcomes that there were."""
    told = hakobu("run", job.write(), "--json")
    return told.code, {name: count for name, count in told.json["outcomes"].items() if count}


def test_insert_creates_and_what_is_taken_is_refused(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    job.task["operation"] = "insert"
    del job.task["match"]
    assert outcomes(hakobu, job) == (0, {"created": 3})
    assert outcomes(hakobu, job) == (3, {"rejected": 3})
    assert "DUPLICATE_DATA" in hakobu("rejects", "2").out
    assert numbers(fresh) == ["1", "2", "3"]


def test_update_changes_and_never_creates(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    fresh.seed(records={"Leads": [{"Last_Name": "x", "Company": "A", "Customer_No": "1"}]})
    job.task["operation"] = "update"
    told = hakobu("run", job.write())
    assert told.code == 0
    assert "leads: 2 rows skipped: no such record" in told.out
    assert numbers(fresh) == ["1"]
    assert numbers(fresh, Last_Name="a", City="Tsu") == ["1"]


def test_upsert_does_both_and_then_nothing(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    fresh.seed(records={"Leads": [{"Last_Name": "x", "Company": "A", "Customer_No": "1"}]})
    assert outcomes(hakobu, job) == (0, {"created": 2, "updated": 1})
    assert outcomes(hakobu, job) == (0, {"unchanged": 3})


def test_delete_removes_what_the_source_names_and_skips_the_rest(
    hakobu: Hakobu, job: JobFile, fresh: Emulator
) -> None:
    hakobu("run", job.write())
    job.csv("no", "2", "7", name="gone.csv")
    job.task |= {"name": "gone", "read": {"file": "gone.csv"}, "operation": "delete"}
    job.task["map"] = {"Customer_No": "no"}
    (change,) = hakobu("plan", job.write(), "--json").json["changes"]
    assert (change["kind"], change["key"], change["old"]["Last_Name"]) == ("delete", "2", "b")
    assert outcomes(hakobu, job) == (0, {"deleted": 1, "skipped": 1})
    assert numbers(fresh) == ["1", "3"]


def test_delete_may_archive_instead(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    hakobu("run", job.write())
    job.csv("no", "2", "7", name="gone.csv")
    job.task |= {"name": "gone", "read": {"file": "gone.csv"}, "operation": "delete"}
    job.task |= {"map": {"Customer_No": "no"}, "archive": {"Archived": True}}
    assert outcomes(hakobu, job) == (0, {"updated": 1, "skipped": 1})
    assert numbers(fresh, Archived=True) == ["2"]
    assert numbers(fresh) == ["1", "2", "3"]


@pytest.mark.parametrize(("own", "left"), [("created", ["1", "9"]), ("touched", ["1"])])
def test_mirror_deletes_what_it_created_or_all_that_it_touched(
    hakobu: Hakobu, job: JobFile, fresh: Emulator, own: str, left: list[str]
) -> None:
    fresh.seed(records={"Leads": [{"Last_Name": "z", "Company": "Z", "Customer_No": "9"}]})
    fresh.seed(records={"Leads": [{"Last_Name": "z", "Company": "Z", "Customer_No": "77"}]})
    job.task |= {"operation": "mirror", "own": own}
    job.csv(HEAD, *ROWS, "9,new,Z,")
    assert outcomes(hakobu, job) == (0, {"created": 3, "updated": 1})
    job.csv(HEAD, ROWS[0])
    outcomes(hakobu, job)
    assert numbers(fresh) == sorted([*left, "77"])  # what was never ours stays


def test_mirror_keeps_to_its_scope(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    job.task |= {"operation": "mirror", "scope": {"City": ["Tsu", "Nara"]}}
    outcomes(hakobu, job)
    job.csv(HEAD, "4,d,D,Tsu")
    assert outcomes(hakobu, job) == (0, {"created": 1, "deleted": 2})
    assert numbers(fresh) == ["2", "4"]


def test_mirror_may_archive_and_a_row_that_comes_back_is_as_before(
    hakobu: Hakobu, job: JobFile, fresh: Emulator
) -> None:
    job.task |= {"operation": "mirror", "archive": {"Archived": True}}
    job.task["map"] = {**MAP, "Archived": {"constant": False}}
    outcomes(hakobu, job)
    job.csv(HEAD, *ROWS[:2])
    assert outcomes(hakobu, job) == (0, {"updated": 1, "unchanged": 2})
    assert numbers(fresh, Archived=True) == ["3"]
    job.csv(HEAD, *ROWS)
    assert outcomes(hakobu, job) == (0, {"updated": 1, "unchanged": 2})
    assert numbers(fresh, Archived=True) == []


def test_a_failed_row_counts_as_present_and_a_retry_deletes_nothing(
    hakobu: Hakobu, job: JobFile, fresh: Emulator
) -> None:
    job.task["operation"] = "mirror"
    outcomes(hakobu, job)
    job.csv(HEAD, "1,a,A,Tsu", f"2,{'b' * 81},B,Ise")  # too long a name; row 3 is gone
    assert outcomes(hakobu, job) == (3, {"deleted": 1, "unchanged": 1, "invalid": 1})
    assert numbers(fresh) == ["1", "2"]
    job.csv(HEAD, "1,a,A,Tsu")
    assert hakobu("retry", "2").code == 3
    assert numbers(fresh) == ["1", "2"]
