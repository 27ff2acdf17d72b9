"""The coverage page is what the tables of emulator and client say."""

from __future__ import annotations

from hakobu.emulator.operation import OPERATIONS
from hakobu.zoho.costs import COSTS
from tests.conformance.coverage import CLIENT, PAGE, PARTLY, SINCE, page

NAMES = {one.name for one in OPERATIONS}


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.conformance.coverage"


def test_every_operation_of_the_client_has_its_counterpart() -> None:
    assert set(CLIENT) == set(COSTS)
    assert {name for names in CLIENT.values() for name in names} <= NAMES


def test_what_is_left_out_belongs_to_an_operation() -> None:
    assert PARTLY.keys() | SINCE.keys() <= NAMES
