"""Upsert finds records by the system field and unique fields, in Zoho's order (api-core §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Crm


@pytest.fixture
def leads(crm: Crm) -> Crm:
    fields = [{"api_name": name, "data_type": "text", "unique": True} for name in ("First_Key", "Second_Key")]
    crm.ask("POST", "seed", {"fields": {"Leads": fields}})
    return crm


def lead(**values: object) -> dict[str, object]:
    return {"Last_Name": "Lee", **values}


def test_it_inserts_and_updates_with_200(leads: Crm) -> None:
    made = leads.upsert("Leads", lead(Email="a@example.com"))
    assert made.status == 200
    assert (made.first["action"], made.first["duplicate_field"]) == ("insert", None)
    assert made.first["message"] == "record added"
    changed = leads.upsert("Leads", lead(Email="A@EXAMPLE.com", City="Kyoto"))
    assert (changed.first["action"], changed.first["duplicate_field"]) == ("update", "Email")
    assert changed.first["message"] == "record updated"
    assert changed.details["id"] == made.details["id"]


def test_the_same_row_twice_in_one_call_is_one_record(leads: Crm) -> None:
    answer = leads.upsert("Leads", lead(Email="a@example.com"), lead(Email="a@example.com"))
    assert [one["action"] for one in answer.data] == ["insert", "update"]
    assert len({one["details"]["id"] for one in answer.data}) == 1


@pytest.mark.parametrize(
    ("keys", "found_by"),
    [
        (None, "Email"),
        (["Email"], "Email"),
        (["First_Key"], "First_Key"),
        (["Second_Key"], "Second_Key"),
        (["Second_Key", "Email"], "Second_Key"),
    ],
)
def test_the_order_of_keys(leads: Crm, keys: list[str] | None, found_by: str) -> None:
    leads.added("Leads", **lead(Email="a@example.com", First_Key="1", Second_Key="2"))
    answer = leads.upsert("Leads", lead(Email="a@example.com", First_Key="1", Second_Key="2"), by=keys)
    assert answer.first["duplicate_field"] == found_by


def test_the_system_field_is_left_out_where_others_are_named(leads: Crm) -> None:
    leads.added("Leads", **lead(Email="a@example.com"))
    answer = leads.upsert("Leads", lead(Email="a@example.com", First_Key="new"), by=["First_Key"])
    assert answer.first["action"] == "insert"


def test_other_unique_fields_are_tried_after_the_named_one(leads: Crm) -> None:
    leads.added("Leads", **lead(First_Key="1"))
    answer = leads.upsert("Leads", lead(First_Key="1", Second_Key="new"), by=["Second_Key"])
    assert answer.first["duplicate_field"] == "First_Key"


def test_a_clash_with_another_record_is_refused(leads: Crm) -> None:
    leads.added("Leads", **lead(Email="a@example.com", First_Key="1"))
    other = leads.added("Leads", **lead(First_Key="2"))
    answer = leads.upsert("Leads", lead(Email="a@example.com", First_Key="2"), by=["Email"])
    assert answer.first["code"] == "DUPLICATE_DATA"
    assert answer.details["duplicate_record"]["id"] == other


def test_of_several_matches_the_oldest_is_taken(leads: Crm) -> None:
    oldest = leads.added("Leads", **lead(Email="a@example.com"))
    leads.added("Leads", **lead(Email="a@example.com"))
    assert leads.upsert("Leads", lead(Email="a@example.com")).details["id"] == oldest


def test_a_match_follows_a_changed_value(leads: Crm) -> None:
    record = leads.added("Leads", **lead(Email="old@example.com"))
    leads.update("Leads", {"id": record, "Email": "new@example.com"})
    assert leads.upsert("Leads", lead(Email="old@example.com")).first["action"] == "insert"
    assert leads.upsert("Leads", lead(Email="new@example.com")).details["id"] == record


def test_mandatory_fields_count_only_where_a_record_is_made(leads: Crm) -> None:
    leads.added("Leads", **lead(Email="a@example.com"))
    assert leads.upsert("Leads", {"Email": "a@example.com", "City": "Kyoto"}).status == 200
    refused = leads.upsert("Leads", {"Email": "b@example.com"})
    assert (refused.status, refused.first["code"]) == (400, "MANDATORY_NOT_FOUND")


def test_a_key_that_is_none(leads: Crm) -> None:
    for keys in (["City"], ["Nonsense"], "Email"):
        answer = leads.upsert("Leads", lead(), by=keys)
        assert (answer.status, answer.body["code"]) == (400, "INVALID_DATA")
        assert answer.body["details"]["api_name"] == "duplicate_check_fields"


def test_tasks_have_no_upsert(crm: Crm) -> None:
    assert crm.upsert("Tasks", {"Subject": "Call"}).body["code"] == "NOT_SUPPORTED"


def test_accounts_of_one_name_may_be_two(crm: Crm) -> None:
    assert crm.insert("Accounts", {"Account_Name": "A"}, {"Account_Name": "A"}).status == 201
