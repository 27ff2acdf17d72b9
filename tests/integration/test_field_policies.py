"""Field policies: what the CRM has, and what a person edited there, is left alone and listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import DefinitionError
from hakobu.model import Compare
from hakobu.plan import read_kept
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAP: dict[str, Any] = {"Last_Name": "name", "Company": "company", "Customer_No": "no"}
HEAD = "no,name,company,city"


@pytest.fixture
def bench(tmp_path: Path, emulator: Callable[..., Any]) -> Bench:
    zoho = emulator()
    zoho.seed(fields={"Leads": [key_field("Customer_No")]})
    return Bench(tmp_path, zoho)


@pytest.fixture
def person(bench: Bench) -> Callable[..., None]:
    """Give the hands of a person who works in the CRM while we are away."""
    (eve,) = bench.emulator.seed(
        users=[{"first_name": "Eve", "last_name": "Example", "email": "eve@example.com"}]
    )["users"]
    us = bench.emulator.get("/_emulator/org")["current_user"]

    def edit(no: str, **values: str) -> None:
        bench.emulator.post("/_emulator/org", {"current_user": eve})
        bench.emulator.post("/_emulator/clock", {"advance": 5})
        bench.edit(no, **values)
        bench.emulator.post("/_emulator/org", {"current_user": us})

    return edit


def task(bench: Bench, policy: str, **keys: Any) -> None:
    bench.task(match=["Customer_No"], map={**MAP, "City": {"value": "city", "policy": policy}}, **keys)


def cities(bench: Bench) -> dict[str, str | None]:
    return {record["Customer_No"]: record["City"] for record in bench.records()}


def kept(bench: Bench, run: int) -> list[tuple[str, list[tuple[str, str, str | None, str | None]], str]]:
    """List what a run left alone: key, fields, and who changed the record last."""
    found = read_kept(bench.home / "runs" / str(run) / "0")
    return [(each.label, each.fields, each.by) for each in found]


def test_a_filled_field_stays_and_an_empty_one_is_filled(bench: Bench) -> None:
    body = {"Last_Name": "a", "Company": "A"}
    bench.emulator.seed(
        records={"Leads": [{**body, "Customer_No": "1", "City": "Tsu"}, {**body, "Customer_No": "2"}]}
    )
    bench.csv("leads.csv", HEAD, "1,a,A,Ise", "2,a,A,Ise", "3,c,C,Nara")
    task(bench, "if empty")
    run = bench.run()
    assert {name: number for name, number in run["outcomes"].items() if number} == {
        "created": 1,
        "updated": 1,
        "skipped": 1,
    }
    assert run["tasks"][0]["notes"]["skipped"] == {"filled in the CRM": 1}
    assert run["tasks"][0]["notes"]["kept"] == {"filled in the CRM": 1}
    assert kept(bench, run["run"]) == [("1", [("City", "filled in the CRM", "Tsu", "Ise")], "")]
    assert cities(bench) == {"1": "Tsu", "2": "Ise", "3": "Nara"}
    bench.csv("leads.csv", HEAD, "1,b,A,Ise", "2,a,A,Kobe", "3,c,C,Nara")
    assert bench.outcomes() == {"updated": 1, "skipped": 1, "unchanged": 1}  # a name, and no city
    assert cities(bench) == {"1": "Tsu", "2": "Ise", "3": "Nara"}


def test_what_a_person_edited_is_left_alone_and_listed(bench: Bench, person: Callable[..., None]) -> None:
    bench.csv("leads.csv", HEAD, "1,a,A,Tsu", "2,b,B,Tsu")
    task(bench, "unless edited")
    assert bench.outcomes() == {"created": 2}
    person("1", City="Kobe")
    bench.csv("leads.csv", HEAD, "1,a,A,Nara", "2,b,B,Nara")
    run = bench.run()
    assert (run["outcomes"]["updated"], run["outcomes"]["skipped"]) == (1, 1)
    assert kept(bench, run["run"]) == [("1", [("City", "edited in the CRM", "Kobe", "Nara")], "Eve Example")]
    assert cities(bench) == {"1": "Kobe", "2": "Nara"}
    # it stays so, in every later run, and when we write another field of the record
    bench.csv("leads.csv", HEAD, "1,new,A,Nara", "2,b,B,Nara")
    assert bench.outcomes() == {"updated": 1, "unchanged": 1}
    bench.csv("leads.csv", HEAD, "1,newer,A,Ise", "2,b,B,Nara")
    run = bench.run()
    assert run["outcomes"]["updated"] == 1
    assert cities(bench) == {"1": "Kobe", "2": "Nara"}
    assert "was last changed" not in str(run)
    assert "whether a person used it" in str(run["tasks"][0]["notes"]["warnings"])


def test_an_edit_that_went_back_is_none(bench: Bench, person: Callable[..., None]) -> None:
    bench.csv("leads.csv", HEAD, "1,a,A,Tsu")
    task(bench, "unless edited")
    bench.run()
    person("1", City="Kobe")
    bench.csv("leads.csv", HEAD, "1,a,A,Nara")
    assert bench.outcomes() == {"skipped": 1}
    person("1", City="Tsu")
    assert bench.outcomes() == {"updated": 1}
    assert cities(bench) == {"1": "Nara"}


def test_a_live_comparison_learns_no_edit_as_its_own(bench: Bench, person: Callable[..., None]) -> None:
    bench.csv("leads.csv", HEAD, "1,a,A,Tsu")
    task(bench, "unless edited")
    bench.run()
    person("1", City="Kobe")
    assert bench.outcomes(compare=Compare.LIVE) == {"skipped": 1}
    bench.csv("leads.csv", HEAD, "1,a,A,")  # the source says nothing for a while
    assert bench.outcomes(compare=Compare.LIVE) == {"unchanged": 1}
    bench.csv("leads.csv", HEAD, "1,a,A,Nara")
    assert bench.outcomes() == {"skipped": 1}
    assert cities(bench) == {"1": "Kobe"}


def test_before_we_wrote_anything_nothing_counts_as_an_edit(bench: Bench) -> None:
    body = {"Last_Name": "a", "Company": "A", "Customer_No": "1", "City": "Tsu"}
    bench.emulator.seed(records={"Leads": [body]})
    bench.csv("leads.csv", HEAD, "1,a,A,Ise")
    task(bench, "unless edited")
    assert bench.outcomes() == {"updated": 1}


def test_the_edits_of_a_known_integration_are_no_persons(bench: Bench, person: Callable[..., None]) -> None:
    bench.csv("leads.csv", HEAD, "1,a,A,Tsu")
    task(bench, "unless edited", integrations=["eve@example.com"])
    bench.run()
    person("1", City="Kobe")
    bench.csv("leads.csv", HEAD, "1,a,A,Nara")
    assert bench.outcomes() == {"updated": 1}
    assert cities(bench) == {"1": "Nara"}


def test_another_task_of_ours_is_no_person(bench: Bench) -> None:
    bench.csv("leads.csv", HEAD, "1,a,A,Tsu")
    task(bench, "unless edited", name="first")
    bench.task(
        name="second",
        match=["Customer_No"],
        operation="update",
        after=["first"],
        map={"Customer_No": "no", "City": {"constant": "Osaka"}},
    )
    bench.run()  # all tasks are planned before the first is delivered
    assert cities(bench) == {"1": "Tsu"}
    assert bench.outcomes() == {"unchanged": 1, "updated": 1}
    bench.csv("leads.csv", HEAD, "1,a,A,Nara")
    run = bench.run()
    assert run["tasks"][0]["outcomes"]["updated"] == 1
    assert "kept" not in run["tasks"][0]["notes"]


def test_an_unknown_integration_is_named(bench: Bench) -> None:
    bench.csv("leads.csv", HEAD, "1,a,A,Tsu")
    task(bench, "unless edited", integrations=["nobody@example.com"])
    with pytest.raises(DefinitionError, match=r"has no active user nobody@example\.com"):
        bench.run()


def test_the_sign_in_among_the_integrations_is_warned_of(bench: Bench) -> None:
    bench.csv("leads.csv", HEAD, "1,a,A,Tsu")
    me = bench.emulator.get("/_emulator/org")["current_user"]
    task(bench, "unless edited", integrations=[me])
    (warning,) = bench.run()["tasks"][0]["notes"]["warnings"]
    assert "the account of this connection is listed under integrations" in warning


def test_a_policy_on_a_field_that_cannot_be_read_is_a_fault(bench: Bench) -> None:
    fault = {"code": "INVALID_QUERY", "message": "column given seems to be invalid"}
    bench.emulator.faults(
        {
            **fault,
            "kind": "status",
            "status": 400,
            "operation": "coql.query",
            "details": {"column_name": "City"},
        }
    )
    bench.csv("leads.csv", HEAD, "1,a,A,Tsu")
    task(bench, "if empty")
    with pytest.raises(DefinitionError, match=r"map\.City: The policy 'if empty' must read City"):
        bench.run()
