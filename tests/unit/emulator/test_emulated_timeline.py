"""The timeline of a record: who did what to it, from where, and which fields that changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from tests.unit.emulator.conftest import Answer, Crm


def told(crm: Crm, ident: str, query: str = "", module: str = "Leads") -> Answer:
    return crm.get(f"{module}/{ident}/__timeline{query}")


def entries(crm: Crm, ident: str, query: str = "", module: str = "Leads") -> list[Any]:
    answer = told(crm, ident, query, module)
    assert answer.status == 200, answer
    found: list[Any] = answer.body["__timeline"]
    return found


def later(crm: Crm) -> None:
    crm.ask("POST", "clock", {"advance": 60})


def by(crm: Crm, **org: str) -> None:
    crm.ask("POST", "org", org)


def filters(**wish: Any) -> str:
    return f"?filters={quote(json.dumps(wish))}"


def condition(name: str, comparator: str, value: Any) -> dict[str, Any]:
    return {"field": {"api_name": name}, "comparator": comparator, "value": value}


@pytest.fixture
def eve(crm: Crm) -> str:
    user = {"first_name": "Eve", "last_name": "Example", "email": "eve@example.com"}
    (ident,) = crm.ask("POST", "seed", {"users": [user]})["users"]
    return str(ident)


def test_each_change_is_told_with_its_person_and_its_source(crm: Crm, eve: str) -> None:
    ident = crm.added("Leads", Last_Name="Lee", City="Tsu", Annual_Revenue=5)
    later(crm)
    by(crm, current_user=eve, timeline_source="crm_ui")
    crm.update("Leads", {"id": ident, "City": "Kobe", "Phone": "1", "Annual_Revenue": None})
    edited, added = entries(crm, ident)
    assert (added["action"], added["source"], added["field_history"]) == ("added", "crm_api", None)
    assert (edited["action"], edited["source"]) == ("updated", "crm_ui")
    assert edited["done_by"] == {"name": "Eve Example", "id": eve}
    assert edited["record"]["id"] == ident
    assert edited["audited_time"] > added["audited_time"]
    changed = {one["api_name"]: one["_value"] for one in edited["field_history"]}
    assert changed == {
        "City": {"old": "Tsu", "new": "Kobe"},
        "Phone": {"old": None, "new": "1"},
        "Annual_Revenue": {"old": "5", "new": None},
    }


def test_deleting_restoring_and_tagging_are_told(crm: Crm) -> None:
    ident = crm.added("Leads", Last_Name="Lee")
    crm.call("POST", f"Leads/{ident}/actions/add_tags", {"tags": [{"name": "hot"}]})
    crm.call("POST", f"Leads/{ident}/actions/remove_tags", {"tags": [{"name": "hot"}]})
    crm.call("DELETE", f"Leads/{ident}")
    assert told(crm, ident).body["code"] == "INVALID_DATA"
    crm.call("POST", "settings/recycle_bin/actions/restore", {"ids": [ident]})
    actions = [one["action"] for one in entries(crm, ident, "?sort_order=asc")]
    assert actions == ["added", "tag_added", "tag_removed", "deleted", "restored"]


def test_lookups_owners_and_several_values_are_told_by_name(crm: Crm, eve: str) -> None:
    first = crm.added("Accounts", Account_Name="Alpha")
    second = crm.added("Accounts", Account_Name="Beta")
    ident = crm.added("Contacts", Last_Name="Lee", Account_Name={"id": first}, Email_Opt_Out=False)
    crm.update(
        "Contacts",
        {"id": ident, "Account_Name": {"id": second}, "Owner": {"id": eve}, "Email_Opt_Out": True},
    )
    changed = {
        one["api_name"]: (one["_value"]["old"], one["_value"]["new"])
        for one in entries(crm, ident, module="Contacts")[0]["field_history"]
    }
    assert changed["Account_Name"] == ("Alpha", "Beta")
    assert changed["Owner"][1] == "Eve Example"
    assert changed["Email_Opt_Out"] == ("false", "true")


def test_a_write_that_changes_nothing_leaves_no_entry(crm: Crm) -> None:
    ident = crm.added("Leads", Last_Name="Lee")
    crm.update("Leads", {"id": ident, "Last_Name": "Lee"})
    assert len(entries(crm, ident)) == 1


def test_what_was_rolled_back_is_not_told(crm: Crm) -> None:
    ident = crm.added("Leads", Last_Name="Lee")
    change = {"method": "PUT", "uri": "/crm/v8/Leads", "body": {"data": [{"id": ident, "City": "Tsu"}]}}
    fault = {"method": "POST", "uri": "/crm/v8/Leads", "body": {"data": [{"City": "Tsu"}]}}
    parts = [{"sub_request_id": "a", **change}, {"sub_request_id": "b", **fault}]
    body = {"__composite_requests": parts, "rollback_on_fail": True}
    assert crm.call("POST", "__composite_requests", body).status == 400
    assert [one["action"] for one in entries(crm, ident)] == ["added"]


def test_a_workflow_names_its_rule(crm: Crm) -> None:
    ident = crm.added("Leads", Last_Name="Lee")
    by(crm, timeline_source="workflow")
    crm.update("Leads", {"id": ident, "City": "Tsu"})
    assert entries(crm, ident)[0]["automation_details"]["rule"]["name"] == "Emulated rule"


def test_a_conversion_and_a_mass_delete_have_sources_of_their_own(crm: Crm) -> None:
    lead = crm.added("Leads", Last_Name="Lee", Company="Shop")
    made = crm.call("POST", f"Leads/{lead}/actions/convert", {"data": [{}]}).first["details"]
    assert entries(crm, lead)[0]["action"] == "converted"
    contact = made["Contacts"]["id"]
    assert entries(crm, contact, module="Contacts")[0]["source"] == "convert"
    crm.call("POST", "Contacts/actions/mass_delete", {"ids": [contact]})
    crm.call("POST", "settings/recycle_bin/actions/restore", {"ids": [contact]})
    sources = {one["action"]: one["source"] for one in entries(crm, contact, module="Contacts")}
    assert sources["deleted"] == "mass_delete_via_crm_api"


def test_pages_go_by_token(crm: Crm) -> None:
    ident = crm.added("Leads", Last_Name="Lee")
    for number in range(4):
        crm.update("Leads", {"id": ident, "City": str(number)})
    first = told(crm, ident, "?per_page=2").body
    assert first["info"] | {"next_page_token": ""} == {
        "per_page": 2,
        "count": 2,
        "page": 1,
        "more_records": True,
        "next_page_token": "",
        "previous_page_token": None,
    }
    token = first["info"]["next_page_token"]
    second = told(crm, ident, f"?page_token={token}").body
    third = told(crm, ident, f"?page_token={second['info']['next_page_token']}").body
    ids = [one["id"] for page in (first, second, third) for one in page["__timeline"]]
    assert len(set(ids)) == 5
    assert third["info"]["more_records"] is False
    assert told(crm, ident, f"?page_token={token}&per_page=2").body["code"] == "AMBIGUITY_DURING_PROCESSING"
    assert told(crm, ident, f"?page_token={token}&page=2").body["code"] == "AMBIGUITY_DURING_PROCESSING"
    assert told(crm, ident, f"?page_token={token}&sort_order=asc").body["code"] == "TOKEN_BOUND_DATA_MISMATCH"
    crm.ask("POST", "clock", {"advance": 25 * 3600})
    crm.renew()
    assert told(crm, ident, f"?page_token={token}").body["code"] == "EXPIRED_VALUE"


def test_filters(crm: Crm, eve: str) -> None:
    ident = crm.added("Leads", Last_Name="Lee")
    later(crm)
    by(crm, current_user=eve, timeline_source="crm_ui")
    crm.update("Leads", {"id": ident, "City": "Tsu"})
    edited, added = entries(crm, ident)

    def actions(**wish: Any) -> list[str]:
        answer = told(crm, ident, filters(**wish))
        return [one["action"] for one in answer.body["__timeline"]] if answer.status == 200 else []

    assert actions(**condition("source", "equal", "crm_ui")) == ["updated"]
    assert actions(**condition("source", "in", ["crm_ui", "crm_api"])) == ["updated", "added"]
    assert actions(**condition("done_by.id", "in", [eve])) == ["updated"]
    span = [added["audited_time"], added["audited_time"]]
    assert actions(**condition("audited_time", "between", span)) == ["added"]
    assert actions(**condition("record.module.api_name", "equal", "Notes")) == []
    both = [condition("source", "equal", "crm_ui"), condition("done_by.id", "equal", added["done_by"]["id"])]
    assert actions(group_operator="AND", group=both) == []
    assert actions(group_operator="OR", group=both) == ["updated", "added"]
    assert edited["done_by"]["id"] == eve


def test_inner_details_come_when_asked_for(crm: Crm) -> None:
    ident = crm.added("Leads", Last_Name="Lee")
    crm.update("Leads", {"id": ident, "Lead_Source": "Chat"})
    names = ("data_type", "field_label", "enable_colour_code", "pick_list_values")
    asked = ",".join([*(f"field_history.{name}" for name in names), "done_by.profile", "done_by.type__s"])
    entry = entries(crm, ident, f"?include_inner_details={asked}&include=type,extension")[0]
    (field,) = entry["field_history"]
    assert (field["data_type"], field["field_label"]) == ("picklist", "Lead Source")
    assert "Chat" in {one["actual_value"] for one in field["pick_list_values"]}
    assert entry["done_by"]["profile"]["name"] == "Administrator"
    assert (entry["type"], entry["extension"]) == ("timeline", None)
    plain = entries(crm, ident)[0]
    assert plain["field_history"][0].keys() == {"api_name", "id", "_value"}
    assert plain.keys().isdisjoint({"type", "extension"})


def test_a_field_that_the_profile_may_not_see_is_not_told(crm: Crm) -> None:
    ident = crm.added("Leads", Last_Name="Lee")
    crm.update("Leads", {"id": ident, "City": "Tsu"})
    crm.ask("POST", "org", {"field_rights": {"Administrator": {"Leads.City": "hidden"}}})
    assert entries(crm, ident)[0]["field_history"] is None


@pytest.mark.parametrize(
    ("query", "code", "name"),
    [
        ("?per_page=201", "INVALID_DATA", "per_page"),
        ("?per_page=x", "INVALID_DATA", "per_page"),
        ("?page_token=nothing", "INVALID_DATA", "page_token"),
        ("?sort_by=action", "INVALID_DATA", "sort_by"),
        ("?sort_order=up", "PATTERN_NOT_MATCHED", "sort_order"),
        ("?include_inner_details=all", "INVALID_DATA", "include_inner_details"),
        ("?include=all", "INVALID_DATA", "include"),
        ("?include_timeline_type=signals", "REQUIRED_PARAM_MISSING", "include"),
        ("?filters={", "INVALID_DATA", "filters"),
        ("?filters=[]", "INVALID_DATA", "filters"),
        (filters(group_operator="XOR", group=[{}]), "INVALID_DATA", "filters"),
        (filters(**condition("action", "equal", "added")), "INVALID_DATA", "filters"),
        (filters(**condition("source", "between", ["a", "b"])), "INVALID_DATA", "filters"),
        (filters(**condition("source", "in", "crm_ui")), "INVALID_DATA", "filters"),
        (filters(**condition("audited_time", "between", ["now", "then"])), "INVALID_DATA", "filters"),
        (filters(**condition("audited_time", "between", "now")), "INVALID_DATA", "filters"),
    ],
)
def test_a_wrong_parameter_is_refused(crm: Crm, query: str, code: str, name: str) -> None:
    answer = told(crm, crm.added("Leads", Last_Name="Lee"), query)
    assert (answer.status, answer.body["code"], answer.body["details"]["param_name"]) == (400, code, name)


def test_what_is_not_there_is_refused(crm: Crm) -> None:
    assert told(crm, "1").body["details"] == {"resource_path_index": 1}
    assert told(crm, "x").body["code"] == "INVALID_DATA"
    assert told(crm, "1", module="Nowhere").body["code"] == "INVALID_MODULE"


def test_older_versions_do_not_have_it_and_it_costs_what_the_switch_says(crm: Crm) -> None:
    ident = crm.added("Leads", Last_Name="Lee")
    for version in ("v2", "v2.1", "v4"):
        assert crm.get(f"Leads/{ident}/__timeline", version=version).status == 404
    assert crm.get(f"Leads/{ident}/__timeline", version="v5").status == 200
    before = crm.ask("GET", "stats")["credits"]
    told(crm, ident)
    crm.ask("POST", "org", {"timeline_credits": 3})
    told(crm, ident)
    assert crm.ask("GET", "stats")["credits"] - before == 4


def test_it_wants_the_scope_to_read_the_module(crm: Crm) -> None:
    ident = crm.added("Leads", Last_Name="Lee")
    crm.ask("POST", "tokens", {"scopes": ["ZohoCRM.modules.contacts.READ"]})
    assert told(crm, ident).body["code"] == "OAUTH_SCOPE_MISMATCH"
