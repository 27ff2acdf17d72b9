"""A linking module by jobs, in every version: its rows are those of the multi-select lookup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.connectors.zoho_source import ZohoSource
from hakobu.model import Read
from hakobu.zoho import Client, Settings
from tests.acceptance.modules import VERSIONS, Hurried
from tests.conftest import Emulator
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODULE = "Leads_X_Wants"
LEAD = {"lookup": "Leads", "by": {"Code": "code"}}
PRODUCT = {"lookup": "Products", "by": {"Product_Code": "product"}}


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    running = Emulator("--edition", "ultimate")
    running.seed(
        fields={
            "Leads": [
                key_field("Code"),
                {"api_name": "Wants", "data_type": "multiselectlookup", "lookup": "Products"},
            ]
        },
        records={
            "Products": [{"Product_Name": name, "Product_Code": name} for name in ("a", "b", "c")],
            "Leads": [{"Last_Name": f"L {v}{n}", "Code": f"{v}{n}"} for v in VERSIONS for n in (1, 2)],
        },
    )
    yield running
    running.close()


def client(emulator: Emulator, schema: str, **more: Any) -> Client:
    given: dict[str, Any] = {"client_id": "i", "client_secret": "s", "refresh_token": f"1000.{schema}"}
    url = emulator.url
    settings = Settings(**given, accounts_server=url, api_domain=url, schema=schema, **more)
    return Client(settings, clock=Hurried(emulator))


def links(emulator: Emulator, schema: str, **way: Any) -> set[str]:
    """Read the rows of the linking module as a job's source does: code of the lead, code of the product."""
    with client(emulator, schema, **way) as crm:
        read = Read(table=MODULE, columns=("Lead", "Wants"))
        rows = [row for batch in ZohoSource("crm", crm).batches(read) for row in batch.to_pylist()]
    leads, products = (
        {row["id"]: row[key] for row in emulator.get(f"/_emulator/records/{module}")["records"]}
        for module, key in (("Leads", "Code"), ("Products", "Product_Code"))
    )
    pairs = ((leads[row["Lead"]], products[row["Wants"]]) for row in rows)
    return {f"{lead.removeprefix(schema)}-{product}" for lead, product in pairs if lead[:-1] == schema}


@pytest.mark.parametrize("schema", VERSIONS)
def test_rows_of_a_linking_module_and_the_lookup_are_the_same(
    schema: str, emulator: Emulator, tmp_path: Path
) -> None:
    bench = Bench(tmp_path, emulator, schema=schema, refresh_token=f"1000.{schema}")
    bench.task(
        name="links",
        module=MODULE,
        read={"file": "links.csv"},
        match=[["Lead", "Wants"]],
        map={"Lead": LEAD, "Wants": PRODUCT},
    )
    first = [f"{schema}1,a", f"{schema}1,b", f"{schema}2,a"]
    bench.csv("links.csv", "code,product", *first)
    assert bench.outcomes() == {"created": 3}
    assert bench.outcomes(compare="live") == {"unchanged": 3}
    for way in ({}, {"use_coql": False}, {"use_coql": False, "api_type": "Bulk"}):
        assert links(emulator, schema, **way) == {"1-a", "1-b", "2-a"}

    # by the lookup of the lead: b goes, c comes
    bench.csv("leads.csv", "code,wants", f"{schema}1,a;c")
    by_field = {"lookup": "Products", "by": {"Product_Code": "wants"}, "each": ";", "mode": "replace"}
    bench.tasks[0] = {
        "name": "leads",
        "module": "Leads",
        "operation": "update",
        "read": {"file": "leads.csv"},
        "match": ["Code"],
        "map": {"Code": "code", "Wants": by_field},
    }
    assert bench.outcomes() == {"updated": 1}
    assert links(emulator, schema) == {"1-a", "1-c", "2-a"}

    # rows of the linking module deleted by their pair: the lead lacks them
    bench.csv("links.csv", "code,product", f"{schema}1,c", f"{schema}2,b")
    bench.tasks[0] = {
        "name": "gone",
        "module": MODULE,
        "operation": "delete",
        "read": {"file": "links.csv"},
        "match": [["Lead", "Wants"]],
        "map": {"Lead": LEAD, "Wants": PRODUCT},
    }
    assert bench.outcomes() == {"deleted": 1, "skipped": 1}
    ident = next(row["id"] for row in bench.records() if row["Code"] == f"{schema}1")
    with client(emulator, schema) as crm:
        shown = crm.get("Leads", ident)
    assert shown is not None
    assert [each["Wants"]["name"] for each in shown["Wants"]] == ["a"]
