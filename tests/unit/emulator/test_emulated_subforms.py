"""Subforms and lookups to several: rows are added, changed, taken away; sums follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .conftest import Crm

RATIO = "(${Leads.Annual_Revenue} + 1) * 2 / ${Leads.No_of_Employees}"
TRIPS = {
    "api_name": "Trips",
    "field_label": "Trips",
    "data_type": "subform",
    "fields": [{"api_name": "Distance", "data_type": "integer", "mandatory": True}],
}


def product(crm: Crm, price: float = 10) -> dict[str, str]:
    return {"id": crm.added("Products", Product_Name="Chair", Unit_Price=price)}


def quote(crm: Crm, *rows: Any, **more: Any) -> str:
    return crm.added("Quotes", Subject="Q", Quoted_Items=list(rows), **more)


def items(crm: Crm, record: str) -> Any:
    return crm.get(f"Quotes/{record}").first["Quoted_Items"]


def test_rows_without_id_are_added_and_others_stay(crm: Crm) -> None:
    chair = product(crm)
    record = quote(crm, {"Product_Name": chair})
    assert (
        crm.update("Quotes", {"id": record, "Quoted_Items": [{"Product_Name": chair, "Quantity": 3}]}).status
        == 200
    )
    assert [(one["Quantity"], one["Sequence_Number"]) for one in items(crm, record)] == [(1, 1), (3, 2)]
    assert crm.get(f"Quotes/{record}").first["Grand_Total"] == 40


def test_a_row_with_id_is_changed_and_one_with_delete_goes(crm: Crm) -> None:
    chair = product(crm)
    record = quote(crm, {"Product_Name": chair}, {"Product_Name": chair, "Quantity": 5})
    first, second = items(crm, record)
    change = [{"id": first["id"], "Quantity": 2}, {"id": second["id"], "_delete": None}]
    assert crm.update("Quotes", {"id": record, "Quoted_Items": change}).status == 200
    (left,) = items(crm, record)
    assert (left["id"], left["Quantity"], left["Net_Total"]) == (first["id"], 2, 20)
    assert left["Parent_Id"] == {"name": "Q", "id": record}


def test_an_empty_list_empties(crm: Crm) -> None:
    crm.ask("POST", "seed", {"fields": {"Leads": [TRIPS]}})
    record = crm.added("Leads", Last_Name="Lee", Trips=[{"Distance": 1}, {"Distance": 2}])
    assert [one["Distance"] for one in crm.get(f"Leads/{record}").first["Trips"]] == [1, 2]
    crm.update("Leads", {"id": record, "Trips": []})
    assert crm.get(f"Leads/{record}").first["Trips"] == []
    assert crm.query("select id from Trips where id > 1").status == 204


def test_a_document_keeps_a_line(crm: Crm) -> None:
    record = quote(crm, {"Product_Name": product(crm)})
    answer = crm.update("Quotes", {"id": record, "Quoted_Items": []})
    assert answer.first["code"] == "MANDATORY_NOT_FOUND"
    assert answer.details == {"api_name": "Quoted_Items", "json_path": "$.data[0].Quoted_Items"}


@pytest.mark.parametrize(
    ("rows", "code", "details"),
    [
        ("x", "INVALID_DATA", {"expected_data_type": "jsonarray", "json_path": "$.data[0].Quoted_Items"}),
        (
            ["x"],
            "INVALID_DATA",
            {"expected_data_type": "jsonobject", "json_path": "$.data[0].Quoted_Items[0]"},
        ),
        ([{"Quantity": 1}], "MANDATORY_NOT_FOUND", {"json_path": "$.data[0].Quoted_Items[0].Product_Name"}),
        (
            [{"Product_Name": {"id": "5"}}],
            "INVALID_DATA",
            {"api_name": "Product_Name", "json_path": "$.data[0].Quoted_Items[0].Product_Name.id"},
        ),
        ([{"id": "5"}], "INVALID_DATA", {"api_name": "id", "json_path": "$.data[0].Quoted_Items[0].id"}),
        ([{"id": "x"}], "INVALID_DATA", {"api_name": "id", "json_path": "$.data[0].Quoted_Items[0].id"}),
        ([{}] * 201, "INVALID_DATA", {"maximum_length": 200}),
    ],
)
def test_bad_rows(crm: Crm, rows: Any, code: str, details: dict[str, Any]) -> None:
    record = quote(crm, {"Product_Name": product(crm)})
    answer = crm.update("Quotes", {"id": record, "Subject": "changed", "Quoted_Items": rows})
    assert answer.first["code"] == code
    assert details.items() <= answer.details.items()
    assert crm.get(f"Quotes/{record}").first["Subject"] == "Q"
    assert len(items(crm, record)) == 1


def test_sums(crm: Crm) -> None:
    chair = product(crm, 10.5)
    row = {
        "Product_Name": chair,
        "Quantity": 2,
        "Discount": "10%",
        "Line_Tax": [{"name": "Vat", "percentage": 10}],
    }
    taxes = [{"name": "Sales Tax", "percentage": 5}]
    record = quote(crm, row, Discount=0.79, Adjustment=-1, **{"$line_tax": taxes})
    shown = crm.get(f"Quotes/{record}").first
    (line,) = shown["Quoted_Items"]
    sums = ("Total", "Discount", "Total_After_Discount", "Tax", "Net_Total")
    assert [line[name] for name in sums] == [21, 2.1, 18.9, 1.89, 20.79]
    assert line["Line_Tax"][0]["value"] == 1.89
    assert [shown[name] for name in ("Sub_Total", "Discount", "Tax", "Grand_Total")] == [20.79, 0.79, 1, 20]
    assert shown["$line_tax"][0]["value"] == 1


def test_a_price_book_gives_its_discount(crm: Crm) -> None:
    ranges = [
        {"from_range": 1, "to_range": 5, "discount": 10},
        {"from_range": 6, "to_range": 9, "discount": 20},
    ]
    book = {"id": crm.added("Price_Books", Price_Book_Name="B", Pricing_Details=ranges)}
    record = quote(crm, {"Product_Name": product(crm), "Quantity": 6, "Price_Book_Name": book})
    assert items(crm, record)[0]["Total_After_Discount"] == 48


def test_line_items_of_v2_have_keys_of_their_own(crm: Crm) -> None:
    row = {"product": product(crm), "quantity": 2, "list_price": 4}
    record = crm.insert("Invoices", {"Subject": "I", "Product_Details": [row]}, version="v2").details["id"]
    (line,) = crm.get(f"Invoices/{record}", version="v2").first["Product_Details"]
    assert (line["quantity"], line["net_total"], line["product"]["name"]) == (2, 8, "Chair")
    assert "Product_Name" not in line
    assert "Product_Details" in crm.get("Invoices", version="v2").first
    assert "Invoiced_Items" not in crm.get("Invoices?fields=Subject").first
    refused = crm.insert("Invoices", {"Subject": "I", "Product_Details": [{"quantity": 1}]}, version="v2")
    assert refused.details == {"api_name": "product"}


def test_v2_shows_line_items_as_recorded(crm: Crm) -> None:
    pen = crm.added("Products", Product_Name="Pen", Product_Code="P-1", Unit_Price=3, Qty_in_Stock=20)
    record = quote(crm, {"Product_Name": {"id": pen}, "Quantity": 1})
    (line,) = crm.get("Quotes", version="v2").first["Product_Details"]
    assert line["product"] == {"Product_Code": "P-1", "name": "Pen", "id": pen}
    assert (line["unit_price"], line["list_price"], line["quantity_in_stock"]) == (3, 3, 20)
    assert line.keys() == {
        "product", "quantity", "Discount", "total_after_discount", "net_total", "book", "Tax", "list_price",
        "unit_price", "quantity_in_stock", "total", "id", "product_description", "line_tax",
    }  # fmt: skip
    assert items(crm, record)[0]["Product_Name"] == {"name": "Pen", "id": pen, "Product_Code": "P-1"}


def test_v2_lists_show_the_ranges_of_price_books(crm: Crm) -> None:
    ranges = [{"from_range": 1, "to_range": 500, "discount": 1.75}]
    crm.added("Price_Books", Price_Book_Name="Exhibit", Pricing_Details=ranges)
    (row,) = crm.get("Price_Books", version="v2").first["Pricing_Details"]
    assert row == {"from_range": 1, "to_range": 500, "discount": 1.75, "id": row["id"]}
    assert "Pricing_Details" not in crm.get("Price_Books?fields=Price_Book_Name").first


def test_rows_are_read_by_queries_and_by_lists_of_their_own(crm: Crm) -> None:
    record = quote(crm, {"Product_Name": product(crm), "Quantity": 3})
    answer = crm.query(f"select Quantity, Parent_Id.Subject from Quoted_Items where Parent_Id = '{record}'")
    assert (answer.first["Quantity"], answer.first["Parent_Id.Subject"]) == (3, "Q")
    listed = crm.get("Quoted_Items?fields=Quantity,Parent_Id").first
    assert (listed["Quantity"], listed["Parent_Id"]["id"]) == (3, record)
    assert crm.insert("Quoted_Items", {"Quantity": 3}).body["code"] == "INVALID_MODULE"
    assert crm.get("Quoted_Items", version="v2").body["code"] == "API_NOT_SUPPORTED"
    crm.call("DELETE", f"Quotes/{record}")
    assert crm.query("select id from Quoted_Items where id > 1").status == 204


def test_the_metadata_tells(crm: Crm) -> None:
    listed = {one["api_name"]: one for one in crm.get("settings/modules").body["modules"]}
    assert listed["Quoted_Items"]["generated_type"] == "subform"
    assert listed["Quoted_Items"]["parent_module"]["api_name"] == "Quotes"
    assert listed["Quoted_Items"]["creatable"] is False
    assert (listed["Quoted_Items"]["api_supported"], listed["Quoted_Items"]["visibility"]) == (True, 2)
    fields = {one["api_name"]: one for one in crm.get("settings/fields?module=Quotes").body["fields"]}
    assert fields["Quoted_Items"]["data_type"] == "subform"
    assert fields["Quoted_Items"]["associated_module"]["module"] == "Quoted_Items"
    sections = crm.get("settings/layouts?module=Quotes").body["layouts"][0]["sections"]
    assert [one["name"] for one in sections if one["isSubformSection"]] == ["Quoted Items"]
    columns = {one["api_name"] for one in crm.get("settings/fields?module=Quoted_Items").body["fields"]}
    assert {"Product_Name", "Parent_Id", "Net_Total"} <= columns
    assert "Owner" not in columns


def test_lookups_to_several(crm: Crm) -> None:
    wish = {
        "field_label": "Interests",
        "data_type": "multiselectlookup",
        "multiselectlookup": {"module": "Products"},
    }
    made = crm.call("POST", "settings/fields?module=Leads", {"fields": [wish]})
    assert made.status == 201
    chair, table = product(crm), product(crm)
    record = crm.added("Leads", Last_Name="Lee", Interests=[{"Interests": chair}, {"Interests": table}])
    rows = crm.get(f"Leads/{record}").first["Interests"]
    assert [one["Interests"]["id"] for one in rows] == [chair["id"], table["id"]]
    again = [{"id": rows[0]["id"], "_delete": None}, {"Interests": table}]
    crm.update("Leads", {"id": record, "Interests": again})
    assert [one["Interests"]["id"] for one in crm.get(f"Leads/{record}").first["Interests"]] == [table["id"]]
    field = next(
        one
        for one in crm.get("settings/fields?module=Leads").body["fields"]
        if one["api_name"] == "Interests"
    )
    linking = field["multiselectlookup"]["linking_details"]["module"]["api_name"]
    assert crm.get(f"{linking}?fields=Interests").first["Interests"]["id"] == table["id"]
    assert crm.get(f"Products/{table['id']}/{linking}?fields=Last_Name").first["Last_Name"] == "Lee"
    unknown = {"field_label": "Moons", "data_type": "multiselectlookup", "lookup": "Moons"}
    assert crm.call("POST", "settings/fields?module=Leads", {"fields": [unknown]}).status == 400


def test_formulas_and_roll_ups(crm: Crm) -> None:
    fields = [
        TRIPS,
        {"api_name": "Far", "data_type": "rollup_summary", "rollup_summary": {
            "return_type": "integer", "function": "SUM", "child": "Trips", "column": "Distance"}},
        {"api_name": "Twice", "data_type": "formula", "formula": {
            "return_type": "double", "expression": RATIO}},
    ]  # fmt: skip
    crm.ask("POST", "seed", {"fields": {"Leads": fields}})
    record = crm.added(
        "Leads",
        Last_Name="L",
        Annual_Revenue=2,
        No_of_Employees=4,
        Twice=9,
        Trips=[{"Distance": 3}, {"Distance": 4}],
    )
    shown = crm.get(f"Leads/{record}").first
    assert (shown["Far"], shown["Twice"]) == (7, 1.5)
    crm.update("Leads", {"id": record, "No_of_Employees": 0, "Trips": []})
    shown = crm.get(f"Leads/{record}").first
    assert (shown["Far"], shown["Twice"]) == (0, None)
    told = {one["api_name"]: one for one in crm.get("settings/fields?module=Leads").body["fields"]}
    assert (told["Twice"]["data_type"], told["Twice"]["formula"]["return_type"]) == ("formula", "double")
    assert (told["Far"]["data_type"], told["Far"]["read_only"]) == ("rollup_summary", True)
    assert crm.query("select Twice from Leads where Far > 6").status == 204


@pytest.mark.parametrize(
    "expression", ["${Leads.Moon}", "1 +", "open('x')", "${Leads.Last_Name} * 2", "2 ** 9"]
)
def test_formulas_that_are_not_emulated_are_refused(crm: Crm, expression: str) -> None:
    wish = {
        "field_label": "F",
        "data_type": "formula",
        "formula": {"return_type": "double", "expression": expression},
    }
    answer = crm.call("POST", "settings/fields?module=Leads", {"fields": [wish]})
    assert answer.body["fields"][0]["code"] == "INVALID_DATA"


def test_files_are_not_emulated_and_say_so(crm: Crm) -> None:
    crm.ask("POST", "seed", {"fields": {"Leads": [{"api_name": "Papers", "data_type": "fileupload"}]}})
    answer = crm.insert("Leads", {"Last_Name": "L", "Papers": [{"File_Id__s": "x"}]})
    assert (answer.status, answer.first["code"]) == (400, "NOT_EMULATED")
    assert crm.get(f"Leads/{crm.added('Leads', Last_Name='L', Papers=[])}").first["Papers"] == []


@pytest.mark.parametrize(
    ("version", "header", "lines", "lookup"),
    [
        ("v8", "Quotes.Quoted_Items.Product_Name.Sku", "Quoted_Items", "Product_Name"),
        ("v2", "Quotes.Product_Details.product.Sku", "Product_Details", "product"),
    ],
)
def test_external_ids_in_rows(crm: Crm, version: str, header: str, lines: str, lookup: str) -> None:
    sku = {"api_name": "Sku", "data_type": "text", "external": {"type": "org"}}
    crm.ask("POST", "seed", {"fields": {"Products": [sku]}})
    chair = crm.added("Products", Product_Name="Chair", Sku="c-1")

    def insert(value: str) -> Any:
        record = {"Subject": "Q", lines: [{lookup: {"Sku": value}}]}
        return crm.insert("Quotes", record, version=version, headers={"X-EXTERNAL": header})

    written = insert("c-1").details["id"]
    assert items(crm, written)[0]["Product_Name"]["id"] == chair
    refused = insert("c-2")
    assert refused.first["code"] == "INVALID_DATA"
    assert refused.details["api_name"] == "Sku"
    bad = {"X-EXTERNAL": header.replace("Sku", "Moon")}
    assert crm.insert("Quotes", {"Subject": "Q"}, version=version, headers=bad).status == 400
