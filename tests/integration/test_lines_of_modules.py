"""Lines of orders, invoices, price books and a subform of one's own, through a job, in each version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.runs import Options, plan_job, planned_tasks, run_plan, summary, undo_run
from hakobu.store import Store
from hakobu.zoho import Client, Settings
from tests.conftest import Emulator
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VERSIONS = ("v2", "v4", "v8")
OWN = {
    "api_name": "Parts",
    "field_label": "部品",
    "data_type": "subform",
    "fields": [
        {"api_name": "Part", "field_label": "部品名", "data_type": "text", "length": 50},
        {"api_name": "Pieces", "field_label": "個数", "data_type": "integer"},
        {"api_name": "Cost", "field_label": "単価", "data_type": "currency"},
    ],
}


@dataclass(frozen=True)
class Kind:
    """A module with lines: its name, the lines' field by version, their columns, and its mandatory fields."""

    module: str
    name: str
    fields: dict[str, str]
    columns: dict[str, tuple[str, str, str]]
    more: dict[str, Any]
    looks_up: bool = True


def _items(module: str, field: str, **more: Any) -> Kind:
    new = ("Product_Name", "Quantity", "List_Price")
    return Kind(
        module,
        "Subject",
        {"v2": "Product_Details", "v4": field, "v8": field},
        {"v2": ("product", "quantity", "list_price"), "v4": new, "v8": new},
        more,
    )


VENDOR = {"lookup": "Vendors", "by": {"Vendor_Name": "vendor"}}
KINDS = {
    each.module: each
    for each in (
        _items("Sales_Orders", "Ordered_Items"),
        _items("Purchase_Orders", "Purchase_Items", Vendor_Name=VENDOR),
        _items("Invoices", "Invoiced_Items"),
        Kind(
            "Price_Books",
            "Price_Book_Name",
            dict.fromkeys(VERSIONS, "Pricing_Details"),
            dict.fromkeys(VERSIONS, ("from_range", "to_range", "discount")),
            {"Pricing_Model": {"constant": "Flat"}},
            looks_up=False,
        ),
        Kind(
            "Machines",
            "Name",
            dict.fromkeys(VERSIONS, "Parts"),
            dict.fromkeys(VERSIONS, ("Part", "Pieces", "Cost")),
            {},
            looks_up=False,
        ),
    )
}
# lines as the source has them: key, number, number
FIRST: dict[bool, tuple[str, ...]] = {True: ("chair,2,10", "desk,1,99.5"), False: ("1,10,2.5", "11,20,5")}
SECOND: dict[bool, tuple[str, ...]] = {True: ("chair,3,10",), False: ("1,12,2.5",)}


@pytest.fixture(scope="module")
def zoho() -> Iterator[Emulator]:
    """One emulator for all tests of this file; each works on records of its own."""
    started = Emulator()
    try:
        started.seed(
            modules=[{"api_name": "Machines", "singular_label": "機械", "plural_label": "機械"}],
        )
        started.seed(
            fields={name: [key_field("No"), *([OWN] if name == "Machines" else [])] for name in KINDS},
            records={
                "Products": [
                    {"Product_Name": name, "Product_Code": name.lower()} for name in ("Chair", "Desk")
                ],
                "Vendors": [{"Vendor_Name": "Maker"}],
            },
        )
        yield started
    finally:
        started.end()


class Documents:
    """A job that writes records of one module with their lines, in one version."""

    def __init__(self, folder: Path, zoho: Any, kind: Kind, version: str) -> None:
        self.kind = kind
        self.field, self.columns = kind.fields[version], kind.columns[version]
        self.bench = Bench(folder, zoho, schema=version, refresh_token=f"{kind.module}-{version}")
        self.no = f"{kind.module}-{version}"
        key, first, second = self.columns
        product = {"lookup": "Products", "by": {"Product_Code": "a"}}
        self.bench.task(
            name="documents",
            module=kind.module,
            match=["No"],
            read={"file": "documents.csv"},
            map={
                "No": "no",
                kind.name: "name",
                **kind.more,
                self.field: {
                    "lines": {"read": {"file": "lines.csv"}, "by": {"no": "no"}},
                    "match": [key],
                    "others": "remove",
                    "map": {key: product if kind.looks_up else "a", first: "b", second: "c"},
                },
            },
        )

    def write(self, lines: tuple[str, ...]) -> None:
        """Write the source: one record and its lines."""
        self.bench.csv("documents.csv", "no,name,vendor", f"{self.no},{self.no},Maker")
        self.bench.csv("lines.csv", "no,a,b,c", *(f"{self.no},{line}" for line in lines))

    def held(self, client: Client) -> dict[str, str]:
        """Give the lines that the CRM holds, as the source would write them, by their ids."""
        records = self.bench.records(self.kind.module)
        found = client.get(
            self.kind.module, next(each["id"] for each in records if each.get("No") == self.no)
        )
        assert found is not None
        return {
            each["id"]: ",".join(_as_in_source(each[name]) for name in self.columns)
            for each in found[self.field]
        }

    def undo(self, number: int) -> dict[str, int]:
        """Undo a run, and give the outcomes."""
        definition = self.bench.definition()
        with Store(self.bench.home) as store:
            run = store.runs.get(number)
        assert run is not None
        planned = undo_run(definition, run, home=self.bench.home)
        ended = summary(run_plan(definition, planned, home=self.bench.home, options=Options()))
        return {name: count for name, count in ended["outcomes"].items() if count}


def _as_in_source(value: Any) -> str:
    if isinstance(value, dict):
        return str(value["name"]).lower()
    return value if isinstance(value, str) else format(float(value), "g")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("module", KINDS)
def test_lines_are_created_kept_changed_removed_and_undone(
    tmp_path: Path, zoho: Any, module: str, version: str
) -> None:
    kind = KINDS[module]
    documents = Documents(tmp_path, zoho, kind, version)
    reader = Settings(
        client_id="id",
        client_secret="planted-secret",
        refresh_token=f"reader-{module}-{version}",
        accounts_server=zoho.url,
        api_domain=zoho.url,
        schema=version,
    )
    with Client(reader) as client:
        first, second = FIRST[kind.looks_up], SECOND[kind.looks_up]
        documents.write(first)
        assert documents.bench.outcomes() == {"created": 1}
        created = documents.held(client)
        assert tuple(created.values()) == first
        before = documents.bench.writes()
        assert documents.bench.outcomes() == {"unchanged": 1}
        assert documents.bench.outcomes(compare="live") == {"unchanged": 1}
        assert documents.bench.writes() == before
        documents.write(second)
        run = documents.bench.run()
        assert run["outcomes"]["updated"] == 1
        changed = documents.held(client)
        assert tuple(changed.values()) == second
        assert list(changed) == list(created)[:1], "the line that changed keeps its id"
        assert documents.undo(run["run"]) == {"updated": 1}
        undone = documents.held(client)
        assert tuple(undone.values()) == first
        assert next(iter(undone)) == next(iter(created)), "and keeps it when it is taken back"


@pytest.mark.parametrize("use_coql", [True, False])
def test_the_plan_tells_what_reading_the_lines_took(tmp_path: Path, zoho: Any, *, use_coql: bool) -> None:
    documents = Documents(tmp_path, zoho, KINDS["Invoices"], "v4")
    documents.bench.crm["use_coql"] = use_coql
    documents.no = f"told-{use_coql}"
    documents.write(FIRST[True])
    documents.bench.run()
    documents.write(SECOND[True])
    planned = plan_job(documents.bench.definition(), home=documents.bench.home)
    (task,) = planned_tasks(planned, home=documents.bench.home)
    (lines,) = [each for each in task.plan.reads if each.what == "lines"]
    assert (lines.rows, lines.credits) == (1, 1)
