"""Bulk Read: jobs, states, the file, pages, limits and errors (api-coql-bulk §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.emulator.bulk import export

from .bulk import JSON, bulk, fetch, module, read

if TYPE_CHECKING:
    from .conftest import Crm


@pytest.fixture
def filled(crm: Crm) -> Crm:
    firm = crm.added("Accounts", Account_Name="Acme, Inc.", Phone="1")
    people = [
        {
            "Last_Name": "Ito",
            "Email": "ito@example.com",
            "Account_Name": {"id": firm},
            "Description": 'two\nlines and "quotes"',
            "Email_Opt_Out": True,
            "Date_of_Birth": "1990-05-01",
            "Created_Time": "2025-06-01T10:00:00+02:00",
        },
        {"Last_Name": "Abe"},
    ]
    crm.ask("POST", "seed", {"records": {"Contacts": people}})
    return crm


def leaf(crm: Crm, name: str, comparator: str, value: Any) -> dict[str, Any]:
    named = {"api_name": name} if crm.version == "v2" else {"field": {"api_name": name}}
    return {**named, "comparator": comparator, "value": value}


def asked(crm: Crm, **query: Any) -> dict[str, Any]:
    return {"query": {"module": module(crm, "Contacts"), **query}}


def test_a_job_goes_its_way_by_the_clock(any_version: Crm) -> None:
    crm = any_version
    crm.ask("POST", "clock", {"now": "2026-01-01T00:00:00Z", "stopped": True})
    crm.added("Contacts", Last_Name="Ito")
    made = bulk(crm, "POST", "read", asked(crm, fields=["Last_Name"]))
    assert (made.status, made.body["info"], made.first["code"]) == (201, {}, "ADDED_SUCCESSFULLY")
    assert made.details["state"] == "ADDED"
    path = f"read/{made.details['id']}"
    states = []
    for seconds in (0, 1, 2):
        crm.ask("POST", "clock", {"advance": seconds})
        while crm.state.jobs.step():
            pass
        shown = bulk(crm, "GET", path).first
        states.append(shown["state"])
    assert states == ["ADDED", "IN PROGRESS", "COMPLETED"]
    assert shown["result"] == {
        "page": 1,
        "per_page": 200_000,
        "count": 1,
        "download_url": f"/crm/bulk/{crm.version}/{path}/result",
        "more_records": False,
    }
    named = shown["query"]["module"]
    assert named == "Contacts" if crm.version == "v2" else named["api_name"] == "Contacts"
    assert crm.ask("GET", "stats")["credits"] == 50 + 1 + 3


def test_there_is_no_result_before_the_end_and_none_after_a_day(filled: Crm) -> None:
    made = bulk(filled, "POST", "read", asked(filled))
    path = f"read/{made.details['id']}"
    assert "result" not in bulk(filled, "GET", path).first
    assert fetch(filled, f"/crm/bulk/v8/{path}/result")[0] == 404
    filled.ask("POST", "jobs")
    assert fetch(filled, f"/crm/bulk/v8/{path}/result")[0] == 200
    filled.ask("POST", "clock", {"advance": 24 * 3600 + 1})
    filled.renew()
    gone = bulk(filled, "GET", path)
    assert (gone.status, gone.body["code"]) == (404, "RESOURCE_NOT_FOUND")


def test_the_file(filled: Crm) -> None:
    fields = ["Last_Name", "Account_Name", "Account_Name.Account_Name", "Owner", "Owner.last_name"]
    fields += ["Description", "Email_Opt_Out", "Date_of_Birth", "Created_Time", "Email"]
    rows = read(filled, module="Contacts", fields=fields)
    assert rows[0] == ["Id", *fields]
    assert rows[1][1] == "Ito"
    assert rows[1][2].isdigit()
    assert rows[1][4].isdigit()
    assert rows[1][3] == "Acme, Inc."
    assert rows[1][5:] == [
        "Admin",
        'two\nlines and "quotes"',
        "true",
        "1990-05-01",
        "2025-06-01T08:00:00+00:00",
        "ito@example.com",
    ]
    assert rows[2][2:4] == ["", ""]
    assert rows[2][7:9] == ["false", ""]


def test_all_fields_and_decimals_and_lists(crm: Crm) -> None:
    crm.ask(
        "POST",
        "seed",
        {"fields": {"Leads": [{"api_name": "Tongues", "data_type": "multiselectpicklist"}]}},
    )
    crm.insert("Leads", {"Last_Name": "A", "Company": "C", "Annual_Revenue": 1000, "Tongues": ["ja", "en"]})
    header, row = read(crm, module="Leads")
    values = dict(zip(header, row, strict=True))
    assert header[0] == "Id"
    assert (values["Annual_Revenue"], values["Tongues"], values["Email_Opt_Out"]) == (
        "1000",
        "ja;en",
        "false",
    )
    crm.ask("POST", "org", {"bulk_read_separator": ",", "bulk_read_bom": True})
    assert dict(zip(header, read(crm, module="Leads")[1], strict=True))["Tongues"] == "ja,en"
    many = [f"F{number}" for number in range(201)]
    assert read(crm, module="Leads", fields=many)[0] == header


def test_converted_leads(crm: Crm) -> None:
    leads = [{"Last_Name": "A"}, {"Last_Name": "B", "Converted__s": True}]
    crm.ask("POST", "seed", {"records": {"Leads": leads}})
    assert [row[1:] for row in read(crm, module="Leads", fields=["Last_Name", "$converted"])[1:]] == [
        ["A", "false"],
        ["B", "true"],
    ]
    crm.ask("POST", "org", {"bulk_read_converted": False})
    assert len(read(crm, module="Leads", fields=["Last_Name"])) == 2


def found(crm: Crm, criteria: Any) -> list[str]:
    return [row[1] for row in read(crm, module="Contacts", fields=["Last_Name"], criteria=criteria)[1:]]


def test_criteria_of_every_version(any_version: Crm) -> None:
    crm = any_version
    for name, mail in (("Ito", "ito@x.com"), ("Abe", None), ("Ueda", "u@x.com")):
        crm.added("Contacts", Last_Name=name, **({"Email": mail} if mail else {}))
    both = {
        "group_operator": "and",
        "group": [
            leaf(crm, "Email", "ends_with", "X.com"),
            {
                "group_operator": "or",
                "group": [
                    leaf(crm, "Last_Name", "equal", "ITO"),
                    leaf(crm, "Last_Name", "in", ["ueda", "x"]),
                ],
            },
        ],
    }
    assert found(crm, both) == ["Ito", "Ueda"]
    assert found(crm, leaf(crm, "Email", "equal", "${EMPTY}")) == ["Abe"]
    assert found(crm, leaf(crm, "Email", "not_equal", "${EMPTY}")) == ["Ito", "Ueda"]
    assert found(crm, leaf(crm, "Last_Name", "contains", "b")) == ["Abe"]
    assert found(crm, leaf(crm, "Created_Time", "between", ["2001-01-01T00:00:00Z", "2100-01-01T00:00:00Z"]))
    assert found(crm, leaf(crm, "Created_Time", "less_than", "2001-01-01T00:00:00Z")) == []
    assert found(crm, leaf(crm, "Owner.last_name", "equal", "Admin")) == ["Ito", "Abe", "Ueda"]
    assert found(crm, leaf(crm, "Email_Opt_Out", "equal", False)) == ["Ito", "Abe", "Ueda"]


def refused(crm: Crm, body: Any, code: str) -> dict[str, Any]:
    answer = bulk(crm, "POST", "read", body)
    assert answer.body["code"] == code, answer
    assert answer.status == 400
    details: dict[str, Any] = answer.body["details"]
    return details


def test_refused_bodies(crm: Crm) -> None:
    assert bulk(crm, "POST", "read", asked(crm), headers={"Content-Type": "text/plain"}).status == 415
    refused(crm, b" ", "REQUEST_BODY_IS_EMPTY")
    refused(crm, b"{", "REQUEST_BODY_NOT_READABLE")
    refused(crm, {"query": []}, "REQUEST_BODY_NOT_SUPPORTED")
    refused(crm, {"query": {"module": "Contacts"}}, "REQUEST_BODY_NOT_SUPPORTED")
    assert refused(crm, {"query": {"module": {"api_name": "Nope"}}}, "MODULE_NOT_AVAILABLE") == {
        "api_name": "Nope"
    }
    refused(crm, {"query": {"module": {"api_name": "Notes"}}}, "MODULE_NOT_SUPPORTED")
    assert refused(crm, asked(crm, fields=["Nope"]), "FIELD_NOT_AVAILABLE") == {
        "api_name": "Nope",
        "module": "Contacts",
    }
    events = {"query": {"module": {"api_name": "Events"}, "fields": ["Participants"]}}
    refused(crm, events, "FIELD_NOT_SUPPORTED")
    refused(crm, asked(crm, cvid="1"), "CVID_NOT_SUPPORTED")
    refused(crm, asked(crm, page=0), "PAGE_NOT_SUPPORTED")
    assert refused(crm, asked(crm, page=501), "PAGE_RANGE_EXCEEDED") == {"max_limit": 500}
    refused(crm, asked(crm, page_token="x"), "INVALID_DATA")
    refused(crm, {**asked(crm), "file_type": "ics"}, "NOT_SUPPORTED_FEATURE")
    assert crm.ask("GET", "stats")["credits"] == 14
    assert bulk(crm, "GET", "read/1").status == 404


def test_refused_criteria(crm: Crm) -> None:
    def why(criteria: Any, code: str) -> dict[str, Any]:
        return refused(crm, asked(crm, criteria=criteria), code)

    name = leaf(crm, "Last_Name", "equal", "a")
    why({"api_name": "Last_Name", "comparator": "equal", "value": "a"}, "INVALID_CRITERIA")
    why(name | {"group_operator": "and", "group": [name]}, "AMBIGUOUS_CRITERIA")
    why({"group_operator": "and", "group": []}, "AMBIGUOUS_GROUP_IN_CRITERIA")
    assert why({"group_operator": "xor", "group": [name]}, "GROUP_OPERATOR_NOT_SUPPORTED") == {
        "supported": ["and", "or"]
    }
    assert why({"group_operator": "and", "group": [name] * 26}, "CRITERIA_LIMIT_EXCEEDED") == {
        "max_limit": 25
    }
    why(leaf(crm, "Nope", "equal", 1), "FIELD_IN_CRITERIA_NOT_AVAILABLE")
    why(leaf(crm, "Description", "equal", "x"), "FIELD_IN_CRITERIA_NOT_SUPPORTED")
    known = why(leaf(crm, "Last_Name", "like", "x"), "FIELD_COMPARATOR_IN_CRITERIA_NOT_SUPPORTED")
    assert "starts_with" in known["supported"]
    why(leaf(crm, "Last_Name", "less_than", "x"), "FIELD_AND_COMPARATOR_IN_CRITERIA_NOT_COMPATIBLE")
    why(leaf(crm, "Last_Name", "in", "x"), "COMPARATOR_AND_VALUE_IN_CRITERIA_NOT_COMPATIBLE")
    why(leaf(crm, "Date_of_Birth", "equal", "x"), "FIELD_AND_VALUE_IN_CRITERIA_NOT_COMPATIBLE")
    why(leaf(crm, "Last_Name", "equal", {}), "VALUE_TYPE_NOT_SUPPORTED")
    why(leaf(crm, "Last_Name", "equal", "x" * 256), "VALUE_IN_CRITERIA_NOT_SUPPORTED")
    many = leaf(crm, "Last_Name", "in", [str(one) for one in range(201)])
    assert why(many, "VALUE_LIMIT_EXCEEDED_IN_CRITERIA") == {"max_limit": 200}
    crm.version = "v4"
    many = leaf(crm, "Last_Name", "in", [str(one) for one in range(21)])
    assert why(many, "VALUE_LIMIT_EXCEEDED_IN_CRITERIA") == {"max_limit": 20}


def test_pages_and_tokens(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "PAGE", 2)
    for number in range(5):
        crm.added("Contacts", Last_Name=f"N{number}")
    assert [row[1] for row in read(crm, module="Contacts", fields=["Last_Name"], page=2)[1:]] == ["N2", "N3"]
    made = bulk(crm, "POST", "read", asked(crm, fields=["Last_Name"]))
    seen = []
    while True:
        path = f"read/{made.details['id']}"
        crm.ask("POST", "jobs")
        result = bulk(crm, "GET", path).first["result"]
        seen.append((result["page"], result["count"], result["more_records"]))
        if not result["more_records"]:
            break
        made = bulk(crm, "POST", "read", {"query": {"page_token": result["next_page_token"]}})
        token = result["next_page_token"]
    assert seen == [(1, 2, True), (2, 2, True), (3, 1, False)]
    refused(crm, {"query": {"page_token": token, "fields": []}}, "QUERY_NOT_SUPPORTED")
    crm.ask("POST", "clock", {"advance": 24 * 3600 + 1})
    crm.renew()
    refused(crm, {"query": {"page_token": token}}, "EXPIRED_VALUE")
    crm.version = "v4"
    made = bulk(crm, "POST", "read", asked(crm))
    crm.ask("POST", "jobs")
    assert "next_page_token" not in bulk(crm, "GET", f"read/{made.details['id']}").first["result"]


def test_ten_downloads_in_a_minute(filled: Crm) -> None:
    made = bulk(filled, "POST", "read", asked(filled))
    path = f"/crm/bulk/v8/read/{made.details['id']}/result"
    filled.ask("POST", "jobs")
    assert [fetch(filled, path)[0] for _ in range(11)] == [200] * 10 + [429]
    filled.ask("POST", "clock", {"advance": 59})
    assert fetch(filled, path)[0] == 429
    filled.ask("POST", "clock", {"advance": 61})
    assert fetch(filled, path)[0] == 200


def test_five_at_once(crm: Crm) -> None:
    crm.ask("POST", "clock", {"now": "2026-01-01T00:00:00Z", "stopped": True})
    made = [bulk(crm, "POST", "read", asked(crm)).details["id"] for _ in range(6)]
    assert bulk(crm, "GET", f"read/{made[5]}").first["state"] == "QUEUED"
    while crm.state.jobs.step():
        pass
    crm.ask("POST", "clock", {"advance": 2})
    assert bulk(crm, "GET", f"read/{made[0]}").first["state"] == "COMPLETED"
    assert bulk(crm, "GET", f"read/{made[5]}").first["state"] == "ADDED"


def test_slow_and_failing_jobs(filled: Crm) -> None:
    filled.ask("POST", "clock", {"now": "2026-01-01T00:00:00Z", "stopped": True})
    order = {"operation": "bulk.read.create", "times": 1}
    filled.ask("POST", "faults", [{"kind": "slow_job", "ms": 60_000, **order}])
    slow = bulk(filled, "POST", "read", asked(filled)).details["id"]
    filled.ask("POST", "faults", [{"kind": "fail_job", "code": "INTERNAL_SERVER_ERROR", **order}])
    bad = bulk(filled, "POST", "read", asked(filled)).details["id"]
    while filled.state.jobs.step():
        pass
    filled.ask("POST", "clock", {"advance": 60})
    assert bulk(filled, "GET", f"read/{slow}").first["state"] == "IN PROGRESS"
    shown = bulk(filled, "GET", f"read/{bad}").first
    assert shown["state"] == "FAILURE"
    assert shown["result"]["error_message"]["code"] == "INTERNAL_SERVER_ERROR"
    assert fetch(filled, f"/crm/bulk/v8/read/{bad}/result")[0] == 404


@pytest.mark.parametrize(
    ("callback", "status", "code"),
    [
        ({"url": "nonsense", "method": "post"}, 400, "INVALID_CALLBACK_URL"),
        ({"url": "http://127.0.0.1:9/x", "method": "get"}, 400, "INVALID_CALLBACK_METHOD"),
        ({"url": "https://example.org/x", "method": "post"}, 501, "NOT_EMULATED"),
    ],
)
def test_callbacks_that_are_refused(crm: Crm, callback: Any, status: int, code: str) -> None:
    answer = bulk(crm, "POST", "read", {**asked(crm), "callback": callback})
    assert (answer.status, answer.body["code"]) == (status, code)


def test_scopes(crm: Crm) -> None:
    crm.ask("POST", "tokens", {"scopes": ["ZohoCRM.bulk.READ", "ZohoCRM.modules.leads.READ"]})
    assert bulk(crm, "POST", "read", asked(crm)).body["code"] == "OAUTH_SCOPE_MISMATCH"
    body = {"query": {"module": {"api_name": "Leads"}}}
    assert bulk(crm, "POST", "read", body, headers=JSON).status == 201
