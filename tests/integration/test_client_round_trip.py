"""The client against the emulator over a real socket: every version, there and back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from hakobu.errors import Kind
from hakobu.zoho import Client, Settings, all_of, compare
from hakobu.zoho.session import Call

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VERSIONS = ("v2", "v2.1", "v4", "v8")


def connect(url: str, **changed: Any) -> Client:
    home = changed.pop("home", None)
    given = {"client_id": "1000.ID", "client_secret": "s", "refresh_token": "1000.r", "accounts_server": url}
    return Client(Settings(**(given | changed)), home=home)


@pytest.mark.parametrize("schema", VERSIONS)
def test_records_go_there_and_back(schema: str, emulator: Callable[..., Any], tmp_path: Path) -> None:
    with connect(emulator().url, schema=schema, home=tmp_path) as crm:
        sent = [
            {
                "Last_Name": f"運ぶ {number}",
                "Email": f"p{number}@x.example",
                "Annual_Revenue": Decimal("1234567890.25"),
            }
            for number in range(95)
        ]
        added = crm.insert("Leads", sent, trigger=[])
        assert [answer.index for answer in added] == list(range(95))
        assert all(answer.ok and answer.action == "insert" and answer.id for answer in added)

        pages = list(crm.select("Leads", ["Last_Name", "Annual_Revenue"]))
        rows = {row["id"]: row for page in pages for row in page}
        assert all(rows[answer.id or ""]["Last_Name"] == f"運ぶ {answer.index}" for answer in added)
        assert {row["Annual_Revenue"] for row in rows.values()} == {Decimal("1234567890.25")}

        (changed,) = crm.update("Leads", [{"id": added[0].id, "Company": "O'Neil & Co"}], trigger=[])
        assert (changed.ok, changed.action, changed.id) == (True, "update", added[0].id)
        where = all_of(
            compare("Company", "=", "O'Neil & Co"), compare("id", ">", "0"), compare("Email", "like", "p%")
        )
        assert [row["id"] for page in crm.select("Leads", ["Company"], where=where) for row in page] == [
            added[0].id
        ]

        done = crm.upsert(
            "Leads",
            [{"Last_Name": "A", "Email": "p1@x.example"}, {"Last_Name": "B", "Email": "new@x.example"}],
            duplicate_check_fields=["Email"],
            trigger=[],
        )
        assert [(answer.action, answer.duplicate_field) for answer in done] == [
            ("update", "Email"),
            ("insert", None),
        ]
        assert done[0].id == added[1].id

        found = list(
            crm.find("Leads", "Email", [f"p{number}@x.example" for number in range(300)], ["Last_Name"])
        )
        assert len(found) == 95
        one = crm.get("Leads", added[2].id or "")
        assert one is not None
        assert one["Email"] == "p2@x.example"

        gone = crm.delete("Leads", [added[3].id or "", "123456789"])
        assert [answer.ok for answer in gone] == [True, False]
        assert crm.get("Leads", added[3].id or "") is None
        assert [row["id"] for page in crm.deleted("Leads") for row in page] == [added[3].id]


@pytest.mark.parametrize("schema", VERSIONS)
def test_bad_rows_do_not_stop_the_good_ones(schema: str, emulator: Callable[..., Any]) -> None:
    with connect(emulator().url, schema=schema) as crm:
        records = [
            {"Last_Name": "A"},
            {"Last_Name": "B", "Email": "not one"},
            {"Email": "c@x.example"},
            {"Last_Name": "D"},
        ]
        answers = crm.insert("Leads", records, trigger=[])
        assert [answer.ok for answer in answers] == [True, False, False, True]
        assert (answers[1].code, answers[1].field, answers[1].kind) == ("INVALID_DATA", "Email", Kind.ROW)
        assert (answers[2].code, answers[2].field) == ("MANDATORY_NOT_FOUND", "Last_Name")
        (alone,) = crm.insert("Leads", [{"Email": "nobody"}], trigger=[])  # whatever its HTTP status
        assert not alone.ok


@pytest.mark.parametrize("schema", VERSIONS)
def test_metadata_has_keys_types_and_labels(
    schema: str, emulator: Callable[..., Any], tmp_path: Path
) -> None:
    with connect(emulator().url, schema=schema, home=tmp_path) as crm:
        assert {"Leads", "Accounts", "Contacts", "Deals"} <= set(crm.modules())
        fields = crm.fields("Leads")
        assert (fields["Last_Name"].mandatory, fields["Last_Name"].length) == (True, 80)
        assert fields["Owner"].creatable
        assert fields["Created_Time"].read_only
        assert crm.fields("Contacts")["Account_Name"].lookup_module == "Accounts"
        assert "Id. Decision Makers" in {value.actual for value in crm.fields("Deals")["Stage"].picklist}
        assert any("Last_Name" in layout.required for layout in crm.layouts("Leads").values())
        assert crm.warnings == ()


@pytest.mark.parametrize("schema", ["v2", "v4"])
def test_every_paging_form_reaches_the_end(schema: str, emulator: Callable[..., Any]) -> None:
    with connect(emulator().url, schema=schema) as crm:
        for start in range(0, 2300, 100):
            crm.insert("Leads", [{"Last_Name": f"N{start + each}"} for each in range(100)], trigger=[])
        listed = [row["id"] for page in crm.list("Leads", ["Last_Name"]) for row in page]
        selected = [row["id"] for page in crm.select("Leads", ["Last_Name"]) for row in page]
        assert len(set(listed)) == len(listed) == 2300
        assert sorted(listed) == sorted(selected)


def test_without_coql_the_emulator_sees_no_coql_call(emulator: Callable[..., Any]) -> None:
    running = emulator()
    with connect(running.url, use_coql=False) as crm:
        added = crm.insert(
            "Leads", [{"Last_Name": f"N{each}", "Email": f"n{each}@x.example"} for each in range(30)]
        )
        assert len([row for page in crm.select("Leads", ["Email"]) for row in page]) == 30
        assert len(list(crm.find("Leads", "Email", ["n1@x.example", "N2@x.example"], []))) == 2
        assert len(list(crm.find("Leads", "id", [answer.id or "" for answer in added], ["Email"]))) == 30
    assert not any("coql" in operation for operation in running.stats()["calls"])


def test_the_report_card_of_a_good_connection(emulator: Callable[..., Any]) -> None:
    with connect(emulator("--edition", "professional").url) as crm:
        report = crm.check()
        assert report.ok
        assert "professional" in report["edition"].message
        assert "15 calls at once" in report["edition"].message


def test_a_record_changed_meanwhile_is_left_alone(emulator: Callable[..., Any]) -> None:
    with connect(emulator().url) as crm:
        (added,) = crm.insert("Leads", [{"Last_Name": "A"}], trigger=[])
        (kept,) = crm.update(
            "Leads", [{"id": added.id, "Last_Name": "B"}], unmodified_since="2020-01-01T00:00:00+00:00"
        )
        assert kept.code == "ALREADY_MODIFIED"


def test_our_prices_agree_with_the_servers_catalogue(emulator: Callable[..., Any]) -> None:
    with connect(emulator().url) as crm:
        costs = crm.api_costs()
        assert costs["POST", "/crm/v4/Leads"].of(95) == 10
        assert costs["GET", "/crm/v4/Leads"].of() == 1


def test_our_count_of_credits_is_the_servers(emulator: Callable[..., Any]) -> None:
    running = emulator()
    with connect(running.url) as crm:
        crm.insert("Leads", [{"Last_Name": f"N{each}"} for each in range(95)], trigger=[])
        list(crm.list("Leads", ["Last_Name"]))
        list(crm.select("Leads", ["Last_Name"]))
        crm.fields("Leads")
        list(crm.deleted("Leads"))
        assert crm.stats.credits == running.stats()["credits"]


@pytest.mark.parametrize("schema", VERSIONS)
def test_search_and_count(schema: str, emulator: Callable[..., Any]) -> None:
    with connect(emulator().url, schema=schema) as crm:
        crm.insert("Leads", [{"Last_Name": f"N{each}", "Email": f"n{each}@x.example"} for each in range(3)])
        (page,) = crm.search("Leads", email="n1@x.example", fields=["Last_Name"])
        assert [row["Last_Name"] for row in page] == ["N1"]
        assert list(crm.search("Leads", criteria="(Email:equals:nobody@x.example)")) == []
        assert crm.count("Leads") == 3


NUMBER = {
    "field_label": "Customer No",
    "data_type": "text",
    "length": 50,
    "unique": {"case_sensitive": False},
    "external": {"type": "org", "show": False},
}


@pytest.mark.parametrize("schema", VERSIONS)
def test_records_by_external_id(schema: str, emulator: Callable[..., Any]) -> None:
    with connect(emulator().url, schema=schema) as crm:
        crm._session.send(
            Call(
                operation="metadata",
                method="POST",
                path="settings/fields",
                params={"module": "Accounts"},
                body=msgspec.json.encode({"fields": [NUMBER]}),
                version="v8",
            )
        )
        key = crm.fields("Accounts")["Customer_No"]
        assert (key.external, key.unique, key.custom) == ("org", True, True)
        (added,) = crm.insert("Accounts", [{"Account_Name": "A", "Customer_No": "C 1/2"}], trigger=[])
        found = crm.get("Accounts", "C 1/2", external="Customer_No")
        assert found is not None
        assert found["id"] == added.id
        (changed,) = crm.update(
            "Accounts", [{"Customer_No": "C 1/2", "Phone": "1"}], external="Customer_No", trigger=[]
        )
        assert (changed.ok, changed.id) == (True, added.id)
        (again,) = crm.upsert(
            "Accounts",
            [{"Account_Name": "B", "Customer_No": "C 1/2"}],
            duplicate_check_fields=["Customer_No"],
            trigger=[],
        )
        assert (again.action, again.duplicate_field, again.id) == ("update", "Customer_No", added.id)
        (twice,) = crm.insert("Accounts", [{"Account_Name": "C", "Customer_No": "C 1/2"}], trigger=[])
        assert (twice.code, twice.field, twice.existing_id) == ("DUPLICATE_DATA", "Customer_No", added.id)
        (child,) = crm.insert(
            "Contacts",
            [{"Last_Name": "P", "Account_Name": {"Customer_No": "C 1/2"}}],
            external=["Account_Name.Customer_No"],
            trigger=[],
        )
        assert child.ok
        parent = crm.get("Contacts", child.id or "")
        assert parent is not None
        assert parent["Account_Name"]["id"] == added.id
        (gone,) = crm.delete("Accounts", ["C 1/2"], external="Customer_No")
        assert gone.ok
        assert crm.get("Accounts", "C 1/2", external="Customer_No") is None


def test_a_timeline_is_read_over_pages(emulator: Callable[..., Any]) -> None:
    running = emulator()
    with connect(running.url, schema="v8") as crm:
        (added,) = crm.insert("Leads", [{"Last_Name": "Lee"}])
        ident = added.id or ""
        for number in range(201):
            crm.update("Leads", [{"id": ident, "City": str(number)}])
        first, second = crm.timeline("Leads", ident)
        assert (len(first.entries), first.more, len(second.entries), second.more) == (200, True, 2, False)
        assert first.entries[0].fields[0].new == "200"
        assert [each.action for each in second.entries] == ["updated", "added"]
        assert first.entries[0].person_id == crm.user().id
        assert len({each.id for page in (first, second) for each in page.entries}) == 202
