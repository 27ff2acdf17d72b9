"""Each data type takes its values, stores them exactly, and refuses others as Zoho does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Crm

FIELDS = [
    {"api_name": "Small", "data_type": "textarea"},
    {"api_name": "Whole", "data_type": "integer"},
    {"api_name": "Big", "data_type": "bigint"},
    {"api_name": "Exact", "data_type": "double", "decimal_place": 9},
    {"api_name": "Money", "data_type": "currency"},
    {"api_name": "Share", "data_type": "percent"},
    {"api_name": "Yes", "data_type": "boolean"},
    {"api_name": "Day", "data_type": "date"},
    {"api_name": "Moment", "data_type": "datetime"},
    {"api_name": "Call", "data_type": "phone"},
    {"api_name": "Site", "data_type": "website"},
    {"api_name": "Colour", "data_type": "picklist", "pick_list_values": ["Red", "Blue"]},
    {"api_name": "Many", "data_type": "multiselectpicklist", "pick_list_values": ["A", "B", "C"]},
    {"api_name": "Firm", "data_type": "lookup", "lookup": {"module": "Accounts"}},
    {"api_name": "Helper", "data_type": "userlookup"},
]


@pytest.fixture
def things(crm: Crm) -> Crm:
    crm.ask("POST", "seed", {"modules": [{"api_name": "Things", "fields": FIELDS}]})
    return crm


def read_back(crm: Crm, field: str, value: Any) -> Any:
    record = crm.added("Things", Name="n", **{field: value})
    return crm.get(f"Things/{record}").first[field]


@pytest.mark.parametrize(
    ("field", "written", "read"),
    [
        ("Small", "two\nlines", "two\nlines"),
        ("Whole", -999_999_999, -999_999_999),
        ("Big", "123456789012345678", "123456789012345678"),
        ("Big", 123456789012345678, "123456789012345678"),
        ("Yes", True, True),
        ("Day", "2024-02-29", "2024-02-29"),
        ("Moment", "2026-05-14T12:51:54+03:00", "2026-05-14T09:51:54+00:00"),
        ("Moment", "2026-05-14T12:51:54Z", "2026-05-14T12:51:54+00:00"),
        ("Call", "+81 (3) 0000-0000 #12", "+81 (3) 0000-0000 #12"),
        ("Site", "example.com/path?x=1", "example.com/path?x=1"),
        ("Site", "http://intranet/", "http://intranet/"),
        ("Colour", "Green", "Green"),
        ("Colour", "-None-", None),
        ("Colour", "", None),
        ("Many", ["A", "C", "A"], ["A", "C"]),
        ("Many", [], []),
        ("Small", "", None),
    ],
)
def test_values_come_back(things: Crm, field: str, written: Any, read: Any) -> None:
    assert read_back(things, field, written) == read


@pytest.mark.parametrize(
    ("field", "sent", "stored"),
    [
        ("Exact", b"1234567890123456.123456789", b"1234567890123456.123456789"),
        ("Exact", b"0.1", b"0.1"),
        ("Money", b"12.345", b"12.35"),
        ("Money", b"12.3449999", b"12.34"),
        ("Money", b"-0.005", b"-0.01"),
        ("Money", b"10.00", b"10"),
        ("Money", b"1e3", b"1000"),
        ("Share", b"12.5", b"12.5"),
    ],
)
def test_decimals_stay_exact(things: Crm, field: str, sent: bytes, stored: bytes) -> None:
    body = b'{"data":[{"Name":"n","%s":%s}]}' % (field.encode(), sent)
    record = things.call("POST", "Things", body).details["id"]
    door = things.door.answer("GET", "/_emulator/records/Things", {"id": record}, b"")
    assert b'"%s":%s' % (field.encode(), stored) in door.payload()


@pytest.mark.parametrize(
    ("field", "value", "details"),
    [
        ("Name", 5, {"expected_data_type": "string"}),
        ("Name", "x" * 121, {"maximum_length": 120}),
        ("Whole", "5", {"expected_data_type": "integer"}),
        ("Whole", True, {"expected_data_type": "integer"}),
        ("Whole", 1_000_000_000, {"maximum_length": 9}),
        ("Big", "12a", {"expected_data_type": "bigint"}),
        ("Big", 10**18, {"maximum_length": 18}),
        ("Exact", "1.5", {"expected_data_type": "double"}),
        ("Money", 10**16, {"maximum_length": 16}),
        ("Share", 100_000, {"maximum_length": 5}),
        ("Yes", "true", {"expected_data_type": "boolean"}),
        ("Day", "2023-02-29", {"expected_data_type": "date"}),
        ("Day", "29/02/2024", {"expected_data_type": "date"}),
        ("Moment", "2026-05-14T12:51:54.123+03:00", {"expected_data_type": "datetime"}),
        ("Moment", "2026-05-14T12:51:54", {"expected_data_type": "datetime"}),
        ("Moment", "2026-05-14T25:00:00Z", {"expected_data_type": "datetime"}),
        ("Email", "nobody", {"expected_data_type": "email"}),
        ("Email", f"{'x' * 100}@example.com", {"maximum_length": 100}),
        ("Call", "call me <now>", {"expected_data_type": "phone"}),
        ("Site", "no site", {"expected_data_type": "website"}),
        ("Colour", 1, {"expected_data_type": "string"}),
        ("Many", "A", {"expected_data_type": "jsonarray"}),
        ("Firm", 7, {"expected_data_type": "jsonobject"}),
    ],
)
def test_bad_values(things: Crm, field: str, value: Any, details: dict[str, Any]) -> None:
    answer = things.insert("Things", {"Name": "n"} | {field: value})
    assert answer.status == 400
    assert answer.first == {
        "code": "INVALID_DATA",
        "details": {**details, "api_name": field, "json_path": f"$.data[0].{field}"},
        "message": "invalid data",
        "status": "error",
    }


def test_the_path_to_a_bad_value_exists_from_v2_1_on(things: Crm) -> None:
    bad = {"Name": "n", "Whole": "x"}
    assert things.insert("Things", bad, version="v2").details == {
        "expected_data_type": "integer",
        "api_name": "Whole",
    }
    assert things.insert("Things", bad, version="v2.1").details["json_path"] == "$.data[0].Whole"


def test_a_lookup_names_an_existing_record(things: Crm) -> None:
    firm = things.added("Accounts", Account_Name="Acme")
    record = things.added("Things", Name="n", Firm={"id": firm})
    assert things.get(f"Things/{record}").first["Firm"] == {"name": "Acme", "id": firm}
    plain = things.added("Things", Name="n", Firm=firm)
    assert things.get(f"Things/{plain}").first["Firm"]["id"] == firm
    refused = things.insert("Things", {"Name": "n", "Firm": {"id": "1"}})
    assert refused.first["message"] == "the id given seems to be invalid"
    assert refused.details == {"api_name": "Firm", "json_path": "$.data[0].Firm.id"}


def test_a_lookup_to_a_deleted_record_is_empty(things: Crm) -> None:
    firm = things.added("Accounts", Account_Name="Acme")
    record = things.added("Things", Name="n", Firm={"id": firm})
    things.call("DELETE", f"Accounts/{firm}")
    assert things.get(f"Things/{record}").first["Firm"] is None


def test_users_must_be_active(things: Crm) -> None:
    gone = things.ask("POST", "seed", {"users": [{"last_name": "Gone", "status": "disabled"}]})["users"][0]
    for field in ("Owner", "Helper"):
        assert things.insert("Things", {"Name": "n", field: {"id": gone}}).first["code"] == "INVALID_DATA"


def test_picklists_are_open_unless_told_otherwise(things: Crm) -> None:
    things.ask("POST", "org", {"strict_picklists": ["Things.Colour"]})
    refused = things.insert("Things", {"Name": "n", "Colour": "Green"})
    assert refused.details["supported_values"] == ["Red", "Blue"]
    assert things.insert("Things", {"Name": "n", "Many": ["Z"]}).status == 201
    things.ask("POST", "org", {"strict_picklists": False})
    assert things.insert("Things", {"Name": "n", "Colour": "Green"}).status == 201


def test_values_are_added_to_a_multi_select_on_request(things: Crm) -> None:
    record = things.added("Things", Name="n", Many=["A"])
    things.update("Things", {"id": record, "Many": ["B"], "$append_values": {"Many": True}})
    assert things.get(f"Things/{record}").first["Many"] == ["A", "B"]
    things.update("Things", {"id": record, "Many": ["C"]})
    assert things.get(f"Things/{record}").first["Many"] == ["C"]


def test_times_stand_in_the_users_zone(things: Crm) -> None:
    record = things.added("Things", Name="n", Moment="2026-01-01T00:00:00Z")
    things.ask("POST", "org", {"time_zone": "Asia/Tokyo"})
    assert things.get(f"Things/{record}").first["Moment"] == "2026-01-01T09:00:00+09:00"
