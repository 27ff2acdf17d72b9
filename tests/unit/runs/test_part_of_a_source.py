"""What an incremental task reads: everything, or what changed since its mark, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from hakobu.errors import SourceError
from hakobu.model import Operation, Read, Task
from hakobu.runs.part import LAG, choose_part
from hakobu.store import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.zoho import Way

NOW = 1_800_000_000.0
KINDS: dict[str, pa.DataType] = {
    "id": pa.string(),
    "Modified_Time": pa.timestamp("us", tz="UTC"),
    "n": pa.int64(),
}
COLUMNS = pa.schema(KINDS)


@dataclass
class Rows:
    """Rows that are never read."""

    connector: str = "zoho-crm"
    identity: str = "here"
    carried: bool = False

    def schema(self, task: Task) -> pa.Schema:
        raise NotImplementedError

    def batches(self, task: Task) -> Iterator[pa.RecordBatch]:
        raise NotImplementedError

    def notes(self, task: Task) -> tuple[str, ...]:
        return (f"a note of {task.name}",)

    def way(self, task: Task) -> Way | None:
        raise NotImplementedError


def task(column: str = "Modified_Time", **read: str) -> Task:
    made = Read(table="Contacts", incremental=column, **read)  # type: ignore[arg-type]
    return Task(name="people", read=made, module="Leads", operation=Operation.UPSERT, map=())


def marked(value: str, asked: Task, rows: Rows) -> Mark:
    first = choose_part(asked, COLUMNS, rows, None, now=NOW, whole=False)
    assert first.mark is not None
    return Mark(
        reading=first.mark.reading, column=first.mark.column, kind=first.mark.kind, value=value, whole=NOW
    )


def test_a_module_without_modified_time_is_read_whole_and_that_is_said() -> None:
    part = choose_part(task(), pa.schema([("id", pa.string())]), Rows(), None, now=NOW, whole=False)
    assert (part.why, part.mark, part.task.read.window) == ("no column", None, None)
    assert "has no Modified_Time and is read whole" in part.notes[-1]


def test_another_column_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(SourceError, match=r"no column 'Changed'.*Modified_Time"):
        choose_part(task("Changed"), COLUMNS, Rows(), None, now=NOW, whole=False)


def test_a_window_begins_before_the_mark_and_ends_before_now() -> None:
    asked, rows = task(), Rows()
    mark = marked("2027-01-15T07:00:30.5+00:00", asked, rows)
    part = choose_part(asked, COLUMNS, rows, mark, now=NOW, whole=False)
    window = part.task.read.window
    assert window is not None
    assert (window.since, window.until) == ("2027-01-15T06:59:30+00:00", "2027-01-15T07:59:00+00:00")
    assert LAG == 60
    assert part.mark is not None
    assert part.mark.partial


def test_a_number_is_read_from_the_mark_on_and_a_database_to_its_end() -> None:
    asked, rows = task("n"), Rows(connector="postgresql")
    part = choose_part(asked, COLUMNS, rows, marked("7", asked, rows), now=NOW, whole=False)
    window = part.task.read.window
    assert window is not None
    assert (window.since, window.until, window.kind) == ("7", None, "number")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, "since"),
        ({"rows": Rows(identity="elsewhere")}, "changed"),
        ({"task": replace(task(), match=(("Email",),))}, "changed"),
        ({"whole": True}, "asked"),
        ({"task": task(reread="daily"), "now": NOW + 90_000}, "changed"),
    ],
)
def test_why_everything_is_read(changed: dict[str, object], why: str) -> None:
    mark = marked("2027-01-15T07:00:00+00:00", task(), Rows())
    given: dict[str, object] = {"task": task(), "rows": Rows(), "whole": False, "now": NOW, **changed}
    part = choose_part(
        given["task"],  # type: ignore[arg-type]
        COLUMNS,
        given["rows"],  # type: ignore[arg-type]
        mark,
        now=given["now"],  # type: ignore[arg-type]
        whole=bool(given["whole"]),
    )
    assert part.why == why


def test_rows_that_failed_before_are_no_part_of_a_read() -> None:
    part = choose_part(task(), COLUMNS, Rows(carried=True), None, now=NOW, whole=False)
    assert (part.why, part.mark, part.notes) == ("", None, ())
