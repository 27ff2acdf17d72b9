"""Bulk Write in a run: thousands of rows in one job, each with its own answer, whatever befalls the job."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import DefinitionError
from hakobu.model import Compare
from hakobu.runs import Options, plan_job, retry_run, run_plan, summary, undo_run
from hakobu.store import Store
from tests.conftest import Emulator
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hakobu.runs import Event

MAP = {"No": "no", "Last_Name": "name", "Company": "company", "Email": "email"}


class HurriedClock:
    """Time that passes at once where somebody waits, with the emulator's jobs done meanwhile."""

    def __init__(self, emulator: Emulator, *, after: int = 0) -> None:
        self._emulator = emulator
        self._ahead = 0.0
        self._after = after  # so many waits go by before the jobs are done
        self.slept: list[float] = []
        self.while_asleep: Callable[[], None] = lambda: None

    def now(self) -> float:
        return time.time() + self._ahead

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._ahead += seconds
        if len(self.slept) > self._after:
            self._emulator.post("/_emulator/jobs")
        self.while_asleep()


@pytest.fixture(scope="module")
def crm() -> Iterator[Emulator]:
    """Share one emulator among the tests of this file."""
    running = Emulator()
    yield running
    running.close()


@pytest.fixture
def bench(tmp_path: Path, crm: Emulator) -> Bench:
    """Give a job of one task that upserts leads by a unique number, with every automation allowed."""
    crm.reset()
    crm.post("/_emulator/org", {"job_seconds": 0})
    crm.seed(fields={"Leads": [key_field("No")]})
    made = Bench(tmp_path, crm)
    made.task(match=["No"], map=MAP, automation="any", write="bulk")
    return made


def people(bench: Bench, count: int, *, name: str = "N", first: int = 0) -> list[str]:
    rows = [f"k{n},{name}{n},C{n},p{n}@x.example" for n in range(first, first + count)]
    bench.csv("leads.csv", "no,name,company,email", *rows)
    return rows


def run(bench: Bench, **options: Any) -> dict[str, Any]:
    return bench.run(clock=HurriedClock(bench.emulator), **options)


def counts(summary: dict[str, Any]) -> dict[str, int]:
    return {name: number for name, number in summary["outcomes"].items() if number}


def bulk_jobs(bench: Bench) -> int:
    calls = bench.emulator.stats()["calls"].get("bulk.write.create", {})
    return sum(calls.values())


def test_thousands_of_rows_are_created_and_updated_by_one_job_each(bench: Bench) -> None:
    bench.tasks[0]["write"] = "auto"
    people(bench, 6_000)
    first = run(bench)
    assert counts(first) == {"created": 6_000}
    assert (bulk_jobs(bench), bench.writes()) == (1, {})
    assert first["credits"] == bench.emulator.stats()["credits"]
    people(bench, 6_000, name="New")
    second = run(bench)
    assert counts(second) == {"updated": 6_000}
    assert (bulk_jobs(bench), bench.writes()) == (2, {})
    assert first["credits"] + second["credits"] == bench.emulator.stats()["credits"]
    assert {record["Last_Name"][:3] for record in bench.records()} == {"New"}
    assert counts(run(bench)) == {"unchanged": 6_000}


def test_a_refused_row_is_named_and_the_others_go_on(bench: Bench) -> None:
    people(bench, 20)
    bench.emulator.faults(
        [
            {"kind": "refuse_record", "operation": "bulk.write.create", "match": {"No": "k3"}}
            | {"code": "INVALID_DATA", "details": {"api_name": "Email"}},
            {"kind": "refuse_record", "operation": "bulk.write.create", "match": {"No": "k7"}}
            | {"code": "MANDATORY_NOT_FOUND", "details": {"api_name": "No"}},
        ]
    )
    done = run(bench)
    assert counts(done) == {"created": 18, "rejected": 2}
    assert done["status"] == "done with rejects"
    assert bench.causes(done["run"]) == {("k3", "Email", "INVALID_DATA"), ("k7", "No", "MANDATORY_NOT_FOUND")}
    (told,) = [each.faults[0].detail for each in bench.rejects(done["run"]) if each.label == "k3"]
    assert "Email takes a value of type email, 100 characters at most." in told


def test_a_long_job_is_waited_for_with_growing_pauses(bench: Bench) -> None:
    people(bench, 20)
    bench.emulator.post("/_emulator/org", {"job_seconds": 3_600})
    heard: list[Event] = []
    clock = HurriedClock(bench.emulator, after=20)
    assert bench.outcomes(clock=clock, watch=heard.append) == {"created": 20}
    looks = [event for event in heard if event.phase == "bulk"]
    (job,) = bench.emulator.get("/_emulator/jobs")["jobs"]
    assert {event.message for event in looks} == {job["id"]}
    polls = bench.emulator.stats()["calls"]["bulk.write.status"]["200"]
    assert polls < 10 < len(clock.slept)


def test_a_job_that_failed_wrote_nothing_and_its_rows_wait(bench: Bench) -> None:
    people(bench, 20)
    bench.emulator.faults(
        {
            "kind": "fail_job",
            "operation": "bulk.write.create",
            "times": 1,
            "code": "MANDATORY_FIELDS_NOT_MAPPED",
        }
    )
    failed = run(bench)
    assert counts(failed) == {"pending": 20}
    assert failed["status"] == "failed"
    assert "MANDATORY_FIELDS_NOT_MAPPED" in failed["cause"]
    again = run(bench)
    assert again["run"] == failed["run"]
    assert counts(again) == {"created": 20}
    assert again["credits"] == bench.emulator.stats()["credits"]


def test_a_job_that_failed_half_way_is_looked_up_and_the_rest_sent(bench: Bench) -> None:
    people(bench, 300)
    bench.emulator.faults(
        {"kind": "fail_job", "operation": "bulk.write.create", "times": 1, "index": 100, "code": "BROKEN"}
    )
    failed = run(bench)
    written = len(bench.records())
    assert 0 < written < 300
    assert counts(failed) == {"created": written, "pending": 300 - written}
    assert "gave no result" in failed["cause"]
    assert counts(run(bench)) == {"created": 300}
    assert sorted(record["No"] for record in bench.records()) == sorted(f"k{n}" for n in range(300))


def test_a_run_stopped_while_a_job_runs_asks_for_that_job_when_it_goes_on(bench: Bench) -> None:
    people(bench, 20)
    bench.emulator.post("/_emulator/org", {"job_seconds": 3_600})
    clock, stop = HurriedClock(bench.emulator, after=10_000), threading.Event()
    clock.while_asleep = stop.set
    stopped = bench.run(clock=clock, stop=stop)
    assert counts(stopped) == {"unknown": 20}
    assert (stopped["status"], stopped["cause"]) == ("stopped", "Stopped by hand.")
    assert "had not ended" in stopped["tasks"][0]["notes"]["unknown"][0]["why"]
    again = run(bench)
    assert again["run"] == stopped["run"]
    assert counts(again) == {"created": 20}
    assert bulk_jobs(bench) == 1
    assert len(bench.records()) == 20
    assert again["credits"] == bench.emulator.stats()["credits"]


def test_a_job_that_zoho_forgot_is_looked_up(bench: Bench) -> None:
    people(bench, 20)
    bench.emulator.post("/_emulator/org", {"job_seconds": 3_600})
    clock, stop = HurriedClock(bench.emulator, after=10_000), threading.Event()
    clock.while_asleep = stop.set
    bench.run(clock=clock, stop=stop)
    bench.emulator.post("/_emulator/jobs")
    fault = {"kind": "status", "status": 404, "code": "RESOURCE_NOT_FOUND", "operation": "bulk.write.status"}
    bench.emulator.faults(fault)
    assert counts(run(bench)) == {"created": 20}
    assert bulk_jobs(bench) == 1


def test_an_abandoned_job_is_waited_for_before_a_fresh_run_compares(bench: Bench) -> None:
    people(bench, 20)
    bench.emulator.post("/_emulator/org", {"job_seconds": 3_600})
    clock, stop = HurriedClock(bench.emulator, after=10_000), threading.Event()
    clock.while_asleep = stop.set
    bench.run(clock=clock, stop=stop)
    assert counts(run(bench, fresh=True)) == {"unchanged": 20}
    assert len(bench.records()) == 20


@pytest.mark.parametrize("kind", ["drop_after", "drop_before"])
def test_a_lost_answer_to_the_creation_of_a_job_is_settled_after_its_deadline(
    bench: Bench, kind: str
) -> None:
    people(bench, 20)
    bench.emulator.faults({"kind": kind, "operation": "bulk.write.create", "times": 1})
    clock = HurriedClock(bench.emulator)
    assert bench.outcomes(clock=clock) == {"created": 20}
    assert sum(clock.slept) > 1_700
    assert len(bench.records()) == 20
    assert bulk_jobs(bench) == 1


def test_a_result_that_does_not_fit_its_rows_is_loud(bench: Bench) -> None:
    people(bench, 20)
    bench.emulator.post("/_emulator/org", {"bulk_write_shuffled": True})
    torn = run(bench)
    assert counts(torn) == {"created": 20}
    assert torn["status"] == "stopped"
    assert "it is not known what became of each row" in torn["cause"]
    ids = {record["No"]: record["id"] for record in bench.records()}
    bench.emulator.post("/_emulator/org", {"bulk_write_shuffled": False})
    people(bench, 20, name="New")
    assert counts(run(bench)) == {"updated": 20}
    assert {record["No"]: record["id"] for record in bench.records()} == ids


def test_rows_that_bulk_skips_as_doubles_are_updated_by_rest(bench: Bench) -> None:
    """Somebody creates a record between the plan and the job."""
    people(bench, 20)
    upload = threading.Event()

    def watch(event: Event) -> None:
        if event.phase == "deliver" and not upload.is_set():
            upload.set()
            bench.emulator.seed(records={"Leads": [{"No": "k5", "Last_Name": "Other", "Company": "X"}]})

    assert counts(run(bench, watch=watch)) == {"created": 19, "updated": 1}
    assert {record["Last_Name"] for record in bench.records() if record["No"] == "k5"} == {"N5"}


def test_updates_that_erase_leave_other_empty_values_alone(bench: Bench) -> None:
    bench.tasks[0]["map"] = {**MAP, "Phone": {"value": "phone", "nulls": "write"}, "Fax": "fax"}
    head = "no,name,company,email,phone,fax"
    bench.csv("leads.csv", head, *(f"k{n},N{n},C,p{n}@x.example,1{n},2{n}" for n in range(20)))
    run(bench)
    # ten keep their phone, ten lose it; all have a new name, and none says anything of the fax
    rows = [f"k{n},M{n},C,p{n}@x.example,{f'1{n}' if n % 2 else ''}," for n in range(20)]
    bench.csv("leads.csv", head, *rows)
    assert counts(run(bench)) == {"updated": 20}
    assert (bulk_jobs(bench), bench.writes()) == (2, {"update": 1})
    for record in bench.records():
        number = record["No"][1:]
        assert (record["Last_Name"], record["Fax"]) == (f"M{number}", f"2{number}")
        assert record["Phone"] == (f"1{number}" if int(number) % 2 else None)


def test_what_rest_and_bulk_write_is_the_same(bench: Bench) -> None:
    odd = {"api_name": "Seen", "field_label": "Seen", "data_type": "datetime"}
    bench.emulator.seed(fields={"Contacts": [key_field("No"), odd]})
    bench.csv("accounts.csv", "name", "A", "B")
    rows = [
        'k1,"運ぶ ""x"", y\nz",2024-02-29,true,2024-05-01T10:00:00+09:00,A',
        "k2,Plain,1999-12-31,false,2024-05-01T00:00:00Z,B",
    ]
    bench.csv("people.csv", "no,name,born,out,seen,account", *rows)
    bench.tasks[:] = []
    bench.task(
        read={"file": "accounts.csv"}, module="Accounts", match=["Account_Name"], map={"Account_Name": "name"}
    )
    fields = {
        "No": "no",
        "Last_Name": "name",
        "Date_of_Birth": "born",
        "Email_Opt_Out": "out",
        "Seen": "seen",
        "Account_Name": {"lookup": "Accounts", "by": {"Account_Name": "account"}},
    }
    bench.task(
        name="people",
        read={"file": "people.csv"},
        module="Contacts",
        match=["No"],
        map=fields,
        automation="any",
        write="bulk",
    )
    assert counts(run(bench)) == {"created": 4}
    assert bulk_jobs(bench) == 1
    found = {record["No"]: record for record in bench.records("Contacts")}
    assert counts(run(bench, compare=Compare.LIVE)) == {"unchanged": 4}
    assert found["k1"]["Last_Name"] == '運ぶ "x", y\nz'
    names = {record["id"]: record["Account_Name"] for record in bench.records("Accounts")}
    assert {key: names[record["Account_Name"]] for key, record in found.items()} == {
        "k1": "A",
        "k2": "B",
    }


def test_rows_without_a_unique_value_are_inserted_by_rest(bench: Bench) -> None:
    bench.tasks[0] |= {"operation": "insert"}
    del bench.tasks[0]["match"]
    bench.csv("leads.csv", "no,name,company,email", "k1,A,C,", ",B,C,", "k3,D,C,")
    assert counts(run(bench)) == {"created": 3}
    assert (bulk_jobs(bench), bench.writes()) == (1, {"insert": 1})


def test_a_value_longer_than_the_field_is_never_sent(bench: Bench) -> None:
    bench.csv("leads.csv", "no,name,company,email", f"{'k' * 51},A,C,", f"k2,{'x' * 500},C,", "k3,D,C,")
    done = run(bench)
    assert counts(done) == {"created": 1, "invalid": 2}
    assert {field for _, field, code in bench.causes(done["run"]) if code == "too_long"} == {
        "No",
        "Last_Name",
    }


@pytest.mark.parametrize("schema", ["v2", "v2.1", "v8"])
def test_every_version_writes_by_bulk(bench: Bench, schema: str) -> None:
    bench.crm["schema"] = schema
    people(bench, 5)
    assert counts(run(bench)) == {"created": 5}
    people(bench, 5, name="New")
    assert counts(run(bench)) == {"updated": 5}
    assert (bulk_jobs(bench), bench.writes()) == (2, {})


def test_failed_rows_are_sent_again_and_the_whole_is_taken_back(bench: Bench) -> None:
    people(bench, 20)
    refused = {"kind": "refuse_record", "operation": "bulk.write.create", "match": {"No": "k3"}, "times": 1}
    bench.emulator.faults(refused)
    first = run(bench)
    assert counts(first) == {"created": 19, "rejected": 1}
    options = Options(clock=HurriedClock(bench.emulator))
    with Store(bench.home) as store:
        failed = store.runs.get(first["run"])
    assert failed is not None
    again = retry_run(bench.definition(), failed, home=bench.home, options=options)
    assert counts(summary(again)) == {"created": 1}
    for run_ in (again, failed):
        plan = undo_run(bench.definition(), run_, home=bench.home, options=options)
        assert (
            summary(run_plan(bench.definition(), plan, home=bench.home, options=options))["status"] == "done"
        )
    assert bench.records() == []


def test_a_stored_plan_holds_what_the_crm_has_overtaken(bench: Bench) -> None:
    people(bench, 20)
    options = Options(clock=HurriedClock(bench.emulator))
    plan = plan_job(bench.definition(), home=bench.home, options=options)
    bench.emulator.seed(records={"Leads": [{"No": "k5", "Last_Name": "Other", "Company": "X"}]})
    done = summary(run_plan(bench.definition(), plan, home=bench.home, options=options))
    assert counts(done) == {"created": 19, "skipped": 1}
    assert bulk_jobs(bench) == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"automation": "none"}, "needs automation: any"),
        ({"module": "Calls", "map": {"Subject": "name"}, "match": ["Subject"]}, "no Bulk Write for Calls"),
        ({"map": {"Last_Name": "name", "Email": "email"}, "match": ["Email"]}, "no unique field"),
        ({"operation": "delete", "map": {"No": "no"}}, "does not delete"),
    ],
)
def test_bulk_that_cannot_be_is_a_fault_of_the_definition(
    bench: Bench, change: dict[str, Any], why: str
) -> None:
    people(bench, 2)
    bench.tasks[0] |= change
    with pytest.raises(DefinitionError, match=why) as caught:
        run(bench)
    assert [fault for fault in caught.value.faults if fault.path.endswith(".write") and fault.line]
