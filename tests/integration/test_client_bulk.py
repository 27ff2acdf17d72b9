"""Bulk Write and Bulk Read against the emulator, in every version."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import Kind, NotSupportedError, RequestError
from hakobu.zoho import BulkChild, BulkColumn, BulkFile, Client, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hakobu.zoho import Answer

VERSIONS = ("v2", "v2.1", "v4", "v8")
EMAIL = {"api_name": "Key", "field_label": "Key", "data_type": "text", "length": 50, "unique": True}


def connect(url: str, **changed: Any) -> Client:
    given = {"client_id": "1000.ID", "client_secret": "s", "refresh_token": "1000.r", "accounts_server": url}
    return Client(Settings(**(given | changed)))


def deliver(
    crm: Client, records: Sequence[dict[str, Any]], operation: str, find_by: str | None = None, **more: Any
) -> list[Answer]:
    names = list(dict.fromkeys(name for record in records for name in record))
    columns = [BulkColumn.of(crm.fields("Leads")[name]) for name in names]
    with BulkFile("Leads", columns, ignore_empty=more.get("ignore_empty")) as file:
        for record in records:
            file.add(record)
        return crm.finish_bulk_write(crm.start_bulk_write(file, operation=operation, find_by=find_by))


@pytest.mark.parametrize("schema", VERSIONS)
def test_bulk_rows_go_there_and_back(schema: str, emulator: Callable[..., Any]) -> None:
    running = emulator()
    running.seed(fields={"Leads": [EMAIL]})
    with connect(running.url, schema=schema) as crm:
        records = [
            {
                "Key": f"K{number}",
                "Last_Name": f'運ぶ "{number}",\nB',
                "Email": f"p{number}@x.example",
                "Annual_Revenue": Decimal("1234567890.25"),
                "No_of_Employees": number,
                "Email_Opt_Out": number % 2 == 0,
            }
            for number in range(250)
        ]
        records[7]["Email"] = "no address"
        added = deliver(crm, records, "insert")
        assert [answer.index for answer in added if not answer.ok] == [7]
        assert (added[7].code, added[7].field, added[7].kind) == ("INVALID_DATA", "Email", Kind.ROW)
        rows = {row["id"]: row for page in crm.select("Leads", list(records[0])) for row in page}
        for record, answer in zip(records, added, strict=True):
            if answer.ok:
                row = rows[answer.id or ""]
                assert {name: row[name] for name in record} == record

        changed = deliver(
            crm,
            [
                {"Key": "K1", "Last_Name": "B", "Company": None},
                {"Key": "new", "Last_Name": "C", "Company": "D"},
            ],
            "upsert",
            "Key",
            ignore_empty=False,
        )
        assert [(answer.action, answer.ok) for answer in changed] == [("update", True), ("insert", True)]
        assert changed[0].id == added[1].id
        (gone,) = deliver(crm, [{"Key": "nobody", "Last_Name": "X"}], "update", "Key", ignore_empty=True)
        assert not gone.ok


def test_an_unknown_field_is_refused_whole(emulator: Callable[..., Any]) -> None:
    with connect(emulator().url) as crm:
        file = BulkFile(
            "Leads", [BulkColumn(api_name="Last_Name"), BulkColumn(api_name="Emial")], ignore_empty=None
        )
        file.add({"Last_Name": "A", "Emial": "x"})
        with pytest.raises(RequestError, match="INVALID_FIELD") as caught:
            crm.finish_bulk_write(crm.start_bulk_write(file, operation="insert"))
        assert caught.value.next_step
        assert list(crm.select("Leads", ["Last_Name"])) == []


def test_our_count_of_bulk_credits_is_the_servers(emulator: Callable[..., Any]) -> None:
    running = emulator()
    with connect(running.url, use_coql=False, api_type="Bulk") as crm:
        deliver(crm, [{"Last_Name": "A"}], "insert")
        assert len(next(crm.select("Leads", ["Last_Name"]))) == 1
        assert crm.stats.credits == running.stats()["credits"]


def test_tags_are_put_on_and_taken_off(emulator: Callable[..., Any]) -> None:
    for schema in VERSIONS:
        with connect(emulator().url, schema=schema) as crm:
            added = crm.insert("Leads", [{"Last_Name": "A"}, {"Last_Name": "B"}], trigger=[])
            ids = [answer.id or "" for answer in added]
            assert all(answer.ok for answer in crm.add_tags("Leads", ids, ["vip", "new"]))
            found = crm.get("Leads", ids[0])
            assert found is not None
            assert {tag["name"] for tag in found["Tag"]} == {"vip", "new"}
            assert all(answer.ok for answer in crm.remove_tags("Leads", ids, ["new"]))
            found = crm.get("Leads", ids[1])
            assert found is not None
            assert [tag["name"] for tag in found["Tag"]] == ["vip"]


def quotes(crm: Client, *keys: str) -> tuple[BulkFile, BulkChild]:
    file = BulkFile("Quotes", [BulkColumn(api_name="Subject")], ignore_empty=None)
    columns = [BulkColumn(api_name="Product_Name", find_by="Product_Name"), BulkColumn(api_name="Quantity")]
    return file, file.child("Quoted_Items", columns)


def test_parents_and_their_lines_go_by_one_job(emulator: Callable[..., Any]) -> None:
    running = emulator()
    running.post("/_emulator/org", {"job_seconds": 0})
    running.seed(records={"Products": [{"Product_Name": "Tea"}, {"Product_Name": "Cup"}]})
    with connect(running.url, schema="v8") as crm:
        file, lines = quotes(crm)
        with file:
            for subject, wanted in (("First", ("Tea", "Cup")), ("Second", ("Tea",)), ("Third", ("Nothing",))):
                file.add({"Subject": subject})
                for number, product in enumerate(wanted, 1):
                    lines.add(subject, {"Product_Name": product, "Quantity": number})
            job = crm.start_bulk_write(file, operation="insert")
        found = crm.finish_bulk_write_below(job)
        assert [answer.ok for answer in found["Quotes"]] == [True, True, False]
        assert [answer.ok for answer in found["Quoted_Items"]] == [True, True, True, False]
        refused = found["Quoted_Items"][3]
        assert (refused.code, refused.index) == ("INVALID_DATA", 3)
        first = crm.get("Quotes", found["Quotes"][0].id or "")
        assert first is not None
        shown = [(line["Product_Name"]["name"], line["Quantity"]) for line in first["Quoted_Items"]]
        assert shown == [("Tea", 1), ("Cup", 2)]
    assert running.stats()["calls"]["bulk.write.create"] == {"201": 1}


def test_links_of_a_lookup_to_several_go_below_their_parents(emulator: Callable[..., Any]) -> None:
    running = emulator()
    running.post("/_emulator/org", {"job_seconds": 0})
    wants = {"api_name": "Wants", "data_type": "multiselectlookup", "lookup": "Products"}
    running.seed(fields={"Leads": [EMAIL, wants]}, records={"Products": [{"Product_Name": "Tea"}]})
    with connect(running.url, schema="v8") as crm:
        with BulkFile(
            "Leads", [BulkColumn(api_name="Key"), BulkColumn(api_name="Last_Name")], ignore_empty=None
        ) as file:
            links = file.child(
                "Leads_X_Wants", [BulkColumn(api_name="Wants", find_by="Product_Name")], link="Lead"
            )
            file.add({"Key": "k1", "Last_Name": "Ito"})
            links.add("k1", {"Wants": "Tea"})
            found = crm.finish_bulk_write_below(crm.start_bulk_write(file, operation="insert"))
        lead = crm.get("Leads", found["Leads"][0].id or "")
        assert lead is not None
        assert [each["Wants"]["name"] for each in lead["Wants"]] == ["Tea"]


@pytest.mark.parametrize("schema", ["v2", "v2.1", "v4"])
def test_a_version_without_files_below_another_says_so(schema: str, emulator: Callable[..., Any]) -> None:
    with connect(emulator().url, schema=schema) as crm:
        file, lines = quotes(crm)
        with file:
            file.add({"Subject": "First"})
            lines.add("First", {"Product_Name": "Tea"})
            with pytest.raises(NotSupportedError, match="takes no files below another in one job"):
                crm.start_bulk_write(file, operation="insert")


def test_a_subform_line_without_its_parent_is_named(emulator: Callable[..., Any]) -> None:
    running = emulator()
    running.post("/_emulator/org", {"job_seconds": 0})
    with connect(running.url, schema="v8") as crm:
        file, lines = quotes(crm)
        with file:
            file.add({"Subject": "First"})
            with pytest.raises(NotSupportedError, match="'Second' is not the row that was written last"):
                lines.add("Second", {"Product_Name": "Tea"})
            with pytest.raises(NotSupportedError, match="The file has no column 'Price'"):
                lines.add("First", {"Price": 1})
