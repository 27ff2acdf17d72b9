"""The emulator's v8 against Zoho's own OpenAPI files, where they are at hand."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.conformance.deviations import KNOWN, specification, unlisted
from tests.conformance.openapi import VARIABLE
from tests.conformance.report import PAGE, page
from tests.conformance.tour import Visitor, tour

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Emulator


@pytest.fixture
def files() -> str:
    folder = os.environ.get(VARIABLE)
    if not folder:
        pytest.skip(f"{VARIABLE} names no folder of Zoho's OpenAPI files")
    return folder


def test_every_answer_of_a_tour_conforms_or_is_listed(files: str, emulator: Callable[..., Emulator]) -> None:
    running = emulator("--edition", "ultimate")
    running.post("/_emulator/org", {"job_seconds": 0.1})
    visitor = Visitor(running)
    judge = specification(files)
    found = [
        deviation
        for one in tour(visitor)
        for deviation in judge.judge(one.method, one.path, one.status, one.body)
    ]
    visitor.close()
    assert not unlisted(found), "\n".join(map(str, unlisted(found)))


def test_the_report_is_current(files: str) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(specification(files))


def test_every_listed_deviation_has_its_reason_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [known for known in KNOWN if known.reason not in text] == []
