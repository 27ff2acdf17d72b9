"""Lines of subforms, from a file of their own to the CRM and back, in each version."""

from __future__ import annotations

from contextlib import ExitStack
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hakobu.errors import DefinitionError
from hakobu.runs import Options, retry_run, run_plan, summary, undo_run
from hakobu.store import Store
from hakobu.zoho import Client, Settings
from tests.conftest import Emulator
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hakobu.store import Run

NAMES = {
    "v2": ("Product_Details", "product", "quantity", "list_price"),
    "v4": ("Quoted_Items", "Product_Name", "Quantity", "List_Price"),
    "v8": ("Quoted_Items", "Product_Name", "Quantity", "List_Price"),
}

CLIENTS: dict[str, Client] = {}


@pytest.fixture(scope="module")
def zoho() -> Iterator[Emulator]:
    """One emulator for all tests of this file; each works on quotes of its own."""
    with ExitStack() as running:
        started = Emulator()
        running.callback(started.close)
        products = [
            {"Product_Name": name, "Product_Code": name.lower()} for name in ("Chair", "Desk", "Lamp")
        ]
        started.seed(
            fields={"Quotes": [key_field("No")]},
            records={"Products": products},
        )
        for version in NAMES:
            reader = Settings(
                client_id="id",
                client_secret="planted-secret",
                refresh_token=f"reader-{version}",
                accounts_server=started.url,
                api_domain=started.url,
                schema=version,
            )
            CLIENTS[version] = running.enter_context(Client(reader))
        yield started


class Quotes:
    """A job that writes quotes with lines, in one version."""

    def __init__(self, folder: Path, zoho: Any, version: str, **crm: Any) -> None:
        self.field, self.product, self.quantity, self.price = NAMES[version]
        self.bench = Bench(folder, zoho, schema=version, refresh_token=str(folder), **crm)
        self.no = f"{folder.name[-12:]}-{version}"
        self.client = CLIENTS[version]

    def task(self, **lines: Any) -> None:
        """Add the task; ``lines`` replaces keys of the map of the lines."""
        items = {
            "lines": {"read": {"file": "lines.csv"}, "by": {"quote": "no"}},
            "match": [self.product],
            "map": {
                self.product: {"lookup": "Products", "by": {"Product_Code": "sku"}},
                self.quantity: "qty",
                self.price: "price",
            },
            **lines,
        }
        self.bench.task(
            name="quotes",
            module="Quotes",
            match=["No"],
            read={"file": "quotes.csv"},
            map={"No": "no", "Subject": "subject", self.field: items},
        )

    def write(self, *lines: str, subject: str = "Offer") -> None:
        """Write the source: one quote and its lines."""
        self.bench.csv("quotes.csv", "no,subject", f"{self.no},{subject}")
        self.bench.csv("lines.csv", "quote,sku,qty,price", *(f"{self.no},{line}" for line in lines))

    @property
    def record(self) -> dict[str, Any]:
        """The quote as the CRM holds it."""
        ids = [each["id"] for each in self.bench.records("Quotes") if each.get("No") == self.no]
        found = self.client.get("Quotes", ids[0])
        assert found is not None
        return found

    @property
    def lines(self) -> list[tuple[str, Any, Any]]:
        """Its lines: product, quantity, price."""
        return [
            (each[self.product]["name"], each[self.quantity], each[self.price])
            for each in self.record[self.field]
        ]

    @property
    def ids(self) -> dict[str, str]:
        """The ids of its lines, by product."""
        return {each[self.product]["name"]: each["id"] for each in self.record[self.field]}

    def person_adds(self, sku: str, quantity: int) -> None:
        """Let a person add a line."""
        products = {each["Product_Code"]: each["id"] for each in self.bench.records("Products")}
        row = {self.product: {"id": products[sku]}, self.quantity: quantity, self.price: 1}
        answers = self.client.update("Quotes", [{"id": self.record["id"], self.field: [row]}])
        assert answers[0].ok


def stored(bench: Bench, number: int) -> Run:
    with Store(bench.home) as store:
        run = store.runs.get(number)
    assert run is not None
    return run


def undo(bench: Bench, number: int) -> dict[str, int]:
    """Undo a run, and give the outcomes."""
    definition = bench.definition()
    planned = undo_run(definition, stored(bench, number), home=bench.home)
    ended = summary(run_plan(definition, planned, home=bench.home, options=Options()))
    return {name: count for name, count in ended["outcomes"].items() if count}


@pytest.mark.parametrize("version", ["v2", "v4", "v8"])
def test_lines_are_created_changed_removed_and_undone(tmp_path: Path, zoho: Any, version: str) -> None:
    quotes = Quotes(tmp_path, zoho, version)
    quotes.task(others="remove")
    quotes.write("chair,2,10", "desk,1,99.5")
    assert quotes.bench.outcomes() == {"created": 1}
    assert quotes.lines == [("Chair", 2, 10), ("Desk", 1, 99.5)]
    before = quotes.bench.writes()
    assert quotes.bench.outcomes() == {"unchanged": 1}
    assert quotes.bench.outcomes(compare="live") == {"unchanged": 1}
    assert quotes.bench.writes() == before
    kept = quotes.ids["Chair"]
    quotes.write("chair,3,10", "lamp,4,7")
    run = quotes.bench.run()
    assert run["outcomes"]["updated"] == 1
    assert quotes.lines == [("Chair", 3, 10), ("Lamp", 4, 7)]
    assert quotes.ids["Chair"] == kept
    assert undo(quotes.bench, run["run"]) == {"updated": 1}
    assert sorted(quotes.lines) == [("Chair", 2, 10), ("Desk", 1, 99.5)]
    assert quotes.ids["Chair"] == kept
    assert quotes.bench.outcomes() == {"skipped": 1}


@pytest.mark.parametrize("version", ["v2", "v4", "v8"])
def test_a_line_that_a_person_added_is_kept(tmp_path: Path, zoho: Any, version: str) -> None:
    quotes = Quotes(tmp_path, zoho, version)
    quotes.task()
    quotes.write("chair,2,10", "desk,1,99.5")
    quotes.bench.run()
    quotes.person_adds("lamp", 9)
    quotes.write("chair,3,10", "desk,1,99.5")
    run = quotes.bench.run()
    assert run["outcomes"]["updated"] == 1
    assert quotes.lines == [("Chair", 3, 10), ("Desk", 1, 99.5), ("Lamp", 9, 1)]
    before = quotes.bench.writes()
    assert quotes.bench.outcomes() == {"unchanged": 1}
    assert quotes.bench.writes() == before
    assert undo(quotes.bench, run["run"]) == {"updated": 1}
    assert quotes.lines == [("Chair", 2, 10), ("Desk", 1, 99.5), ("Lamp", 9, 1)]
    assert quotes.bench.outcomes() == {"skipped": 1}


def test_a_line_that_a_person_changed_since_keeps_the_undo_off(tmp_path: Path, zoho: Any) -> None:
    quotes = Quotes(tmp_path, zoho, "v4")
    quotes.task()
    quotes.write("chair,2,10")
    quotes.bench.run()
    quotes.write("chair,3,10")
    run = quotes.bench.run()
    quotes.person_adds("lamp", 1)
    assert undo(quotes.bench, run["run"]) == {"skipped": 1}


def test_without_coql_the_same_happens(tmp_path: Path, zoho: Any) -> None:
    quotes = Quotes(tmp_path, zoho, "v4", use_coql=False)
    quotes.task(others="remove")
    quotes.write("chair,2,10", "desk,1,99.5")
    quotes.bench.run()
    calls = zoho.stats()["calls"].get("coql.query", {})
    quotes.write("lamp,1,1", "chair,2,11")
    assert quotes.bench.outcomes() == {"updated": 1}
    assert sorted(quotes.lines) == [("Chair", 2, 11), ("Lamp", 1, 1)]
    assert zoho.stats()["calls"].get("coql.query", {}) == calls


def test_faults_of_lines_make_their_row_invalid_all_at_once(tmp_path: Path, zoho: Any) -> None:
    quotes = Quotes(tmp_path, zoho, "v4")
    quotes.task()
    quotes.write("chair,2,10", "chair,1,5", "stool,x,10", "desk,1,1")
    quotes.bench.csv("lines.csv", *(tmp_path / "lines.csv").read_text().splitlines(), "Q-lost,chair,1,1")
    run = quotes.bench.run()
    assert run["outcomes"]["invalid"] == 2
    assert quotes.bench.causes(run["run"]) == {
        (quotes.no, "Quoted_Items", "duplicate_line"),
        (quotes.no, "Quoted_Items.Product_Name", "lookup_missing"),
        (quotes.no, "Quoted_Items.Quantity", "wrong_type"),
        ("quote = Q-lost", "Quoted_Items", "line_without_parent"),
    }
    details = {fault.code: fault.detail for each in quotes.bench.rejects(run["run"]) for fault in each.faults}
    assert details["line_without_parent"] == "lines.csv, row 5: quote = Q-lost"
    assert "line 3 (lines.csv, row 3)" in details["wrong_type"]
    assert "'x'" in details["wrong_type"]
    assert "stool" in details["lookup_missing"]


def test_rows_that_failed_are_retried_with_their_lines(tmp_path: Path, zoho: Any) -> None:
    quotes = Quotes(tmp_path, zoho, "v4")
    quotes.task()
    sku = f"new-{quotes.no}"
    quotes.write("chair,2,10", f"{sku},1,5")
    run = quotes.bench.run()
    assert run["outcomes"]["invalid"] == 1
    zoho.seed(records={"Products": [{"Product_Name": "New", "Product_Code": sku}]})
    quotes.bench.csv("lines.csv", "quote,sku,qty,price")
    definition = quotes.bench.definition()
    ended = summary(retry_run(definition, stored(quotes.bench, run["run"]), home=quotes.bench.home))
    assert ended["outcomes"]["created"] == 1
    assert quotes.lines == [("Chair", 2, 10), ("New", 1, 5)]


def test_lines_of_a_json_column(tmp_path: Path, zoho: Any) -> None:
    quotes = Quotes(tmp_path, zoho, "v4")
    quotes.task(lines={"column": "items"})
    quotes.bench.csv(
        "quotes.csv",
        "no,subject,items",
        f'{quotes.no},A,"[{{""sku"": ""chair"", ""qty"": 2, ""price"": 10.25}}]"',
        f"{quotes.no}-b,B,no list",
    )
    run = quotes.bench.run()
    assert quotes.lines == [("Chair", 2, 10.25)]
    assert quotes.bench.causes(run["run"]) == {(f"{quotes.no}-b", "Quoted_Items", "wrong_type")}


def test_lines_of_a_nested_column_in_parquet(tmp_path: Path, zoho: Any) -> None:
    quotes = Quotes(tmp_path, zoho, "v4")
    quotes.task(lines={"column": "items"})
    quotes.bench.tasks[0]["read"] = {"file": "quotes.parquet"}
    items = [{"sku": "chair", "qty": 2, "price": Decimal("10.25")}, {"sku": "desk", "qty": 1, "price": None}]
    rows = [{"no": quotes.no, "subject": "A", "items": items}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "quotes.parquet")
    assert quotes.bench.outcomes() == {"created": 1}
    assert [line[:2] for line in quotes.lines] == [("Chair", 2), ("Desk", 1)]
    assert quotes.lines[0] == ("Chair", 2, 10.25)
    assert quotes.bench.outcomes(compare="live") == {"unchanged": 1}


def test_products_that_the_same_run_makes_stand_in_lines(tmp_path: Path, zoho: Any) -> None:
    quotes = Quotes(tmp_path, zoho, "v4")
    quotes.bench.csv("products.csv", "sku,name", f"p-{quotes.no},Shelf")
    quotes.bench.task(
        name="products",
        module="Products",
        match=["Product_Code"],
        read={"file": "products.csv"},
        map={"Product_Code": "sku", "Product_Name": "name"},
    )
    quotes.task()
    quotes.write(f"p-{quotes.no},2,10", "chair,1,1")
    assert quotes.bench.outcomes() == {"created": 2}
    assert quotes.lines == [("Shelf", 2, 10), ("Chair", 1, 1)]
    assert quotes.bench.outcomes() == {"unchanged": 2}


def test_a_deleted_quote_comes_back_with_its_lines(tmp_path: Path, zoho: Any) -> None:
    quotes = Quotes(tmp_path, zoho, "v4")
    quotes.task()
    quotes.write("chair,2,10", "desk,1,99.5")
    quotes.bench.run()
    quotes.bench.tasks[0] |= {"operation": "delete", "map": {"No": "no"}, "name": "gone"}
    run = quotes.bench.run()
    assert run["outcomes"]["deleted"] == 1
    assert undo(quotes.bench, run["run"]) == {"created": 1}
    assert quotes.lines == [("Chair", 2, 10), ("Desk", 1, 99.5)]


@pytest.mark.parametrize(
    ("place", "items", "said"),
    [
        (("v4", "Product_Details"), {}, "Product_Details is the name of v2; in v4 it is Quoted_Items"),
        (("v2", "Quoted_Items"), {}, "Quoted_Items is the name of v2.1; in v2 it is Product_Details"),
        (("v4", "Quoted_Item"), {}, "Quotes has no field Quoted_Item"),
        (("v4", "Subject"), {}, "Quotes.Subject is no subform but text"),
        (
            ("v4", "Quoted_Items"),
            {"map": {"Product_Name": {"constant": "1"}, "Quantitty": "qty"}},
            "no field Quantitty",
        ),
        (("v4", "Quoted_Items"), {"map": {"Product_Name": "sku", "Net_Total": "qty"}}, "read-only"),
        (("v4", "Quoted_Items"), {"map": {"Product_Name": "sku", "Quantity": "qyt"}}, 'no column "qyt"'),
        (
            ("v4", "Quoted_Items"),
            {"lines": {"read": {"file": "lines.csv"}, "by": {"quotes": "num"}}},
            "The lines have no column quotes",
        ),
    ],
)
def test_faults_of_the_definition(
    tmp_path: Path, zoho: Any, place: tuple[str, str], items: dict[str, Any], said: str
) -> None:
    version, field = place
    quotes = Quotes(tmp_path, zoho, version)
    quotes.task()
    quotes.write("chair,2,10")
    entry = quotes.bench.tasks[0]["map"]
    made = {**entry.pop(quotes.field), "match": ["Product_Name"], **items}
    made["map"] = made["map"] if items.get("map") else {"Product_Name": "sku"}
    entry[field] = made
    with pytest.raises(DefinitionError) as caught:
        quotes.bench.run()
    assert any(said in fault.message for fault in caught.value.faults), caught.value
    assert all(fault.line for fault in caught.value.faults)
