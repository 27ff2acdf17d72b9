"""Tags, notes, related lists, contact roles, and the features an organisation may switch on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .conftest import Crm


def tag(crm: Crm, name: str, module: str = "Leads") -> str:
    answer = crm.call(
        "POST", f"settings/tags?module={module}", {"tags": [{"name": name, "color_code": "#57B1FD"}]}
    )
    assert answer.status == 201
    return str(answer.body["tags"][0]["details"]["id"])


def names(crm: Crm, record: str) -> list[str]:
    return [one["name"] for one in crm.get(f"Leads/{record}").first["Tag"]]


def test_tags_are_made_changed_counted_merged_and_deleted(crm: Crm) -> None:
    assert crm.get("settings/tags?module=Leads").status == 204
    vip, hot = tag(crm, "vip"), tag(crm, "hot")
    listed = crm.get("settings/tags?module=Leads").body
    assert [one["name"] for one in listed["tags"]] == ["vip", "hot"]
    assert listed["info"] == {"count": 2, "allowed_count": 100}
    twice = crm.call("POST", "settings/tags?module=Leads", {"tags": [{"name": "VIP"}]})
    assert (twice.status, twice.body["tags"][0]["code"]) == (400, "DUPLICATE_DATA")
    assert (
        crm.call("POST", "settings/tags?module=Leads", {"tags": [{}]}).body["tags"][0]["code"]
        == "MANDATORY_NOT_FOUND"
    )
    assert crm.call("PUT", f"settings/tags/{hot}?module=Leads", {"tags": [{"name": "warm"}]}).status == 200
    record = crm.added("Leads", Last_Name="L", Tag=[{"name": "warm"}, {"name": "new"}])
    assert names(crm, record) == ["warm", "new"]
    assert crm.get(f"settings/tags/{hot}/actions/records_count?module=Leads").body == {"count": "1"}
    merged = crm.call("POST", f"settings/tags/{vip}/actions/merge", {"tags": [{"conflict_id": hot}]})
    assert merged.status == 200
    assert names(crm, record) == ["vip", "new"]
    assert crm.call("DELETE", f"settings/tags/{vip}").body["tags"][0]["code"] == "SUCCESS"
    assert names(crm, record) == ["new"]
    assert crm.call("DELETE", f"settings/tags/{vip}").status == 400


def test_tags_on_records(any_version: Crm) -> None:
    crm = any_version
    first, second = crm.added("Leads", Last_Name="A"), crm.added("Leads", Last_Name="B")
    if crm.version == "v2":
        added = crm.call("POST", f"Leads/{first}/actions/add_tags?tag_names=a,b")
        both = crm.call("POST", f"Leads/actions/add_tags?tag_names=c&ids={first},{second}")
        gone = crm.call("POST", f"Leads/{first}/actions/remove_tags?tag_names=a")
    else:
        wish: Any = {"tags": [{"name": "a"}, {"name": "b"}]}
        added = crm.call("POST", f"Leads/{first}/actions/add_tags", wish)
        both = crm.call("POST", "Leads/actions/add_tags", {"tags": [{"name": "c"}], "ids": [first, second]})
        gone = crm.call("POST", f"Leads/{first}/actions/remove_tags", {"tags": [{"name": "a"}]})
    assert (added.status, both.status, gone.status) == (200, 200, 200)
    assert both.body["success_count"] == "2"
    assert names(crm, first) == ["b", "c"]
    over = crm.call("POST", f"Leads/{first}/actions/add_tags?tag_names=z&over_write=true")
    assert over.details["id"] == first
    assert names(crm, first) == ["z"]
    assert crm.call("POST", "Leads/5/actions/add_tags?tag_names=z").status == 400
    too_many = ",".join(map(str, range(11)))
    assert (
        crm.call("POST", f"Leads/{second}/actions/add_tags?tag_names={too_many}").first["code"]
        == "LIMIT_EXCEEDED"
    )


def test_notes(crm: Crm) -> None:
    lead = crm.added("Leads", Last_Name="Lee")
    parent = {"module": {"api_name": "Leads"}, "id": lead}
    note = crm.added("Notes", Note_Title="T", Note_Content="C", Parent_Id=parent)
    shown = crm.get(f"Notes/{note}").first
    assert shown["Parent_Id"]["module"]["api_name"] == "Leads"
    assert (shown["Parent_Id"]["name"], shown["$se_module"]) == ("Lee", "Leads")
    assert crm.get(f"Notes/{note}", version="v2").first["Parent_Id"] == {"name": "Lee", "id": lead}
    added = crm.call("POST", f"Leads/{lead}/Notes", {"data": [{"Note_Content": "D"}]})
    assert added.status == 201
    assert {one["Note_Content"] for one in crm.get(f"Leads/{lead}/Notes").data} == {"C", "D"}
    assert crm.call("PUT", f"Leads/{lead}/Notes/{note}", {"data": [{"Note_Title": "U"}]}).status == 200
    assert crm.get(f"Leads/{lead}/Notes/{note}").first["Note_Title"] == "U"
    assert crm.call("DELETE", f"Leads/{lead}/Notes?ids={note}").status == 200
    assert crm.get(f"Notes/{note}").status == 204
    wrong = crm.insert(
        "Notes", {"Note_Content": "C", "Parent_Id": {"module": {"api_name": "Deals"}, "id": lead}}
    )
    assert wrong.first["code"] == "INVALID_DATA"


def test_campaign_members(crm: Crm) -> None:
    campaign, lead = crm.added("Campaigns", Campaign_Name="C"), crm.added("Leads", Last_Name="Lee")
    put = {"data": [{"Member_Status": "Invited"}]}
    tied = crm.call("PUT", f"Leads/{lead}/Campaigns/{campaign}", put)
    assert (tied.status, tied.first["message"]) == (200, "relation added")
    members = crm.get(f"Campaigns/{campaign}/Leads?fields=Last_Name").data
    assert [(one["Last_Name"], one["Member_Status"]) for one in members] == [("Lee", "Invited")]
    many = {"data": [{"id": lead, "Member_Status": "Responded"}, {"id": "5"}]}
    assert crm.call("PUT", f"Campaigns/{campaign}/Leads", many).status == 207
    assert crm.get(f"Leads/{lead}/Campaigns").first["Member_Status"] == "Responded"
    assert crm.call("DELETE", f"Campaigns/{campaign}/Leads/{lead}").first["message"] == "relation removed"
    assert crm.get(f"Campaigns/{campaign}/Leads").status == 204


def test_contact_roles(crm: Crm) -> None:
    roles = crm.get("Contacts/roles").body["contact_roles"]
    chosen = next(one for one in roles if one["name"] == "Decision Maker")
    deal = crm.added("Deals", Deal_Name="D", Stage="Qualification")
    contact = crm.added("Contacts", Last_Name="K")
    body = {"data": [{"Contact_Role": {"id": chosen["id"]}}]}
    assert crm.call("PUT", f"Deals/{deal}/Contact_Roles/{contact}", body).status == 200
    (row,) = crm.get(f"Deals/{deal}/Contact_Roles?fields=Last_Name").data
    assert row["Contact_Role"] == {"name": "Decision Maker", "id": chosen["id"]}
    as_number = {"data": [{"Contact_Role": {"id": int(chosen["id"]), "name": chosen["name"]}}]}
    assert crm.call("PUT", f"Deals/{deal}/Contact_Roles/{contact}", as_number).status == 200
    bad = {"data": [{"Contact_Role": {"id": "5"}}]}
    assert crm.call("PUT", f"Deals/{deal}/Contact_Roles/{contact}", bad).status == 400
    made = crm.call("POST", "Contacts/roles", {"contact_roles": [{"name": "Gatekeeper"}]})
    new = made.body["contact_roles"][0]["details"]["id"]
    assert crm.get(f"Contacts/roles/{new}").body["contact_roles"][0]["name"] == "Gatekeeper"
    renamed = {"contact_roles": [{"name": "Judge"}]}
    assert crm.call("PUT", f"Contacts/roles/{chosen['id']}", renamed).status == 200
    assert crm.get(f"Deals/{deal}/Contact_Roles/{contact}").first["Contact_Role"]["name"] == "Judge"
    assert crm.call("DELETE", f"Contacts/roles/{chosen['id']}").status == 200
    assert crm.get(f"Deals/{deal}/Contact_Roles/{contact}").first["Contact_Role"] is None
    assert crm.call("DELETE", f"Deals/{deal}/Contact_Roles?ids={contact}").status == 200


def test_lists_of_what_looks_up(crm: Crm) -> None:
    account = crm.added("Accounts", Account_Name="Acme")
    crm.added("Contacts", Last_Name="K", Account_Name={"id": account})
    assert crm.get(f"Accounts/{account}/Contacts?fields=Last_Name").first["Last_Name"] == "K"
    assert crm.call("PUT", f"Accounts/{account}/Contacts", {"data": [{}]}).status == 501
    assert crm.get(f"Accounts/{account}/Moons").body["code"] == "INVALID_DATA"
    assert crm.get("Accounts/5/Contacts").body["details"] == {"resource_path_index": 1}
    told = {
        one["api_name"] for one in crm.get("settings/related_lists?module=Accounts").body["related_lists"]
    }
    assert {"Contacts", "Deals", "Notes", "Products", "Accounts_Parent_Account"} <= told


def test_comments(crm: Crm) -> None:
    case = crm.added("Cases", Subject="S", Status="New", Case_Origin="Web", Add_Comment="one")
    crm.update("Cases", {"id": case, "Add_Comment": "two"})
    shown = crm.get(f"Cases/{case}").first
    assert [one["comment_content"] for one in shown["Comments"]] == ["one", "two"]
    assert (shown["No_of_comments"], shown["Add_Comment"], shown["Case_Number"]) == (2, None, "1")


def test_pipelines(crm: Crm) -> None:
    deal = {"Deal_Name": "D", "Stage": "Qualification"}
    assert crm.insert("Deals", deal).status == 201
    wish = [{"name": "Retail", "stages": ["Qualification", "Closed Won"]}]
    assert crm.ask("POST", "org", {"pipelines": wish})["pipelines"] is True
    assert crm.insert("Deals", deal).details["api_name"] == "Pipeline"
    assert crm.insert("Deals", deal | {"Pipeline": "Retail"}).status == 201
    other = crm.insert("Deals", deal | {"Pipeline": "Moon"})
    assert (other.first["code"], other.first["message"]) == (
        "MAPPING_MISMATCH",
        "Layout doesn't contain the Pipeline",
    )
    stage = crm.insert("Deals", deal | {"Pipeline": "Retail", "Stage": "Needs Analysis"})
    assert stage.first["message"] == "Pipeline doesn't contain the Stage"
    assert stage.details["mapped_field"]["api_name"] == "Pipeline"
    layout = crm.get("settings/layouts?module=Deals").body["layouts"][0]["id"]
    (shown,) = crm.get(f"settings/pipeline?layout_id={layout}").body["pipeline"]
    assert [one["actual_value"] for one in shown["maps"]] == ["Qualification", "Closed Won"]


def test_currencies(crm: Crm) -> None:
    assert crm.get("org/currencies").status == 204
    crm.ask("POST", "org", {"multi_currency": True})
    assert crm.get("org").body["org"][0]["mc_status"] is True
    assert {one["iso_code"] for one in crm.get("org/currencies").body["currencies"]} >= {"USD", "JPY"}
    record = crm.added("Deals", Deal_Name="D", Stage="Qualification", Currency="JPY", Exchange_Rate=150)
    shown = crm.get(f"Deals/{record}").first
    assert (shown["Currency"], shown["Exchange_Rate"]) == ("JPY", 150)
    assert crm.get(f"Leads/{crm.added('Leads', Last_Name='L')}").first["Currency"] == "USD"
    crm.ask("POST", "org", {"multi_currency": False})
    assert "Currency" not in crm.get(f"Deals/{record}").first


def test_dependent_picklists(crm: Crm) -> None:
    maps = [{"api_name": "Town", "pick_list_values": ["Kyoto"]}]
    fields = [
        {
            "api_name": "Land",
            "data_type": "picklist",
            "pick_list_values": [{"actual_value": "Japan", "maps": maps}],
        },
        {"api_name": "Town", "data_type": "picklist", "pick_list_values": ["Kyoto", "Paris"], "strict": True},
    ]
    crm.ask("POST", "seed", {"fields": {"Leads": fields}})
    lead = {"Last_Name": "L", "Land": "Japan"}
    assert crm.insert("Leads", lead | {"Town": "Kyoto"}).status == 201
    assert crm.insert("Leads", lead | {"Town": "Paris"}).first["code"] == "MAPPING_MISMATCH"
    told = next(
        one for one in crm.get("settings/fields?module=Leads").body["fields"] if one["api_name"] == "Land"
    )
    assert told["pick_list_values"][1]["maps"][0]["api_name"] == "Town"


def test_rich_text_is_cut_and_had_in_full(crm: Crm) -> None:
    wish = {"api_name": "Story", "data_type": "textarea", "textarea": "rich_text", "length": 50_000}
    crm.ask("POST", "seed", {"fields": {"Leads": [wish]}})
    record = crm.added("Leads", Last_Name="L", Story="x" * 900)
    assert len(crm.get(f"Leads/{record}").first["Story"]) == 500
    assert len(crm.get(f"Leads/{record}", version="v4").first["Story"]) == 900
    assert crm.get(f"Leads/{record}/actions/fetch_full_data?fields=Story").first == {
        "Story": "x" * 900,
        "id": record,
    }
    assert len(crm.get(f"Leads/{record}/actions/fetch_full_data").first["Story"]) > 500
    assert crm.get(f"Leads/actions/fetch_full_data?ids={record}").body["code"] == "REQUIRED_PARAM_MISSING"
    assert len(crm.get(f"Leads/actions/fetch_full_data?fields=Story&ids={record}").data) == 1
    assert crm.get(f"Leads/{record}/actions/fetch_full_data?fields=Story", version="v4").status == 400
