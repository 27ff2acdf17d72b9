"""The checklist of the reference on records and metadata, item by item, over plain HTTP."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.conformance.tour import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Emulator

    Visit = Callable[[str], Visitor]

_numbers = itertools.count(1)


def fresh(**more: Any) -> dict[str, Any]:
    """A lead that no other test has."""
    number = next(_numbers)
    return {"Last_Name": f"Lead {number}", "Email": f"lead{number}@example.com", **more}


def token(emulator: Emulator, **parameters: str) -> httpx2.Response:
    given = {"grant_type": "refresh_token", "client_id": "a", "client_secret": "b", **parameters}
    return httpx2.post(f"{emulator.url}/oauth/v2/token", data=given)


# 1. tokens


def test_1_a_wrong_code_is_answered_with_200_and_an_error(shared: Emulator) -> None:
    answer = token(shared, grant_type="nonsense")
    assert answer.status_code == 200
    assert "error" in answer.json()
    assert "access_token" not in answer.json()


def test_1_the_eleventh_token_within_ten_minutes_is_denied(shared: Emulator) -> None:
    answers = [token(shared, refresh_token="throttled") for _ in range(11)]
    assert all("access_token" in each.json() for each in answers[:10])
    assert answers[10].status_code == 400
    assert answers[10].json()["error"] == "Access Denied"
    assert answers[10].json()["status"] == "failure"


def test_1_the_sixteenth_token_drops_the_first(emulator: Callable[..., Emulator]) -> None:
    running = emulator()
    running.post("/_emulator/tokens", {"throttle": False})
    made = [token(running, refresh_token="ring").json()["access_token"] for _ in range(16)]
    asked = [
        httpx2.get(f"{running.url}/crm/v8/org", headers={"Authorization": f"Zoho-oauthtoken {each}"})
        for each in (made[0], made[1])
    ]
    assert [each.status_code for each in asked] == [401, 200]
    assert asked[0].json()["code"] == "INVALID_TOKEN"


def test_1_the_answer_says_where_the_api_is(shared: Emulator) -> None:
    assert token(shared, refresh_token="where").json()["api_domain"] == shared.url


def test_1_a_refresh_token_of_another_data_centre_gives_no_token_that_works(
    emulator: Callable[..., Emulator],
) -> None:
    running = emulator()
    running.post("/_emulator/tokens", {"regions": {"elsewhere": "EU"}})
    answer = token(running, refresh_token="elsewhere").json()
    if "access_token" in answer:
        header = {"Authorization": f"Zoho-oauthtoken {answer['access_token']}"}
        assert httpx2.get(f"{running.url}/crm/v8/org", headers=header).json()["code"] == "INVALID_TOKEN"
    else:
        assert answer["error"] == "invalid_code"


# 2. versions


def test_2_fields_are_mandatory_in_lists_from_v3_on(visit: Visit) -> None:
    visit("v8").insert("Leads", fresh())
    assert visit("v2").call("GET", "Leads").status_code == 200
    assert visit("v2.1").call("GET", "Leads").status_code == 200
    refused = visit("v4").call("GET", "Leads")
    assert (refused.status_code, refused.json()["code"]) == (400, "REQUIRED_PARAM_MISSING")
    assert "fields" in refused.json()["details"].values()


def test_2_line_items_have_their_old_name_in_v2(visit: Visit) -> None:
    product = visit("v8").insert("Products", {"Product_Name": "Pump"})[0]
    line = {"product": {"id": product}, "quantity": 2, "list_price": 10}
    quote = visit("v2").insert("Quotes", {"Subject": "Old", "Product_Details": [line]})[0]
    assert len(visit("v2").call("GET", f"Quotes/{quote}").json()["data"][0]["Product_Details"]) == 1
    newer = visit("v4").call("GET", f"Quotes/{quote}").json()["data"][0]
    assert "Product_Details" not in newer
    assert len(newer["Quoted_Items"]) == 1


def test_2_errors_have_no_json_path_in_v2(visit: Visit) -> None:
    wrong = {"data": [{"Company": "No last name"}]}
    old = visit("v2").call("POST", "Leads", wrong).json()["data"][0]
    new = visit("v8").call("POST", "Leads", wrong).json()["data"][0]
    assert old["code"] == new["code"] == "MANDATORY_NOT_FOUND"
    assert old["details"] == {"api_name": "Last_Name"}
    assert new["details"]["json_path"] == "$.data[0].Last_Name"


@pytest.mark.parametrize("path", ["/crm/v99/Leads", "/crm/v8/Leads/1/2/3/4", "/crm/v8"])
def test_2_an_unknown_version_or_path_is_no_url(path: str, v8: Visitor) -> None:
    answer = v8.call("GET", path)
    assert (answer.status_code, answer.json()["code"]) == (404, "INVALID_URL_PATTERN")


# 3. lists


def test_3_an_empty_list_is_204(v8: Visitor) -> None:
    answer = v8.call("GET", "Solutions", params={"fields": "id"})
    assert (answer.status_code, answer.content) == (204, b"")


def test_3_an_unchanged_list_is_304(v8: Visitor) -> None:
    v8.insert("Leads", fresh())
    headers = {"If-Modified-Since": "2100-01-01T00:00:00+00:00"}
    answer = v8.call("GET", "Leads", params={"fields": "id"}, headers=headers)
    assert (answer.status_code, answer.content) == (304, b"")


def test_3_pages_end_at_two_thousand_and_go_on_by_token(v8: Visitor, shared: Emulator) -> None:
    shared.seed(
        columns={"module": "Vendors", "fields": ["Vendor_Name"], "rows": [[f"V{n}"] for n in range(450)]}
    )
    first = v8.call("GET", "Vendors", params={"fields": "Vendor_Name", "per_page": "200"}).json()
    assert (first["info"]["more_records"], first["info"]["count"]) == (True, 200)
    token_of_2 = first["info"]["next_page_token"]
    second = v8.call("GET", "Vendors", params={"fields": "Vendor_Name", "page_token": token_of_2}).json()
    assert not {one["id"] for one in first["data"]} & {one["id"] for one in second["data"]}
    last = v8.call("GET", "Vendors", params={"fields": "Vendor_Name", "page": "3", "per_page": "200"}).json()
    assert (last["info"]["more_records"], len(last["data"])) == (False, 50)
    beyond = v8.call("GET", "Vendors", params={"fields": "Vendor_Name", "page": "11", "per_page": "200"})
    assert beyond.json()["code"] == "DISCRETE_PAGINATION_LIMIT_EXCEEDED"
    other = v8.call("GET", "Vendors", params={"fields": "Email", "page_token": token_of_2})
    assert other.json()["code"] == "TOKEN_BOUND_DATA_MISMATCH"


def test_3_subforms_stand_only_in_a_single_record(v8: Visitor) -> None:
    product = v8.insert("Products", {"Product_Name": "Valve"})[0]
    line = {"Product_Name": {"id": product}, "Quantity": 1, "List_Price": 5}
    quote = v8.insert("Quotes", {"Subject": "One line", "Quoted_Items": [line]})[0]
    assert len(v8.call("GET", f"Quotes/{quote}").json()["data"][0]["Quoted_Items"]) == 1
    params = {"fields": "Subject,Quoted_Items", "ids": quote}
    (listed,) = v8.call("GET", "Quotes", params=params).json()["data"]
    assert not listed.get("Quoted_Items")


# 4. writes


def test_4_order_is_kept_and_one_bad_record_stops_no_other(v8: Visitor) -> None:
    rows = [fresh(), {"Company": "nameless"}, fresh(), {"Last_Name": "x" * 300}]
    answer = v8.call("POST", "Leads", {"data": rows, "trigger": []})
    assert answer.status_code == 207
    assert [one["status"] for one in answer.json()["data"]] == ["success", "error", "success", "error"]


def test_4_the_status_matrix(visit: Visit) -> None:
    v8, good, bad = visit("v8"), fresh(), {"Company": "nameless"}
    known = v8.insert("Leads", fresh())[0]
    change, lost = {"id": known, "City": "Ise"}, {"id": "1", "City": "Ise"}
    tried = {
        "insert": [("POST", "Leads", [good]), ("POST", "Leads", [fresh(), bad]), ("POST", "Leads", [bad])],
        "update": [("PUT", "Leads", [change]), ("PUT", "Leads", [change, lost]), ("PUT", "Leads", [lost])],
        "upsert": [
            ("POST", "Leads/upsert", [fresh()]),
            ("POST", "Leads/upsert", [fresh(), bad]),
            ("POST", "Leads/upsert", [bad]),
        ],
    }
    found = {
        name: [v8.call(method, path, {"data": rows}).status_code for method, path, rows in three]
        for name, three in tried.items()
    }
    assert found == {"insert": [201, 207, 400], "update": [200, 207, 400], "upsert": [200, 207, 400]}
    ids = v8.insert("Leads", fresh(), fresh())
    deleted = [v8.call("DELETE", "Leads", params={"ids": ids_}) for ids_ in (ids[0], f"{ids[1]},1", "1")]
    assert [one.status_code for one in deleted] == [200, 207, 400]
    assert visit("v2").call("POST", "Leads", {"data": [bad]}).status_code == 202


def test_4_a_guard_on_time_answers_412(v8: Visitor) -> None:
    known = v8.insert("Leads", fresh())[0]
    headers = {"If-Unmodified-Since": "2001-01-01T00:00:00+00:00"}
    answer = v8.call("PUT", "Leads", {"data": [{"id": known, "City": "Ise"}]}, headers=headers)
    assert (answer.status_code, answer.json()["data"][0]["code"]) == (412, "ALREADY_MODIFIED")


# 5. upsert


@pytest.mark.parametrize(
    ("module", "field", "more"),
    [
        ("Leads", "Email", {"Last_Name": "U"}),
        ("Accounts", "Account_Name", {}),
        ("Contacts", "Email", {"Last_Name": "U"}),
        ("Deals", "Deal_Name", {"Stage": "Qualification"}),
        ("Campaigns", "Campaign_Name", {}),
        ("Cases", "Subject", {"Status": "New", "Case_Origin": "Web"}),
        ("Solutions", "Solution_Title", {}),
        ("Vendors", "Vendor_Name", {}),
        ("Products", "Product_Name", {}),
    ],
)
def test_5_the_system_defined_field_finds_without_regard_to_case(
    module: str, field: str, more: dict[str, Any], v8: Visitor
) -> None:
    value = f"upsert{next(_numbers)}@example.com"
    answers = [
        v8.call("POST", f"{module}/upsert", {"data": [{field: written, **more}]}).json()["data"][0]
        for written in (value, value.upper())
    ]
    assert [one["action"] for one in answers] == ["insert", "update"]
    assert [one["duplicate_field"] for one in answers] == [None, field]
    assert answers[0]["details"]["id"] == answers[1]["details"]["id"]


def test_5_the_order_of_matching(v8: Visitor) -> None:
    by_email, by_code = fresh(Code=f"C{next(_numbers)}"), fresh(Code=f"C{next(_numbers)}")
    ids = v8.insert("Leads", by_email, by_code)
    row = {"Last_Name": "Both", "Email": by_email["Email"], "City": "Nara"}
    found = v8.call("POST", "Leads/upsert", {"data": [row]}).json()["data"][0]
    assert (found["duplicate_field"], found["details"]["id"]) == ("Email", ids[0])
    chosen = {"data": [{**row, "Code": by_code["Code"]}], "duplicate_check_fields": ["Code"]}
    found = v8.call("POST", "Leads/upsert", chosen).json()["data"][0]
    assert (found["duplicate_field"], found["details"]["id"]) == ("Code", ids[1])


def test_5_a_clash_of_another_unique_field_names_the_record_by_version(visit: Visit) -> None:
    held = fresh(Code=f"C{next(_numbers)}")
    owner = visit("v8").insert("Leads", held)[0]
    clash = {"data": [fresh(Code=held["Code"])]}
    new = visit("v8").call("POST", "Leads", clash).json()["data"][0]
    old = visit("v2").call("POST", "Leads", clash).json()["data"][0]
    assert new["code"] == old["code"] == "DUPLICATE_DATA"
    assert new["details"]["duplicate_record"]["id"] == owner
    assert old["details"] == {"api_name": "Code", "id": owner}


# 6. values


def test_6_ids_and_big_integers_are_text_and_unset_fields_are_null(v8: Visitor) -> None:
    known = v8.insert("Leads", fresh(Big="9007199254740993"))[0]
    (row,) = v8.call("GET", f"Leads/{known}").json()["data"]
    assert (row["id"], row["Big"]) == (known, "9007199254740993")
    assert "City" in row
    assert row["City"] is None
    assert [key for key in row if key.startswith("$")]


def test_6_times_stand_in_the_users_zone(v8: Visitor) -> None:
    known = v8.insert("Leads", fresh())[0]
    assert v8.call("GET", f"Leads/{known}").json()["data"][0]["Created_Time"].endswith("+09:00")


# 7. picklists


def test_7_picklists_are_open_until_they_are_made_strict(emulator: Callable[..., Emulator]) -> None:
    running = emulator()
    visitor = Visitor(running)
    row = {"data": [fresh(Lead_Source="A Friend")]}
    assert visitor.call("POST", "Leads", row).status_code == 201
    running.post("/_emulator/org", {"strict_picklists": True})
    refused = visitor.call("POST", "Leads", {"data": [fresh(Lead_Source="A Friend")]})
    assert refused.json()["data"][0]["code"] == "INVALID_DATA"
    visitor.close()


def test_7_the_stage_of_a_deal_drives_probability_and_expected_revenue(v8: Visitor) -> None:
    known = v8.insert("Deals", {"Deal_Name": "Pumps", "Stage": "Closed Won", "Amount": 200})[0]
    (deal,) = v8.call("GET", f"Deals/{known}").json()["data"]
    assert (deal["Probability"], deal["Expected_Revenue"]) == (100, 200)


# 8. metadata


def test_8_metadata_and_checks_are_of_one_schema(v8: Visitor) -> None:
    fields = v8.call("GET", "settings/fields", params={"module": "Leads"}).json()["fields"]
    known = {one["api_name"]: one for one in fields}
    assert known["Last_Name"]["unique"] == {}
    assert known["Code"]["unique"] == {"case_sensitive": False}
    assert known["Ext"]["external"]["type"] == "org"
    length = known["Last_Name"]["length"]
    fits, not_fits = fresh(Last_Name="x" * length), fresh(Last_Name="x" * (length + 1))
    answer = v8.call("POST", "Leads", {"data": [fits, not_fits]}).json()["data"]
    assert [one["status"] for one in answer] == ["success", "error"]
