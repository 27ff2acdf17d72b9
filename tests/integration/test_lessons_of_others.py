"""What users of other tools ran into, as whole runs; each test says which lesson it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.model import ChangeKind, Compare
from hakobu.plan import read_changes
from hakobu.runs import Options, check_job, retry_run, run_job, summary
from hakobu.store import Store
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAP = {"Last_Name": "name", "Company": "company", "Email": "email", "Customer_No": "no"}
HEAD = "no,name,company,email"


@pytest.fixture
def bench(tmp_path: Path, emulator: Callable[..., Any]) -> Bench:
    zoho = emulator()
    zoho.seed(fields={"Leads": [key_field("Customer_No")]})
    return Bench(tmp_path, zoho)


def people(count: int, *, first: int = 0, company: str = "c") -> list[str]:
    return [f"N{n},n{n},{company},p{n}@example.com" for n in range(first, first + count)]


def test_a_key_that_is_mapped_is_a_field_like_the_others(bench: Bench) -> None:
    """Lesson 3: a key that was mapped as a field too failed in the CRM, and the tool said success."""
    bench.csv("leads.csv", HEAD, *people(3))
    bench.task(match=["Customer_No"], map=MAP)
    assert bench.outcomes() == {"created": 3}
    assert {record["Customer_No"] for record in bench.records()} == {"N0", "N1", "N2"}
    bench.csv("leads.csv", HEAD, *people(3, company="d"))
    assert bench.outcomes() == {"updated": 3}
    assert {record["Company"] for record in bench.records()} == {"d"}


def test_what_is_said_to_be_written_is_read_back(bench: Bench) -> None:
    """Lesson 5: a bulk upsert came back, and nothing had changed."""
    bench.csv("leads.csv", HEAD, *people(250))
    bench.task(match=["Customer_No"], map=MAP)
    assert bench.outcomes() == {"created": 250}
    assert bench.emulator.stats()["records"]["Leads"] == 250
    assert bench.outcomes(compare=Compare.LIVE) == {"unchanged": 250}


def test_children_find_what_an_earlier_run_created(bench: Bench) -> None:
    """Lesson 8: the new ids of parents are there for their children, and failed rows have a list."""
    bench.emulator.seed(fields={"Accounts": [key_field("Account_Code")]})
    bench.csv("accounts.csv", "code,name", "A1,One", "A2,Two")
    accounts = {"Account_Code": "code", "Account_Name": "name"}
    bench.task(module="Accounts", read={"file": "accounts.csv"}, match=["Account_Code"], map=accounts)
    bench.run()
    ids = {record["Account_Code"]: record["id"] for record in bench.records("Accounts")}
    bench.tasks.clear()
    bench.csv("people.csv", "name,email,code", "a,a@example.com,A2", "b,b@example.com,A9")
    parent = {"lookup": "Accounts", "by": {"Account_Code": "code"}, "missing": "reject"}
    fields = {"Last_Name": "name", "Email": "email", "Account_Name": parent}
    bench.task(name="people", module="Contacts", read={"file": "people.csv"}, match=["Email"], map=fields)
    run = bench.run()
    assert ids["A2"] in str(bench.records("Contacts")[0]["Account_Name"])
    assert bench.causes(run["run"]) == {("b@example.com", "Account_Name", "lookup_missing")}


def test_one_wrong_id_fails_no_batch(bench: Bench) -> None:
    """Lesson 11: one missing id failed the whole batch."""
    body = {"Last_Name": "x", "Company": "c"}
    ids = bench.emulator.seed(records={"Leads": [body] * 3})["ids"]["Leads"]
    bench.csv(
        "leads.csv", "id,name", *(f"{ident},new" for ident in ids), "12345,gone", "none,wrong", ",empty"
    )
    bench.task(match=["id"], map={"id": "id", "Last_Name": "name"}, operation="update")
    assert bench.outcomes() == {"updated": 3, "skipped": 1, "invalid": 2}
    assert {record["Last_Name"] for record in bench.records()} == {"new"}


def test_a_row_that_changes_its_second_key_stays_the_same_record(bench: Bench) -> None:
    """Lesson 19: after a key change, the order of the API's answer decided which record was updated."""
    bench.csv("leads.csv", HEAD, *people(2))
    bench.task(match=["Customer_No", "Email"], map=MAP)
    bench.run()
    first = {record["Customer_No"]: record["id"] for record in bench.records()}
    bench.csv("leads.csv", HEAD, "N0,n0,c,moved@example.com", "N1,n1,c,p0@example.com")
    for _ in range(2):
        bench.run(compare=Compare.LIVE)
    found = {record["id"]: (record["Customer_No"], record["Email"]) for record in bench.records()}
    assert found == {first["N0"]: ("N0", "moved@example.com"), first["N1"]: ("N1", "p0@example.com")}


def test_a_delete_keeps_what_the_record_held(bench: Bench) -> None:
    """Lesson 22: events of a deletion carried only the id."""
    bench.csv("leads.csv", HEAD, *people(1))
    bench.task(match=["Customer_No"], map=MAP)
    bench.run()
    (ident,) = [record["id"] for record in bench.records()]
    bench.tasks[0] |= {"operation": "delete", "map": {"Customer_No": "no"}}
    run = bench.run()
    (change,) = read_changes(bench.home / "runs" / str(run["run"]) / "0")
    assert (change.kind, change.id) == (ChangeKind.DELETE, ident)
    assert (change.old["Customer_No"], change.old["Email"]) == ("N0", "p0@example.com")
    assert bench.records() == []


def test_a_check_moves_nothing(bench: Bench) -> None:
    """Lesson 25: a dry run moved the cursor, and another wrote files."""
    bench.csv("leads.csv", HEAD, *people(3))
    bench.task(match=["Customer_No"], map=MAP)
    definition = bench.definition()
    for _ in range(2):
        (found,) = check_job(definition, definition.jobs["job"], home=bench.home)
        assert found.plan.create == 3
    assert bench.writes() == {}
    with Store(bench.home) as store:
        assert store.runs.latest() == []
    assert not list(bench.home.glob("ledgers/*.parquet"))
    assert bench.outcomes() == {"created": 3}


def test_a_retry_leaves_the_failures_of_others_alone(bench: Bench) -> None:
    """Lesson 27: a retry overwrote failures that a live run had just added."""
    bench.task(name="one", read={"file": "one.csv"}, match=["Customer_No"], map=MAP)
    bench.csv("one.csv", HEAD, "N1,,c,a@example.com", "N2,b,c,b@example.com")
    first = bench.run()
    bench.csv("one.csv", HEAD, "N1,,c,a@example.com", "N3,,c,c@example.com")
    second = bench.run()
    bench.tasks[0]["map"] = {**MAP, "Last_Name": "coalesce(name, '-')"}
    definition = bench.definition()
    with Store(bench.home) as store:
        run = store.runs.get(second["run"])
        assert run is not None
    sent = summary(retry_run(definition, run, home=bench.home))
    assert (sent["carried"], sent["outcomes"]["created"]) == (2, 2)
    assert {r.state for r in bench.rejects(first["run"])} == {"again"}
    assert {r.state for r in bench.rejects(second["run"])} == {"delivered"}
    assert {record["Customer_No"] for record in bench.records()} == {"N1", "N2", "N3"}


def test_what_was_confirmed_before_the_trouble_is_not_lost(bench: Bench) -> None:
    """Lesson 28: one bad record, and hours of state were lost; a first load began again from nought."""
    bench.csv("leads.csv", HEAD, *people(1_500))
    bench.task(match=["Customer_No"], map=MAP)
    fault = {"kind": "status", "status": 403, "code": "NO_PERMISSION", "operation": "records.insert"}
    bench.emulator.faults({**fault, "skip": 5})
    stopped = bench.run()
    done = bench.emulator.stats()["records"]["Leads"]
    assert (stopped["status"], stopped["outcomes"]["created"]) == ("failed", done)
    assert done >= 500
    bench.emulator._http.delete("/_emulator/faults")
    rest = summary(run_job(bench.definition(), home=bench.home, options=Options(fresh=True)))
    assert (rest["outcomes"]["unchanged"], rest["outcomes"]["created"]) == (done, 1_500 - done)
    assert bench.emulator.stats()["records"]["Leads"] == 1_500


@pytest.mark.parametrize("use_coql", [True, False])
def test_modules_of_more_records_than_a_list_gives(bench: Bench, use_coql: bool) -> None:  # noqa: FBT001
    """Connectors stopped at 2,000 rows, because they did not follow the page's token."""
    rows = [[f"n{n}", "c", f"p{n}@example.com", f"N{n}"] for n in range(2_300)]
    fields = ["Last_Name", "Company", "Email", "Customer_No"]
    bench.emulator.seed(columns={"module": "Leads", "fields": fields, "rows": rows})
    bench.crm["use_coql"] = use_coql
    bench.csv("leads.csv", HEAD, *people(2_300))
    bench.task(match=["Customer_No"], map=MAP)
    assert bench.outcomes() == {"unchanged": 2_300}
    assert bench.writes() == {}


@pytest.mark.parametrize("use_coql", [True, False])
def test_more_fields_than_one_read_gives(bench: Bench, use_coql: bool) -> None:  # noqa: FBT001
    """Fields beyond 50 silently became empty."""
    names = [f"Extra_{n}" for n in range(70)]
    more = [{"api_name": n, "field_label": n, "data_type": "text", "length": 20} for n in names]
    bench.emulator.seed(fields={"Leads": more})
    bench.crm["use_coql"] = use_coql
    bench.csv("leads.csv", f"{HEAD},{','.join(names)}", "N1,n,c,a@example.com," + ",".join(names))
    bench.task(match=["Customer_No"], map={**MAP, **{name: name for name in names}})
    assert bench.outcomes() == {"created": 1}
    assert bench.outcomes(compare=Compare.LIVE) == {"unchanged": 1}
