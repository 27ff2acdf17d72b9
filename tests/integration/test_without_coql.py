"""``use_coql: false`` binds every kind of read: the emulator counts no COQL call, whatever a run asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.model import Compare
from hakobu.runs import Options, UndoChoice, plan_job, run_plan, summary, undo_run
from hakobu.store import Store
from tests.conftest import Emulator
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAYS: dict[str, dict[str, Any]] = {
    "COQL": {},  # shows that the counts would tell
    "REST": {"use_coql": False},
    "Bulk": {"use_coql": False, "api_type": "Bulk"},
}
PEOPLE = [
    {"Last_Name": name, "Company": "old", "Email": f"{name}@x.example", "Customer_No": name} for name in "abc"
]
MAP = {"Last_Name": "name", "Company": "company", "Email": "email", "Customer_No": "name"}


@pytest.fixture(scope="module")
def running() -> Iterator[Emulator]:
    """One emulator for all; each test begins with a new organisation."""
    started = Emulator()
    yield started
    started.end()


@pytest.fixture(params=WAYS)
def bench(request: pytest.FixtureRequest, running: Emulator, tmp_path: Path) -> Bench:
    running.reset()
    running.post("/_emulator/org", {"job_seconds": 0})
    running.seed(fields={"Leads": [key_field("Customer_No")]})
    made = Bench(tmp_path, running, **WAYS[request.param])
    made.csv("leads.csv", "name,company,email", *(f"{name},new,{name}@x.example" for name in "abc"))
    return made


def coql_calls(bench: Bench) -> int:
    calls = bench.emulator.stats()["calls"]
    return sum(sum(answers.values()) for name, answers in calls.items() if "coql" in name)


def told(bench: Bench) -> bool:
    """Give whether COQL calls are as the settings say: some with it, none at all without it."""
    return bool(coql_calls(bench)) is bench.crm.get("use_coql", True)


def test_the_source(bench: Bench) -> None:
    bench.emulator.seed(records={"Contacts": [{"Last_Name": name} for name in "abc"]})
    bench.source = dict(bench.crm)
    bench.task(
        read={"table": "Contacts"},
        operation="insert",
        map={"Last_Name": '"Last_Name"', "Company": "'c'", "Customer_No": "id"},
    )
    assert bench.outcomes() == {"created": 3}
    assert told(bench)


def test_lookups(bench: Bench) -> None:
    bench.emulator.seed(records={"Accounts": [{"Account_Name": "Acme"}]})
    bench.csv("people.csv", "name,firm", "a,Acme", "b,Acme", "c,None of ours")
    bench.task(
        read={"file": "people.csv"},
        module="Contacts",
        operation="insert",
        map={
            "Last_Name": "name",
            "Account_Name": {"lookup": "Accounts", "by": {"Account_Name": "firm"}, "missing": "reject"},
        },
    )
    assert bench.outcomes() == {"created": 2, "invalid": 1}
    assert told(bench)


@pytest.mark.parametrize("key", ["Email", "Customer_No"])
def test_matching(key: str, bench: Bench) -> None:
    bench.emulator.seed(records={"Leads": PEOPLE[:2]})
    bench.task(match=[key], map=MAP)
    assert bench.outcomes() == {"created": 1, "updated": 2}
    assert told(bench)


def test_comparison_with_what_the_crm_holds_now(bench: Bench) -> None:
    bench.task(match=["Customer_No"], map=MAP)
    assert bench.outcomes() == {"created": 3}
    before = coql_calls(bench)
    assert bench.outcomes(compare=Compare.LIVE) == {"unchanged": 3}
    assert (coql_calls(bench) > before) is bench.crm.get("use_coql", True)
    assert told(bench)


def test_a_lost_answer_that_is_looked_up(bench: Bench) -> None:
    """The rows were written, the answer never came."""
    bench.crm["timeout"] = 1
    bench.task(match=["Customer_No"], map=MAP)
    for operation in ("records.insert", "records.upsert"):
        bench.emulator.faults({"kind": "drop_after", "operation": operation, "times": 1})
    ended = bench.run()
    assert ended["outcomes"]["created"] == 3
    assert len(bench.records()) == 3
    assert told(bench)


def test_a_stored_plan_that_looks_again_before_it_writes(bench: Bench) -> None:
    bench.crm["schema"] = "v2"  # which has no header to do so in the write itself
    bench.emulator.seed(records={"Leads": PEOPLE})
    bench.task(match=["Customer_No"], map=MAP)
    plan = plan_job(bench.definition(), home=bench.home, options=Options())
    ended = summary(run_plan(bench.definition(), plan, home=bench.home, options=Options()))
    assert ended["outcomes"]["updated"] == 3
    assert told(bench)


def test_reading_back_a_recheck_and_an_undo(bench: Bench) -> None:
    bench.task(match=["Customer_No"], map=MAP, verify="all")
    ended = bench.run()
    assert ended["tasks"][0]["notes"]["read_back"]["verified"] == 3
    bench.edit("a", Company="theirs")
    again = bench.run(compare=Compare.RECHECK)
    assert (again["outcomes"]["updated"], again["outcomes"]["unchanged"]) == (1, 2)
    with Store(bench.home) as store:
        run = store.runs.get(again["run"])
    assert run is not None
    definition = bench.definition()
    planned = undo_run(definition, run, home=bench.home, choice=UndoChoice())
    undone = summary(run_plan(definition, planned, home=bench.home, options=Options()))
    assert undone["outcomes"]["updated"] == 1
    assert sorted(each["Company"] for each in bench.records()) == ["new", "new", "theirs"]
    assert told(bench)


def test_a_mirror(bench: Bench) -> None:
    bench.task(match=["Customer_No"], map=MAP, operation="mirror")
    assert bench.outcomes() == {"created": 3}
    bench.csv("leads.csv", "name,company,email", "a,new,a@x.example", "b,newer,b@x.example")
    assert bench.outcomes(compare=Compare.LIVE) == {"deleted": 1, "unchanged": 1, "updated": 1}
    assert told(bench)


def test_lines_and_links(bench: Bench) -> None:
    wants = {"api_name": "Wants", "data_type": "multiselectlookup", "lookup": "Products"}
    bench.emulator.seed(
        fields={"Quotes": [key_field("No"), wants]},
        records={"Products": [{"Product_Name": name, "Product_Code": name} for name in "xyz"]},
    )
    bench.csv("quotes.csv", "no,wishes", "1,x;y", "2,z")
    lines = {
        "lines": {"read": {"file": "lines.csv"}, "by": {"quote": "no"}},
        "match": ["Product_Name"],
        "map": {
            "Product_Name": {"lookup": "Products", "by": {"Product_Code": "sku"}},
            "Quantity": "qty",
            "List_Price": "1",
        },
    }
    links = {"lookup": "Products", "by": {"Product_Code": "wishes"}, "each": ";"}
    bench.task(
        module="Quotes",
        match=["No"],
        read={"file": "quotes.csv"},
        map={"No": "no", "Subject": "no", "Quoted_Items": lines, "Wants": links},
    )
    bench.csv("lines.csv", "quote,sku,qty", "1,x,2", "2,y,3", "2,z,1")
    assert bench.outcomes() == {"created": 2}
    bench.csv("lines.csv", "quote,sku,qty", "1,x,2", "2,y,4", "2,z,1")
    assert bench.outcomes(compare=Compare.LIVE) == {"unchanged": 1, "updated": 1}
    assert told(bench)
