"""Bulk Write: uploads, mappings, rows, counts, results and errors (api-coql-bulk §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.emulator.bulk import csv_file
from hakobu.emulator.bulk import upload as uploading

from .bulk import bulk, fetch, module, packed, resource, result, unpacked, upload, uploaded, write

if TYPE_CHECKING:
    import pytest

    from .conftest import Crm

COUNTS = ("added_count", "updated_count", "skipped_count", "total_count")


def counts(shown: dict[str, Any], number: int = 0) -> tuple[int, ...]:
    return tuple(shown["resource"][number]["file"][name] for name in COUNTS)


def rows(crm: Crm, shown: dict[str, Any]) -> list[list[str]]:
    return next(iter(result(crm, shown).values()))[1:]


def fates(crm: Crm, shown: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row[-3], row[-1]) for row in rows(crm, shown)]


def test_the_upload(crm: Crm) -> None:
    answer = upload(crm, packed(a="x"), part="whatever")
    assert answer.status == 200
    assert answer.body["code"] == "FILE_UPLOAD_SUCCESS"
    assert answer.body["details"]["file_id"].isdigit()
    assert crm.ask("GET", "stats")["credits"] == 0


def test_refused_uploads(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = upload(crm, b"no zip at all")
    assert (answer.status, answer.body["code"], answer.body["status"]) == (
        200,
        "INVALID_FILE_FORMAT",
        "error",
    )
    assert upload(crm, packed(a="x"), feature="other").body["code"] == "NOT_SUPPORTED_FEATURE"
    odd = upload(crm, packed(a="x"), X_CRM_ORG="1")
    assert (odd.status, odd.body["ERROR_CODE"]) == (400, 400)
    crm.ask("POST", "org", {"upload_error_status": 400})
    assert upload(crm, b"no zip at all").status == 400
    monkeypatch.setattr(uploading, "LARGEST", 10)
    assert upload(crm, packed(a="x")).status == 413
    crm.token = "stale"
    odd = upload(crm, packed(a="x"))
    assert (odd.status, odd.body["ERROR_CODE"]) == (401, 401)


def test_upsert_in_every_version(any_version: Crm) -> None:
    crm = any_version
    known = crm.added("Contacts", Last_Name="Old", Email="a@x.com", Phone="1")
    file = uploaded(crm, people="Mail,Name,Phone,More\r\nA@x.com,Ito,,x\r\nb@x.com,Abe,2,x\r\n")
    body = {
        "operation": "upsert",
        "resource": [resource(crm, "Contacts", file, "Email", "Last_Name", "Phone", find_by="Email")],
    }
    shown = write(crm, body)
    assert counts(shown) == (1, 1, 0, 2)
    assert "data" not in shown
    named = shown["resource"][0]["module"]
    assert named == "Contacts" if crm.version == "v2" else named["api_name"] == "Contacts"
    url = shown["result"]["download_url"]
    assert url.startswith("/crm/" if crm.version == "v8" else "http://crm.test/crm/")
    files = result(crm, shown)
    assert list(files) == ["Contacts_people.csv"]
    table = files["Contacts_people.csv"]
    assert table[0] == ["Mail", "Name", "Phone", "STATUS", "RECORD_ID", "ERRORS"]
    assert table[1] == ["A@x.com", "Ito", "", "UPDATED", known, ""]
    assert table[2][3] == "ADDED"
    # an empty cell erases unless it is told not to
    assert crm.ask("GET", "records/Contacts", id=known)["records"][0]["Phone"] is None
    assert crm.ask("GET", "stats")["credits"] == 1 + 500 + 1


def test_empty_cells_left_alone_and_defaults(crm: Crm) -> None:
    known = crm.added("Contacts", Last_Name="Old", Email="a@x.com", Phone="1")
    file = uploaded(crm, people="Email,Last_Name,Phone,Title\na@x.com,Ito,,\n")
    title = {"api_name": "Title", "index": 3, "default_value": {"value": "Dr."}}
    wish = resource(crm, "Contacts", file, "Email", "Last_Name", "Phone", title, find_by="Email")
    write(crm, {"operation": "update", "ignore_empty": True, "resource": [wish]})
    kept = crm.ask("GET", "records/Contacts", id=known)["records"][0]
    assert (kept["Last_Name"], kept["Phone"], kept["Title"]) == ("Ito", "1", "Dr.")
    write(crm, {"operation": "update", "ignore_empty": True, "resource": [wish | {"ignore_empty": False}]})
    assert crm.ask("GET", "records/Contacts", id=known)["records"][0]["Phone"] is None


def test_rows_that_are_refused(crm: Crm) -> None:
    text = (
        "Email,Name,Firm,Born\n"
        "a@x.com,Ito,Acme,05/31/1990\n"
        "b@x.com,,Acme,\n"
        "bad,Abe,Nobody,1990-01-01\n"
        ",Ueda,,\n"
        "c@x.com,Ono,,,too many\n"
    )
    crm.added("Accounts", Account_Name="Acme")
    file = uploaded(crm, people=text)
    firm = {"api_name": "Account_Name", "index": 2, "find_by": "Account_Name"}
    wish = resource(
        crm, "Contacts", file, "Email", "Last_Name", firm, {"api_name": "Date_of_Birth", "index": 3}
    )
    shown = write(crm, {"operation": "insert", "resource": [wish]})
    assert fates(crm, shown) == [
        ("ADDED", ""),
        ("SKIPPED", "MANDATORY_NOT_FOUND-Name"),
        ("SKIPPED", "INVALID_DATA-Firm,Born,Email"),
        ("ADDED", ""),
        ("SKIPPED", "CANNOT_PROCESS"),
    ]
    assert counts(shown) == (2, 0, 3, 5)
    assert shown["status"] == "COMPLETED"
    crm.ask("POST", "org", {"bulk_write_refused": "UNPROCESSED", "bulk_write_shuffled": True})
    shown = write(crm, {"operation": "insert", "resource": [wish]})
    assert {row[-3] for row in rows(crm, shown)} == {"ADDED", "UNPROCESSED"}


def test_insert_skips_what_it_finds_and_update_never_creates(crm: Crm) -> None:
    known = crm.added("Contacts", Last_Name="Old", Email="a@x.com")
    file = uploaded(crm, people="Email,Last_Name\na@x.com,Ito\nb@x.com,Abe\n")
    wish = resource(crm, "Contacts", file, find_by="Email")
    assert fates(crm, write(crm, {"operation": "update", "resource": [wish]})) == [
        ("UPDATED", ""),
        ("SKIPPED", "RESOURCE_NOT_FOUND-Email"),
    ]
    assert fates(crm, write(crm, {"operation": "insert", "resource": [wish]})) == [
        ("SKIPPED", "DUPLICATE_DATA-Email"),
        ("ADDED", ""),
    ]
    crm.ask("POST", "org", {"bulk_write_found_id": True})
    shown = write(crm, {"operation": "insert", "resource": [wish]})
    assert rows(crm, shown)[0][-2] == known


def test_by_id_and_twice_in_one_file(crm: Crm) -> None:
    known = crm.added("Contacts", Last_Name="Old")
    file = uploaded(crm, people=f"id,Last_Name\n{known},New\n12345,Nobody\n")
    shown = write(crm, {"operation": "update", "resource": [resource(crm, "Contacts", file, find_by="id")]})
    assert fates(crm, shown) == [("UPDATED", ""), ("SKIPPED", "RESOURCE_NOT_FOUND-id")]
    file = uploaded(crm, people="Email,Last_Name\nz@x.com,A\nz@x.com,B\n")
    shown = write(
        crm, {"operation": "upsert", "resource": [resource(crm, "Contacts", file, find_by="Email")]}
    )
    assert [fate for fate, _ in fates(crm, shown)] == ["ADDED", "UPDATED"]


def test_formats_separators_and_encodings(crm: Crm) -> None:
    crm.ask("POST", "org", {"time_zone": "Asia/Tokyo"})
    text = "Subject;Due;Reminder;Owner\n電話;2026/01/31;31.01.2026 09:30;ben.baker@example.com\n"
    file = uploaded(crm, tasks=text.encode("cp932"))
    crm.ask(
        "POST",
        "seed",
        {"fields": {"Tasks": [{"api_name": "At", "data_type": "datetime"}]}},
    )
    wish = resource(
        crm,
        "Tasks",
        file,
        "Subject",
        {"api_name": "Due_Date", "index": 1, "format": "yyyy/MM/dd"},
        {"api_name": "At", "index": 2, "format": "dd.MM.yyyy HH:mm"},
        {"api_name": "Owner", "index": 3, "find_by": "email"},
    )
    shown = write(crm, {"operation": "insert", "resource": [wish]})
    assert counts(shown) == (1, 0, 0, 1)
    kept = crm.ask("GET", "records/Tasks")["records"][0]
    assert (kept["Subject"], kept["Due_Date"], kept["At"]) == (
        "電話",
        "2026-01-31",
        "2026-01-31T00:30:00+00:00",
    )
    assert kept["Owner"] == str(list(crm.state.users)[1])


def refused(crm: Crm, code: str, wish: Any, **more: Any) -> Any:
    answer = bulk(crm, "POST", "write", {"operation": "insert", "resource": [wish], **more})
    assert answer.body["code"] == code, answer
    return answer.body


def test_refused_requests(crm: Crm) -> None:
    file = uploaded(crm, people="Last_Name,Email,Account_Name\nIto,a@x.com,Acme\n")
    good = resource(crm, "Contacts", file, "Last_Name", "Email")
    assert "operation" in refused(crm, "MISSING_REQUIRED_KEY", good, operation=None)["message"]
    refused(crm, "INVALID_DATA", good, operation="delete")
    refused(crm, "MISSING_REQUIRED_KEY", {"type": "data"})
    refused(crm, "INVALID_FILE_ID", good | {"file_id": "1"})
    refused(crm, "FILE_NOT_FOUND", good | {"file_names": ["other.csv"]})
    told = refused(crm, "MODULE_NOT_AVAILABLE", good | {"module": module(crm, "Nope")})
    assert told["message"] == "Requested module 'Nope' is not available."
    refused(crm, "MODULE_NOT_AVAILABLE", good | {"module": module(crm, "Calls")})
    refused(crm, "INVALID_FIELD", resource(crm, "Contacts", file, "Nope"))
    refused(crm, "INVALID_FIELD", resource(crm, "Contacts", file, "Full_Name"))
    refused(crm, "COLUMN_INDEX_NOT_FOUND", resource(crm, "Contacts", file, {"api_name": "Email", "index": 3}))
    told = refused(crm, "MISSING_REQUIRED_KEY", resource(crm, "Contacts", file, {"api_name": "Email"}))
    assert told["message"] == "required key index for field Email is not found in request body."
    refused(
        crm, "MANDATORY_FIELDS_NOT_MAPPED", resource(crm, "Contacts", file, {"api_name": "Email", "index": 1})
    )
    refused(crm, "MANDATORY_NOT_FOUND", good, operation="upsert")
    refused(crm, "MANDATORY_NOT_FOUND", resource(crm, "Contacts", file))
    refused(crm, "INVALID_FIELD", good | {"find_by": "Last_Name"})
    date = {"api_name": "Date_of_Birth", "index": 0, "format": "jjjj"}
    refused(crm, "INVALID_FORMAT", resource(crm, "Contacts", file, "Last_Name", date))
    refused(crm, "INVALID_DATA", good, character_encoding="klingon")
    refused(crm, "INVALID_CALLBACK_URL", good, callback={"url": "x"})
    two = uploaded(crm, one="a\n", two="b\n")
    refused(crm, "FILE_NOT_SUPPORTED", good | {"file_id": two})
    wide = uploaded(crm, wide=",".join(f"c{number}" for number in range(201)) + "\n")
    refused(crm, "HEADER_LIMIT_EXCEEDED", good | {"file_id": wide})
    assert bulk(crm, "GET", "write/1").status == 404
    assert crm.ask("GET", "stats")["credits"] < 100


def test_external_ids_find_nothing_unless_told(crm: Crm) -> None:
    field = {"api_name": "Code", "data_type": "text", "external": {"type": "org"}}
    crm.ask("POST", "seed", {"fields": {"Contacts": [field]}})
    file = uploaded(crm, people="Code,Last_Name\n1,Ito\n")
    wish = resource(crm, "Contacts", file, find_by="Code")
    refused(crm, "INVALID_FIELD", wish, operation="upsert")
    crm.ask("POST", "org", {"bulk_write_external": True})
    assert counts(write(crm, {"operation": "upsert", "resource": [wish]})) == (1, 0, 0, 1)


def test_too_many_rows_and_broken_files(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "MOST_ROWS", 3)
    file = uploaded(crm, people="Last_Name\n" + "x\n" * 4)
    shown = write(crm, {"operation": "insert", "resource": [resource(crm, "Contacts", file)]})
    assert (shown["status"], shown["resource"][0]["code"]) == ("FAILED", "LIMIT_EXCEEDED")
    assert "result" not in shown
    assert crm.ask("GET", "stats")["records"]["Contacts"] == 0


def test_faults_on_order(crm: Crm) -> None:
    order = {"operation": "bulk.write.create", "times": 1}
    file = uploaded(crm, people="Last_Name\n" + "".join(f"N{number}\n" for number in range(50)))
    body = {"operation": "insert", "resource": [resource(crm, "Contacts", file)]}
    crm.ask(
        "POST",
        "faults",
        {"kind": "refuse_record", "match": {"Last_Name": "N7"}, "code": "BLOCKED_RECORD", **order},
    )
    shown = write(crm, body)
    assert counts(shown) == (49, 0, 1, 50)
    assert fates(crm, shown)[7] == ("SKIPPED", "BLOCKED_RECORD-Last_Name")
    crm.ask("POST", "faults", {"kind": "fail_job", "index": 20, **order})
    shown = write(crm, body)
    assert shown["status"] == "FAILED"
    assert counts(shown)[0] == 20


def test_results_are_kept_for_seven_days(crm: Crm) -> None:
    file = uploaded(crm, people="Last_Name\nIto\n")
    shown = write(crm, {"operation": "insert", "resource": [resource(crm, "Contacts", file)]})
    path = shown["result"]["download_url"]
    for seconds, status in ((6 * 24 * 3600, 200), (24 * 3600 + 1, 404)):
        crm.ask("POST", "clock", {"advance": seconds})
        crm.renew()
        assert fetch(crm, path)[0] == status
    refused(crm, "INVALID_FILE_ID", resource(crm, "Contacts", file))


def test_parents_and_children_in_one_job(crm: Crm) -> None:
    product = crm.added("Products", Product_Name="Tea")
    file = uploaded(
        crm,
        quotes="Key,Subject\nq1,First\nq2,Second\nq3,Third\n",
        lines="Quote,Product,Number\nq1,Tea,2\nq1,Nothing,1\nq2,Tea,1\nq9,Tea,1\n",
    )
    parent = resource(crm, "Quotes", file, {"api_name": "Subject", "index": 1}, file_names=["quotes.csv"])
    child = resource(
        crm,
        "Quoted_Items",
        file,
        {"api_name": "Parent_Id", "index": 0, "parent_column_index": 0},
        {"api_name": "Product_Name", "index": 1, "find_by": "Product_Name"},
        {"api_name": "Quantity", "index": 2},
        file_names=["lines.csv"],
    )
    shown = write(crm, {"operation": "insert", "resource": [parent, child]})
    assert counts(shown) == (2, 0, 1, 3)
    assert counts(shown, 1) == (2, 0, 2, 4)
    files = result(crm, shown)
    assert [row[-1] for row in files["Quoted_Items_lines.csv"][1:]] == [
        "",
        "INVALID_DATA-Product",
        "",
        "RESOURCE_NOT_FOUND-Quote",
    ]
    assert files["Quotes_quotes.csv"][3][-1] == "MANDATORY_NOT_FOUND-Quoted_Items"
    quote = files["Quotes_quotes.csv"][1][-2]
    lines = crm.get(f"Quotes/{quote}").first["Quoted_Items"]
    assert [line["Product_Name"]["id"] for line in lines] == [product]
    assert lines[0]["id"] == files["Quoted_Items_lines.csv"][1][-2]


def test_scopes(crm: Crm) -> None:
    file = uploaded(crm, people="Last_Name\nIto\n")
    crm.ask("POST", "tokens", {"scopes": ["ZohoCRM.bulk.ALL", "ZohoCRM.modules.leads.ALL"]})
    refused(crm, "OAUTH_SCOPE_MISMATCH", resource(crm, "Contacts", file))


def test_an_unpacked_result_is_no_echo_of_the_row(crm: Crm) -> None:
    file = uploaded(crm, people="A,B,C,D,Last_Name\n1,2,3,4,Ito\n")
    wish = resource(
        crm, "Contacts", file, {"api_name": "Last_Name", "index": 4}, {"api_name": "Phone", "index": 0}
    )
    shown = write(crm, {"operation": "insert", "resource": [wish]})
    _, content = fetch(crm, shown["result"]["download_url"])
    assert unpacked(content)["Contacts_people.csv"][0] == ["Last_Name", "A", "STATUS", "RECORD_ID", "ERRORS"]


def test_the_timeline_names_bulk_write_as_the_source(crm: Crm) -> None:
    known = crm.added("Contacts", Last_Name="Old", Email="a@x.com")
    file = uploaded(crm, people="Mail,Name\r\na@x.com,Ito\r\n")
    rows = resource(crm, "Contacts", file, "Email", "Last_Name", find_by="Email")
    write(crm, {"operation": "upsert", "resource": [rows]})
    entry = crm.get(f"Contacts/{known}/__timeline", version="v8").body["__timeline"][0]
    assert (entry["action"], entry["source"]) == ("updated", "bulkapi")
