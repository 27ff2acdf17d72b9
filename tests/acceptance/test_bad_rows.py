"""Rows that cannot be delivered: each is named with its key, field, value and rule; the others go through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.conftest import writes
from tests.acceptance.job_file import JobFile
from tests.integration.jobs import key_field

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu
    from tests.conftest import Emulator

NUMBERS = (
    {"api_name": "Rate", "field_label": "Rate", "data_type": "double", "length": 6, "decimal_place": 2},
    {"api_name": "Visits", "field_label": "Visits", "data_type": "integer", "length": 9},
    {"api_name": "Seen_On", "field_label": "Seen on", "data_type": "date"},
)


@pytest.fixture
def job(tmp_path: Path, crm: Emulator) -> JobFile:
    crm.seed(fields={"Leads": [*NUMBERS, key_field("Customer_No")], "Accounts": [key_field("Account_Code")]})
    made = JobFile(tmp_path, crm)
    names = ("Rate", "Visits", "Seen_On", "Rating")
    made.task["map"] |= {"Last_Name": "name", **{name: name.lower() for name in names}}
    return made


def run(hakobu: Hakobu, job: JobFile) -> tuple[dict[str, int], dict[tuple[int, str], dict[str, Any]]]:
    """Run, and give the outcomes and the failed rows by row and code; the sums must match."""
    told = hakobu("run", job.write(), "--json")
    assert told.code == 3
    summary = told.json
    assert sum(summary["outcomes"].values()) == summary["read"]
    found = hakobu("rejects", str(summary["run"]), "--json").json
    failed = {
        (sample["row"], cause["code"]): {**cause, **sample}
        for cause in found["causes"]
        for sample in cause["samples"]
    }
    return summary["outcomes"], failed


def test_every_kind_of_bad_value(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    """Lesson 9: Zoho said which field and type, the user saw "unknown error"."""
    job.csv(
        "name,company,email,rate,visits,seen_on,rating",
        "Good,A,good@example.com,1.25,3,2024-02-29,Active",
        f"{'y' * 81},A,long@example.com,,,,",
        "C,A,large@example.com,12345678901234567890,,,",
        "D,A,fine@example.com,,1.5,,",
        "E,A,many@example.com,,12345678901,,",
        "F,A,feb@example.com,,,2023-02-29,",
        "G,A,never@example.com,,,not a date,",
        "H,A,pick@example.com,,,,Actve",
        "I,A,mail(at)example.com,,,,",
        ",A,nameless@example.com,,,,",
        "K,A,both@example.com,x,y,,",
    )
    outcomes, failed = run(hakobu, job)
    assert (outcomes["created"], outcomes["invalid"]) == (1, 10)
    assert crm.stats()["records"]["Leads"] == 1
    expected = {
        (2, "too_long"): ("Last_Name", "long@example.com", "limit 80; actual 81"),
        (3, "out_of_range"): ("Rate", "large@example.com", "got '12345678901234567890'"),
        (4, "wrong_type"): ("Visits", "fine@example.com", "expected a whole number; got '1.5'"),
        (5, "out_of_range"): ("Visits", "many@example.com", "at most 9 digits"),
        (6, "impossible_date"): ("Seen_On", "feb@example.com", "got '2023-02-29'"),
        (7, "wrong_type"): ("Seen_On", "never@example.com", "a date like 2024-12-31; got 'not a date'"),
        (8, "not_in_picklist"): ("Rating", "pick@example.com", "'Actve'; valid: Acquired, Active"),
        (9, "bad_email"): ("Email", "mail(at)example.com", "got 'mail(at)example.com'"),
        (10, "mandatory_empty"): ("Last_Name", "nameless@example.com", ""),
    }
    for (row, code), (field, key, detail) in expected.items():
        found = failed[row, code]
        assert (found["task"], found["module"], found["field"], found["key"]) == (
            "leads",
            "Leads",
            field,
            key,
        )
        assert detail in found["detail"]
        assert found["remedy"]
    listed = " ".join(hakobu("rejects", "1").out.split())
    assert "both@example.com" in listed
    assert {code for row, code in failed if row == 11} == {"wrong_type"}  # both fields, in one go
    japanese = hakobu("rejects", "1", lang="ja").out
    for said in (
        "文字列が項目の最大文字数を超えています",
        "存在しない日付",
        "値が選択リストにありません",
        "対処：",
    ):
        assert said in japanese
    before = writes(crm)
    outcomes, again = run(hakobu, job)
    assert (outcomes["unchanged"], outcomes["invalid"], writes(crm)) == (1, 10, before)
    assert again.keys() == failed.keys()


def test_digits_beyond_the_field_are_rounded_as_zoho_rounds(
    hakobu: Hakobu, job: JobFile, crm: Emulator
) -> None:
    """What is compared is what Zoho stores, so the next run sends nothing."""
    job.csv("name,company,email,rate,visits,seen_on,rating", "A,A,a@example.com,1.005,,,")
    assert hakobu("run", job.write()).code == 0
    (record,) = crm.get("/_emulator/records/Leads")["records"]
    assert str(record["Rate"]) == "1.01"
    assert hakobu("run", job.write(), "--json").json["outcomes"]["unchanged"] == 1
    assert hakobu("run", job.write(), "--compare", "live", "--json").json["outcomes"]["unchanged"] == 1


def test_keys_that_stand_twice_or_not_at_all(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    """Lesson 6: a duplicate without saying which row."""
    job.csv(
        "name,company,email,rate,visits,seen_on,rating",
        "A,A,twice@example.com,,,,",
        "B,A,TWICE@example.com,,,,",
        "C,A,,,,,",
        "D,A,once@example.com,,,,",
    )
    outcomes, failed = run(hakobu, job)
    assert (outcomes["created"], outcomes["invalid"]) == (1, 3)
    assert failed[1, "duplicate_key"]["key"] == "twice@example.com"
    assert "(1, 2)" in failed[2, "duplicate_key"]["detail"]
    assert failed[3, "empty_key"]["field"] == "Email"
    assert [record["Email"] for record in crm.get("/_emulator/records/Leads")["records"]] == [
        "once@example.com"
    ]
    listed = hakobu("rejects", "1").out
    assert "Several rows of the source carry this key." in listed
    assert "The field by which the record is matched is empty." in listed


def test_a_record_that_several_fit_is_left_alone(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    record = {"Last_Name": "x", "Company": "c", "Email": "same@example.com"}
    ids = crm.seed(records={"Leads": [record, record]})["ids"]["Leads"]
    job.csv("name,company,email,rate,visits,seen_on,rating", "A,A,same@example.com,,,,")
    outcomes, failed = run(hakobu, job)
    assert outcomes["invalid"] == 1
    assert all(ident in failed[1, "ambiguous_match"]["detail"] for ident in ids)
    assert {each["Last_Name"] for each in crm.get("/_emulator/records/Leads")["records"]} == {"x"}


def test_lookups_that_find_nothing_or_two(hakobu: Hakobu, job: JobFile, crm: Emulator) -> None:
    crm.seed(
        records={
            "Accounts": [
                {"Account_Name": "Acme", "Account_Code": "1", "Phone": "1"},
                {"Account_Name": "Twin", "Account_Code": "2", "Phone": "2"},
                {"Account_Name": "Twin", "Account_Code": "3", "Phone": "2"},
            ]
        }
    )
    job.csv("name,email,company", "A,a@example.com,Acme", "B,b@example.com,Acmee", "C,c@example.com,Twin")
    account = {"lookup": "Accounts", "by": {"Account_Name": "company"}, "missing": "reject"}
    job.task |= {"module": "Contacts"}
    job.task["map"] = {"Last_Name": "name", "Email": "email", "Account_Name": account}
    outcomes, failed = run(hakobu, job)
    assert (outcomes["created"], outcomes["invalid"]) == (1, 2)
    missing, ambiguous = failed[2, "lookup_missing"], failed[3, "lookup_ambiguous"]
    assert (missing["field"], missing["key"]) == ("Account_Name", "b@example.com")
    assert "Accounts with Account_Name = Acmee" in missing["detail"]
    assert "Accounts with Account_Name = Twin: " in ambiguous["detail"]
    assert "missing: empty" in missing["remedy"]
    assert "ambiguous: empty" in ambiguous["remedy"]
    assert crm.stats()["records"]["Accounts"] == 3
    job.task["map"]["Account_Name"] |= {"missing": "empty", "ambiguous": "empty"}
    again = hakobu("run", job.write(), "--json")
    assert again.code == 0
    assert crm.stats()["records"]["Contacts"] == 3
