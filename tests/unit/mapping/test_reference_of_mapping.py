"""The reference pages are those that the tables write.

Write them anew with ``python tests/unit/mapping/test_reference_of_mapping.py``.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from hakobu.mapping import FAULTS, explain_fault
from hakobu.mapping.allowed import AGGREGATES, ALLOWED, VOLATILE
from hakobu.mapping.functions import FUNCTIONS
from hakobu.mapping.reference import expressions_page, faults_page

DOCS = Path(__file__).parents[3] / "docs" / "reference"
PAGES = {"expressions.md": expressions_page, "faults.md": faults_page}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_the_one_that_the_tables_write(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name]()


@pytest.mark.parametrize("code", FAULTS)
def test_every_fault_says_what_to_do_in_both_languages(code: str) -> None:
    for lang in ("en", "ja"):
        meaning, remedy = explain_fault(code, lang)
        assert meaning.endswith((".", "。", ",", ";"))
        assert remedy.endswith((".", "。"))
    assert explain_fault(code, "xx") == explain_fault(code, "en")


def test_what_is_allowed_exists_and_is_neither_volatile_nor_over_rows() -> None:
    with duckdb.connect() as session:
        functions = session.execute("SELECT function_name, stability FROM duckdb_functions()").fetchall()
    known = {name for name, _ in functions}
    volatile = {name for name, stability in functions if stability == "VOLATILE"}
    parsed = {"coalesce", "ifnull", "nullif", "if", "isnull"}  # the parser turns them into operators
    assert ALLOWED - parsed <= known
    assert not ALLOWED & (VOLATILE | AGGREGATES | volatile)
    assert not ALLOWED & set(FUNCTIONS)


if __name__ == "__main__":
    for page, write in PAGES.items():
        (DOCS / page).write_text(write(), encoding="utf-8")
