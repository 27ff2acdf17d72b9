"""Bad input to Bulk and to jobs: each fault has a message that names the thing, and nothing is lost."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import DefinitionError, HakobuError
from hakobu.zoho import BulkColumn, BulkFile, BulkJob, Client, Settings
from tests.conftest import Emulator
from tests.integration.jobs import Bench, key_field

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COLUMNS = [BulkColumn(api_name="Last_Name"), BulkColumn(api_name="Email")]


@pytest.fixture(scope="module")
def zoho() -> Iterator[Emulator]:
    """One emulator for all tests of this file."""
    running = Emulator()
    running.post("/_emulator/org", {"job_seconds": 0})
    running.seed(
        fields={
            "Leads": [
                key_field("No"),
                {"api_name": "Seen", "field_label": "Seen", "data_type": "date"},
                {"api_name": "Grade", "field_label": "Grade", "data_type": "text", "length": 5},
                {"api_name": "Secret", "field_label": "Secret", "data_type": "text", "read_only": True},
            ]
        }
    )
    yield running
    running.end()


@pytest.fixture
def crm(zoho: Emulator) -> Iterator[Client]:
    given: dict[str, Any] = {
        "client_id": "1000.ID",
        "client_secret": "planted-secret",
        "refresh_token": "1000.r",
    }
    with Client(
        Settings(**given, accounts_server=zoho.url, schema="v8", use_coql=False, api_type="Bulk")
    ) as made:
        yield made


@pytest.fixture
def bench(tmp_path: Path, zoho: Emulator) -> Bench:
    made = Bench(tmp_path, zoho)
    made.task(match=["No"], map={"No": "no", "Last_Name": "name"})
    return made


def told(caught: pytest.ExceptionInfo[HakobuError]) -> str:
    error = caught.value
    return f"{error.message} | {error.where} | {error.next_step}"


def job(number: str) -> BulkJob:
    return BulkJob(id=number, module="Leads", operation="insert", rows=1, deadline=time.time() + 60)


def test_a_job_that_zoho_does_not_know_is_named(crm: Client) -> None:
    with pytest.raises(HakobuError) as caught:
        crm.finish_bulk_write(job("4876876000000001234"))
    assert "Zoho knows no such job or result" in told(caught)
    assert "bulk poll Leads, job 4876876000000001234" in told(caught)


def test_a_job_that_is_kept_no_longer_says_how_long_it_was(crm: Client, zoho: Emulator) -> None:
    with BulkFile("Leads", COLUMNS, ignore_empty=None) as file:
        file.add({"Last_Name": "Ito", "Email": "ito@x.example"})
        started = crm.start_bulk_write(file, operation="insert")
    assert [answer.ok for answer in crm.finish_bulk_write(started)] == [True]
    zoho.post("/_emulator/clock", {"advance": 8 * 86_400})
    with pytest.raises(HakobuError) as caught:
        crm.finish_bulk_write(started)
    assert "is kept no longer" in told(caught)
    assert "one day and that of a write for seven" in told(caught)
    assert started.id in told(caught)


def test_a_download_before_the_end_is_told_apart_from_an_export(crm: Client, zoho: Emulator) -> None:
    refusal = {"kind": "status", "status": 404, "code": "RESOURCE_NOT_FOUND", "times": 1}
    zoho.faults(refusal | {"operation": "bulk.read.result"})
    with pytest.raises(HakobuError) as caught:
        list(crm.select("Leads", ["Last_Name"]))
    assert "it has not ended" in told(caught)
    (asked,) = zoho.get("/_emulator/jobs")["jobs"][-1:]
    assert f"bulk download Leads, job {asked['id']}" in told(caught)


def test_a_module_without_bulk_is_named_with_another_way(crm: Client) -> None:
    with pytest.raises(HakobuError) as caught:
        list(crm.select("Notes", ["Note_Title"]))
    assert "Bulk Read does not export Notes" in told(caught)
    assert "REST" in told(caught)
    with BulkFile("Calls", [BulkColumn(api_name="Subject")], ignore_empty=None) as file:
        file.add({"Subject": "A"})
        with pytest.raises(HakobuError) as caught:
            crm.start_bulk_write(file, operation="insert")
    assert "or Zoho has no bulk jobs for it" in told(caught)
    assert "bulk write Calls" in told(caught)
    assert "write it by REST" in told(caught)


def test_a_field_that_the_profile_may_not_write_is_refused_before_anything_is_sent(bench: Bench) -> None:
    bench.csv("leads.csv", "no,name", "p1,Ito")
    bench.tasks[0]["map"]["Secret"] = "name"
    before = bench.writes()
    with pytest.raises(DefinitionError) as caught:
        bench.run()
    (fault,) = caught.value.faults
    said = "Leads.Secret is read-only: Zoho sets it, or the profile of the sign-in may not write it."
    assert (fault.message, fault.path) == (said, "jobs.job.tasks[0].map.Secret")
    assert fault.line
    assert bench.writes() == before


@pytest.mark.parametrize("schema", ["v2", "v2.1", "v4", "v8"])
@pytest.mark.parametrize(
    ("right", "said"),
    [("read_only", "may be read and not written by the profile"), ("hidden", "is hidden from the profile")],
)
def test_a_right_of_the_profile_is_told_from_a_rule_of_zoho(
    schema: str, right: str, said: str, zoho: Emulator, tmp_path: Path
) -> None:
    zoho.post("/_emulator/org", {"field_rights": {"Administrator": {"Leads.Grade": right}}})
    bench = Bench(tmp_path, zoho, schema=schema, refresh_token=f"1000.{schema}{right}")
    bench.task(match=["No"], map={"No": "no", "Last_Name": "name", "Grade": "name"})
    bench.csv("leads.csv", "no,name", "r1,Ito")
    before = bench.writes()
    try:
        with pytest.raises(DefinitionError) as caught:
            bench.run()
    finally:
        zoho.post("/_emulator/org", {"field_rights": {"Administrator": {"Leads.Grade": "read_write"}}})
    (fault,) = caught.value.faults
    assert fault.message.startswith(f"Leads.Grade {said} of this sign-in")
    assert fault.path == "jobs.job.tasks[0].map.Grade"
    assert bench.writes() == before


def test_a_right_that_is_taken_away_after_the_check_is_found_by_reading_back(
    zoho: Emulator, tmp_path: Path
) -> None:
    """Zoho ignores what a profile may not write, and answers a success (api-core, section 3.4)."""
    bench = Bench(tmp_path, zoho, refresh_token="1000.late")
    bench.task(match=["No"], verify="all", map={"No": "no", "Last_Name": "name", "Grade": "grade"})
    bench.csv("leads.csv", "no,name,grade", "late1,Ito,A")
    assert bench.outcomes() == {"created": 1}  # the metadata are known from now on, for an hour
    zoho.post("/_emulator/org", {"field_rights": {"Administrator": {"Leads.Grade": "read_only"}}})
    try:
        bench.csv("leads.csv", "no,name,grade", "late1,Ito,B")
        told = bench.run()
    finally:
        zoho.post("/_emulator/org", {"field_rights": {"Administrator": {"Leads.Grade": "read_write"}}})
    assert "Grade" in str(told["tasks"][0]["notes"])


def test_a_user_whose_address_nobody_has_is_named(bench: Bench) -> None:
    bench.csv("leads.csv", "no,name,owner", "u1,Ito,nobody@x.example")
    bench.tasks[0]["map"]["Owner"] = {"lookup": "users", "by": {"email": "owner"}}
    run = bench.run()
    ((reject,),) = [bench.rejects(run["run"])]
    (fault,) = reject.faults
    assert (fault.field, fault.code) == ("Owner", "lookup_missing")
    assert fault.detail == "users with email = nobody@x.example"


def test_dates_and_lengths_that_bulk_would_refuse_never_leave_and_the_rest_does(bench: Bench) -> None:
    """Bulk Write tells no more than INVALID_DATA and the column, so the values are named before."""
    bench.csv(
        "leads.csv",
        "no,name,seen,grade",
        "w1,Ito,31/12/2024,A",
        "w2,Abe,2024-12-31,ABCDEF",
        "w3,Sato,2024-12-31,B",
    )
    bench.tasks[0]["map"] |= {"Seen": "seen", "Grade": "grade"}
    bench.tasks[0] |= {"automation": "any", "write": "bulk"}
    run = bench.run()
    assert (run["outcomes"]["created"], run["outcomes"]["invalid"]) == (1, 2)
    assert {
        (each.label, fault.field, fault.code, fault.detail)
        for each in bench.rejects(run["run"])
        for fault in each.faults
    } == {
        ("w1", "Seen", "wrong_type", "expected a date like 2024-12-31; got '31/12/2024'"),
        ("w2", "Grade", "too_long", "limit 5; actual 6"),
    }
