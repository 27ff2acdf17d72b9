"""Failed rows as a file to correct: all columns of the source as text, and what is wrong beside them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from hakobu.reports.causes import explain_cause, explain_detail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

    from hakobu.runs import FailedTask

__all__ = ["harmless", "write_sheet", "write_workbook"]

HEAD = ("_run", "_task", "_row", "_key", "_cause", "_field", "_detail", "_remedy")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # wide ones are computed too


def harmless(cell: str) -> str:
    """Keep a spreadsheet from computing a cell; the apostrophe makes it text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def write_sheet(stream: TextIO, task: FailedTask, lang: str) -> None:
    """Write a task's failed rows as CSV; a cell that a spreadsheet would compute gets an apostrophe."""
    writer = csv.writer(stream)
    writer.writerow([*HEAD, *task.columns])
    for cells in _lines(task, lang):
        writer.writerow([harmless(cell) for cell in cells])


def write_workbook(path: Path, tasks: list[FailedTask], lang: str) -> None:
    """Write failed rows as an Excel file, a sheet a task, every cell a text."""
    from openpyxl import Workbook  # noqa: PLC0415 - heavy, and seldom needed
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - likewise
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 - likewise

    book = Workbook(write_only=True)
    for number, task in enumerate(tasks, 1):
        sheet = book.create_sheet(f"{number} {''.join(c for c in task.task if c.isalnum())}"[:31])
        sheet.freeze_panes = "A2"
        for line in ([*HEAD, *task.columns], *_lines(task, lang)):
            cells = []
            for value in line:
                cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub(" ", value))
                cell.data_type, cell.number_format = "s", "@"
                cells.append(cell)
            sheet.append(cells)
    book.save(path)


def _lines(task: FailedTask, lang: str) -> Iterator[list[str]]:
    texts = task.texts()
    for reject in task.rejects:
        faults = reject.faults
        values = texts.get(reject.row, {})
        yield [
            str(task.run_id),
            task.task,
            str(reject.row),
            reject.label,
            "; ".join(dict.fromkeys(fault.code for fault in faults)),
            "; ".join(dict.fromkeys(fault.field for fault in faults if fault.field)),
            "; ".join(explain_detail(fault.detail, lang) for fault in faults if fault.detail),
            " ".join(dict.fromkeys(explain_cause(fault.code, lang)[1] for fault in faults)),
            *(values.get(name, "") for name in task.columns),
        ]
