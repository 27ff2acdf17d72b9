"""A recheck reads every record that a job knows, finds what drifted, and puts it right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.model import Compare
from hakobu.runs import Options, plan_job, planned_tasks
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY = "Customer_No"


@pytest.fixture
def bench(tmp_path: Path, emulator: Callable[..., Any]) -> Bench:
    zoho = emulator()
    zoho.seed(fields={"Leads": [key_field(KEY)]})
    made = Bench(tmp_path, zoho)
    made.csv("leads.csv", "no,name,company,phone", "1,Sato,A,03", "2,Suzuki,A,04", "3,Abe,A,05")
    made.task(match=[KEY], map={KEY: "no", "Last_Name": "name", "Company": "company", "Phone": "phone"})
    assert made.outcomes() == {"created": 3}
    return made


def test_what_a_person_changed_or_deleted_is_drift_and_is_put_right(bench: Bench) -> None:
    bench.edit("1", Phone="99")
    assert bench.outcomes() == {"unchanged": 3}  # the ledger does not look
    plan = plan_job(bench.definition(), home=bench.home, options=Options(compare=Compare.RECHECK))
    (task,) = planned_tasks(plan, home=bench.home)
    assert task.plan.drift == 1
    (change,) = task.changes()
    assert change.drift
    assert (change.old, change.new) == ({"Phone": "99"}, {"Phone": "03"})
    assert bench.outcomes(compare=Compare.RECHECK) == {"unchanged": 2, "updated": 1}
    assert {each[KEY]: each["Phone"] for each in bench.records()} == {"1": "03", "2": "04", "3": "05"}


def test_what_changed_in_the_source_alone_is_no_drift(bench: Bench) -> None:
    bench.csv("leads.csv", "no,name,company,phone", "1,Sato,A,03", "2,Suzuki,A,44", "3,Abe,A,05")
    plan = plan_job(bench.definition(), home=bench.home, options=Options(compare=Compare.RECHECK))
    (task,) = planned_tasks(plan, home=bench.home)
    assert (task.plan.update, task.plan.drift) == (1, 0)


def test_a_record_whose_key_drifted_is_found_by_its_id_and_not_created_again(bench: Bench) -> None:
    bench.edit("2", **{KEY: "22"})
    assert bench.outcomes(compare=Compare.RECHECK) == {"unchanged": 2, "updated": 1}
    assert sorted(each[KEY] for each in bench.records()) == ["1", "2", "3"]


def test_a_record_that_a_person_deleted_is_drift_too(bench: Bench) -> None:
    bench.discard("3")
    plan = plan_job(bench.definition(), home=bench.home, options=Options(compare=Compare.RECHECK))
    (task,) = planned_tasks(plan, home=bench.home)
    assert (task.plan.create, task.plan.drift) == (1, 1)
    assert bench.outcomes(compare=Compare.RECHECK) == {"created": 1, "unchanged": 2}
