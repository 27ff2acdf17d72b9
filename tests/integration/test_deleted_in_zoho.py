"""Records that we knew and somebody deleted in Zoho: created again, forgotten, or a reason to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import GuardError
from hakobu.model import Compare
from hakobu.runs import Options, plan_job, run_plan, summary
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAP = {"Last_Name": "name", "Company": "company", "City": "city", "Customer_No": "no"}
HEAD = "no,name,company,city"
GONE = "deleted in Zoho"


@pytest.fixture
def bench(tmp_path: Path, emulator: Callable[..., Any]) -> Bench:
    zoho = emulator()
    zoho.seed(fields={"Leads": [key_field("Customer_No")]})
    made = Bench(tmp_path, zoho)
    made.csv("leads.csv", HEAD, "1,a,A,Tsu", "2,b,B,Ise")
    made.task(match=["Customer_No"], map=MAP)
    return made


def begin(bench: Bench, **keys: Any) -> None:
    """Carry both rows, delete the first record in Zoho, and change its row."""
    bench.tasks[0] |= keys
    bench.run()
    bench.discard("1")
    bench.csv("leads.csv", HEAD, "1,a,A,Nara", "2,b,B,Ise")


def skipped(run: dict[str, Any]) -> dict[str, int]:
    found: dict[str, int] = run["tasks"][0]["notes"].get("skipped", {})
    return found


def cities(bench: Bench) -> dict[str, str | None]:
    return {record["Customer_No"]: record["City"] for record in bench.records()}


@pytest.mark.parametrize("schema", ["v2", "v4", "v8"])
def test_a_record_found_gone_while_writing_is_created_again_whole(bench: Bench, schema: str) -> None:
    bench.crm["schema"] = schema
    begin(bench)
    assert bench.outcomes() == {"created": 1, "unchanged": 1}  # planned as an update of one field
    assert {r["Customer_No"]: (r["Last_Name"], r["City"]) for r in bench.records()} == {
        "1": ("a", "Nara"),
        "2": ("b", "Ise"),
    }
    assert bench.outcomes() == {"unchanged": 2}
    bench.csv("leads.csv", HEAD, "1,a,A,Kobe", "2,b,B,Ise")
    assert bench.outcomes() == {"updated": 1, "unchanged": 1}


def test_a_record_found_gone_by_a_live_comparison_is_created_again(bench: Bench) -> None:
    begin(bench)
    assert bench.outcomes(compare=Compare.LIVE) == {"created": 1, "unchanged": 1}
    assert cities(bench) == {"1": "Nara", "2": "Ise"}


@pytest.mark.parametrize("compare", [None, Compare.LIVE])
def test_a_forgotten_record_is_skipped_for_good(bench: Bench, compare: Compare | None) -> None:
    begin(bench, if_deleted="forget")
    run = bench.run(compare=compare)
    assert (run["status"], skipped(run)) == ("done", {GONE: 1})
    bench.csv("leads.csv", HEAD, "1,a,A,Kobe", "2,b,B,Kobe")
    for again in (None, Compare.LIVE):
        run = bench.run(compare=again)
        assert skipped(run) == {GONE: 1}
    assert cities(bench) == {"2": "Kobe"}


def test_a_forgotten_record_comes_back_when_the_task_wants_it_again(bench: Bench) -> None:
    begin(bench, if_deleted="forget")
    bench.run()
    bench.tasks[0]["if_deleted"] = "recreate"
    assert bench.outcomes() == {"created": 1, "unchanged": 1}
    assert bench.outcomes() == {"unchanged": 2}


def test_a_task_may_stop_before_it_writes(bench: Bench) -> None:
    begin(bench, if_deleted="stop")
    with pytest.raises(GuardError, match=r"that this task knows, 1 were deleted in Zoho: 1 \("):
        bench.run(compare=Compare.LIVE)
    assert cities(bench) == {"2": "Ise"}


def test_a_task_stops_when_it_finds_out_while_writing(bench: Bench) -> None:
    begin(bench, if_deleted="stop")
    run = bench.run()
    assert run["status"] == "guard"
    assert "was deleted in Zoho" in run["cause"]
    assert (run["outcomes"]["pending"], run["outcomes"]["rejected"]) == (1, 0)
    assert bench.run()["status"] == "guard"  # taken up again, it stops again
    bench.emulator.seed(records={"Leads": [{"Last_Name": "a", "Company": "A", "Customer_No": "1"}]})
    assert bench.outcomes(fresh=True, compare=Compare.LIVE) == {"updated": 1, "unchanged": 1}


@pytest.mark.parametrize(
    ("policy", "outcome", "left"),
    [("recreate", "created", {"1": "Nara", "2": "Ise"}), ("forget", "skipped", {"2": "Ise"})],
)
def test_a_stored_plan_does_the_same(bench: Bench, policy: str, outcome: str, left: dict[str, str]) -> None:
    bench.tasks[0]["if_deleted"] = policy
    bench.run()
    bench.csv("leads.csv", HEAD, "1,a,A,Nara", "2,b,B,Ise")
    definition = bench.definition()
    planned = plan_job(definition, home=bench.home)
    bench.discard("1")
    done = summary(run_plan(definition, planned, home=bench.home, options=Options()))
    assert done["outcomes"][outcome] == 1
    assert cities(bench) == left
    assert bench.run()["outcomes"]["unchanged"] == len(left)


def test_an_update_creates_nothing_and_says_that_the_record_is_gone(bench: Bench) -> None:
    bench.run()
    bench.tasks[0] |= {"operation": "update", "name": "other"}
    bench.run()
    bench.discard("1")
    bench.csv("leads.csv", HEAD, "1,a,A,Nara", "2,b,B,Ise")
    assert skipped(bench.run()) == {GONE: 1}
    assert skipped(bench.run()) == {"no such record": 1}
    assert cities(bench) == {"2": "Ise"}


def test_a_record_whose_key_a_person_changed_is_still_our_record(bench: Bench) -> None:
    """Otherwise a live comparison would make a second one."""
    bench.run()
    bench.edit("1", Customer_No="77")
    assert bench.outcomes(compare=Compare.LIVE) == {"updated": 1, "unchanged": 1}
    assert sorted(cities(bench)) == ["1", "2"]
