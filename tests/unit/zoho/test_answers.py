from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hakobu.errors import Kind, UnknownOutcomeError
from hakobu.zoho.answers import read_answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.zoho import Client
    from tests.unit.zoho.conftest import MemoryZoho

import json

ADDED = {"code": "SUCCESS", "status": "success", "message": "record added", "details": {"id": "1"}}
WRONG = {
    "code": "INVALID_DATA",
    "status": "error",
    "message": "invalid data",
    "details": {"api_name": "Email", "expected_data_type": "email", "json_path": "$.data[1].Email"},
}


def body(*elements: Any) -> bytes:
    return json.dumps({"data": elements}).encode()


@pytest.mark.parametrize("status", [200, 201, 202, 207, 400])
def test_each_entry_is_read_whatever_the_status(status: int, zoho: MemoryZoho, crm: Client) -> None:
    """Lesson 7: HTTP success while some records failed."""
    zoho.on("/Leads", {"data": [ADDED, WRONG]}, status=status)
    good, bad = crm.insert("Leads", [{"Last_Name": "A"}, {"Last_Name": "B", "Email": "x"}], trigger=[])
    assert (good.index, good.ok, good.id, good.action, good.kind) == (0, True, "1", "insert", None)
    assert (bad.index, bad.ok, bad.code, bad.field, bad.kind) == (1, False, "INVALID_DATA", "Email", Kind.ROW)
    assert bad.details["expected_data_type"] == "email"  # lesson 9: Zoho said which field and type


@pytest.mark.parametrize("elements", [[], [ADDED], [ADDED, ADDED, ADDED]])
def test_another_number_of_answers_is_unknown(elements: list[Any]) -> None:
    """Lesson 2: success is one result per row sent."""
    with pytest.raises(UnknownOutcomeError, match=r"2 records were sent and \d answers came"):
        read_answers(body(*elements), sent=2, operation="insert")


@pytest.mark.parametrize("raw", [b"", b"<html>", b"{}", b'{"data": null}', b"[]", b'"ok"'])
def test_a_body_without_answers_is_unknown(raw: bytes) -> None:
    with pytest.raises(UnknownOutcomeError, match="cannot be read"):
        read_answers(raw, sent=1, operation="insert")


@pytest.mark.parametrize("status", [200, 201, 204])
def test_an_empty_answer_to_a_write_is_unknown_never_success(
    status: int, zoho: MemoryZoho, crm: Client
) -> None:
    """Zoho in particular: an expired token, an empty answer and no error, data lost."""
    zoho.on("/Leads", None, status=status)
    with pytest.raises(UnknownOutcomeError):
        crm.insert("Leads", [{"Last_Name": "A"}])
    assert len(zoho.calls("/Leads")) == 1


@pytest.mark.parametrize(
    "element",
    [{}, {"code": "SUCCESS", "status": "success", "details": {}}, {"message": "undefined", "details": None}],
)
def test_an_entry_that_says_nothing_is_unknown(element: dict[str, Any]) -> None:
    (answer,) = read_answers(body(element), sent=1, operation="upsert")
    assert not answer.ok
    assert answer.kind is Kind.UNKNOWN


def test_a_row_that_zoho_failed_on_is_unknown() -> None:
    (answer,) = read_answers(
        body({"code": "INTERNAL_ERROR", "status": "error", "details": {}}), sent=1, operation="insert"
    )
    assert answer.kind is Kind.UNKNOWN


def test_a_duplicate_names_the_record_that_has_the_value() -> None:
    """Lesson 6: a duplicate without saying which."""
    newer = {"api_name": "Email", "duplicate_record": {"id": "77"}, "more_records": False}
    older = {"api_name": "Email", "id": "78"}
    several = {"errors": [{"code": "DUPLICATE_DATA", "details": {"api_name": "Email", "id": "79"}}]}
    found = read_answers(
        body(
            {"code": "DUPLICATE_DATA", "status": "error", "details": newer},
            {"code": "DUPLICATE_DATA", "status": "error", "details": older},
            {"code": "MULTIPLE_OR_MULTI_ERRORS", "status": "error", "details": several},
        ),
        sent=3,
        operation="insert",
    )
    assert [answer.existing_id for answer in found] == ["77", "78", "79"]
    assert {answer.field for answer in found} == {"Email"}


def test_an_upsert_says_what_it_did_and_by_which_field() -> None:
    """Lesson 17: per row "matched by"."""
    element = ADDED | {"action": "update", "duplicate_field": "Email", "message": "record updated"}
    element["details"] = {"id": "5", "Modified_Time": "2026-05-14T12:51:54+03:00"}
    (answer,) = read_answers(body(element), sent=1, operation="upsert")
    assert (answer.action, answer.duplicate_field) == ("update", "Email")
    assert answer.modified_time == "2026-05-14T12:51:54+03:00"


@given(st.lists(st.booleans(), min_size=1, max_size=100))
def test_answers_stay_with_their_records(fates: list[bool]) -> None:
    """Lesson 4: results of one row attached to another."""
    elements = [
        ADDED | {"details": {"id": str(1000 + index)}} if fate else WRONG for index, fate in enumerate(fates)
    ]
    found = read_answers(body(*elements), sent=len(fates), operation="insert")
    assert [answer.index for answer in found] == list(range(len(fates)))
    assert [answer.ok for answer in found] == fates
    assert [answer.id for answer in found] == [
        str(1000 + index) if fate else None for index, fate in enumerate(fates)
    ]


def test_a_whole_body_refused_is_no_list_of_answers(
    zoho: MemoryZoho, crm: Client, response: Callable[..., Any]
) -> None:
    from hakobu.errors import RequestError  # noqa: PLC0415 - only here

    refusal = {
        "code": "MANDATORY_NOT_FOUND",
        "details": {"api_name": "data"},
        "message": "m",
        "status": "error",
    }
    zoho.on("/Leads", response(400, refusal))
    with pytest.raises(RequestError) as caught:
        crm.insert("Leads", [{"Last_Name": "A"}])
    assert (caught.value.code, caught.value.status) == ("MANDATORY_NOT_FOUND", 400)
    assert caught.value.details == {"api_name": "data"}
