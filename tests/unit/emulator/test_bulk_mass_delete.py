"""Mass delete: by ids at once, by a view as a job (api-coql-bulk §4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .conftest import Answer, Crm


def start(crm: Crm, body: Any) -> Answer:
    return crm.call("POST", "Leads/actions/mass_delete", body)


def test_by_ids(crm: Crm) -> None:
    ids = [crm.added("Leads", Last_Name=str(number)) for number in range(3)]
    before = crm.state.credits.spent()
    answer = start(crm, {"ids": [*ids[:2], "5"]})
    assert answer.status == 207
    assert [one["code"] for one in answer.data] == ["SUCCESS", "SUCCESS", "INVALID_DATA"]
    assert crm.state.credits.spent() - before == 1
    assert crm.ask("GET", "stats")["deleted"]["Leads"] == 2
    assert start(crm, {"ids": ids[2:]}).status == 200
    assert start(crm, {"ids": ["1"] * 501}).body["code"] == "LIMIT_EXCEEDED"
    assert start(crm, {}).body["code"] == "MANDATORY_NOT_FOUND"


def test_by_view(crm: Crm) -> None:
    view = crm.get("settings/custom_views?module=Leads").body["custom_views"][0]["id"]
    assert start(crm, {"cvid": view}).body["code"] == "NO_RECORDS_FOUND"
    assert start(crm, {"cvid": "1"}).body["code"] == "INVALID_DATA"
    for number in range(3):
        crm.added("Leads", Last_Name=str(number))
    answer = start(crm, {"cvid": view})
    assert answer.first["message"] == "mass delete scheduled successfully"
    job = answer.details["job_id"]
    path = f"Leads/actions/mass_delete?job_id={job}"
    assert crm.get(path).first["Status"] == "SCHEDULED"
    assert start(crm, {"cvid": view}).body["code"] == "ALREADY_SCHEDULED"
    crm.ask("POST", "jobs")
    assert crm.get(path).first == {
        "Status": "COMPLETED",
        "Total_Count": 3,
        "Deleted_Count": 3,
        "Failed_Count": 0,
    }
    assert crm.get("Leads/actions/mass_delete?job_id=1").status == 404
    assert crm.get("Leads/actions/mass_delete").status == 400
