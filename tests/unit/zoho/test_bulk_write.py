"""Bulk Write on an in-memory Zoho written from Zoho's documents."""

from __future__ import annotations

import csv
import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.errors import Kind, NotSupportedError, RequestError, SetupError, UnknownOutcomeError, WaitError
from hakobu.zoho import BulkColumn, BulkFile, BulkJobUnknownError, TransportError
from hakobu.zoho.metadata import Field

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.zoho import Answer, Client
    from tests.unit.zoho.conftest import HandClock, MemoryZoho, Seen

    Connect = Callable[..., Client]

COLUMNS = [
    BulkColumn.of(Field(api_name=name, label=name, data_type=kind))
    for name, kind in (
        ("Email", "email"),
        ("Last_Name", "text"),
        ("Account_Name", "lookup"),
        ("Born", "date"),
        ("Revenue", "currency"),
        ("Langs", "multiselectpicklist"),
        ("Opt_Out", "boolean"),
    )
]
RECORDS: list[dict[str, Any]] = [
    {
        "Email": "a@x.example",
        "Last_Name": '運ぶ "A",\nB',
        "Account_Name": {"id": "55"},
        "Born": "2024-02-29",
        "Revenue": Decimal("1E+3"),
        "Langs": ["x", "y"],
        "Opt_Out": True,
    },
    {"Email": "b@x.example", "Last_Name": "B"},
]
UPLOADED = {"status": "success", "code": "FILE_UPLOAD_SUCCESS", "details": {"file_id": "f1"}}
CREATED = {"status": "success", "code": "SUCCESS", "message": "success", "details": {"id": "77"}}
URL = "https://download-accl.zoho.com/v2/crm/60001/bulk-write/77/77.zip"
RESULT = "Email,Last_Name,Account_Name,STATUS,RECORD_ID,ERRORS\n"


def done(url: str = URL, **more: Any) -> dict[str, Any]:
    return {"status": "COMPLETED", "id": "77", "result": {"download_url": url}, **more}


def zipped(text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("Leads.csv", text)
    return file.getvalue()


def bulk_file(records: list[dict[str, Any]], *, ignore_empty: bool | None = True) -> BulkFile:
    file = BulkFile("Leads", COLUMNS, ignore_empty=ignore_empty)
    for record in records:
        file.add(record)
    return file


def send(crm: Client) -> list[Answer]:
    with bulk_file(RECORDS) as file:
        return crm.finish_bulk_write(crm.start_bulk_write(file, operation="upsert", find_by="Email"))


@pytest.fixture
def jobs(zoho: MemoryZoho) -> MemoryZoho:
    zoho.on("/upload", UPLOADED)
    zoho.on("/write", CREATED, status=201)
    zoho.on("/write/77", {"status": "ADDED"}, {"status": "INPROGRESS"}, done())
    zoho.on("/77.zip", zipped(RESULT + "a@x.example,A,55,ADDED,901,\nb@x.example,B,,UPDATED,902,\n"))
    return zoho


def sent_rows(call: Seen) -> list[list[str]]:
    body = call.request.body or b""
    start, end = body.index(b"PK"), body.rindex(b"\r\n--")
    with zipfile.ZipFile(io.BytesIO(body[start:end])) as archive:
        (name,) = archive.namelist()
        return list(csv.reader(io.StringIO(archive.read(name).decode(), newline="")))


def test_one_answer_per_row_in_order(jobs: MemoryZoho, crm: Client) -> None:
    answers = send(crm)
    assert [(each.index, each.ok, each.action, each.id) for each in answers] == [
        (0, True, "insert", "901"),
        (1, True, "update", "902"),
    ]
    rows = sent_rows(jobs.calls("/upload")[0])
    assert rows[1] == ["a@x.example", '運ぶ "A",\nB', "55", "2024-02-29", "1000", "x;y", "true"]
    assert rows[2] == ["b@x.example", "B", "", "", "", "", ""]
    assert crm.stats.credits >= 500


def test_the_upload_goes_to_zohos_host_with_its_headers(jobs: MemoryZoho, connect: Connect) -> None:
    send(connect())
    upload = jobs.calls("/upload")[0].request
    assert upload.url == "https://content.zohoapis.com/crm/v4/upload"
    assert upload.headers["feature"] == "bulk-write"
    assert upload.headers["X-CRM-ORG"] == "60001"
    assert upload.headers["Content-Type"].startswith("multipart/form-data; boundary=")


def test_the_job_says_how_each_column_is_read(jobs: MemoryZoho, connect: Connect) -> None:
    send(connect(schema="v2", layout="lay1"))
    send(connect(schema="v8"))
    old, new = (call.json for call in jobs.calls("/bulk/v2/write") + jobs.calls("/bulk/v8/write"))
    resource = new["resource"][0]
    assert (new["operation"], new["ignore_empty"], resource["ignore_empty"]) == ("upsert", True, True)
    assert (old["resource"][0]["module"], resource["module"]) == ("Leads", {"api_name": "Leads"})
    assert (resource["find_by"], resource["file_id"]) == ("Email", "f1")
    mapped = {each["api_name"]: each for each in resource["field_mappings"]}
    assert mapped["Account_Name"] == {"api_name": "Account_Name", "index": 2, "find_by": "id"}
    assert mapped["Born"]["format"] == "yyyy-MM-dd"
    layout = old["resource"][0]["field_mappings"][-1]
    assert layout == {"api_name": "Layout", "default_value": {"value": "lay1"}}


def test_errors_of_rows_are_read_one_by_one(jobs: MemoryZoho, crm: Client) -> None:
    errors = '"MANDATORY_NOT_FOUND-Last_Name:INVALID_DATA-Email,Phone"'
    jobs.on("/77.zip", zipped(RESULT + f"a@x.example,A,55,SKIPPED,,{errors}\nb@x.example,B,,SKIPPED,902,\n"))
    first, second = send(crm)
    assert (first.ok, first.code, first.field, first.kind) == (
        False,
        "MANDATORY_NOT_FOUND",
        "Last_Name",
        Kind.ROW,
    )
    assert first.details["errors"][1] == {"code": "INVALID_DATA", "fields": ["Email", "Phone"]}
    assert (second.code, second.existing_id) == ("DUPLICATE_DATA", "902")


@pytest.mark.parametrize(
    "lines",
    [
        "a@x.example,A,55,ADDED,901,\n",
        "b@x.example,B,,ADDED,901,\na@x.example,A,55,ADDED,902,\n",
        "a@x.example,A,55,ADDED,901,\nb@x.example,B\n",
        "a@x.example,A,55,ADDED,901,\nb@x.example,B,,ADDED,902,\nc,C,,ADDED,903,\n",
    ],
)
def test_a_result_that_does_not_fit_the_rows_is_unknown(jobs: MemoryZoho, crm: Client, lines: str) -> None:
    """Lesson 4: success and error files hold each other's rows."""
    jobs.on("/77.zip", zipped(RESULT + lines))
    with pytest.raises(UnknownOutcomeError):
        send(crm)


@pytest.mark.parametrize("answer", [TransportError("gone", sent=True), b"", b"<html>"])
def test_a_lost_creation_is_unknown_until_its_deadline(
    jobs: MemoryZoho, crm: Client, clock: HandClock, answer: object
) -> None:
    jobs.on("/write", answer)
    with pytest.raises(BulkJobUnknownError) as caught:
        send(crm)
    assert caught.value.deadline > clock.now()
    assert len(jobs.calls("/write")) == 1  # never twice


def test_a_field_called_status_is_not_taken_for_the_rows_status(jobs: MemoryZoho, crm: Client) -> None:
    jobs.on(
        "/77.zip", zipped("Email,Status,Errors,STATUS,RECORD_ID,ERRORS\na@x.example,Draft,x,ADDED,901,\n")
    )
    with bulk_file(RECORDS[:1]) as file:
        (answer,) = crm.finish_bulk_write(crm.start_bulk_write(file, operation="insert"))
    assert (answer.ok, answer.id) == (True, "901")


def test_a_job_that_still_runs_at_its_deadline_is_unknown(jobs: MemoryZoho, crm: Client) -> None:
    jobs.on("/write/77", {"status": "IN PROGRESS"})
    with pytest.raises(BulkJobUnknownError, match="still runs") as caught:
        send(crm)
    assert caught.value.job == "77"


def test_a_job_refused_whole_wrote_nothing(jobs: MemoryZoho, crm: Client) -> None:
    told = {"status": "FAILED", "code": "MANDATORY_FIELDS_NOT_MAPPED"}
    jobs.on("/write/77", {"status": "FAILED", "resource": [told]})
    with pytest.raises(RequestError, match="None of the 2 rows was written"):
        send(crm)
    jobs.on("/write/77", {"status": "FAILED", "resource": [{"status": "FAILED"}]})
    with pytest.raises(UnknownOutcomeError):
        send(crm)
    jobs.on("/write/77", {"status": "FAILED", "resource": [{**told, "file": {"added_count": 1}}]})
    with pytest.raises(UnknownOutcomeError):
        send(crm)


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (
            {"code": "INVALID_FILE_FORMAT", "status": "error", "message": "only zip", "details": {}},
            200,
            "only zip",
        ),
        (
            {"ERROR_CODE": 400, "ERROR_MESSAGE": "e", "x-error": "check if headers are valid"},
            400,
            "check if headers",
        ),
        ({"status": "success", "details": {}}, 200, "upload host"),
    ],
)
def test_an_upload_that_failed_under_http_200_is_no_success(
    jobs: MemoryZoho, crm: Client, answer: object, status: int, said: str
) -> None:
    jobs.on("/upload", answer, status=status)
    with pytest.raises(RequestError, match=said):
        send(crm)
    assert jobs.calls("/write") == []


def test_no_token_goes_to_a_foreign_download_host(jobs: MemoryZoho, crm: Client) -> None:
    jobs.on("/write/77", done("https://evil.example/77.zip"))
    with pytest.raises(SetupError, match=r"evil\.example"):
        send(crm)
    assert not [seen for seen in jobs.seen if "evil" in seen.request.url]


def test_own_addresses_take_uploads_and_downloads_too(jobs: MemoryZoho, connect: Connect) -> None:
    jobs.on("/oauth/v2/token", {"access_token": "t", "api_domain": "http://127.0.0.1:9", "expires_in": 3600})
    jobs.on("/write/77", done("/crm/v8/bulk-write/77/77.zip"))
    send(connect(accounts_server="http://127.0.0.1:9", schema="v8"))
    assert jobs.calls("/upload")[0].request.url == "http://127.0.0.1:9/crm/v8/upload"
    assert jobs.calls("/77.zip")[0].request.url == "http://127.0.0.1:9/crm/v8/bulk-write/77/77.zip"


def test_a_row_that_the_job_cannot_honour_is_refused() -> None:
    with pytest.raises(NotSupportedError, match="shall erase Last_Name"):
        bulk_file([{**RECORDS[0], "Last_Name": None}])
    with pytest.raises(NotSupportedError, match="shall leave alone Account_Name"):
        bulk_file([RECORDS[1]], ignore_empty=False)
    with pytest.raises(NotSupportedError, match="no column 'Emial'"):
        bulk_file([{"Emial": "x"}])
    assert len(bulk_file([{"Email": "x", "Born": None}], ignore_empty=None)) == 1


def test_limits_are_kept_while_the_file_is_written(crm: Client) -> None:
    with BulkFile("Leads", COLUMNS[:1], ignore_empty=None) as file:
        for number in range(25_000):
            file.add({"Email": str(number)})
        assert file.full
        with pytest.raises(NotSupportedError, match="takes 25,000 rows"):
            file.add({"Email": "x"})
    with pytest.raises(NotSupportedError, match="200 columns"):
        BulkFile("Leads", COLUMNS * 30, ignore_empty=None)
    with bulk_file(RECORDS) as file, pytest.raises(NotSupportedError, match="one unique field"):
        crm.start_bulk_write(file, operation="update")
    with bulk_file([]) as file, pytest.raises(NotSupportedError, match="at least one row"):
        crm.start_bulk_write(file, operation="insert")


def test_credits_are_kept_for_people(jobs: MemoryZoho, connect: Connect, response: Any) -> None:
    crm = connect(credit_reserve=1000)
    told = {"org": [{"zgid": "60001", "license_details": {"paid_type": "enterprise"}}]}
    jobs.on("/org", response(200, told, X_API_CREDITS_REMAINING="1400"))
    jobs.on("/org", response(200, told))
    jobs.on("/upload", response(200, UPLOADED, x_api_credits_remaining="1400"))
    with pytest.raises(WaitError, match="1,000 are kept for people"):
        send(crm)
    assert jobs.calls("/write") == []
