"""Records and lookups addressed by an external id (api-core §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Crm

OWN = {"X-EXTERNAL": "Contacts.Ext"}


@pytest.fixture
def contacts(crm: Crm) -> Crm:
    external = {"data_type": "text", "external": {"type": "org", "show": True}}
    crm.ask(
        "POST",
        "seed",
        {
            "fields": {
                "Contacts": [{"api_name": "Ext", **external}],
                "Accounts": [{"api_name": "Firm_No", **external}],
            }
        },
    )
    return crm


def test_get_update_and_delete_one(contacts: Crm) -> None:
    record = contacts.added("Contacts", Last_Name="Lee", Ext="v 1/a")
    path = "Contacts/v%201%2Fa"
    assert contacts.get(path, headers=OWN).first["id"] == record
    changed = contacts.call("PUT", path, {"data": [{"Title": "Boss"}]}, headers=OWN)
    assert changed.details["Ext"] == "v 1/a"
    gone = contacts.call("DELETE", path, headers=OWN)
    assert gone.details == {"id": record, "Ext": "v 1/a"}
    assert contacts.get(path, headers=OWN).status == 204
    assert contacts.call("DELETE", path, headers=OWN).body["message"] == (
        "The value of the external field is invalid."
    )


def test_many_at_once(contacts: Crm) -> None:
    for value in ("v1", "v2"):
        contacts.added("Contacts", Last_Name="Lee", Ext=value)
    listed = contacts.get("Contacts?fields=Ext&ids=v1,v2", headers=OWN)
    assert {one["Ext"] for one in listed.data} == {"v1", "v2"}
    answer = contacts.update("Contacts", {"Ext": "v1", "Title": "A"}, {"Ext": "v9"}, {}, headers=OWN)
    assert answer.status == 207
    assert [one["code"] for one in answer.data] == ["SUCCESS", "INVALID_DATA", "MANDATORY_NOT_FOUND"]
    assert contacts.call("DELETE", "Contacts?ids=v1,v2", headers=OWN).status == 200


def test_the_key_cannot_be_changed_through_itself(contacts: Crm) -> None:
    contacts.added("Contacts", Last_Name="Lee", Ext="v1")
    answer = contacts.call("PUT", "Contacts/v1", {"data": [{"Ext": "v2"}]}, headers=OWN)
    assert answer.first["code"] == "NOT_ALLOWED"


def test_an_external_id_is_unique_and_a_key_of_upsert(contacts: Crm) -> None:
    contacts.added("Contacts", Last_Name="Lee", Ext="v1")
    assert contacts.insert("Contacts", {"Last_Name": "Kim", "Ext": "V1"}).first["code"] == "DUPLICATE_DATA"
    found = contacts.upsert("Contacts", {"Last_Name": "Kim", "Ext": "v1"})
    assert found.first["duplicate_field"] == "Ext"


def test_a_lookup_is_resolved_by_the_header(contacts: Crm) -> None:
    firm = contacts.added("Accounts", Account_Name="Acme", Firm_No="f1")
    header = {"X-EXTERNAL": "Contacts.Account_Name.Firm_No"}
    record = {"Last_Name": "Lee", "Account_Name": {"Firm_No": "f1", "id": "1"}}
    made = contacts.insert("Contacts", record, headers=header)
    assert contacts.get(f"Contacts/{made.details['id']}").first["Account_Name"]["id"] == firm
    wrong = contacts.insert(
        "Contacts", {"Last_Name": "Lee", "Account_Name": {"Firm_No": "f9"}}, headers=header
    )
    assert wrong.first["message"].startswith("The external ID of the lookup field")


def test_a_users_external_ids_are_his_own(crm: Crm) -> None:
    field = {"api_name": "Mine", "data_type": "text", "external": {"type": "user"}}
    crm.ask("POST", "seed", {"fields": {"Leads": [field]}})
    crm.added("Leads", Last_Name="Lee", Mine="1")
    other = crm.ask("GET", "org")["users"][1]["id"]
    crm.ask("POST", "org", {"current_user": other})
    assert crm.get("Leads/1", headers={"X-EXTERNAL": "Leads.Mine"}).status == 204
    assert crm.insert("Leads", {"Last_Name": "Kim", "Mine": "1"}).status == 201


def test_a_field_that_is_no_external_id(contacts: Crm) -> None:
    answer = contacts.get("Contacts/x", headers={"X-EXTERNAL": "Contacts.Title"})
    assert (answer.status, answer.body["code"]) == (400, "INVALID_DATA")
