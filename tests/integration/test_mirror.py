"""Mirror: what the source no longer has goes from the CRM, and nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import DefinitionError, GuardError
from hakobu.runs import Options, plan_job, retry_run, run_plan, summary, undo_run
from hakobu.store import Store
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAP: dict[str, Any] = {"Last_Name": "name", "Company": "company", "City": "city", "Customer_No": "no"}
HEAD = "no,name,company,city"
ROWS = ("1,a,A,Tsu", "2,b,B,Ise", "3,c,C,Tsu")


@pytest.fixture
def bench(tmp_path: Path, emulator: Callable[..., Any]) -> Bench:
    zoho = emulator()
    flag = {"api_name": "Archived", "field_label": "Archived", "data_type": "boolean"}
    zoho.seed(fields={"Leads": [key_field("Customer_No"), flag]})
    made = Bench(tmp_path, zoho)
    made.csv("leads.csv", HEAD, *ROWS)
    made.task(operation="mirror", match=["Customer_No"], map=MAP)
    return made


def present(bench: Bench) -> list[str]:
    return sorted(record["Customer_No"] for record in bench.records())


def warned(run: dict[str, Any]) -> str:
    return " ".join(run["tasks"][0]["notes"].get("warnings", ()))


def test_what_the_source_no_longer_has_is_deleted_and_the_sums_match(bench: Bench) -> None:
    assert bench.outcomes() == {"created": 3}
    bench.csv("leads.csv", HEAD, "1,a,A,Nara", "2,b,B,Ise")
    run = bench.run()
    assert {name: number for name, number in run["outcomes"].items() if number} == {
        "updated": 1,
        "deleted": 1,
        "unchanged": 1,
    }
    assert (run["read"], run["mirrored"], sum(run["outcomes"].values())) == (2, 1, 3)
    assert present(bench) == ["1", "2"]
    assert bench.outcomes() == {"unchanged": 2}


def test_a_row_that_comes_back_is_created_again(bench: Bench) -> None:
    """Lesson 20: a removed, then re-added row was seen as unchanged."""
    bench.run()
    bench.csv("leads.csv", HEAD, *ROWS[:2])
    bench.run()
    bench.csv("leads.csv", HEAD, *ROWS)
    assert bench.outcomes() == {"created": 1, "unchanged": 2}


@pytest.mark.parametrize(("own", "left"), [("created", ["1", "9"]), ("touched", ["1"])])
def test_only_what_this_task_created_is_deleted_unless_it_owns_more(
    bench: Bench, own: str, left: list[str]
) -> None:
    body = {"Last_Name": "z", "Company": "Z", "Customer_No": "9"}
    bench.emulator.seed(records={"Leads": [body]})
    bench.tasks[0]["own"] = own
    bench.csv("leads.csv", HEAD, *ROWS, "9,new,Z,")
    assert bench.outcomes() == {"created": 3, "updated": 1}
    bench.csv("leads.csv", HEAD, ROWS[0])
    bench.run()
    assert present(bench) == left


def test_records_of_others_are_never_deleted(bench: Bench) -> None:
    bench.emulator.seed(records={"Leads": [{"Last_Name": "z", "Company": "Z", "Customer_No": "99"}]})
    bench.tasks[0]["own"] = "touched"
    bench.run()
    assert present(bench) == ["1", "2", "3", "99"]


def test_the_key_of_an_invalid_row_counts_as_present(bench: Bench) -> None:
    bench.run()
    bench.csv("leads.csv", HEAD, ROWS[0], f"2,{'x' * 300},B,Ise")
    assert bench.outcomes() == {"unchanged": 1, "invalid": 1, "deleted": 1}
    assert present(bench) == ["1", "2"]


def test_one_empty_key_stops_all_deletes_and_names_its_row(bench: Bench) -> None:
    """Lesson 21: a row without a key might be any record."""
    bench.run()
    bench.csv("leads.csv", HEAD, ROWS[0], ",b,B,Ise")
    run = bench.run()
    assert (run["outcomes"]["deleted"], run["outcomes"]["invalid"]) == (0, 1)
    assert "nothing is deleted, for 1 rows have no key and might be any record: rows 2." in warned(run)
    assert "the key Customer_No is empty in 1 of 2 rows (50 %)." in warned(run)
    assert present(bench) == ["1", "2", "3"]


def test_a_key_that_the_crm_rewrote_is_the_same_key(bench: Bench) -> None:
    """Lesson 21: keys are compared as the CRM stores them too."""
    bench.run()
    bench.edit("3", Customer_No="3-NEW")
    bench.csv("leads.csv", HEAD, ROWS[0], ROWS[1], "3-new,c,C,Tsu")
    assert bench.outcomes() == {"updated": 1, "unchanged": 2}
    assert present(bench) == ["1", "2", "3-new"]
    bench.csv("leads.csv", HEAD, ROWS[0], ROWS[1])
    assert bench.outcomes() == {"unchanged": 2, "deleted": 1}


def test_a_source_without_rows_deletes_nothing_and_stops(bench: Bench) -> None:
    bench.run()
    bench.csv("leads.csv", HEAD)
    run = bench.run()
    assert (run["status"], run["outcomes"]["pending"]) == ("guard", 3)
    assert present(bench) == ["1", "2", "3"]
    bench.tasks[0]["archive"] = {"Archived": True}
    assert bench.run()["status"] == "guard"
    assert not [each for each in bench.records() if each["Archived"]]


def test_a_source_that_breaks_off_deletes_nothing(bench: Bench) -> None:
    bench.run()
    (bench.folder / "leads.csv").write_bytes(f'{HEAD}\n{ROWS[0]}\n2,"b,B,I'.encode())
    with pytest.raises(Exception, match="leads"):
        bench.run()
    assert present(bench) == ["1", "2", "3"]


def test_a_scope_limits_what_is_deleted_by_the_value_that_the_crm_has(bench: Bench) -> None:
    bench.tasks[0]["scope"] = {"City": ["Tsu", "Nara"]}
    bench.run()
    bench.edit("1", City="Osaka")  # it has left the scope by hand
    bench.csv("leads.csv", HEAD, "4,d,D,Tsu")
    assert bench.outcomes() == {"created": 1, "deleted": 1}
    assert present(bench) == ["1", "2", "4"]


def test_a_scope_that_matches_nothing_stops(bench: Bench) -> None:
    bench.tasks[0]["scope"] = {"City": "Tsuu"}
    bench.run()
    bench.csv("leads.csv", HEAD, *ROWS[:2])
    with pytest.raises(GuardError, match=r"The scope matches nothing: no record of Leads has City Tsuu"):
        bench.run()


def test_a_scope_and_an_archive_must_be_fields(bench: Bench) -> None:
    bench.tasks[0] |= {"scope": {"Citty": "Tsu"}, "archive": {"Archived": "perhaps", "Created_Time": "x"}}
    with pytest.raises(DefinitionError) as caught:
        bench.run()
    told = str(caught.value)
    assert "tasks[0].scope.Citty: Leads has no field Citty." in told
    assert "tasks[0].archive.Archived: The value 'perhaps' does not fit Archived" in told
    assert "tasks[0].archive.Created_Time: Leads.Created_Time is read-only" in told


def test_records_that_are_gone_already_are_no_trouble(bench: Bench) -> None:
    bench.run()
    bench.discard("3")
    bench.csv("leads.csv", HEAD, *ROWS[:2])
    assert bench.outcomes() == {"unchanged": 2}


def test_a_retry_never_deletes(bench: Bench) -> None:
    bench.run()
    bench.csv("leads.csv", HEAD, "1,a,A,Tsu", f"2,{'x' * 300},B,Ise")
    failed = bench.run()
    with Store(bench.home) as store:
        run = store.runs.get(failed["run"])
    assert run is not None
    done = summary(retry_run(bench.definition(), run, home=bench.home))
    assert (done["carried"], done["outcomes"]["deleted"]) == (1, 0)
    assert present(bench) == ["1", "2"]


def test_a_delete_that_zoho_refuses_is_listed_and_tried_again(bench: Bench) -> None:
    bench.run()
    bench.emulator.faults({"kind": "refuse_record", "operation": "records.delete", "index": 0, "times": 1})
    bench.csv("leads.csv", HEAD, *ROWS[:2])
    run = bench.run()
    assert run["outcomes"]["rejected"] == 1
    (reject,) = bench.rejects(run["run"])
    assert (reject.row, reject.label) == (-1, "3")
    assert bench.outcomes() == {"unchanged": 2, "deleted": 1}


def test_an_undo_brings_back_what_a_mirror_deleted_and_it_stays(bench: Bench) -> None:
    bench.run()
    bench.csv("leads.csv", HEAD, *ROWS[:2])
    second = bench.run()
    take_back(bench, second["run"])
    assert {r["Customer_No"]: r["City"] for r in bench.records()}["3"] == "Tsu"
    assert bench.outcomes() == {"unchanged": 2}
    assert present(bench) == ["1", "2", "3"]


def take_back(bench: Bench, number: int) -> dict[str, Any]:
    definition = bench.definition()
    with Store(bench.home) as store:
        run = store.runs.get(number)
    assert run is not None
    planned = undo_run(definition, run, home=bench.home)
    return summary(run_plan(definition, planned, home=bench.home, options=Options()))


def test_a_stored_plan_holds_a_delete_that_the_crm_overtook(bench: Bench) -> None:
    bench.run()
    bench.csv("leads.csv", HEAD, *ROWS[:2])
    definition = bench.definition()
    planned = plan_job(definition, home=bench.home)
    bench.edit("3", City="Kobe")
    done = summary(run_plan(definition, planned, home=bench.home, options=Options()))
    assert (done["outcomes"]["deleted"], done["outcomes"]["skipped"], done["mirrored"]) == (0, 1, 1)
    assert present(bench) == ["1", "2", "3"]


def test_archiving_sets_fields_in_place_of_deleting(bench: Bench) -> None:
    bench.tasks[0] |= {"archive": {"Archived": True}, "map": {**MAP, "Archived": {"constant": False}}}
    bench.run()
    bench.csv("leads.csv", HEAD, *ROWS[:2])
    run = bench.run()
    assert (run["outcomes"]["updated"], run["mirrored"]) == (1, 1)
    assert {r["Customer_No"]: r["Archived"] for r in bench.records()} == {"1": False, "2": False, "3": True}
    assert bench.outcomes() == {"unchanged": 2}
    bench.csv("leads.csv", HEAD, *ROWS)  # it comes back, and the map decides
    assert bench.outcomes() == {"updated": 1, "unchanged": 2}
    assert {r["Customer_No"]: r["Archived"] for r in bench.records()}["3"] is False
    bench.csv("leads.csv", HEAD, *ROWS[:2])  # and goes again
    assert bench.run()["outcomes"]["updated"] == 1


def test_an_archiving_is_undone(bench: Bench) -> None:
    bench.tasks[0] |= {"archive": {"Archived": True}}
    bench.run()
    bench.csv("leads.csv", HEAD, *ROWS[:2])
    run = bench.run()
    assert take_back(bench, run["run"])["outcomes"]["updated"] == 1
    assert not any(record["Archived"] for record in bench.records())
    assert bench.outcomes() == {"unchanged": 2}


def test_a_delete_may_archive_too(bench: Bench) -> None:
    bench.run()
    bench.csv("gone.csv", "no", "2", "7")
    bench.tasks[:] = []
    bench.task(
        name="leaving",
        operation="delete",
        read={"file": "gone.csv"},
        match=["Customer_No"],
        map={"Customer_No": "no"},
        archive={"Archived": True},
    )
    assert bench.outcomes() == {"updated": 1, "skipped": 1}
    assert [r["Customer_No"] for r in bench.records() if r["Archived"]] == ["2"]
    assert bench.outcomes() == {"unchanged": 1, "skipped": 1}
