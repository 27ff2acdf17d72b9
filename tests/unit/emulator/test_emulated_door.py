"""The control door: seed, reset, clock, organisation, journal, raw records, and its own errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

if TYPE_CHECKING:
    from .conftest import Crm


def refused(crm: Crm, method: str, name: str, body: Any = None) -> str:
    sent = b"" if body is None else msgspec.json.encode(body)
    reply = crm.door.answer(method, f"/_emulator/{name}", {}, sent)
    assert reply.status in {400, 404}
    return str(reply.body["error"])


def test_a_seed_in_all_its_parts(crm: Crm) -> None:
    done = crm.ask(
        "POST",
        "seed",
        {
            "users": [{"first_name": "Eve", "last_name": "Example", "email": "eve@example.com"}],
            "modules": [
                {
                    "api_name": "Vehicles",
                    "singular_label": "車両",
                    "fields": [{"api_name": "Plate", "data_type": "text", "length": 20, "unique": True}],
                }
            ],
            "fields": {"Leads": [{"field_label": "Customer No", "data_type": "text"}]},
            "records": {"Vehicles": [{"Name": "One", "Plate": "1"}], "Leads": [{"Last_Name": "Lee"}]},
            "columns": {"module": "Contacts", "fields": ["Last_Name"], "rows": [["A"], ["B"]]},
        },
    )
    assert {name: len(ids) for name, ids in done["ids"].items()} == {"Vehicles": 1, "Leads": 1, "Contacts": 2}
    assert crm.get(f"Vehicles/{done['ids']['Vehicles'][0]}").first["Plate"] == "1"
    assert "Customer_No" in crm.state.tables["Leads"].module.fields
    assert len(crm.get("users").body["users"]) == 4


def test_a_seed_changes_a_field_that_is_there(crm: Crm) -> None:
    crm.added("Accounts", Account_Name="Acme")
    crm.ask("POST", "seed", {"fields": {"Accounts": [{"api_name": "Account_Name", "unique": True}]}})
    assert crm.insert("Accounts", {"Account_Name": "ACME"}).first["code"] == "DUPLICATE_DATA"


def test_seeds_with_faults_name_them(crm: Crm) -> None:
    assert "no module 'Nonsense'" in refused(crm, "POST", "seed", {"records": {"Nonsense": [{}]}})
    assert "no field 'Nonsense'" in refused(crm, "POST", "seed", {"records": {"Leads": [{"Nonsense": 1}]}})
    assert "record 1: Email" in refused(crm, "POST", "seed", {"records": {"Leads": [{}, {"Email": "x"}]}})
    assert "must be a list" in refused(crm, "POST", "seed", {"records": {"Leads": {}}})
    assert "taken" in refused(crm, "POST", "seed", {"modules": [{"api_name": "Leads"}]})
    assert "data_type" in refused(
        crm, "POST", "seed", {"fields": {"Leads": [{"label": "A", "data_type": "?"}]}}
    )


def test_a_reset_is_a_new_organisation(crm: Crm) -> None:
    crm.added("Leads", Last_Name="Lee")
    old = crm.get("org").body["org"][0]
    fresh = crm.ask("POST", "reset")
    assert fresh["zgid"] != old["zgid"]
    assert crm.get("org").body["code"] == "INVALID_TOKEN"
    crm.renew()
    assert crm.get("Leads?fields=id").status == 204
    stats = crm.ask("GET", "stats")
    assert (stats["credits"], stats["records"]["Leads"]) == (1, 0)


def test_the_clock(crm: Crm) -> None:
    assert crm.ask("POST", "clock", {"now": "2030-01-01T09:00:00+09:00", "stopped": True}) == {
        "now": "2030-01-01T00:00:00+00:00",
        "stopped": True,
    }
    assert crm.ask("POST", "clock", {"advance": 90})["now"] == "2030-01-01T00:01:30+00:00"
    crm.renew()
    record = crm.added("Leads", Last_Name="Lee")
    assert crm.get(f"Leads/{record}").first["Created_Time"] == "2030-01-01T00:01:30+00:00"
    assert crm.ask("POST", "clock", {"stopped": False})["stopped"] is False
    assert "time such as" in refused(crm, "POST", "clock", {"now": "noon"})


def test_the_organisation(crm: Crm) -> None:
    changed = crm.ask("POST", "org", {"edition": "free", "company_name": "Acme", "credits_left": 7})
    assert (changed["edition"], changed["company_name"], changed["credits_left"]) == ("free", "Acme", 7)
    assert crm.ask("GET", "org")["zgid"] == changed["zgid"]
    assert "edition must be one of" in refused(crm, "POST", "org", {"edition": "golden"})
    assert "region must be one of" in refused(crm, "POST", "org", {"region": "mars"})
    assert "cannot be set" in refused(crm, "POST", "org", {"nonsense": 1})
    assert "Nowhere" in refused(crm, "POST", "org", {"time_zone": "Nowhere/City"})
    assert "no user" in refused(crm, "POST", "org", {"current_user": "5"})


def test_raw_records(crm: Crm) -> None:
    crm.ask("POST", "org", {"time_zone": "Asia/Tokyo"})
    account = crm.added("Accounts", Account_Name="Acme", Annual_Revenue=5)
    contact = crm.added("Contacts", Last_Name="Lee", Account_Name={"id": account})
    raw = crm.ask("GET", "records/Contacts", id=contact)
    assert raw["total"] == 1
    assert raw["records"][0]["Account_Name"] == account
    assert raw["records"][0]["Created_Time"].endswith("+00:00")
    assert crm.ask("GET", "records/Accounts")["records"][0]["Annual_Revenue"] == 5
    assert "no module" in refused(crm, "GET", "records/Nonsense")


def test_unknown_wishes(crm: Crm) -> None:
    assert refused(crm, "GET", "nonsense") == "no such wish"
    assert "ms must be a number" in refused(crm, "POST", "latency", {"ms": "fast"})
    reply = crm.door.answer("POST", "/_emulator/seed", {}, b"{")
    assert reply.status == 400


def test_the_door_costs_nothing(crm: Crm) -> None:
    before = crm.ask("GET", "stats")
    crm.ask("POST", "seed", {"records": {"Leads": [{"Last_Name": "Lee"}]}})
    after = crm.ask("GET", "stats")
    assert (before["calls"], before["credits"]) == (after["calls"], after["credits"])


@pytest.mark.parametrize("wish", [{"scopes": "x"}, {"revoke": "x"}, {"issue": ["gold"]}])
def test_wishes_for_tokens_that_cannot_be(crm: Crm, wish: dict[str, Any]) -> None:
    assert refused(crm, "POST", "tokens", wish)


def test_tags_are_read(crm: Crm) -> None:
    tag = {"name": "vip", "id": "5", "color_code": None}
    seeded = crm.ask("POST", "seed", {"records": {"Leads": [{"Last_Name": "Lee", "Tag": [tag]}]}})
    record = seeded["ids"]["Leads"][0]
    assert [one["name"] for one in crm.get(f"Leads/{record}").first["Tag"]] == [tag["name"]]
    assert [one["name"] for one in crm.query("select Tag from Leads where id > 1").first["Tag"]] == ["vip"]


def test_the_allowance_follows_the_licences(crm: Crm) -> None:
    crm.ask("POST", "org", {"edition": "enterprise", "users": 20})
    assert crm.ask("GET", "stats")["credits_allowance"] == 70_000
