"""The recycle bin: deleted records lie in it for 60 days, and come out of it with their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.emulator.conftest import Crm

BIN = "settings/recycle_bin"


def deleted(crm: Crm, **values: str) -> str:
    ident = crm.added("Leads", Last_Name="Lee", **values)
    assert crm.call("DELETE", f"Leads/{ident}").status == 200
    return ident


def test_a_deleted_record_is_listed_and_restored_with_its_id(crm: Crm) -> None:
    ident = deleted(crm, City="Tsu")
    (shown,) = crm.get(f"{BIN}?ids={ident},1").body["recycle_bin"]
    assert (shown["id"], shown["display_name"], shown["module"]["api_name"]) == (ident, "Lee", "Leads")
    answer = crm.call("POST", f"{BIN}/actions/restore", {"ids": [ident]})
    assert answer.status == 200
    assert answer.body["recycle_bin"][0] == {
        "status": "success",
        "code": "SUCCESS",
        "message": "record restored",
        "details": {"id": ident},
    }
    assert crm.get(f"Leads/{ident}").first["City"] == "Tsu"
    assert crm.get(f"{BIN}?ids={ident}").status == 204
    assert crm.get("Leads/deleted").status == 204


def test_one_record_is_restored_by_its_address(crm: Crm) -> None:
    ident = deleted(crm)
    assert crm.get(f"{BIN}/{ident}").status == 200
    assert crm.call("POST", f"{BIN}/{ident}/actions/restore").status == 200
    assert crm.get(f"Leads/{ident}").status == 200


def test_the_lines_of_a_record_come_back_with_it(crm: Crm) -> None:
    product = crm.added("Products", Product_Name="Pen")
    line = {"Product_Name": {"id": product}, "Quantity": 2}
    quote = crm.added("Quotes", Subject="Q", Quoted_Items=[line])
    crm.call("DELETE", f"Quotes/{quote}")
    crm.call("POST", f"{BIN}/actions/restore", {"ids": [quote]})
    (found,) = crm.get(f"Quotes/{quote}").first["Quoted_Items"]
    assert found["Quantity"] == 2


def test_what_is_not_there_is_refused_by_itself(crm: Crm) -> None:
    ident = deleted(crm)
    answer = crm.call("POST", f"{BIN}/actions/restore", {"ids": ["1", ident]})
    assert answer.status == 207
    assert [each["code"] for each in answer.body["recycle_bin"]] == ["INVALID_DATA", "SUCCESS"]
    assert crm.call("POST", f"{BIN}/actions/restore", {"ids": [ident]}).status == 400


def test_a_unique_value_that_another_record_took_is_refused(crm: Crm) -> None:
    field = {"api_name": "No", "field_label": "No", "data_type": "text", "length": 9, "unique": True}
    crm.ask("POST", "seed", {"fields": {"Leads": [field]}})
    ident = deleted(crm, No="1")
    crm.added("Leads", Last_Name="Kim", No="1")
    answer = crm.call("POST", f"{BIN}/actions/restore", {"ids": [ident]})
    assert answer.body["recycle_bin"][0]["code"] == "DUPLICATE_DATA"


def test_after_sixty_days_it_is_gone_for_good(crm: Crm) -> None:
    ident = deleted(crm)
    crm.ask("POST", "clock", {"advance": 61 * 24 * 3600})
    crm.renew()
    assert crm.get(f"{BIN}?ids={ident}").status == 204
    assert crm.call("POST", f"{BIN}/actions/restore", {"ids": [ident]}).status == 400


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "EXPECTED_PARAM_MISSING"),
        ({"ids": "1"}, "INVALID_DATA"),
        ({"ids": ["1"], "restore_all_records": True}, "AMBIGUITY_DURING_PROCESSING"),
        ({"restore_all_records": True}, "NOT_EMULATED"),
        ({"ids": [str(number) for number in range(201)]}, "LIMIT_EXCEEDED"),
    ],
)
def test_a_wrong_call_is_refused(crm: Crm, body: dict[str, object], code: str) -> None:
    assert crm.call("POST", f"{BIN}/actions/restore", body).body["code"] == code


def test_older_versions_do_not_have_it(crm: Crm) -> None:
    ident = deleted(crm)
    assert crm.call("POST", f"{BIN}/actions/restore", {"ids": [ident]}, version="v4").status == 404
