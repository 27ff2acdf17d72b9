"""Failed rows are corrected in a spreadsheet and taken back; whatever the spreadsheet did is named first."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu, Shop
    from tests.conftest import Emulator


@pytest.fixture
def failed(hakobu: Hakobu, shop: Shop) -> Hakobu:
    """Run a shop of which two rows fail, with a code and a day that spreadsheets like to change."""
    rows = [
        ("bad(at)x", "髙橋", "00123", "2024-01-05"),
        ("worse(at)x", "佐藤", "=1+1", "123456789012345678"),
        ("good@example.com", "G", "c", ""),
    ]
    shop.execute("insert into people values (?, ?, ?, ?)", rows)
    assert hakobu("run", "shop.yaml").code == 3
    return hakobu


def test_rows_corrected_in_excel_are_delivered(failed: Hakobu, tmp_path: Path, crm: Emulator) -> None:
    assert failed("rejects", "1", "--format", "xlsx", "--output", "fix.xlsx", lang="ja").code == 0
    book = openpyxl.load_workbook(tmp_path / "fix.xlsx")
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet[1]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert "アドレス" in str(sheet.cell(2, names.index("_remedy") + 1).value)
    for line, address in ((2, "a@example.com"), (3, "b@example.com")):
        sheet.cell(line, names.index("email") + 1).value = address
    book.save(tmp_path / "fix.xlsx")
    told = failed("retry", "1", "--from", "fix.xlsx")
    assert told.code == 0
    leads = crm.get("/_emulator/records/Leads")["records"]
    assert {lead["Email"]: lead["Company"] for lead in leads} == {
        "a@example.com": "00123",
        "b@example.com": "=1+1",
        "good@example.com": "c",
    }


def test_what_a_spreadsheet_did_is_named_before_anything_is_sent(
    failed: Hakobu, tmp_path: Path, crm: Emulator
) -> None:
    failed("rejects", "1", "--format", "csv", "--output", "fix.csv")
    path = tmp_path / "fix.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, first, second = csv.reader(file)
    first[header.index("company")] = "123"
    first[header.index("notes")] = "45296"
    first[header.index("name")] = "?橋"
    second[header.index("notes")] = "1.23457E+17"
    with path.open("w", encoding="cp932", errors="replace", newline="") as file:
        csv.writer(file).writerows([header, first, second, ["1", "leads", "77"]])
    told = failed("retry", "1", "--from", "fix.csv")
    assert told.code == 2
    for said in (
        "the leading zeros were lost",
        "the date was turned into a number",
        "the number was turned into scientific notation",
        "No failed row is known by run 1, task leads, row 77",
        "line 2",
        "line 4",
    ):
        assert said in told.err
    assert crm.stats()["records"]["Leads"] == 1


def test_columns_and_rows_that_went_missing_are_named(failed: Hakobu, tmp_path: Path) -> None:
    failed("rejects", "1", "--format", "csv", "--output", "fix.csv")
    text = (tmp_path / "fix.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "less.csv").write_text("\n".join(text.splitlines()[:2]), encoding="utf-8")
    assert "Row 2 of leads is missing from the file" in failed("retry", "1", "--from", "less.csv").err
    (tmp_path / "named.csv").write_text(text.replace("company", "companies", 1), encoding="utf-8")
    told = failed("retry", "1", "--from", "named.csv").err
    assert "The column 'company' is missing" in told
    assert "Was it renamed to 'companies'?" in told
    (tmp_path / "twice.csv").write_text(text.replace("company", "name", 1), encoding="utf-8")
    assert "The column 'name' stands 2 times" in failed("retry", "1", "--from", "twice.csv").err
    assert "There is no such file" in failed("retry", "1", "--from", "none.csv").err
