"""New records and their lines in one bulk job: files below another, and what became of each line."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import DefinitionError
from hakobu.model import Compare
from hakobu.runs import Options, plan_job, planned_tasks, retry_run, run_plan, summary, undo_run
from hakobu.store import Store
from tests.conftest import Emulator
from tests.integration.jobs import Bench, key_field
from tests.integration.test_bulk_delivery import HurriedClock, bulk_jobs, counts, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PARTS = {
    "api_name": "Parts",
    "field_label": "部品",
    "data_type": "subform",
    "fields": [
        {"api_name": "Part", "field_label": "部品名", "data_type": "text", "length": 50},
        {"api_name": "Pieces", "field_label": "個数", "data_type": "integer"},
    ],
}


@pytest.fixture(scope="module")
def crm() -> Iterator[Emulator]:
    """Share one emulator among the tests of this file."""
    running = Emulator()
    yield running
    running.close()


@pytest.fixture
def bench(tmp_path: Path, crm: Emulator) -> Bench:
    """Give a job of one task that upserts leads with the lines of a subform, by Bulk Write."""
    crm.reset()
    crm.post("/_emulator/org", {"job_seconds": 0, "bulk_write_shuffled": False})
    crm.seed(fields={"Leads": [key_field("No"), PARTS]})
    made = Bench(tmp_path, crm, schema="v8")
    made.task(
        match=["No"],
        map={
            "No": "no",
            "Last_Name": "name",
            "Company": "company",
            "Parts": {
                "lines": {"read": {"file": "parts.csv"}, "by": {"lead": "no"}},
                "match": ["Part"],
                "map": {"Part": "part", "Pieces": "pieces"},
            },
        },
        automation="any",
        write="bulk",
    )
    return made


def fill(bench: Bench, count: int, *, each: int = 2, extra: tuple[str, ...] = (), pieces: int = 1) -> None:
    bench.csv("leads.csv", "no,name,company", *(f"k{n},N{n},C{n}" for n in range(count)))
    parts = [f"k{n},p{n}-{part},{pieces}" for n in range(count) for part in range(each)]
    bench.csv("parts.csv", "lead,part,pieces", *parts, *extra)


def parts(bench: Bench) -> dict[str, list[tuple[str, int]]]:
    """Give the lines of each lead, by its number."""
    numbers = {record["id"]: record["No"] for record in bench.records()}
    found: dict[str, list[tuple[str, int]]] = {number: [] for number in numbers.values()}
    module = next(name for name in bench.emulator.stats()["records"] if name.endswith("Parts"))
    for line in bench.records(module):
        found[numbers[line["Parent_Id"]]].append((line["Part"], line["Pieces"]))
    return found


def test_new_records_and_their_lines_go_by_one_job(bench: Bench) -> None:
    bench.tasks[0]["write"] = "auto"
    fill(bench, 5_200)
    plan = plan_job(bench.definition(), home=bench.home, options=Options())
    (task,) = planned_tasks(plan, home=bench.home)
    assert (task.plan.price.jobs, task.plan.price.bulk, task.plan.price.credits) == (1, 5_200, 500)
    first = run(bench)
    assert counts(first) == {"created": 5_200}
    assert (bulk_jobs(bench), bench.writes()) == (1, {})
    records = bench.emulator.stats()["records"]
    assert sorted(number for number in records.values() if number > 100) == [5_200, 10_400]
    assert counts(run(bench, compare=Compare.LIVE)) == {"unchanged": 5_200}


def test_many_lines_a_record_make_a_job_the_dearer_way(bench: Bench) -> None:
    bench.tasks[0]["write"] = "auto"
    fill(bench, 5_200, each=5)  # 26,000 lines are more than a job takes
    plan = plan_job(bench.definition(), home=bench.home, options=Options())
    (task,) = planned_tasks(plan, home=bench.home)
    assert (task.plan.price.jobs, task.plan.price.credits, task.plan.route.no_bulk) == (0, 520, ())


def test_records_of_which_the_lines_differ_are_updated_by_rest(bench: Bench) -> None:
    fill(bench, 4)
    run(bench)
    fill(bench, 5, pieces=2)
    assert counts(run(bench)) == {"created": 1, "updated": 4}
    assert (bulk_jobs(bench), bench.writes()) == (2, {"update": 1})
    assert {pieces for lines in parts(bench).values() for _, pieces in lines} == {2}
    # where no line differs, updates go by a job as ever
    bench.csv("leads.csv", "no,name,company", *(f"k{n},New,C{n}" for n in range(5)))
    assert counts(run(bench)) == {"updated": 5}
    assert (bulk_jobs(bench), bench.writes()) == (3, {"update": 1})


def test_a_refused_line_is_reported_on_its_row_and_added_by_the_next_run(bench: Bench) -> None:
    fill(bench, 10)
    refused = {"kind": "refuse_record", "operation": "bulk.write.create", "match": {"Part": "p3-1"}}
    bench.emulator.faults(refused | {"code": "INVALID_DATA"})
    first = run(bench)
    assert counts(first) == {"created": 9, "rejected": 1}
    assert bench.causes(first["run"]) == {("k3", "Parts", "INVALID_DATA")}
    ((told,),) = [each.faults for each in bench.rejects(first["run"])]
    assert told.detail == (
        "The record was created. Zoho refused 1 of its 2 lines of Parts: Part = p3-1 (INVALID_DATA Part)."
    )
    assert parts(bench)["k3"] == [("p3-0", 1)]
    assert counts(run(bench)) == {"updated": 1, "unchanged": 9}
    assert parts(bench)["k3"] == [("p3-0", 1), ("p3-1", 1)]
    assert len(bench.records()) == 10


def test_a_record_that_lacks_a_line_is_taken_back_and_tried_again_like_any_other(bench: Bench) -> None:
    fill(bench, 10)
    refused = {"kind": "refuse_record", "operation": "bulk.write.create", "match": {"Part": "p3-1"}}
    bench.emulator.faults(refused)
    first = run(bench)
    options = Options(clock=HurriedClock(bench.emulator))
    with Store(bench.home) as store:
        failed = store.runs.get(first["run"])
    assert failed is not None
    again = retry_run(bench.definition(), failed, home=bench.home, options=options)
    assert counts(summary(again)) == {"updated": 1}
    assert len(parts(bench)["k3"]) == 2
    for each in (again, failed):
        plan = undo_run(bench.definition(), each, home=bench.home, options=options)
        undone = summary(run_plan(bench.definition(), plan, home=bench.home, options=options))
        assert undone["status"] == "done"
    assert bench.records() == []


@pytest.mark.parametrize("retried", [False, True])
def test_an_insert_adds_the_line_that_a_record_lacks_and_creates_it_no_second_time(
    bench: Bench, *, retried: bool
) -> None:
    bench.tasks[0] = {**bench.tasks[0], "operation": "insert", "match": None}
    del bench.tasks[0]["match"]
    fill(bench, 10)
    refused = {"kind": "refuse_record", "operation": "bulk.write.create", "match": {"Part": "p3-1"}}
    bench.emulator.faults(refused)
    first = run(bench)
    assert counts(first) == {"created": 9, "rejected": 1}
    before = bulk_jobs(bench)
    if retried:
        with Store(bench.home) as store:
            failed = store.runs.get(first["run"])
        assert failed is not None
        options = Options(clock=HurriedClock(bench.emulator))
        again = summary(retry_run(bench.definition(), failed, home=bench.home, options=options))
        assert counts(again) == {"updated": 1}
    else:  # an insert says of every other row that it is there already
        assert counts(run(bench)) == {"updated": 1, "rejected": 9}
    assert bulk_jobs(bench) - before <= 1
    assert (parts(bench)["k3"], len(bench.records())) == ([("p3-0", 1), ("p3-1", 1)], 10)
    assert counts(run(bench)) == {"rejected": 10}  # it lacks nothing any more, and is another's from now on


def test_an_undo_sees_what_a_person_did_to_the_lines_of_a_record_that_lacks_one(bench: Bench) -> None:
    fill(bench, 4)
    refused = {"kind": "refuse_record", "operation": "bulk.write.create", "match": {"Part": "p3-1"}}
    bench.emulator.faults(refused)
    first = run(bench)
    module = next(name for name in bench.emulator.stats()["records"] if name.endswith("Parts"))
    (line,) = [each["id"] for each in bench.records(module) if each["Part"] == "p3-0"]
    ident = next(each["id"] for each in bench.records() if each["No"] == "k3")
    edit_lines(bench, ident, [{"id": line, "Pieces": 7}])
    options = Options(clock=HurriedClock(bench.emulator))
    with Store(bench.home) as store:
        made = store.runs.get(first["run"])
    assert made is not None
    plan = undo_run(bench.definition(), made, home=bench.home, options=options)
    (task,) = planned_tasks(plan, home=bench.home)
    assert [(each.id, each.fields) for each in task.plan.edited] == [(ident, ("Parts",))]
    undone = summary(run_plan(bench.definition(), plan, home=bench.home, options=options))
    assert counts(undone)["deleted"] == 3
    assert parts(bench) == {"k3": [("p3-0", 7)]}


def edit_lines(bench: Bench, ident: str, lines: list[dict[str, Any]]) -> None:
    """Change the lines of a record in the CRM, as a person does."""
    grant = "grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=person"
    token = bench.emulator.post(f"/oauth/v2/token?{grant}")["access_token"]
    headers = {"Authorization": f"Zoho-oauthtoken {token}"}
    body = {"data": [{"Parts": lines}]}
    answer = bench.emulator._http.request("PUT", f"/crm/v8/Leads/{ident}", json=body, headers=headers)
    answer.raise_for_status()


def test_a_mirror_removes_a_record_that_lacks_a_line_too(bench: Bench) -> None:
    bench.tasks[0]["operation"] = "mirror"
    fill(bench, 10)
    bench.emulator.faults(
        {"kind": "refuse_record", "operation": "bulk.write.create", "match": {"Part": "p3-1"}}
    )
    assert counts(run(bench)) == {"created": 9, "rejected": 1}
    bench.csv("leads.csv", "no,name,company", *(f"k{n},N{n},C{n}" for n in range(10) if n != 3))
    bench.csv("parts.csv", "lead,part,pieces", *(f"k{n},p{n}-0,1" for n in range(10) if n != 3))
    done = run(bench)
    assert counts(done)["deleted"] == 1
    assert "k3" not in parts(bench)


def test_a_refused_record_takes_its_lines_with_it(bench: Bench) -> None:
    fill(bench, 10)
    refused = {"kind": "refuse_record", "operation": "bulk.write.create", "match": {"No": "k3"}}
    bench.emulator.faults(refused | {"code": "INVALID_DATA", "details": {"api_name": "Company"}})
    done = run(bench)
    assert counts(done) == {"created": 9, "rejected": 1}
    assert bench.causes(done["run"]) == {("k3", "Company", "INVALID_DATA")}
    assert "k3" not in parts(bench)


def test_a_line_without_its_parent_is_named_and_the_job_goes(bench: Bench) -> None:
    fill(bench, 5, extra=("k99,lost,1",))
    done = run(bench)
    assert counts(done) == {"created": 5, "invalid": 1}
    assert {(field, code) for _, field, code in bench.causes(done["run"])} == {
        ("Parts", "line_without_parent")
    }
    assert bulk_jobs(bench) == 1


def test_a_run_stopped_while_the_job_runs_asks_for_records_and_lines(bench: Bench) -> None:
    fill(bench, 10)
    bench.emulator.post("/_emulator/org", {"job_seconds": 3_600})
    bench.emulator.faults(
        {"kind": "refuse_record", "operation": "bulk.write.create", "match": {"Part": "p3-1"}}
    )
    clock, stop = HurriedClock(bench.emulator, after=10_000), threading.Event()
    clock.while_asleep = stop.set
    assert counts(bench.run(clock=clock, stop=stop)) == {"unknown": 10}
    again = run(bench)
    assert counts(again) == {"created": 9, "rejected": 1}
    assert bulk_jobs(bench) == 1


@pytest.mark.parametrize("kind", ["drop_after", "drop_before"])
def test_a_lost_answer_is_settled_with_the_lines(bench: Bench, kind: str) -> None:
    fill(bench, 10)
    bench.emulator.faults({"kind": kind, "operation": "bulk.write.create", "times": 1})
    refused = {"kind": "refuse_record", "operation": "bulk.write.create", "match": {"Part": "p3-1"}}
    bench.emulator.faults([refused] if kind == "drop_after" else [])
    first = run(bench)
    if kind == "drop_after":
        assert counts(first) == {"created": 9, "rejected": 1}
        ((told,),) = [each.faults for each in bench.rejects(first["run"])]
        assert (told.field, told.code) == ("Parts", "lines_missing")
        assert "Part = p3-1" in told.detail
    else:
        assert counts(first) == {"created": 10}
        assert all(len(lines) == 2 for lines in parts(bench).values())
    assert len(bench.records()) == 10


def test_a_result_that_does_not_fit_its_lines_is_loud(bench: Bench) -> None:
    fill(bench, 10)
    bench.emulator.post("/_emulator/org", {"bulk_write_shuffled": True})
    torn = run(bench)
    assert counts(torn) == {"created": 10}
    assert torn["status"] == "stopped"
    assert "it is not known what became of each row" in torn["cause"]


def test_records_whose_lines_could_not_name_them_go_by_rest(bench: Bench) -> None:
    bench.emulator.seed(fields={"Leads": [key_field("Code")]})
    bench.tasks[0] |= {"operation": "insert", "map": {**bench.tasks[0]["map"], "Code": "code"}}
    del bench.tasks[0]["match"]
    bench.csv("leads.csv", "no,name,company,code", "k0,A,C,c0", "k1,B,C,c1", ",C,C,c2", ",D,C,c3")
    bench.csv("parts.csv", "lead,part,pieces", "c0,p0,1", "c1,p1,1", "c2,p2,1")
    bench.tasks[0]["map"]["Parts"] = {
        **bench.tasks[0]["map"]["Parts"],
        "lines": {"read": {"file": "parts.csv"}, "by": {"lead": "code"}},
    }
    assert counts(run(bench)) == {"created": 4}
    assert (bulk_jobs(bench), bench.writes()) == (1, {"insert": 1})  # c2 has lines and no number


@pytest.mark.parametrize(
    ("schema", "task", "why"),
    [
        ("v4", {}, "takes the lines of Parts from Schema v8 on"),
        ("v4", {"module": "Quotes"}, "no Bulk Write for Quotes"),
    ],
)
def test_lines_that_bulk_cannot_carry_are_a_fault_of_the_definition(
    bench: Bench, schema: str, task: dict[str, Any], why: str
) -> None:
    bench.crm["schema"] = schema
    bench.emulator.seed(fields={"Quotes": [key_field("No"), PARTS]})
    bench.tasks[0] |= task
    if task:
        bench.tasks[0]["map"] = {"No": "no", "Subject": "name"}
    fill(bench, 2)
    with pytest.raises(DefinitionError, match=why):
        run(bench)


def test_line_items_go_by_a_job_only_where_the_task_asks_for_it(bench: Bench) -> None:
    products = [{"Product_Name": f"p{number}-0"} for number in range(5)]
    bench.emulator.seed(fields={"Quotes": [key_field("No")]}, records={"Products": products})
    bench.tasks[0] |= {
        "module": "Quotes",
        "map": {
            "No": "no",
            "Subject": "name",
            "Quoted_Items": {
                "lines": {"read": {"file": "parts.csv"}, "by": {"lead": "no"}},
                "match": ["Product_Name"],
                "map": {
                    "Product_Name": {"lookup": "Products", "by": {"Product_Name": "part"}},
                    "Quantity": "pieces",
                },
            },
        },
    }
    fill(bench, 5, each=1)
    assert counts(run(bench)) == {"created": 5}
    assert (bulk_jobs(bench), bench.writes()) == (1, {})
    assert len(bench.records("Quoted_Items")) == 5
    assert counts(run(bench)) == {"unchanged": 5}
