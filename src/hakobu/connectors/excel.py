"""Excel files: cells by what they hold, not by how they look."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa

from hakobu.connectors.columns import check_names
from hakobu.connectors.exact import UnfitError, from_values, misfit
from hakobu.connectors.excel_errors import error_cell
from hakobu.connectors.observed import Observed
from hakobu.connectors.spec import nearest
from hakobu.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from python_calamine import CalamineSheet

    from hakobu.connectors.file_source import Evidence
    from hakobu.model import Read

__all__ = ["Excel", "open_excel"]

BATCH = 20_000
_EXACT = 2**53  # Excel keeps numbers as floats

Row = list[Any]


@dataclass(frozen=True, slots=True)
class Excel:
    """One sheet of a workbook."""

    sheet: CalamineSheet  # parsed once; the reader holds its cells
    where: str
    header: bool
    names: tuple[str, ...]

    def observe(self, columns: Sequence[str], seen: dict[str, Evidence]) -> None:
        """Look at every cell of some columns."""
        found = {name: cast("Observed", seen.setdefault(name, Observed(numeric=True))) for name in columns}
        for _, rows in self._batches():
            for name, observed in found.items():
                index = self.names.index(name)
                observed.see([row[index] for row in rows])

    def batches(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """Give the columns of a schema in its types."""
        indexes = [self.names.index(name) for name in schema.names]
        for numbers, rows in self._batches():
            arrays = [
                self._exact([row[index] for row in rows], field, numbers)
                for index, field in zip(indexes, schema, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    def _batches(self) -> Iterator[tuple[list[int], list[Row]]]:
        rows = self._rows()
        while chunk := list(islice(rows, BATCH)):
            yield [number for number, _ in chunk], [row for _, row in chunk]

    def _rows(self) -> Iterator[tuple[int, Row]]:
        """Give the rows below the header, each as wide as the header."""
        width = len(self.names)
        rows = _filled(self.sheet)
        if self.header:
            next(rows, None)
        for number, row in rows:
            if any(cell is not None for cell in row[width:]):
                raise SourceError(
                    f"Row {number} has a value to the right of the last column name.",
                    where=self.where,
                    next_step="Give the column a name, or clear the cell.",
                )
            yield number, [*row[:width], *([None] * (width - len(row)))]

    def _exact(self, values: list[Any], field: pa.Field[pa.DataType], numbers: list[int]) -> pa.Array[Any]:
        try:
            return from_values(values, field.type)
        except UnfitError as error:
            raise misfit(error, field, place=f"Row {numbers[error.index]}", where=self.where) from None


def open_excel(path: Path, where: str, read: Read) -> Excel:
    """Read the header of a sheet; the first sheet by default."""
    cell = error_cell(path, read.sheet)
    if cell is not None:
        raise SourceError(
            f"The cell {cell} holds an error instead of a value.",
            where=where,
            next_step="Correct its formula.",
        )
    sheet = _open(path, where, read.sheet)
    first = next(_filled(sheet), None)
    if first is None:
        raise SourceError("The sheet is empty.", where=where, next_step="It needs at least its header row.")
    _, row = first
    while row and row[-1] is None:
        row = row[:-1]
    if not read.header:
        names = [f"column_{number}" for number in range(1, len(row) + 1)]
    else:
        names = ["" if cell is None else str(cell) for cell in row]
        check_names(names, where, next_step="Correct the header row, or set header: false if there is none.")
    return Excel(sheet, where, read.header, tuple(names))


def _open(path: Path, where: str, sheet: str | None) -> CalamineSheet:
    import python_calamine as calamine  # noqa: PLC0415 - heavy, and only for Excel files

    with _read_error(where), calamine.CalamineWorkbook.from_path(path) as book:
        names = tuple(book.sheet_names)
        if sheet is not None and sheet not in names:
            near = nearest(sheet, names)
            raise SourceError(f"There is no sheet {sheet!r}.", where=where, valid=names, next_step=near)
        return book.get_sheet_by_name(sheet or names[0])


def _filled(sheet: CalamineSheet) -> Iterator[tuple[int, Row]]:
    """Give the rows that hold anything, each with its number in the sheet."""
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [_cell(cell) for cell in row]
        if any(cell is not None for cell in cells):
            yield number, cells


@contextmanager
def _read_error(where: str) -> Iterator[None]:
    import python_calamine as calamine  # noqa: PLC0415 - as above

    try:
        yield
    except (calamine.CalamineError, OSError) as error:
        locked = isinstance(error, calamine.PasswordError)
        raise SourceError(
            "The file is protected by a password."
            if locked
            else f"The file cannot be read as Excel: {error}.",
            where=where,
            next_step="Save it without one." if locked else "Open it in Excel and save it again.",
        ) from error


def _cell(cell: object) -> Any:
    if cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer() and -_EXACT < cell < _EXACT:
        return int(cell)
    if isinstance(cell, dt.timedelta):
        return str(cell)
    return cell
