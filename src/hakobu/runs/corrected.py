"""Failed rows that come back corrected from a spreadsheet: every fault is named before anything is sent."""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import io
from collections import Counter
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from hakobu.errors import DefinitionError, Fault, SetupError
from hakobu.runs.damage import damage_of
from hakobu.runs.rejected import IDS
from hakobu.staging import ROW

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hakobu.runs.rejected import FailedTask

__all__ = ["take_back"]

EXCEL = {".xlsx", ".xlsm"}
OURS = (*IDS, "_key", "_cause", "_field", "_detail", "_remedy")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def take_back(path: Path, tasks: Sequence[FailedTask]) -> dict[str, pa.Table]:
    """Give each task's rows with their corrected values, in the types in which they were read.

    Raises ``DefinitionError`` with every fault of the file: columns and rows that are missing, added or
    changed, and each value that the spreadsheet changed by itself, with its line and column.
    """
    lines = [line for sheet in _sheets(path) for line in _lines(path, sheet, tasks)]
    return _Taken(path, tasks).tables(lines)


class _Taken:
    def __init__(self, path: Path, tasks: Sequence[FailedTask]) -> None:
        self._file = str(path)
        self._tasks = {task.task: task for task in tasks}
        self._faults: list[Fault] = []

    def tables(self, lines: list[tuple[int, dict[str, str]]]) -> dict[str, pa.Table]:
        changes: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in self._tasks}
        texts = {name: task.texts() for name, task in self._tasks.items()}
        for number, line in lines:
            task = self._tasks.get(line["_task"])
            row = int(line["_row"]) if line["_row"].isdecimal() else 0
            if task is None or line["_run"] != str(task.run_id) or row not in texts[task.task]:
                self._fault(
                    number,
                    "_row",
                    f"No failed row is known by run {line['_run'] or '-'}, task {line['_task'] or '-'}, "
                    f"row {line['_row'] or '-'}: it was added, or these columns were changed.",
                )
            elif row in changes[task.task]:
                self._fault(number, "_row", f"Row {row} of {task.task} stands twice in the file.")
            else:
                changes[task.task][row] = self._changed(number, task, texts[task.task][row], line)
        for name, known in texts.items():
            for row in sorted(set(known) - set(changes[name])):
                self._fault(None, "_row", f"Row {row} of {name} is missing from the file.")
        if self._faults:
            raise DefinitionError(tuple(self._faults))
        return {name: _applied(task.rows, changes[name]) for name, task in self._tasks.items()}

    def _changed(
        self, number: int, task: FailedTask, was: dict[str, str], line: dict[str, str]
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in task.columns:
            now = _plain(line[name], was[name])
            if now == was[name]:
                continue
            damage = damage_of(was[name], now)
            if damage:
                self._fault(number, name, f"{was[name]!r} came back as {now!r}: {damage}.")
                continue
            try:
                found[name] = _typed(now, task.rows.schema.field(name).type)
            except pa.ArrowInvalid:
                kind = task.rows.schema.field(name).type
                self._fault(number, name, f"{now!r} is no value of the column's type, {kind}.")
        return found

    def _fault(self, line: int | None, column: str, message: str) -> None:
        hint = "Format the column as text before you type, or take the exported file anew."
        step = hint if "came back as" in message else "Leave the columns that begin with _ as they are."
        self._faults.append(Fault(message=message, path=column, file=self._file, line=line, next_step=step))


def _lines(
    path: Path, sheet: list[list[str]], tasks: Sequence[FailedTask]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Give a sheet's lines by column name, once its header is what was exported."""
    header = sheet[0] if sheet else []
    names = {row[header.index("_task")] for row in sheet[1:]} if "_task" in header else set()
    wanted = [*IDS, *dict.fromkeys(name for task in tasks if task.task in names for name in task.columns)]
    faults = [
        Fault(message=f"The column {name!r} stands {times} times.", path=name, file=str(path), line=1)
        for name, times in Counter(header).items()
        if times > 1 and name
    ]
    strange = [name for name in header if name and name not in {*wanted, *OURS}]
    for name in wanted:
        if name not in header:
            near = difflib.get_close_matches(name, strange, n=1)
            step = f"Was it renamed to {near[0]!r}?" if near else "Take the exported file anew."
            missing = f"The column {name!r} is missing."
            faults.append(Fault(message=missing, path=name, file=str(path), line=1, next_step=step))
    if not faults:
        faults = [
            Fault(message=f"The column {name!r} was added.", path=name, file=str(path), line=1)
            for name in strange
        ]
    if faults:
        raise DefinitionError(tuple(faults))
    for number, row in enumerate(sheet[1:], 2):
        if any(row):
            cells = [*row, *([""] * (len(header) - len(row)))]
            yield number, dict(zip(header, cells, strict=False))


def _sheets(path: Path) -> Iterator[list[list[str]]]:
    if not path.exists():
        raise SetupError("There is no such file.", where=str(path))
    if path.suffix.lower() in EXCEL:
        yield from _excel(path)
        return
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "cp932"):  # what Excel in Japan makes of a CSV file
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        yield list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        return
    raise SetupError(
        "The file is neither UTF-8 nor CP932.",
        where=str(path),
        next_step='Save it as "CSV UTF-8", or as .xlsx.',
    )


def _excel(path: Path) -> Iterator[list[list[str]]]:
    import python_calamine as calamine  # noqa: PLC0415 - heavy, and only for Excel files

    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            for name in book.sheet_names:
                yield [[_cell(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
    except calamine.CalamineError as error:
        raise SetupError(
            f"The file cannot be read as Excel: {error}.",
            where=str(path),
            next_step="Open it in Excel and save it again, without a password.",
        ) from None


def _cell(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.date | dt.datetime):
        return cell.isoformat()
    return str(cell)


def _plain(now: str, was: str) -> str:
    """Undo what the export itself did: the apostrophe before a formula, and ends of lines."""
    if now[:1] == "'" and now[1:].startswith(FORMULA) and not was.startswith("'"):
        now = now[1:]
    same = now.replace("\r\n", "\n") == was.replace("\r\n", "\n")
    return was if same else now


def _typed(text: str, kind: pa.DataType) -> Any:
    return pc.cast(pa.array([text or None], pa.string()), kind)[0].as_py()


def _applied(rows: pa.Table, changes: dict[int, dict[str, Any]]) -> pa.Table:
    """Put corrected values into the rows."""
    values = rows.to_pylist()
    for row in values:
        row.update(changes[row[ROW]])
    return pa.Table.from_pylist(values, rows.schema)
