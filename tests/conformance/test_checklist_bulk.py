"""The checklist of the reference on COQL, bulk jobs and counts, item by item, over plain HTTP."""

from __future__ import annotations

import csv
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.tour import Visitor, zipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Emulator

READ = "/crm/bulk/v8/read"
WRITE = "/crm/bulk/v8/write"


@pytest.fixture
def running(emulator: Callable[..., Emulator]) -> Emulator:
    started = emulator("--edition", "ultimate")
    started.post("/_emulator/org", {"job_seconds": 0.05})
    return started


@pytest.fixture
def own(running: Emulator) -> Iterator[Visitor]:
    """A visitor whose emulator nobody else uses."""
    visitor = Visitor(running)
    yield visitor
    visitor.close()


def start_read(visitor: Visitor, **query: Any) -> Any:
    answer = visitor.call("POST", READ, {"query": {"module": {"api_name": "Leads"}, **query}})
    assert answer.status_code == 201
    return answer.json()


def start_write(visitor: Visitor, text: str, operation: str = "insert", **more: Any) -> Any:
    names = text.partition("\n")[0].split(",")
    mappings = [{"api_name": name, "index": index} for index, name in enumerate(names)]
    file = visitor.upload(zipped(text)).json()["details"]["file_id"]
    resource = {"type": "data", "module": {"api_name": "Leads"}, "file_id": file, "field_mappings": mappings}
    answer = visitor.call("POST", WRITE, {"operation": operation, "resource": [{**resource, **more}]})
    assert answer.status_code == 201, answer.text
    return answer.json()


def written(visitor: Visitor, job: str) -> list[dict[str, str]]:
    done = visitor.poll(f"{WRITE}/{job}", "COMPLETED", "FAILED")
    assert done["status"] == "COMPLETED", done
    answer = visitor.call("GET", done["result"]["download_url"])
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    text = archive.read(archive.namelist()[0]).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_a_coql_without_rows_is_204(v8: Visitor) -> None:
    answer = v8.query("select Last_Name from Leads where Last_Name = 'nobody'")
    assert (answer.status_code, answer.content) == (204, b"")


def test_the_id_is_always_there_and_joined_columns_have_their_dots(v8: Visitor) -> None:
    account = v8.insert("Accounts", {"Account_Name": "Dotted", "Phone": "1"})[0]
    v8.insert("Contacts", {"Last_Name": "Ito", "Account_Name": {"id": account}})
    text = "select Account_Name.Phone from Contacts where Account_Name.Account_Name = 'Dotted'"
    (row,) = v8.query(text).json()["data"]
    assert set(row) == {"id", "Account_Name.Phone"}
    assert row["Account_Name.Phone"] == "1"


def test_a_limit_of_2001_is_too_much(v8: Visitor) -> None:
    answer = v8.query("select id from Leads where id is not null limit 2001")
    assert (answer.status_code, answer.json()["code"]) == (400, "LIMIT_EXCEEDED")


def test_a_query_wants_a_where(v8: Visitor) -> None:
    refused = v8.query("select id from Leads").json()
    assert (refused["code"], refused["details"]) == ("SYNTAX_ERROR", {"clause": "where"})
    assert refused["message"] == "missing clause"


def test_both_jobs_are_created_with_201_and_only_bulk_read_wraps_its_answer(own: Visitor) -> None:
    read, write = start_read(own), start_write(own, "Last_Name\nOne\n")
    assert read["data"][0]["details"]["state"] == "ADDED"
    assert write["details"]["id"]
    assert "data" not in write
    assert isinstance(own.call("GET", f"{READ}/{read['data'][0]['details']['id']}").json()["data"], list)
    assert own.call("GET", f"{WRITE}/{write['details']['id']}").json()["status"]


def test_a_running_job_is_in_progress_with_a_blank_for_reads_and_without_for_writes(
    running: Emulator, own: Visitor
) -> None:
    running.post("/_emulator/org", {"job_seconds": 60, "bulk_write_running": "INPROGRESS"})
    read = start_read(own)["data"][0]["details"]["id"]
    write = start_write(own, "Last_Name\nOne\n")["details"]["id"]
    assert own.poll(f"{READ}/{read}", "IN PROGRESS")["data"][0]["state"] == "IN PROGRESS"
    assert own.poll(f"{WRITE}/{write}", "INPROGRESS")["status"] == "INPROGRESS"


def test_a_result_comes_only_after_the_end(running: Emulator, own: Visitor) -> None:
    running.post("/_emulator/org", {"job_seconds": 30})
    job = start_read(own)["data"][0]["details"]["id"]
    early = own.call("GET", f"{READ}/{job}/result")
    assert early.status_code == 404
    assert "result" not in own.call("GET", f"{READ}/{job}").json()["data"][0]


@pytest.mark.parametrize(("kind", "days"), [("read", 1), ("write", 7)])
def test_a_result_is_gone_after_its_days(kind: str, days: int, running: Emulator, own: Visitor) -> None:
    own.insert("Leads", {"Last_Name": "Lee"})
    if kind == "read":
        job = start_read(own)["data"][0]["details"]["id"]
        own.poll(f"{READ}/{job}", "COMPLETED")
        url = f"{READ}/{job}/result"
    else:
        job = start_write(own, "Last_Name\nOne\n")["details"]["id"]
        url = own.poll(f"{WRITE}/{job}", "COMPLETED")["result"]["download_url"]
    assert own.call("GET", url).status_code == 200
    running.post("/_emulator/clock", {"advance": days * 86_400 + 60})
    later = Visitor(running)  # the token is a day old as well
    assert later.call("GET", url).status_code == 404
    later.close()


def test_the_eleventh_download_in_a_minute_is_429(own: Visitor) -> None:
    own.insert("Leads", {"Last_Name": "Lee"})
    job = start_read(own)["data"][0]["details"]["id"]
    own.poll(f"{READ}/{job}", "COMPLETED")
    found = [own.call("GET", f"{READ}/{job}/result").status_code for _ in range(11)]
    assert found == [200] * 10 + [429]


def test_a_result_has_the_first_three_columns_and_the_errors_two_codes(own: Visitor) -> None:
    own.insert("Leads", {"Last_Name": "Lee"})
    rows = "Last_Name,First_Name,City,Email,No_of_Employees\nKim,A,B,k@example.com,5\n,A,B,no mail,many\n"
    good, bad = written(own, start_write(own, rows)["details"]["id"])
    assert list(good) == ["Last_Name", "First_Name", "City", "STATUS", "RECORD_ID", "ERRORS"]
    assert (good["STATUS"], bad["STATUS"]) == ("ADDED", "SKIPPED")
    assert [one.partition("-")[0] for one in bad["ERRORS"].split(":")] == [
        "MANDATORY_NOT_FOUND",
        "INVALID_DATA",
    ]


def test_empty_cells_erase_unless_they_are_ignored(own: Visitor) -> None:
    kept, erased = own.insert("Leads", {"Last_Name": "K", "City": "Ise"}, {"Last_Name": "E", "City": "Ise"})
    for known, ignore in ((kept, True), (erased, False)):
        text = f"id,City\n{known},\n"
        job = start_write(own, text, "update", ignore_empty=ignore, find_by="id")["details"]["id"]
        assert written(own, job)[0]["STATUS"] == "UPDATED"
    cities = [own.call("GET", f"Leads/{one}").json()["data"][0]["City"] for one in (kept, erased)]
    assert cities == ["Ise", None]


def test_dates_are_american_unless_a_format_is_given(running: Emulator, own: Visitor) -> None:
    running.seed(fields={"Leads": [{"api_name": "Born", "field_label": "Born", "data_type": "date"}]})
    job = start_write(own, "Last_Name,Born\nOne,03/04/2025\nTwo,2025-03-04\n")["details"]["id"]
    first, second = written(own, job)
    assert (first["STATUS"], second["STATUS"]) == ("ADDED", "SKIPPED")
    (row,) = own.query("select Born from Leads where Last_Name = 'One'").json()["data"]
    assert row["Born"] == "2025-03-04"


def test_queries_and_large_writes_share_ten_places(running: Emulator, own: Visitor) -> None:
    running.post("/_emulator/latency", {"ms": 700})
    query = {"select_query": "select id from Leads where id is not null"}
    many = {"data": [{"Last_Name": "Lee", "Email": f"l{n}@example.com"} for n in range(11)]}
    asks = [("coql", query), ("Leads/upsert", many)] * 6
    with ThreadPoolExecutor(len(asks)) as pool:
        found = list(pool.map(lambda ask: own.call("POST", *ask).status_code, asks))
    assert found.count(429) == 2
    assert running.stats()["peak_sub_concurrency"] == 10


def test_a_bulk_write_costs_500_even_when_every_row_fails(running: Emulator, own: Visitor) -> None:
    before = running.stats()["credits"]
    job = start_write(own, "Last_Name,Company\n,A\n,B\n")["details"]["id"]
    assert running.stats()["credits"] - before >= 500
    assert {one["STATUS"] for one in written(own, job)} == {"SKIPPED"}


def test_the_count_is_late_while_coql_counts_at_once(running: Emulator, own: Visitor) -> None:
    running.post("/_emulator/org", {"search_lag": 60})
    own.insert("Leads", {"Last_Name": "Lee"}, {"Last_Name": "Kim"})
    assert own.query("select COUNT(id) from Leads where id is not null").json()["data"][0]["COUNT(id)"] == 2
    assert own.call("GET", "Leads/actions/count").json()["count"] == 0
    running.post("/_emulator/clock", {"advance": 61})
    assert own.call("GET", "Leads/actions/count").json()["count"] == 2
