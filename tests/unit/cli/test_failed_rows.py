"""Failed rows by cause, and as a file that no spreadsheet computes."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from hakobu.cli.causes import causes_of, explain_cause
from hakobu.cli.failed import as_csv, cause_as_json, harmless

if TYPE_CHECKING:
    from collections.abc import Callable

    from hakobu.cli.desk import Desk
    from hakobu.store import Reject, Run


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


def test_a_spreadsheet_computes_nothing(
    make_desk: Callable[..., Desk], ended_run: Run, failed_rows: list[Reject]
) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(make_desk(), ended_run, failed_rows))))
    assert len(rows) == 8
    assert rows[0]["Detail"] == "'=cmd|' /C calc'!A0"
    assert rows[-1]["Key"] == "'+81"
    assert rows[0]["Row"] == "1"


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_every_beginning_of_a_formula_is_made_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_a_plain_text_stays() -> None:
    assert harmless("a=b") == "a=b"
