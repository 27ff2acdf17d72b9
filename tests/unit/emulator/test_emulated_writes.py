"""Insert, update and delete: each record by itself, with the statuses and shapes of each version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Crm

GOOD, BAD = {"Last_Name": "Lee"}, {"First_Name": "Ann"}


def test_an_insert_answers_what_it_made(any_version: Crm) -> None:
    answer = any_version.insert("Leads", GOOD)
    assert answer.status == 201
    assert answer.first["message"] == "record added"
    details = dict(answer.details)
    modern = any_version.version in {"v4", "v8"}
    assert details.pop("$approval_state", None) == ("approved" if modern else None)
    assert set(details) == {"id", "Created_Time", "Modified_Time", "Created_By", "Modified_By"}
    assert set(details["Created_By"]) == {"name", "id"}


def test_ids_grow_and_have_nineteen_digits(crm: Crm) -> None:
    ids = [one["details"]["id"] for one in crm.insert("Leads", GOOD, GOOD, GOOD).data]
    assert ids == sorted(ids)
    assert {len(one) for one in ids} == {19}


def test_order_is_kept_and_one_bad_record_stops_no_other(crm: Crm) -> None:
    answer = crm.insert("Leads", GOOD, BAD, GOOD)
    assert answer.status == 207
    assert [one["status"] for one in answer.data] == ["success", "error", "success"]
    assert answer.data[1] == {
        "code": "MANDATORY_NOT_FOUND",
        "details": {"api_name": "Last_Name", "json_path": "$.data[1].Last_Name"},
        "message": "required field not found",
        "status": "error",
    }


@pytest.mark.parametrize(("version", "status"), [("v2", 202), ("v2.1", 400), ("v4", 400), ("v8", 400)])
def test_when_every_record_fails(crm: Crm, version: str, status: int) -> None:
    assert crm.insert("Leads", BAD, BAD, version=version).status == status


def test_only_the_keys_sent_are_changed(crm: Crm) -> None:
    record = crm.added("Leads", Last_Name="Lee", First_Name="Ann", Email="a@example.com")
    answer = crm.update("Leads", {"id": record, "First_Name": None})
    assert answer.status == 200
    assert answer.first["message"] == "record updated"
    read = crm.get(f"Leads/{record}").first
    assert (read["First_Name"], read["Full_Name"], read["Email"]) == (None, "Lee", "a@example.com")


def test_one_record_is_updated_by_its_path(crm: Crm) -> None:
    record = crm.added("Leads", Last_Name="Lee")
    assert crm.call("PUT", f"Leads/{record}", {"data": [{"City": "Kyoto"}]}).status == 200
    assert crm.get(f"Leads/{record}").first["City"] == "Kyoto"


def test_a_mandatory_field_cannot_be_emptied(crm: Crm) -> None:
    record = crm.added("Leads", Last_Name="Lee")
    for empty in (None, ""):
        assert crm.update("Leads", {"id": record, "Last_Name": empty}).first["code"] == "MANDATORY_NOT_FOUND"


def test_ids_that_are_wrong(crm: Crm) -> None:
    unknown = crm.update("Leads", {"id": "1", "City": "Kyoto"})
    assert unknown.first["message"] == "the id given seems to be invalid"
    assert unknown.details == {"api_name": "id", "json_path": "$.data[0].id"}
    assert crm.update("Leads", {"City": "Kyoto"}).first["code"] == "MANDATORY_NOT_FOUND"
    for method, path in (("PUT", "Leads/abc"), ("DELETE", "Leads/1"), ("GET", "Leads/abc")):
        answer = crm.call(method, path, {"data": [{}]})
        assert (answer.status, answer.body["details"]) == (400, {"resource_path_index": 1})


def test_what_a_layout_requires_is_asked_only_with_the_layout(crm: Crm) -> None:
    layout = crm.get("settings/layouts?module=Leads").body["layouts"][0]["id"]
    refused = crm.insert("Leads", {"Last_Name": "Lee", "Layout": {"id": layout}})
    assert refused.details["api_name"] == "Company"
    assert crm.insert("Leads", {"Last_Name": "Lee", "Layout": {"id": "1"}}).first["code"] == "INVALID_DATA"


def test_unknown_and_read_only_keys_are_ignored(crm: Crm) -> None:
    record = crm.added(
        "Leads", Last_Name="Lee", Nonsense=1, Created_Time="2001-01-01T00:00:00Z", id="5", Full_Name="x"
    )
    read = crm.get(f"Leads/{record}").first
    assert read["id"] == record != "5"
    assert read["Full_Name"] == "Lee"
    assert not read["Created_Time"].startswith("2001")


def test_bodies_that_cannot_be_read(crm: Crm) -> None:
    for body in (b"", b"{", b"[]", b'"x"'):
        answer = crm.call("POST", "Leads", body)
        assert answer.status == 400
        assert answer.body == {
            "code": "INVALID_DATA",
            "details": {"expected_data_type": "jsonobject"},
            "message": "body",
            "status": "error",
        }
    assert crm.call("POST", "Leads", {}).body["code"] == "MANDATORY_NOT_FOUND"
    assert crm.call("POST", "Leads", {"data": {}}).body["details"]["expected_data_type"] == "jsonarray"
    too_many = crm.insert("Leads", *[GOOD] * 101)
    assert too_many.body["details"] == {"maximum_length": 100, "api_name": "data", "json_path": "$.data"}
    assert crm.insert("Leads", 5).details == {"expected_data_type": "jsonobject", "json_path": "$.data[0]"}


def test_triggers(crm: Crm) -> None:
    for trigger, status in (([], 201), (["workflow", "approval", "blueprint"], 201), (["nonsense"], 400)):
        assert crm.call("POST", "Leads", {"data": [GOOD], "trigger": trigger}).status == status


def test_a_unique_value_is_refused_in_the_shape_of_each_version(any_version: Crm) -> None:
    crm = any_version
    crm.ask("POST", "seed", {"fields": {"Leads": [{"api_name": "No", "data_type": "text", "unique": True}]}})
    holder = crm.added("Leads", Last_Name="Lee", No="A-1")
    refused = crm.insert("Leads", {"Last_Name": "Kim", "No": "a-1"})
    assert refused.first["code"] == "DUPLICATE_DATA"
    assert refused.first["message"] == "duplicate data"
    details = refused.details
    assert details["api_name"] == "No"
    if crm.version in {"v2", "v2.1"}:
        assert details["id"] == holder
        assert ("json_path" in details) == (crm.version == "v2.1")
    else:
        assert details["duplicate_record"]["id"] == holder
        assert details["duplicate_record"]["module"]["api_name"] == "Leads"
        assert set(details["duplicate_record"]["Owner"]) == {"name", "id", "zuid"}
        assert details["more_records"] is False
    own = crm.update("Leads", {"id": holder, "No": "A-1"})
    assert own.status == 200


def test_several_clashes_come_together(crm: Crm) -> None:
    fields = [{"api_name": name, "data_type": "text", "unique": True} for name in ("No", "Code")]
    crm.ask("POST", "seed", {"fields": {"Leads": fields}})
    crm.added("Leads", Last_Name="Lee", No="1", Code="2")
    refused = crm.insert("Leads", {"Last_Name": "Kim", "No": "1", "Code": "2"})
    assert refused.first["code"] == "MULTIPLE_OR_MULTI_ERRORS"
    assert [one["details"]["api_name"] for one in refused.details["errors"]] == ["No", "Code"]


def test_a_unique_value_is_free_again_after_a_delete(crm: Crm) -> None:
    crm.ask("POST", "seed", {"fields": {"Leads": [{"api_name": "No", "data_type": "text", "unique": True}]}})
    record = crm.added("Leads", Last_Name="Lee", No="1")
    crm.call("DELETE", f"Leads/{record}")
    assert crm.insert("Leads", {"Last_Name": "Kim", "No": "1"}).status == 201


def test_deletes(crm: Crm) -> None:
    first, second = crm.added("Leads", **GOOD), crm.added("Leads", **GOOD)
    answer = crm.call("DELETE", f"Leads?ids={first},7")
    assert answer.status == 207
    assert answer.first == {
        "code": "SUCCESS",
        "details": {"id": first},
        "message": "record deleted",
        "status": "success",
    }
    assert answer.data[1]["message"] == "record not deleted"
    assert answer.data[1]["details"] == {"id": "7"}
    assert crm.call("DELETE", f"Leads/{second}").status == 200
    assert crm.call("DELETE", f"Leads?ids={second}").status == 400
    assert crm.call("DELETE", "Leads?ids=x").body["code"] == "UNABLE_TO_PARSE_DATA_TYPE"
    assert crm.call("DELETE", "Leads").body["code"] == "REQUIRED_PARAM_MISSING"


def test_a_record_changed_since_is_not_overwritten(crm: Crm) -> None:
    record = crm.added("Leads", **GOOD)
    long_ago = {"If-Unmodified-Since": "2001-01-01T00:00:00+00:00"}
    answer = crm.update("Leads", {"id": record, "City": "Kyoto"}, headers=long_ago)
    assert answer.status == 412
    assert answer.first["code"] == "ALREADY_MODIFIED"
    later = {"If-Unmodified-Since": "2100-01-01T00:00:00+00:00"}
    assert crm.update("Leads", {"id": record, "City": "Kyoto"}, headers=later).status == 200


def test_a_converted_lead_cannot_be_changed(crm: Crm) -> None:
    seeded = crm.ask("POST", "seed", {"records": {"Leads": [{"Last_Name": "Lee", "Converted__s": True}]}})
    record = seeded["ids"]["Leads"][0]
    answer = crm.update("Leads", {"id": record, "City": "Kyoto"})
    assert answer.first["code"] == "CONVERTED_RECORD"
    assert answer.first["message"] == "can't update the converted record"


def test_a_deals_stage_sets_its_probability(crm: Crm) -> None:
    record = crm.added("Deals", Deal_Name="Big", Stage="Qualification", Amount=10000)
    read = crm.get(f"Deals/{record}").first
    assert (read["Probability"], read["Expected_Revenue"]) == (10, 1000)
    crm.update("Deals", {"id": record, "Stage": "Closed Won"})
    assert crm.get(f"Deals/{record}").first["Expected_Revenue"] == 10000
    crm.update("Deals", {"id": record, "Probability": 50})
    assert crm.get(f"Deals/{record}").first["Expected_Revenue"] == 5000
    refused = crm.update("Deals", {"id": record, "Probability": 101})
    assert refused.first["message"] == "Given Probability is not valid"
    unlisted = crm.added("Deals", Deal_Name="Odd", Stage="Negotiation")
    assert crm.get(f"Deals/{unlisted}").first["Stage"] == "Negotiation"


def test_defaults(crm: Crm) -> None:
    read = crm.get(f"Products/{crm.added('Products', Product_Name='Pen')}").first
    assert (read["Product_Active"], read["Taxable"], read["Qty_in_Stock"]) == (True, True, 0)
    assert crm.get(f"Accounts/{crm.added('Accounts', Account_Name='A')}").first["Account_Number"] == "0"


def test_auto_numbers_count_up(crm: Crm) -> None:
    crm.ask("POST", "seed", {"fields": {"Leads": [{"api_name": "Serial", "data_type": "autonumber"}]}})
    records = [crm.added("Leads", Last_Name="Lee", Serial="9") for _ in range(2)]
    assert [crm.get(f"Leads/{one}").first["Serial"] for one in records] == ["1", "2"]


def test_a_task_points_at_any_record(crm: Crm) -> None:
    account = crm.added("Accounts", Account_Name="Acme")
    task = crm.added("Tasks", Subject="Call", What_Id={"id": account}, Status="Completed")
    read = crm.get(f"Tasks/{task}").first
    assert read["What_Id"] == {"name": "Acme", "id": account}
    assert read["$se_module"] == "Accounts"
    assert read["Closed_Time"] is not None
