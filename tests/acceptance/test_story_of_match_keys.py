"""Which record a row means, rule by rule, as a user sees it on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.job_file import JobFile
from tests.integration.jobs import key_field

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu
    from tests.conftest import Emulator

HEAD = "no,name,company,email"
MAP = {"Last_Name": "name", "Company": "company", "Email": "email", "Customer_No": "no"}


@pytest.fixture
def job(tmp_path: Path, fresh: Emulator) -> JobFile:
    fresh.seed(fields={"Leads": [key_field("Customer_No")]})
    made = JobFile(tmp_path, fresh)
    made.task["map"] = MAP
    return made


def seed(crm: Emulator, *records: dict[str, Any]) -> list[str]:
    body = [{"Last_Name": "x", "Company": "c", **record} for record in records]
    ids: list[str] = crm.seed(records={"Leads": body})["ids"]["Leads"]
    return ids


def matches(told: Any) -> list[tuple[int, str, str | None, str]]:
    """Tell of each row what is planned, to which record, and by what it was found."""
    found = [(each["row"], each["kind"], each["id"], each["matched_by"]) for each in told["changes"]]
    return sorted(found, key=lambda each: each[0])


def test_the_first_key_decides_where_it_is_filled_and_finds(
    hakobu: Hakobu, job: JobFile, fresh: Emulator
) -> None:
    by_no, by_mail = seed(fresh, {"Customer_No": "A1"}, {"Email": "b@x.jp"})
    job.csv(HEAD, "A1,one,c,new@x.jp", ",two,c,b@x.jp", "A3,three,c,b3@x.jp")
    job.task["match"] = ["Customer_No", "Email"]
    told = hakobu("plan", job.write(), "--json").json
    assert matches(told) == [
        (1, "update", by_no, "Customer_No"),
        (2, "update", by_mail, "Email"),
        (3, "create", None, ""),
    ]
    shown = hakobu("plan", "--show", "1").out
    assert "matched by Customer_No" in shown
    assert "matched by Email" in shown
    assert hakobu("run", job.write(), "--json").json["outcomes"]["updated"] == 2


def test_a_composite_key_comes_first_and_another_after_it(
    hakobu: Hakobu, job: JobFile, fresh: Emulator
) -> None:
    both, mail, _ = seed(
        fresh,
        {"Last_Name": "Sato", "Company": "A"},
        {"Last_Name": "Ito", "Company": "B", "Email": "ito@x.jp"},
        {"Last_Name": "Sato", "Company": "Z"},
    )
    job.csv(HEAD, "1,Sato,A,sato@x.jp", "2,Ito,Other,ito@x.jp", "3,Sato,C,c@x.jp")
    job.task["match"] = [["Last_Name", "Company"], "Email"]
    assert matches(hakobu("plan", job.write(), "--json").json) == [
        (1, "update", both, "Last_Name + Company"),
        (2, "update", mail, "Email"),
        (3, "create", None, ""),
    ]


def test_keys_are_compared_as_zoho_compares(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    """Case, blanks and full-width blanks around a key make no second record."""
    ids = seed(fresh, {"Customer_No": "ab-1"}, {"Customer_No": "CD-2"})
    job.csv(HEAD, " AB-1 ,one,c,", "\u3000cd-2,two,c,")
    job.task["match"] = ["Customer_No"]
    told = hakobu("plan", job.write(), "--json").json
    assert [ident for _, _, ident, _ in matches(told)] == ids
    assert hakobu("run", job.write(), "--json").json["outcomes"]["updated"] == 2
    assert len(fresh.get("/_emulator/records/Leads")["records"]) == 2


def test_a_unique_field_that_means_another_record_is_named(
    hakobu: Hakobu, job: JobFile, fresh: Emulator
) -> None:
    """Every mapped unique field is checked, since Zoho would refuse the write."""
    ids = seed(fresh, {"Email": "a@x.jp"}, {"Customer_No": "N1"})
    job.csv(HEAD, "N1,new,c,a@x.jp")
    told = hakobu("run", job.write())
    assert told.code == 3
    listed = hakobu("rejects", "1").out
    assert "ambiguous_match" in listed
    (row,) = hakobu("plan", job.write(), "--json").json["not_sent"]
    assert sorted(row["candidates"]) == sorted(ids)


def test_a_converted_lead_is_a_match_and_no_second_lead_is_made(
    hakobu: Hakobu, job: JobFile, fresh: Emulator
) -> None:
    (ident,) = seed(fresh, {"Email": "a@x.jp", "Converted__s": True})
    job.csv(HEAD, "1,new,c,a@x.jp")
    assert matches(hakobu("plan", job.write(), "--json").json) == [(1, "update", ident, "Email")]
    assert hakobu("run", job.write()).code == 3
    assert "CONVERTED_RECORD" in hakobu("rejects", "2").out
    assert len(fresh.get("/_emulator/records/Leads")["records"]) == 1


def test_two_rows_that_mean_one_record_are_both_named(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    (ident,) = seed(fresh, {"Email": "a@x.jp", "Customer_No": "N1"})
    job.csv(HEAD, "N1,one,c,", ",two,c,a@x.jp")
    job.task["match"] = ["Customer_No", "Email"]
    rows = hakobu("plan", job.write(), "--json").json["not_sent"]
    assert [row["faults"][0]["code"] for row in rows] == ["same_record", "same_record"]
    assert ident in hakobu("plan", "--show", "1").out


@pytest.mark.parametrize("decided", [("create", "created", 3), ("skip", "skipped", 2), ("", "updated", 2)])
def test_what_was_decided_once_holds_until_it_is_revoked(
    hakobu: Hakobu, job: JobFile, fresh: Emulator, decided: tuple[str, str, int]
) -> None:
    answer, outcome, records = decided
    ids = seed(fresh, {"Email": "a@x.jp"}, {"Email": "a@x.jp"})
    job.csv(HEAD, "1,new,c,a@x.jp")
    job.task["map"] = {name: value for name, value in MAP.items() if name != "Customer_No"}
    assert hakobu("run", job.write()).code == 3
    assert hakobu("decide", "1", "A@x.jp ", answer or ids[1]).code == 0
    told = hakobu("run", job.write(), "--json")
    assert (told.code, told.json["outcomes"][outcome]) == (0, 1)
    again = hakobu("run", job.write(), "--json").json["outcomes"]
    assert again["created"] + again["updated"] == 0
    assert len(fresh.get("/_emulator/records/Leads")["records"]) == records
    if answer == "skip":
        assert hakobu("decide", "--revoke", "a@x.jp").code == 0
        assert hakobu("run", job.write()).code == 3


def test_a_decision_for_a_record_that_is_gone_is_named(hakobu: Hakobu, job: JobFile, fresh: Emulator) -> None:
    ids = seed(fresh, {"Email": "a@x.jp"}, {"Email": "a@x.jp"}, {"Email": "a@x.jp"})
    job.csv(HEAD, "1,new,c,a@x.jp")
    job.task["map"] = {name: value for name, value in MAP.items() if name != "Customer_No"}
    hakobu("run", job.write())
    hakobu("decide", "1", "a@x.jp", ids[0])
    gone = dict(job.task)
    job.csv("id", ids[0], name="gone.csv")
    job.task = {**gone, "read": {"file": "gone.csv"}, "match": ["id"], "map": {"id": "id"}} | {
        "operation": "delete",
        "name": "gone",
    }
    assert hakobu("run", job.write()).code == 0
    job.task = gone
    assert hakobu("run", job.write()).code == 3
    listed = hakobu("rejects", "3")
    assert "decision_gone" in listed.out
    assert ids[0] in hakobu("rejects", "3", "--json").out
    assert "選択されたレコードは CRM にもうありません" in hakobu("rejects", "3", lang="ja").out


def test_without_a_key_zohos_own_rule_holds_and_says_so(
    hakobu: Hakobu, job: JobFile, fresh: Emulator
) -> None:
    (ident,) = seed(fresh, {"Email": "a@x.jp"})
    job.csv(HEAD, "1,new,c,a@x.jp")
    del job.task["match"]
    assert matches(hakobu("plan", job.write(), "--json").json) == [(1, "update", ident, "Email")]


def test_a_key_that_only_names_is_asked_about_with_rows_and_examples(
    hakobu: Hakobu, job: JobFile, fresh: Emulator
) -> None:
    job.csv(HEAD, "1,Acme,c,", "2,Acme,c,", "3,Other,c,")
    del job.task["match"]
    job.task |= {"module": "Accounts", "map": {"Account_Name": "name"}}
    told = hakobu("run", job.write())
    assert told.code == 4
    assert "names a record rather than identifying it, and 2 rows would collide: Acme." in " ".join(
        told.err.split()
    )
    assert fresh.get("/_emulator/records/Accounts")["records"] == []
    assert hakobu("run", job.write(), "--yes", "--json").json["outcomes"]["created"] == 1


def test_a_row_whose_key_changed_follows_its_record_old_key_first(
    hakobu: Hakobu, job: JobFile, fresh: Emulator
) -> None:
    job.task |= {"identity": "no", "map": {k: v for k, v in MAP.items() if k != "Customer_No"}}
    job.csv(HEAD, "1,a,c,a@x.jp", "2,b,c,b@x.jp")
    hakobu("run", job.write())
    before = {each["Last_Name"]: each["id"] for each in fresh.get("/_emulator/records/Leads")["records"]}
    job.csv(HEAD, "1,a,c,b@x.jp", "2,b,c,a@x.jp")  # the two swap their keys
    told = hakobu("plan", job.write(), "--json").json
    assert sorted((each["id"], each["new"]["Email"]) for each in told["changes"]) == sorted(
        [(before["a"], "b@x.jp"), (before["b"], "a@x.jp")]
    )
    assert hakobu("run", job.write(), "--json").json["outcomes"]["updated"] == 2
