"""Composite calls: parts, references, limits, rollback (api-coql-bulk §4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Answer, Crm

NAME = "__composite_requests"


def part(name: str, method: str, uri: str, body: Any = None, **more: Any) -> dict[str, Any]:
    return {"sub_request_id": name, "method": method, "uri": uri, **({"body": body} if body else {}), **more}


def account(name: str, **values: Any) -> dict[str, Any]:
    return part(name, "POST", "/crm/v8/Accounts", {"data": [{"Account_Name": name, **values}]})


def contact(name: str, lookup: str) -> dict[str, Any]:
    data = [{"Last_Name": name, "Account_Name": {"id": lookup}}]
    return part(name, "POST", "/crm/v8/Contacts", {"data": data})


def run(crm: Crm, *parts: dict[str, Any], version: str | None = None, **more: Any) -> Answer:
    return crm.call("POST", NAME, {NAME: list(parts), **more}, version=version)


def responses(answer: Answer) -> list[Any]:
    return [one["details"].get("response") or one["code"] for one in answer.body[NAME]]


BOSS = "@{a:$.data[0].details.id}"


def test_parts_refer_to_each_other(crm: Crm) -> None:
    answer = run(
        crm,
        contact("b", BOSS),
        account("a"),
        part("c", "GET", f"/crm/v8/Accounts/{BOSS}", params={"fields": "Account_Name"}),
    )
    assert answer.status == 200
    assert [one["code"] for one in answer.body[NAME]] == ["SUCCESS"] * 3
    first, second, third = responses(answer)
    assert (first["status_code"], second["status_code"], third["status_code"]) == (201, 201, 200)
    made = second["body"]["data"][0]["details"]["id"]
    assert third["body"]["data"][0] == {"Account_Name": "a", "id": made}
    found = crm.query("select Account_Name from Contacts where Last_Name = 'b'")
    assert found.first["Account_Name"]["id"] == made
    stats = crm.ask("GET", "stats")
    assert (stats["credits"], stats["peak_concurrency"]) == (2, 5)


def test_parts_fail_alone(crm: Crm) -> None:
    answer = run(
        crm,
        account("a"),
        contact("b", "@{nobody:$.x}"),
        part("c", "POST", "/crm/v8/Accounts", {"data": [{}]}),
    )
    assert answer.status == 207
    first, second, third = responses(answer)
    assert first["status_code"] == 201
    assert second == "INVALID_REFERENCE"
    assert (third["status_code"], third["body"]["data"][0]["code"]) == (400, "MANDATORY_NOT_FOUND")
    assert run(crm, contact("x", "@{y:$.a}"), contact("y", "@{x:$.a}")).status == 400


def test_loops(crm: Crm) -> None:
    answer = run(crm, contact("x", "@{y:$.a}"), contact("y", "@{x:$.a}"))
    assert responses(answer) == ["LOOPING_FOUND", "LOOPING_FOUND"]


def test_rollback(crm: Crm) -> None:
    old = crm.added("Accounts", Account_Name="Old")
    change = part("u", "PUT", f"/crm/v8/Accounts/{old}", {"data": [{"Account_Name": "New"}]})
    gone = part("d", "DELETE", f"/crm/v8/Accounts/{old}")
    bad = part("x", "POST", "/crm/v8/Accounts", {"data": [{}]})
    before = crm.state.credits.spent()
    answer = run(crm, account("a"), change, gone, bad, account("z"), rollback_on_fail=True)
    assert answer.status == 400
    codes = [one["code"] for one in answer.body[NAME]]
    assert codes == ["ROLLBACK_PERFORMED"] * 3 + ["SUCCESS", "PROCESSING_STOPPED"]
    assert answer.body[NAME][0]["details"] == {"rollbacked_by_sub_request_index": 3}
    records = crm.ask("GET", "records/Accounts")["records"]
    assert [one["Account_Name"] for one in records] == ["Old"]
    assert crm.ask("GET", "stats")["deleted"]["Accounts"] == 0
    assert crm.query("select id from Accounts where Account_Name = 'New'").status == 204
    assert crm.state.credits.spent() - before == 2
    answer = run(crm, account("a"), change, rollback_on_fail=True)
    assert answer.status == 200
    assert crm.ask("GET", "stats")["records"]["Accounts"] == 2


def test_limits_of_a_part(crm: Crm) -> None:
    many = part("a", "POST", "/crm/v8/Accounts", {"data": [{}, {}]})
    long = part("b", "GET", "/crm/v8/Accounts?fields=id&per_page=26")
    query = part("c", "POST", "/crm/v8/coql", {"select_query": "select id from Leads where id > 1 limit 26"})
    newer = part("d", "GET", "/crm/v8/org")
    header = part("e", "GET", "/crm/v8/org", headers={"Authorization": "x"})
    answer = run(crm, many, long, query, newer, header)
    codes = responses(answer)
    assert codes[:2] == ["LIMIT_EXCEEDED", "LIMIT_EXCEEDED"]
    assert codes[2]["body"]["details"] == {"by": "limit", "limit": 25}
    assert codes[3]["status_code"] == 200
    assert codes[4] == "NOT_ALLOWED"
    assert responses(run(crm, newer, version="v4")) == ["NOT_SUPPORTED"]
    for number in range(30):
        crm.added("Leads", Last_Name=str(number))
    plain = part("a", "POST", "/crm/v8/coql", {"select_query": "select id from Leads where id > 1"})
    listed = part("b", "GET", "/crm/v8/Leads?fields=id")
    assert [len(one["body"]["data"]) for one in responses(run(crm, plain, listed))] == [25, 25]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "MANDATORY_NOT_FOUND"),
        ({NAME: []}, "INVALID_DATA"),
        ({NAME: [account(f"p{number}") for number in range(6)]}, "LIMIT_EXCEEDED"),
        ({NAME: [account("a"), account("a")]}, "DUPLICATE_DATA"),
        ({NAME: [account("_a")]}, "INVALID_DATA"),
        ({NAME: [{"sub_request_id": "a"}]}, "MANDATORY_NOT_FOUND"),
        ({NAME: [part("a", "COPY", "/x")]}, "INVALID_DATA"),
        ({"rollback_on_fail": True, "parallel_execution": True, NAME: []}, "AMBIGUITY_DURING_PROCESSING"),
    ],
)
def test_refused_whole(crm: Crm, body: Any, code: str) -> None:
    answer = crm.call("POST", NAME, body)
    assert (answer.status, answer.body["code"]) == (400, code)


def test_before_v3_there_is_none(crm: Crm) -> None:
    assert run(crm, account("a"), version="v2.1").body["code"] == "API_NOT_SUPPORTED"


def test_scopes_and_what_may_be_no_part(crm: Crm) -> None:
    inner = part("a", "POST", f"/crm/v8/{NAME}", {NAME: []})
    job = part("b", "POST", "/crm/bulk/v8/read", {"query": {}})
    first, second = responses(run(crm, inner, job))
    assert first["body"]["code"] == second["body"]["code"] == "NOT_SUPPORTED"
    crm.ask("POST", "tokens", {"scopes": ["ZohoCRM.composite_requests.CUSTOM"]})
    assert responses(run(crm, account("a")))[0]["status_code"] == 401
