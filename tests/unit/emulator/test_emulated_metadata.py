"""Metadata: organisation, users, modules, fields, layouts, and what each version shows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Crm


def field(crm: Crm, module: str, name: str, version: str | None = None) -> Any:
    fields = crm.get(f"settings/fields?module={module}", version=version).body["fields"]
    return next(one for one in fields if one["api_name"] == name)


def test_modules(any_version: Crm) -> None:
    modules = any_version.get("settings/modules").body["modules"]
    named = {one["api_name"]: one for one in modules}
    assert {"Leads", "Contacts", "Accounts", "Deals", "Tasks", "Products"} <= set(named)
    assert len(named) == len(modules)
    assert all(one["api_supported"] for one in modules)
    assert named["Leads"]["generated_type"] == "default"
    alone = any_version.get("settings/modules/Deals").body["modules"][0]
    assert (alone["module_name"], alone["plural_label"]) == ("Potentials", "Deals")
    assert ("status" in alone) == (any_version.version == "v8")


def test_labels_follow_the_users_language(crm: Crm) -> None:
    crm.ask("POST", "org", {"locale": "ja_JP"})
    labels = {one["api_name"]: one["plural_label"] for one in crm.get("settings/modules").body["modules"]}
    assert (
        labels
        | {
            "Leads": "見込み客",
            "Contacts": "連絡先",
            "Accounts": "取引先",
            "Deals": "商談",
            "Tasks": "タスク",
            "Products": "商品",
            "Quotes": "見積書",
            "Price_Books": "価格表",
            "Events": "予定",
            "Quoted_Items": "見積商品",
        }
        == labels
    )
    assert field(crm, "Contacts", "Last_Name")["field_label"] == "姓"
    assert field(crm, "Contacts", "Owner")["field_label"] == "担当者"
    assert crm.get("users?type=CurrentUser").body["users"][0]["locale"] == "ja_JP"


def test_fields(crm: Crm) -> None:
    last = field(crm, "Leads", "Last_Name")
    assert (last["data_type"], last["json_type"], last["length"]) == ("text", "string", 80)
    assert last["system_mandatory"] is True
    assert (last["unique"], last["external"], last["custom_field"]) == ({}, None, False)
    money = field(crm, "Leads", "Annual_Revenue")
    assert (money["json_type"], money["length"], money["decimal_place"]) == ("double", 16, 2)
    assert money["currency"] == {"precision": 2, "rounding_option": "normal"}
    assert field(crm, "Accounts", "Account_Number")["json_type"] == "string"
    assert field(crm, "Leads", "Owner")["field_read_only"] is True
    assert field(crm, "Leads", "Owner")["operation_type"]["api_update"] is True
    assert field(crm, "Leads", "Created_Time")["operation_type"]["api_create"] is False


@pytest.mark.parametrize(
    ("key", "first"),
    [("external", "v2.1"), ("filterable", "v2.1"), ("searchable", "v4"), ("operation_type", "v8")],
)
def test_keys_of_a_field_by_version(crm: Crm, key: str, first: str) -> None:
    versions = ["v2", "v2.1", "v4", "v8"]
    shown = [version for version in versions if key in field(crm, "Leads", "Email", version)]
    assert shown == versions[versions.index(first) :]


def test_the_id_is_a_field_from_v4_on(crm: Crm) -> None:
    names = {
        version: {
            one["api_name"] for one in crm.get("settings/fields?module=Leads", version=version).body["fields"]
        }
        for version in ("v2", "v2.1", "v4")
    }
    assert "id" not in names["v2"]
    assert "id" in names["v4"]
    assert "Converted__s" not in names["v2.1"]


def test_lookups_and_picklists(crm: Crm) -> None:
    assert field(crm, "Contacts", "Account_Name", "v2")["lookup"]["module"] == "Accounts"
    assert field(crm, "Contacts", "Account_Name", "v4")["lookup"]["module"]["api_name"] == "Accounts"
    stages = field(crm, "Deals", "Stage")["pick_list_values"]
    makers = next(one for one in stages if one["actual_value"] == "Id. Decision Makers")
    assert (makers["display_value"], makers["probability"]) == ("Identify Decision Makers", 60)
    assert field(crm, "Leads", "Rating")["pick_list_values"][0]["actual_value"] == "-None-"
    assert "id" not in field(crm, "Leads", "Rating", "v2")["pick_list_values"][0]


def test_unique_and_external_fields(crm: Crm) -> None:
    new = [
        {"api_name": "No", "data_type": "text", "unique": True},
        {"api_name": "Ext", "data_type": "text", "external": {"type": "org"}},
    ]
    crm.ask("POST", "seed", {"fields": {"Leads": new}})
    assert field(crm, "Leads", "No")["unique"] == {"case_sensitive": False}
    assert field(crm, "Leads", "No", "v2")["unique"] == {"casesensitive": "false"}
    assert field(crm, "Leads", "Ext")["external"] == {"type": "org", "show": True}
    assert field(crm, "Leads", "Ext")["custom_field"] is True


def test_one_field(crm: Crm) -> None:
    wanted = field(crm, "Leads", "Email")
    assert crm.get(f"settings/fields/{wanted['id']}?module=Leads").body["fields"] == [wanted]
    assert crm.get("settings/fields/5?module=Leads").status == 400


def test_what_must_be_named(crm: Crm) -> None:
    missing = crm.get("settings/fields")
    assert missing.body["code"] == "REQUIRED_PARAM_MISSING"
    unknown = crm.get("settings/fields?module=Nonsense")
    assert unknown.body == {
        "code": "INVALID_MODULE",
        "details": {},
        "message": "the module name given seems to be invalid",
        "status": "error",
    }
    assert crm.get("settings/modules/Nonsense").body["code"] == "INVALID_MODULE"
    assert crm.get("settings/modules?status=lost").body["code"] == "PATTERN_NOT_MATCHED"


def test_layouts_tell_what_is_required(crm: Crm) -> None:
    layout = crm.get("settings/layouts?module=Leads").body["layouts"][0]
    placed = {one["api_name"]: one for section in layout["sections"] for one in section["fields"]}
    assert (placed["Company"]["required"], placed["Company"]["system_mandatory"]) == (True, False)
    assert set(placed) == {one["api_name"] for one in crm.get("settings/fields?module=Leads").body["fields"]}
    assert crm.get(f"settings/layouts/{layout['id']}?module=Leads").status == 200
    old = crm.get("settings/layouts?module=Leads", version="v2").body["layouts"][0]
    assert "api_name" not in old
    assert "mandatory" in old["sections"][0]["fields"][0]


def test_related_lists_views_and_pipelines(crm: Crm) -> None:
    related = crm.get("settings/related_lists?module=Accounts").body["related_lists"]
    assert {"Contacts", "Deals", "Tasks"} <= {one["api_name"] for one in related}
    assert all(isinstance(one["sequence_number"], str) for one in related)
    layout = crm.get("settings/layouts?module=Deals").body["layouts"][0]["id"]
    pipeline = crm.get(f"settings/pipeline?layout_id={layout}").body["pipeline"][0]
    assert (pipeline["actual_value"], len(pipeline["maps"])) == ("Standard (Standard)", 9)


def test_the_organisation(any_version: Crm) -> None:
    org = any_version.get("org").body["org"][0]
    assert org["license_details"]["paid_type"] == "ultimate"
    assert org["zgid"].isdigit()
    assert ("type" in org) == (any_version.version == "v8")


def test_users(crm: Crm) -> None:
    me = crm.get("users?type=CurrentUser").body
    assert me["info"] == {"per_page": 200, "count": 1, "page": 1, "more_records": False}
    assert me["users"][0]["profile"]["name"] == "Administrator"
    everyone = crm.get("users").body["users"]
    assert len(everyone) == 3
    assert crm.get("users?type=DeletedUsers").status == 204
    assert crm.get("users?type=Nobody").body["code"] == "PATTERN_NOT_MATCHED"
    assert crm.get(f"users/{everyone[1]['id']}").body["users"] == [everyone[1]]
    assert crm.get("users/5").status == 400
    assert len(crm.get("settings/profiles").body["profiles"]) == 2
    assert len(crm.get("settings/roles").body["roles"]) == 2


def test_custom_fields_are_made(crm: Crm) -> None:
    wish = {
        "field_label": "Ext Id",
        "data_type": "text",
        "length": 100,
        "unique": {"case_sensitive": False},
        "external": {"type": "org", "show": False},
    }
    made = crm.call("POST", "settings/fields?module=Leads", {"fields": [wish]})
    assert made.status == 201
    assert made.body["fields"][0]["message"] == "field created"
    assert field(crm, "Leads", "Ext_Id")["id"] == made.body["fields"][0]["details"]["id"]
    record = crm.added("Leads", Last_Name="Lee", Ext_Id="1")
    assert crm.get(f"Leads/{record}?fields=Ext_Id").first["Ext_Id"] == "1"
    again = crm.call("POST", "settings/fields?module=Leads", {"fields": [wish]})
    assert again.body["fields"][0]["code"] == "DUPLICATE_DATA"


def test_custom_fields_that_cannot_be(crm: Crm) -> None:
    path = "settings/fields?module=Leads"
    for wish, code in (
        ({"data_type": "text"}, "MANDATORY_NOT_FOUND"),
        ({"field_label": "A", "data_type": "nonsense"}, "INVALID_DATA"),
        ({"field_label": "A", "data_type": "email", "external": {"type": "org"}}, "INVALID_DATA"),
        ({"field_label": "A", "data_type": "text", "length": 300}, "INVALID_DATA"),
        ("A", "INVALID_DATA"),
    ):
        assert crm.call("POST", path, {"fields": [wish]}).body["fields"][0]["code"] == code
    six = [{"field_label": f"F{number}", "data_type": "text"} for number in range(6)]
    assert crm.call("POST", path, {"fields": six}).body["code"] == "LIMIT_EXCEEDED"
    old = crm.call("POST", path, {"fields": six[:1]}, version="v4")
    assert (old.body["code"], old.body["details"]) == ("API_NOT_SUPPORTED", {"supported_version": 6})
    unique = [{"field_label": f"U{number}", "data_type": "text", "unique": {"a": 1}} for number in range(3)]
    answer = crm.call("POST", path, {"fields": unique})
    assert [one["status"] for one in answer.body["fields"]] == ["success", "success", "error"]


def test_custom_modules_are_made(crm: Crm) -> None:
    wish = {"singular_label": "Vehicle", "plural_label": "Vehicles"}
    made = crm.call("POST", "settings/modules", {"modules": [wish]})
    assert made.status == 201
    assert crm.added("Vehicles", Name="One")
    shown = crm.get("settings/modules/Vehicles").body["modules"][0]
    assert (shown["generated_type"], shown["module_name"]) == ("custom", "CustomModule1")
    again = crm.call("POST", "settings/modules", {"modules": [wish]})
    assert again.body["modules"][0]["code"] == "DUPLICATE_DATA"
    assert crm.state.credits.spent() > 500


def test_the_catalogue_of_calls(crm: Crm) -> None:
    catalogue = {one["path"]: one["operation_types"] for one in crm.get("__apis").body["__apis"]}
    assert catalogue["/crm/v8/Deals/upsert"] == [
        {"method": "POST", "oauth_scope": "ZohoCRM.modules.deals.CREATE", "min_credits": 1, "max_credits": 10}
    ]
    assert catalogue["/crm/v8/coql"][0]["max_credits"] == 3


def test_an_organisation_without_territories_says_so(crm: Crm) -> None:
    answer = crm.get("settings/territories")
    assert (answer.status, answer.body["code"]) == (400, "FEATURE_NOT_ENABLED")
    assert crm.call("POST", "settings/territories", {"territories": []}).status == 501


def test_layouts_tell_what_may_be_done_with_them(crm: Crm) -> None:
    (layout,) = crm.get("settings/layouts?module=Leads").body["layouts"]
    assert {one["_default_view"]["id"] for one in layout["profiles"]} == {layout["id"]}
    assert {one["mode"] for one in layout["sections"]} == {"all"}
    values = [value for one in layout["sections"][0]["fields"] for value in one["pick_list_values"]]
    assert values
    assert all(one["maps"] == [] for one in values)
    assert crm.get("settings/custom_views?module=Leads").body["info"]["translation"]["public_views"]
