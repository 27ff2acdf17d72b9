"""Failed rows by cause, and as a file that no spreadsheet computes."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from hakobu.reports.causes import cause_as_json, causes_of, explain_cause
from hakobu.reports.failed_files import harmless, write_sheet
from hakobu.runs import FailedTask

if TYPE_CHECKING:
    from hakobu.store import Reject


def test_rows_are_grouped_by_field_and_code(failed_rows: list[Reject]) -> None:
    phone, number = causes_of(failed_rows)
    assert (phone.task, phone.field, phone.code, phone.rows) == ("accounts", "Phone", "bad_phone", 7)
    assert (number.field, number.code, number.rows) == ("Customer_No", "DUPLICATE_DATA", 1)
    assert [sample.row for sample in phone.samples] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("code", ["bad_phone", "DUPLICATE_DATA", "NO_SUCH_CODE"])
def test_our_codes_and_those_of_zoho_are_explained(code: str, lang: str) -> None:
    assert all(explain_cause(code, lang))


def test_a_cause_for_machines(failed_rows: list[Reject]) -> None:
    found = cause_as_json(causes_of(failed_rows)[0], "en", 2)
    assert found["rows"] == 7
    assert [sample["row"] for sample in found["samples"]] == [1, 2]
    assert found["remedy"]


def test_a_spreadsheet_computes_nothing(failed_rows: list[Reject]) -> None:
    rows = pa.table({"_row": [1], "name": ["=1+1"]})
    out = io.StringIO()
    write_sheet(out, FailedTask("accounts", 12, tuple(failed_rows), rows), "en")
    lines = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert len(lines) == 8
    assert lines[0]["_detail"] == "'=cmd|' /C calc'!A0"
    assert lines[0]["name"] == "'=1+1"
    assert lines[-1]["_key"] == "'+81"
    assert (lines[0]["_run"], lines[0]["_row"]) == ("12", "1")


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_every_beginning_of_a_formula_is_made_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_a_plain_text_stays() -> None:
    assert harmless("a=b") == "a=b"
