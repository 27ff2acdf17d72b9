"""Services, appointments and the history of their moves: every field there and back, changed, deleted.

The fields come from the live metadata; what these stories leave out stands with its reason in ``BESIDE`` and
``LEFT_OUT`` of ``module_samples.py``.
The lines or members that such a record must have come with it, in the plainest form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.module_samples import LEFT_OUT
from tests.acceptance.module_stories import cases, changed_and_gone, there_and_back
from tests.acceptance.modules import FROM_V4, Story, Value, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODULES = ("Services__s", "Appointments__s", "Appointments_Rescheduled_History__s")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    running = World.start()
    yield running
    running.close()


@pytest.mark.parametrize(("module", "schema"), cases(MODULES, FROM_V4))
def test_every_field_is_written_and_read_back(module: str, schema: str, world: World, tmp_path: Path) -> None:
    there_and_back(Story(world, tmp_path, module, schema))


@pytest.mark.parametrize(("module", "schema"), cases(MODULES, FROM_V4))
def test_every_field_is_changed_and_the_record_deleted(
    module: str, schema: str, world: World, tmp_path: Path
) -> None:
    changed_and_gone(Story(world, tmp_path, module, schema))


APART: dict[str, dict[str, str]] = {
    "moved": {
        "Rescheduled_From": "2031-01-01T10:00:00+00:00",
        "Reschedule_Reason": "By Team",
        "Reschedule_Note": "雪のため",
    },
    "called off": {"Status": "Cancelled", "Cancellation_Reason": "By Team", "Cancellation_Note": "風邪"},
    "completed": {
        "Status": "Completed",
        "Job_Sheet_Name__s": "Sheet 1",
        "Job_Sheet_Description__s": "清掃",
        "Job_Sheet_Section__s": "Section 1",
    },
}
"""Fields of an appointment that one and the same record cannot hold together."""


@pytest.mark.parametrize("schema", FROM_V4)
def test_appointments_are_moved_called_off_and_completed(schema: str, world: World, tmp_path: Path) -> None:
    assert set(LEFT_OUT["Appointments__s"]) == {name for each in APART.values() for name in each} - {"Status"}
    story = Story(world, tmp_path, "Appointments__s", schema)
    for what, given in APART.items():
        values = story.values(f"{what}-{schema}") | {name: Value(cell, cell) for name, cell in given.items()}
        before = story.ids()
        assert story.run("insert", [values]) == {"created": 1}
        (record,) = story.ids() - before
        assert story.differences(record, values) == {}
    moves = [
        row
        for page in story.crm.list("Appointments_Rescheduled_History__s", ["Reschedule_Note"])
        for row in page
    ]
    assert "雪のため" in {row["Reschedule_Note"] for row in moves}
