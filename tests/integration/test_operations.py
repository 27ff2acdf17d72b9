"""The operations of a task, in every version: what is created, changed, deleted, left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.model import Compare
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAP = {"Last_Name": "name", "Company": "company", "City": "city", "Customer_No": "no"}


@pytest.fixture
def bench(tmp_path: Path, emulator: Callable[..., Any]) -> Bench:
    zoho = emulator()
    zoho.seed(fields={"Leads": [key_field("Customer_No")], "Accounts": [key_field("Account_Code")]})
    return Bench(tmp_path, zoho)


def requests(bench: Bench) -> list[dict[str, Any]]:
    """List the requests that the emulator remembers."""
    found = bench.emulator.journal()
    calls: list[dict[str, Any]] = found["requests"]
    return calls


@pytest.mark.parametrize("schema", ["v2", "v2.1", "v4", "v8"])
def test_an_upsert_sends_only_what_differs_in_every_version(bench: Bench, schema: str) -> None:
    bench.crm["schema"] = schema
    bench.csv("leads.csv", "no,name,company,city", "1,山田,A,津", "2,Sato,B,Osaka", "3,Ito,C,")
    bench.task(match=["Customer_No"], map=MAP)
    assert bench.outcomes() == {"created": 3}
    before = bench.writes()
    assert bench.outcomes() == {"unchanged": 3}
    assert bench.writes() == before
    bench.csv("leads.csv", "no,name,company,city", "1,山田,A,四日市", "2,Sato,B,Osaka", "3,Ito,C,")
    assert bench.outcomes() == {"updated": 1, "unchanged": 2}
    assert {r["Customer_No"]: r["City"] for r in bench.records()} == {"1": "四日市", "2": "Osaka", "3": None}


def test_only_the_changed_field_leaves_the_house(bench: Bench) -> None:
    """Two-way tools overwrote whole records: what a person changed in another field stays."""
    bench.csv("leads.csv", "no,name,company,city", "1,Yamada,A,Tsu")
    bench.task(match=["Customer_No"], map=MAP)
    bench.run()
    (record,) = bench.records()
    bench.emulator.post("/_emulator/journal", {"bodies": 2000})
    bench.csv("leads.csv", "no,name,company,city", "1,Yamada,A,Ise")
    assert bench.outcomes() == {"updated": 1}
    sent = [str(call["request"]) for call in requests(bench) if call["operation"] == "records.update"]
    assert len(sent) == 1
    assert "Ise" in sent[0]
    assert "Company" not in sent[0]
    (after,) = bench.records()
    assert (after["id"], after["City"], after["Company"]) == (record["id"], "Ise", "A")


def test_insert_creates_and_zoho_refuses_a_taken_value(bench: Bench) -> None:
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,", "2,b,B,")
    bench.task(operation="insert", map=MAP)
    assert bench.outcomes() == {"created": 2}
    run = bench.run()
    assert run["outcomes"]["rejected"] == 2
    assert bench.causes(run["run"]) == {("", "Customer_No", "DUPLICATE_DATA")}
    assert len(bench.records()) == 2


def test_delete_removes_the_rows_of_the_source_and_skips_the_others(bench: Bench) -> None:
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,", "2,b,B,")
    bench.task(match=["Customer_No"], map=MAP)
    bench.run()
    bench.tasks.clear()
    bench.csv("gone.csv", "no", "2", "7")
    bench.task(
        read={"file": "gone.csv"}, match=["Customer_No"], map={"Customer_No": "no"}, operation="delete"
    )
    assert bench.outcomes() == {"deleted": 1, "skipped": 1}
    assert [record["Customer_No"] for record in bench.records()] == ["1"]
    assert bench.outcomes() == {"skipped": 2}


def test_an_empty_source_changes_nothing(bench: Bench) -> None:
    """Zero source rows never delete."""
    bench.csv("leads.csv", "no,name,company,city")
    bench.task(match=["Customer_No"], map=MAP)
    run = bench.run()
    assert (run["read"], run["status"], bench.writes()) == (0, "done", {})


def test_an_empty_value_never_erases_unless_it_is_told_to(bench: Bench) -> None:
    """Lesson 34: nulls overwrote good values."""
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,Tsu")
    bench.task(match=["Customer_No"], map=MAP)
    bench.run()
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,")
    assert bench.outcomes() == {"unchanged": 1}
    bench.tasks[0]["map"] = {**MAP, "City": {"value": "city", "nulls": "write"}}
    assert bench.outcomes() == {"updated": 1}
    assert bench.records()[0]["City"] is None
    assert bench.outcomes() == {"unchanged": 1}


def test_a_field_written_on_create_only_is_left_alone_afterwards(bench: Bench) -> None:
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,Tsu")
    bench.task(match=["Customer_No"], map={**MAP, "City": {"value": "city", "policy": "on create"}})
    assert bench.outcomes() == {"created": 1}
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,Ise")
    assert bench.outcomes() == {"unchanged": 1}
    assert bench.records()[0]["City"] == "Tsu"


def test_a_changed_mapping_compares_anew(bench: Bench) -> None:
    """Lesson 31: a changed mapping must resend; a field never written before is read live first."""
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,Tsu", "2,b,B,Ise")
    short = {name: value for name, value in MAP.items() if name != "City"}
    bench.task(match=["Customer_No"], map=short)
    bench.run()
    first = next(record for record in bench.records() if record["Customer_No"] == "1")
    bench.emulator.seed(records={"Leads": []})
    bench.tasks[0]["map"] = {**short, "City": "city"}
    assert bench.outcomes() == {"updated": 2}
    assert {r["id"]: r["City"] for r in bench.records()}[first["id"]] == "Tsu"
    assert bench.outcomes() == {"unchanged": 2}


def test_the_first_run_compares_with_the_live_crm(bench: Bench) -> None:
    """Lesson 18: look-ups read the CRM, not only what this tool wrote."""
    body = {"Last_Name": "a", "Company": "A", "City": "Tsu", "Customer_No": "1"}
    bench.emulator.seed(records={"Leads": [body, {**body, "Customer_No": "2"}]})
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,Tsu", "2,a,A,Ise", "3,c,C,")
    bench.task(match=["Customer_No"], map=MAP)
    assert bench.outcomes() == {"created": 1, "updated": 1, "unchanged": 1}
    assert bench.outcomes() == {"unchanged": 3}


def test_a_live_comparison_finds_what_somebody_changed(bench: Bench) -> None:
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,Tsu")
    bench.task(match=["Customer_No"], map=MAP)
    bench.run()
    ident = bench.records()[0]["id"]
    token = bench.emulator.post(
        "/oauth/v2/token?grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=person"
    )["access_token"]
    bench.emulator._http.put(
        f"/crm/v4/Leads/{ident}",
        json={"data": [{"City": "Kobe"}]},
        headers={"Authorization": f"Zoho-oauthtoken {token}"},
    ).raise_for_status()
    assert bench.outcomes() == {"unchanged": 1}
    assert bench.outcomes(compare=Compare.LIVE) == {"updated": 1}
    assert bench.records()[0]["City"] == "Tsu"


def test_parents_are_written_before_children_whatever_the_order(bench: Bench) -> None:
    bench.csv("people.csv", "name,mail,account", "Yamada,y@example.jp,A1", "Sato,s@example.jp,A9")
    bench.csv("accounts.csv", "code,name", "A1,Sakura")
    bench.task(
        name="people",
        module="Contacts",
        read={"file": "people.csv"},
        match=["Email"],
        map={
            "Last_Name": "name",
            "Email": "mail",
            "Account_Name": {"lookup": "Accounts", "by": {"Account_Code": "account"}},
        },
    )
    bench.task(
        name="accounts",
        module="Accounts",
        read={"file": "accounts.csv"},
        match=["Account_Code"],
        map={"Account_Name": "name", "Account_Code": "code"},
    )
    run = bench.run()
    assert [task["task"] for task in run["tasks"]] == ["accounts", "people"]
    assert {k: v for k, v in run["outcomes"].items() if v} == {"created": 2, "invalid": 1}
    assert bench.causes(run["run"]) == {("s@example.jp", "Account_Name", "lookup_missing")}
    (account,) = bench.records("Accounts")
    (contact,) = bench.records("Contacts")
    assert account["id"] in str(contact["Account_Name"])
    assert {k: v for k, v in bench.run()["outcomes"].items() if v} == {"unchanged": 2, "invalid": 1}


def test_a_parent_in_the_same_file_is_written_first(bench: Bench) -> None:
    bench.csv("accounts.csv", "code,name,parent", "A2,Child,A1", "A1,Parent,")
    lookup = {"lookup": "Accounts", "by": {"Account_Code": "parent"}, "missing": "reject"}
    bench.task(
        module="Accounts",
        read={"file": "accounts.csv"},
        match=["Account_Code"],
        map={"Account_Name": "name", "Account_Code": "code", "Parent_Account": lookup},
    )
    assert bench.outcomes() == {"created": 2}
    records = {record["Account_Code"]: record for record in bench.records("Accounts")}
    assert records["A1"]["id"] in str(records["A2"]["Parent_Account"])


@pytest.mark.parametrize("module", ["Tasks"])
def test_a_module_without_upsert_is_written_by_insert_and_update(bench: Bench, module: str) -> None:
    bench.csv("leads.csv", "subject,due", "Call,2026-12-01", "Write,2026-12-02")
    bench.task(module=module, match=["Subject"], map={"Subject": "subject", "Due_Date": "due"})
    assert bench.outcomes() == {"created": 2}
    bench.csv("leads.csv", "subject,due", "Call,2026-12-05", "Write,2026-12-02")
    assert bench.outcomes() == {"updated": 1, "unchanged": 1}
    assert set(bench.writes()) == {"insert", "update"}


def test_without_coql_no_coql_call_is_made(bench: Bench) -> None:
    bench.crm["use_coql"] = False
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,Tsu")
    bench.task(match=["Customer_No"], map=MAP)
    assert bench.outcomes() == {"created": 1}
    assert bench.outcomes() == {"unchanged": 1}
    assert not [name for name in bench.emulator.stats()["calls"] if name.startswith("coql")]


def test_workflow_rules_do_not_run_unless_the_task_says_so(bench: Bench) -> None:
    bench.emulator.post("/_emulator/journal", {"bodies": 2000})
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,Tsu")
    bench.task(match=["Customer_No"], map=MAP)
    bench.run()
    (body,) = [call["request"] for call in requests(bench) if call["operation"] == "records.insert"]
    assert '"trigger":[]' in body.replace(" ", "")


def test_a_stamp_makes_keyless_inserts_exactly_once(bench: Bench) -> None:
    bench.emulator.seed(fields={"Leads": [key_field("Import_Stamp")]})
    bench.emulator.faults({"kind": "drop_after", "operation": "records.insert", "times": 1})
    bench.csv("leads.csv", "name,company", "a,A", "b,B")
    bench.task(operation="insert", stamp="Import_Stamp", map={"Last_Name": "name", "Company": "company"})
    assert bench.outcomes() == {"created": 2}
    assert len(bench.records()) == 2
