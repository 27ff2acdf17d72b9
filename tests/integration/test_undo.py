"""Undo: what a run did is taken back, what people did since is left alone, and it stays taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import GuardError
from hakobu.runs import Options, UndoChoice, run_plan, summary, undo_run
from hakobu.store import Store
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hakobu.store import Run

MAP = {"Last_Name": "name", "Company": "company", "City": "city", "Customer_No": "no"}


@pytest.fixture
def bench(tmp_path: Path, emulator: Callable[..., Any]) -> Bench:
    zoho = emulator()
    zoho.seed(fields={"Leads": [key_field("Customer_No")], "Accounts": [key_field("Account_Code")]})
    made = Bench(tmp_path, zoho)
    made.csv("leads.csv", "no,name,company,city", "1,a,A,Tsu", "2,b,B,Ise")
    made.task(match=["Customer_No"], map={**MAP, "City": {"value": "city", "nulls": "write"}})
    return made


def find(bench: Bench, number: int) -> Run:
    with Store(bench.home) as store:
        run = store.runs.get(number)
    assert run is not None
    return run


def undo(bench: Bench, number: int, **choice: Any) -> dict[str, Any]:
    """Plan the undo of a run and execute it; give the outcomes and the reasons of what was left alone."""
    definition = bench.definition()
    planned = undo_run(definition, find(bench, number), home=bench.home, choice=UndoChoice(**choice))
    assert planned.status == "planned"
    ended = summary(run_plan(definition, planned, home=bench.home, options=Options()))
    skipped: dict[str, int] = {}
    for task in ended["tasks"]:
        skipped |= task["notes"].get("skipped", {})
    done = {name: count for name, count in ended["outcomes"].items() if count}
    return {"run": ended["run"], "done": done, "skipped": skipped}


def edit(bench: Bench, no: str, **values: str) -> None:
    """Change a record as another user of the CRM would."""
    ident = next(record["id"] for record in bench.records() if record["Customer_No"] == no)
    grant = "grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=person"
    token = bench.emulator.post(f"/oauth/v2/token?{grant}")["access_token"]
    bench.emulator.post("/_emulator/clock", {"advance": 5})
    bench.emulator._http.put(
        f"/crm/v4/Leads/{ident}",
        json={"data": [values]},
        headers={"Authorization": f"Zoho-oauthtoken {token}"},
    ).raise_for_status()


def cities(bench: Bench) -> dict[str, str | None]:
    return {record["Customer_No"]: record["City"] for record in bench.records()}


def test_created_records_are_deleted_and_do_not_come_back(bench: Bench) -> None:
    first = bench.run()
    assert undo(bench, first["run"])["done"] == {"deleted": 2}
    assert bench.records() == []
    assert bench.outcomes() == {"skipped": 2}
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,Tsu", "2,b,B,Nara")  # row 2 says something new
    assert bench.outcomes() == {"created": 1, "skipped": 1}


def test_updated_records_get_their_former_values_empty_ones_too(bench: Bench) -> None:
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,", "2,b,B,Ise")
    bench.run()
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,Tsu", "2,b,B,Nara")
    second = bench.run()
    assert undo(bench, second["run"])["done"] == {"updated": 2}
    assert cities(bench) == {"1": None, "2": "Ise"}
    assert bench.outcomes() == {"skipped": 2}


def test_what_people_edited_since_is_left_alone(bench: Bench) -> None:
    first = bench.run()
    edit(bench, "1", City="Kobe")
    edit(bench, "2", Phone="1")  # a field that we never wrote
    ended = undo(bench, first["run"])
    assert ended["skipped"] == {"edited in the CRM since the run": 2}
    assert cities(bench) == {"1": "Kobe", "2": "Ise"}


def test_a_record_that_others_refer_to_is_not_deleted(bench: Bench) -> None:
    bench.tasks.clear()
    bench.csv("accounts.csv", "code,name", "A1,Sakura", "A2,Ume")
    bench.task(
        module="Accounts",
        read={"file": "accounts.csv"},
        match=["Account_Code"],
        map={"Account_Name": "name", "Account_Code": "code"},
    )
    first = bench.run()
    account = next(each for each in bench.records("Accounts") if each["Account_Code"] == "A1")
    contact = {"Last_Name": "x", "Account_Name": {"id": account["id"]}}
    bench.emulator.seed(records={"Contacts": [contact]})
    ended = undo(bench, first["run"])
    assert ended["done"] == {"deleted": 1, "skipped": 1}
    assert ended["skipped"] == {"other records refer to it": 1}


def test_a_later_run_must_be_undone_first_and_an_undo_can_be_undone(bench: Bench) -> None:
    first = bench.run()
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,Kobe", "2,b,B,Ise")
    second = bench.run()
    with pytest.raises(GuardError, match=rf"Run {second['run']} wrote to the same records afterwards"):
        undo(bench, first["run"])
    taken_back = undo(bench, second["run"])
    assert cities(bench)["1"] == "Tsu"
    again = undo(bench, taken_back["run"])
    assert again["done"] == {"updated": 1}
    assert cities(bench)["1"] == "Kobe"
    assert bench.outcomes() == {"unchanged": 2}  # nothing is held any more


def test_runs_are_undone_one_after_the_other_down_to_the_first(bench: Bench) -> None:
    first = bench.run()
    bench.emulator.post("/_emulator/clock", {"advance": 5})
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,Kobe", "2,b,B,Ise")
    second = bench.run()
    bench.emulator.post("/_emulator/clock", {"advance": 5})
    undo(bench, second["run"])
    assert undo(bench, first["run"])["done"] == {"deleted": 2}
    with pytest.raises(GuardError, match="This run was undone already"):
        undo(bench, first["run"])


def test_one_record_or_one_field_can_be_undone(bench: Bench) -> None:
    bench.run()
    bench.csv("leads.csv", "no,name,company,city", "1,z,A,Kobe", "2,z,B,Kobe")
    second = bench.run()
    ident = next(record["id"] for record in bench.records() if record["Customer_No"] == "1")
    assert undo(bench, second["run"], record=ident, field="City")["done"] == {"updated": 1}
    assert {r["Customer_No"]: (r["Last_Name"], r["City"]) for r in bench.records()} == {
        "1": ("z", "Tsu"),
        "2": ("z", "Kobe"),
    }


def test_deleted_records_are_created_again(bench: Bench) -> None:
    bench.run()
    bench.tasks.clear()
    bench.csv("gone.csv", "no", "2")
    bench.task(
        name="gone",
        read={"file": "gone.csv"},
        match=["Customer_No"],
        map={"Customer_No": "no"},
        operation="delete",
    )
    third = bench.run()
    assert undo(bench, third["run"])["done"] == {"created": 1}
    assert cities(bench) == {"1": "Tsu", "2": "Ise"}
    assert bench.outcomes() == {"skipped": 1}


def test_a_plan_that_was_never_executed_cannot_be_undone(bench: Bench) -> None:
    from hakobu.runs import plan_job  # noqa: PLC0415 - only here

    stored = plan_job(bench.definition(), home=bench.home)
    with pytest.raises(GuardError, match="This plan was never executed"):
        undo(bench, stored.id)
