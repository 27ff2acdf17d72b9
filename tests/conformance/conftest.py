"""An emulator that the tests of one file share, and visitors of its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conformance.tour import Visitor
from tests.conftest import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="module")
def shared() -> Iterator[Emulator]:
    running = Emulator("--edition", "ultimate", "--time-zone", "Asia/Tokyo")
    running.post("/_emulator/org", {"job_seconds": 0.05})
    running.seed(
        fields={
            "Leads": [
                {
                    "api_name": "Code",
                    "field_label": "Code",
                    "data_type": "text",
                    "length": 20,
                    "unique": True,
                },
                {"api_name": "Big", "field_label": "Big", "data_type": "bigint"},
                {"api_name": "Ext", "data_type": "text", "length": 20, "external": {"type": "org"}},
            ]
        }
    )
    yield running
    running.end()


@pytest.fixture
def visit(shared: Emulator) -> Iterator[Callable[[str], Visitor]]:
    """Give visitors by version."""
    made: list[Visitor] = []

    def arrive(version: str = "v8") -> Visitor:
        made.append(Visitor(shared, version))
        return made[-1]

    yield arrive
    for one in made:
        one.close()


@pytest.fixture
def v8(visit: Callable[[str], Visitor]) -> Visitor:
    return visit("v8")
