"""Bulk Read on an in-memory Zoho written from Zoho's documents."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from hakobu.errors import NotSupportedError, RequestError, WaitError
from hakobu.zoho.criteria_text import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.zoho import Client
    from tests.unit.zoho.conftest import HandClock, MemoryZoho

    Connect = Callable[..., Client]

FIELDS: list[dict[str, Any]] = [
    {"api_name": "Last_Name", "data_type": "text", "json_type": "string"},
    {"api_name": "Company", "data_type": "text", "json_type": "string"},
    {"api_name": "Employees", "data_type": "integer", "json_type": "integer"},
    {"api_name": "Big", "data_type": "bigint", "json_type": "string"},
    {"api_name": "Revenue", "data_type": "currency", "json_type": "double", "decimal_place": 2},
    {"api_name": "Opt_Out", "data_type": "boolean", "json_type": "boolean"},
    {"api_name": "Born", "data_type": "date", "json_type": "string"},
    {"api_name": "Seen", "data_type": "datetime", "json_type": "string"},
    {"api_name": "Owner", "data_type": "ownerlookup", "json_type": "jsonobject"},
    {
        "api_name": "Langs",
        "data_type": "multiselectpicklist",
        "json_type": "jsonarray",
        "pick_list_values": [{"display_value": each, "actual_value": each} for each in ("a", "b", "c, d")],
    },
]
NAMES = ["id", *(str(field["api_name"]) for field in FIELDS)]
CREATED = {"data": [{"status": "success", "code": "ADDED_SUCCESSFULLY", "details": {"id": "77"}}], "info": {}}


def zipped(text: str, name: str = "77.csv") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, text.encode())
    return file.getvalue()


def status(state: str, **result: Any) -> dict[str, Any]:
    return {"data": [{"id": "77", "state": state, **({"result": result} if result else {})}]}


@pytest.fixture
def leads(zoho: MemoryZoho) -> MemoryZoho:
    zoho.on("/settings/modules", {"modules": [{"api_name": "Leads", "plural_label": "Leads"}]})
    zoho.on("/settings/fields", {"fields": FIELDS})
    zoho.on("/read", CREATED, status=201)
    zoho.on("/read/77", status("ADDED"), status("IN PROGRESS"), status("COMPLETED", count=2))
    header = "Last_Name,Id,Company,Employees,Big,Revenue,Opt_Out,Born,Seen,Owner,Langs\r\n"
    rows = (
        '"Ito ""X""\nY",1,,7,123456789012345678,1234.5,true,2024-02-29,2026-01-02T03:04:05+09:00,9,a;b\r\n'
        'NULL,2,"Acme, Ltd",,,,false,,,,"c, d"\r\n'
    )
    zoho.on("/read/77/result", zipped("\ufeff" + header + rows))
    return zoho


def bulk(connect: Connect, **changed: Any) -> Client:
    return connect(use_coql=False, api_type="Bulk", **changed)


def test_an_export_is_decoded_exactly(leads: MemoryZoho, connect: Connect) -> None:
    crm = bulk(connect)
    table = pa.Table.from_batches(crm.tables.batches(crm.tables.table("Leads", NAMES)))
    assert table.to_pylist()[0] == {
        "id": "1",
        "Last_Name": 'Ito "X"\nY',
        "Company": None,
        "Employees": 7,
        "Big": 123456789012345678,
        "Revenue": Decimal("1234.50"),
        "Opt_Out": True,
        "Born": table.column("Born")[0].as_py(),
        "Seen": table.column("Seen")[0].as_py(),
        "Owner": "9",
        "Langs": '["a","b"]',
    }
    assert table.column("Born")[0].as_py().isoformat() == "2024-02-29"
    assert table.column("Seen")[0].as_py().isoformat() == "2026-01-01T18:04:05+00:00"
    assert table.column("Last_Name")[1].as_py() == "NULL"
    assert table.column("Langs")[1].as_py() == '["c, d"]'


def test_rows_have_the_shape_of_coql(leads: MemoryZoho, connect: Connect) -> None:
    crm = bulk(connect)
    ((first, _),) = crm.select("Leads", ["Owner", "Revenue", "Langs", "Opt_Out"])
    assert first == {
        "id": "1",
        "Owner": {"id": "9"},
        "Revenue": Decimal("1234.5"),
        "Langs": ["a", "b"],
        "Opt_Out": True,
    }
    assert leads.calls("/coql") == []


@pytest.mark.parametrize(
    ("schema", "module", "leaf"),
    [
        ("v2", "Leads", {"api_name": "Company"}),
        ("v8", {"api_name": "Leads"}, {"field": {"api_name": "Company"}}),
    ],
)
def test_each_version_has_its_own_words(
    leads: MemoryZoho, connect: Connect, schema: str, module: object, leaf: dict[str, object]
) -> None:
    crm = bulk(connect, schema=schema)
    list(crm.select("Leads", ["Company"], where="Company = 'Acme' and (Employees > 5 or Born is null)"))
    query = leads.calls("/read")[0].json["query"]
    assert query["module"] == module
    assert query["fields"] == ["Company"]
    assert query["criteria"]["group_operator"] == "and"
    assert query["criteria"]["group"][0] == {**leaf, "comparator": "equal", "value": "Acme"}
    inner = query["criteria"]["group"][1]["group"]
    assert [(each["comparator"], each["value"]) for each in inner] == [
        ("greater_than", 5),
        ("equal", "${EMPTY}"),
    ]


def test_pages_follow_the_token_and_else_the_number(leads: MemoryZoho, connect: Connect) -> None:
    leads.on(
        "/read/77",
        status("COMPLETED", count=2, more_records=True, next_page_token="t0k"),
        status("COMPLETED", count=2, more_records=True, page=2),
        status("COMPLETED", count=2, more_records=False),
    )
    pages = list(bulk(connect).select("Leads", ["Company"]))
    assert [len(page) for page in pages] == [2, 2, 2]
    asked = [call.json["query"] for call in leads.calls("/read")]
    assert asked[1] == {"page_token": "t0k"}
    assert asked[2]["page"] == 3


@pytest.mark.parametrize("state", ["FAILURE", "FAILED", "failure"])
def test_every_end_state_ends_the_wait(leads: MemoryZoho, connect: Connect, state: str) -> None:
    """Two connectors poll a failed bulk job for ever because they wait only for COMPLETED."""
    error = {"code": "INTERNAL_SERVER_ERROR", "message": "sorry", "details": {}, "status": "error"}
    leads.on("/read/77", status("QUEUED"), status(state, error_message=error))
    with pytest.raises(RequestError, match=r"INTERNAL_SERVER_ERROR.*sorry"):
        list(bulk(connect).select("Leads", ["Company"]))


def test_a_job_without_end_ends_at_its_deadline(
    leads: MemoryZoho, connect: Connect, clock: HandClock
) -> None:
    leads.on("/read/77", status("PONDERING"))
    with pytest.raises(WaitError, match="still runs after 60 minutes"):
        list(bulk(connect).select("Leads", ["Company"]))
    assert max(clock.slept) == 30
    assert len(leads.calls("/read/77")) < 150


def test_a_module_that_is_not_there(leads: MemoryZoho, connect: Connect) -> None:
    refusal = {
        "code": "MODULE_NOT_AVAILABLE",
        "details": {"api_name": "Leads"},
        "message": "no",
        "status": "error",
    }
    leads.on("/read", refusal, status=400)
    with pytest.raises(RequestError, match=r"no such module.*MODULE_NOT_AVAILABLE"):
        list(bulk(connect).select("Leads", ["Company"]))
    with pytest.raises(NotSupportedError, match="does not export Notes"):
        list(bulk(connect).select("Notes", ["id"]))


def test_what_is_no_zip_is_refused(leads: MemoryZoho, connect: Connect) -> None:
    leads.on("/read/77/result", b"<html>Proxy</html>")
    with pytest.raises(WaitError, match="no zip"):
        list(bulk(connect).select("Leads", ["Company"]))
    leads.on(
        "/read/77/result", {"code": "RESOURCE_NOT_FOUND", "details": {}, "message": "gone", "status": "error"}
    )
    leads.on("/read/77", status("COMPLETED", count=2))
    with pytest.raises(RequestError, match=r"RESOURCE_NOT_FOUND.*gone"):
        list(bulk(connect).select("Leads", ["Company"]))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Id,Company\n1,A\n", "holds 1 rows, and Zoho announced 2"),
        ("Id,Other\n1,A\n2,B\n", "lacks the column 'Company'"),
        ("Id,Company\n1,A,x\n2,B\n", "cannot be read as CSV"),
    ],
)
def test_a_torn_export_is_never_taken_for_whole(
    leads: MemoryZoho, connect: Connect, text: str, said: str
) -> None:
    leads.on("/read/77/result", zipped(text))
    with pytest.raises(WaitError, match=said):
        list(bulk(connect).select("Leads", ["Company"]))


def test_no_rows_are_no_fault(leads: MemoryZoho, connect: Connect) -> None:
    leads.on("/read/77", status("COMPLETED", count=0))
    leads.on("/read/77/result", zipped(""))
    assert list(bulk(connect).select("Leads", ["Company"])) == []


def test_find_asks_in_portions_and_reads_everything_for_very_many(
    leads: MemoryZoho, connect: Connect
) -> None:
    crm = bulk(connect)
    leads.on("/read/77", status("COMPLETED", count=2))
    assert [row["id"] for row in crm.find("Leads", "Company", ["ACME, ltd"], [])] == ["2"]
    list(crm.find("Leads", "Company", [f"c{number}" for number in range(45)], []))
    list(crm.find("Leads", "Company", [f"c{number}" for number in range(600)], []))
    asked = [call.json["query"] for call in leads.calls("/read")]
    assert [len(each["value"]) for each in asked[1]["criteria"]["group"]] == [20, 20, 5]
    assert asked[1]["criteria"]["group_operator"] == "or"
    assert "criteria" not in asked[2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Last_Name =", "a value is missing"),
        ("(Last_Name = 'a'", "'[)]' is missing"),
        ("Last_Name = 'a", "no end"),
        ("Last_Name ~ 'a'", "near|no operator"),
        ("Last_Name = 'a' 'b'", "too many"),
        ("and", "operator is missing"),
    ],
)
def test_a_condition_that_cannot_be_read_says_where(text: str, said: str) -> None:
    with pytest.raises(NotSupportedError, match=said):
        parse(text)
