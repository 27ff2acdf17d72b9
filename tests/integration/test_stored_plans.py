"""A stored plan is what runs: shown first, executed once, and never over what changed meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import GuardError
from hakobu.runs import Options, plan_job, run_plan, summary
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hakobu.store import Run

pytestmark = pytest.mark.usefixtures("either_store")

MAP = {"Last_Name": "name", "Company": "company", "City": "city", "Customer_No": "no"}


@pytest.fixture
def bench(tmp_path: Path, emulator: Callable[..., Any]) -> Bench:
    zoho = emulator()
    zoho.seed(fields={"Leads": [key_field("Customer_No")]})
    made = Bench(tmp_path, zoho)
    made.csv("leads.csv", "no,name,company,city", "1,a,A,Tsu", "2,b,B,Ise", "3,c,C,Nara")
    made.task(match=["Customer_No"], map=MAP)
    return made


def plan(bench: Bench) -> Run:
    return plan_job(bench.definition(), home=bench.home, options=Options())


def execute(bench: Bench, stored: Run) -> dict[str, Any]:
    return summary(run_plan(bench.definition(), stored, home=bench.home, options=Options()))


def number_of(bench: Bench, no: str) -> str:
    return next(str(record["id"]) for record in bench.records() if record["Customer_No"] == no)


def edit(bench: Bench, ident: str, **values: str) -> None:
    """Change a record as another user of the CRM would."""
    grant = "grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=person"
    token = bench.emulator.post(f"/oauth/v2/token?{grant}")["access_token"]
    bench.emulator._http.put(
        f"/crm/v4/Leads/{ident}",
        json={"data": [values]},
        headers={"Authorization": f"Zoho-oauthtoken {token}"},
    ).raise_for_status()


def test_a_plan_writes_nothing_and_then_runs_as_it_was_shown(bench: Bench) -> None:
    stored = plan(bench)
    assert (stored.status, bench.writes(), bench.records()) == ("planned", {}, [])
    bench.csv("leads.csv", "no,name,company,city", "9,z,Z,Kobe")  # the plan does not look at it again
    ended = execute(bench, stored)
    assert ended["outcomes"]["created"] == 3
    assert sorted(record["Customer_No"] for record in bench.records()) == ["1", "2", "3"]


def test_a_plan_that_was_never_run_does_not_stand_in_the_way_of_a_run(bench: Bench) -> None:
    plan(bench)
    assert bench.outcomes() == {"created": 3}
    assert bench.outcomes() == {"unchanged": 3}


def test_a_record_that_changed_meanwhile_is_held(bench: Bench) -> None:
    bench.run()
    bench.csv("leads.csv", "no,name,company,city", "1,a,A,Osaka", "2,b,B,Osaka", "3,c,C,Nara")
    stored = plan(bench)
    edit(bench, number_of(bench, "1"), City="Kobe")
    ended = execute(bench, stored)
    assert {name: count for name, count in ended["outcomes"].items() if count} == {
        "updated": 1,
        "skipped": 1,
        "unchanged": 1,
    }
    assert ended["tasks"][0]["notes"]["skipped"] == {"changed in the CRM since the plan": 1}
    cities = {record["Customer_No"]: record["City"] for record in bench.records()}
    assert cities == {"1": "Kobe", "2": "Osaka", "3": "Nara"}


def test_a_record_that_appeared_meanwhile_is_held(bench: Bench) -> None:
    stored = plan(bench)
    taken = {"Last_Name": "x", "Company": "x", "Customer_No": "2"}
    bench.emulator.seed(records={"Leads": [taken]})
    ended = execute(bench, stored)
    assert ended["tasks"][0]["notes"]["skipped"] == {"appeared in the CRM since the plan": 1}
    assert len(bench.records()) == 3


def test_a_plan_is_executed_once(bench: Bench) -> None:
    stored = plan(bench)
    execute(bench, stored)
    again = stored_again(bench, stored.id)
    with pytest.raises(GuardError, match="This plan was executed already; it ended as done"):
        execute(bench, again)


def test_a_plan_that_a_run_has_overtaken_is_refused(bench: Bench) -> None:
    stored = plan(bench)
    bench.run()
    with pytest.raises(GuardError, match=f"Run {stored.id + 1} of this job began after this plan was made"):
        execute(bench, stored)


def test_a_plan_of_a_changed_job_is_refused(bench: Bench) -> None:
    stored = plan(bench)
    bench.tasks[0]["map"] = {name: column for name, column in MAP.items() if name != "City"}
    with pytest.raises(GuardError, match="The job was changed after this plan was made"):
        execute(bench, stored)


def test_a_plan_of_another_organisation_is_refused(bench: Bench) -> None:
    stored = plan(bench)
    bench.emulator.reset()
    with pytest.raises(GuardError, match="The plan was made for organisation"):
        execute(bench, stored)


def stored_again(bench: Bench, number: int) -> Run:
    """Read a run's line from the history."""
    from hakobu.store import Store  # noqa: PLC0415 - only here

    with Store(bench.home) as store:
        run = store.runs.get(number)
    assert run is not None
    return run
