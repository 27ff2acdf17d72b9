"""The store: what was answered outlasts the process, however it ends."""

from __future__ import annotations

import os
import signal
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Emulator

VALUES = {"grant_type": "refresh_token", "client_id": "c", "refresh_token": "mine"}


def headers(running: Emulator) -> dict[str, str]:
    access = httpx2.post(f"{running.url}/oauth/v2/token", data=VALUES).json()["access_token"]
    return {"Authorization": f"Zoho-oauthtoken {access}"}


def call(running: Emulator, method: str, path: str, header: dict[str, str], body: Any = None) -> Any:
    answer = httpx2.request(method, f"{running.url}/crm/v8/{path}", headers=header, json=body)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json(parse_float=Decimal)


def fill(running: Emulator, header: dict[str, str]) -> dict[str, str]:
    fields = [
        {"api_name": "Ext", "data_type": "text", "unique": True},
        {"api_name": "Serial", "data_type": "autonumber"},
    ]
    running.seed(modules=[{"api_name": "Vehicles"}], fields={"Vehicles": fields})
    running.post("/_emulator/org", {"company_name": "Kept", "time_zone": "Asia/Tokyo"})
    made = call(
        running,
        "POST",
        "Vehicles",
        header,
        {"data": [{"Name": "One", "Ext": "1"}, {"Name": "Two", "Ext": "2"}]},
    )
    first, second = (one["details"]["id"] for one in made["data"])
    call(running, "PUT", "Vehicles", header, {"data": [{"id": first, "Name": "Eins"}]})
    call(running, "DELETE", f"Vehicles?ids={second}", header)
    lead = {"Last_Name": "Lee", "Annual_Revenue": 12.34, "No_of_Employees": 5}
    made = call(running, "POST", "Leads", header, {"data": [lead]})
    return {"vehicle": first, "deleted": second, "lead": made["data"][0]["details"]["id"]}


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_what_was_answered_is_kept(
    emulator: Callable[..., Emulator], tmp_path: Path, ending: signal.Signals
) -> None:
    options = ("--store", str(tmp_path / "crm.db"))
    before = emulator(*options)
    header = headers(before)
    ids = fill(before, header)
    org, credits_ = before.get("/_emulator/org"), before.stats()["credits"]
    os.kill(before.pid, ending)
    before.close()

    after = emulator(*options)
    assert after.get("/_emulator/org") == org
    assert after.stats()["credits"] == credits_
    # the token of before is still good
    record = call(after, "GET", f"Vehicles/{ids['vehicle']}", header)["data"][0]
    assert (record["Name"], record["Ext"], record["Serial"]) == ("Eins", "1", "1")
    assert record["Created_Time"].endswith("+09:00")
    lead = call(after, "GET", f"Leads/{ids['lead']}", header)["data"][0]
    assert lead["Annual_Revenue"] == Decimal("12.34")
    told = call(after, "GET", f"Vehicles/{ids['vehicle']}/__timeline", header)["__timeline"]
    assert [one["action"] for one in told] == ["updated", "added"]
    assert told[0]["field_history"][0]["_value"] == {"old": "One", "new": "Eins"}
    gone = call(after, "GET", "Vehicles/deleted", header)["data"]
    assert [one["id"] for one in gone] == [ids["deleted"]]
    more = call(after, "POST", "Vehicles", header, {"data": [{"Name": "Three"}]})["data"][0]
    assert int(more["details"]["id"]) > int(ids["lead"])
    serial = call(after, "GET", f"Vehicles/{more['details']['id']}", header)["data"][0]["Serial"]
    assert int(serial) > 1
    found = call(after, "POST", "Vehicles/upsert", header, {"data": [{"Name": "Uno", "Ext": "1"}]})
    assert found["data"][0]["details"]["id"] == ids["vehicle"]


def test_a_reset_is_kept_too(emulator: Callable[..., Emulator], tmp_path: Path) -> None:
    options = ("--store", str(tmp_path / "crm.db"))
    before = emulator(*options)
    fill(before, headers(before))
    fresh = before.reset()
    os.kill(before.pid, signal.SIGKILL)
    before.close()
    after = emulator(*options)
    assert after.get("/_emulator/org")["zgid"] == fresh["zgid"]
    assert set(after.stats()["records"].values()) == {0}
    assert "Vehicles" not in after.stats()["records"]


def test_the_edition_asked_for_wins_over_the_stored_one(
    emulator: Callable[..., Emulator], tmp_path: Path
) -> None:
    options = ("--store", str(tmp_path / "crm.db"))
    emulator(*options, "--edition", "free").close()
    assert emulator(*options).get("/_emulator/org")["edition"] == "free"
    assert emulator(*options, "--edition", "ultimate").get("/_emulator/org")["edition"] == "ultimate"


def test_without_a_store_each_start_is_a_new_organisation(emulator: Callable[..., Emulator]) -> None:
    assert emulator().get("/_emulator/org")["zgid"] != emulator().get("/_emulator/org")["zgid"]
