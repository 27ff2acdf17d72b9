"""The file of a Bulk Write job: a zip with one CSV, written row by row."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any, Self

from hakobu.errors import NotSupportedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from hakobu.zoho.metadata import Field

__all__ = ["BULK_COLUMNS", "BULK_ECHO", "BULK_ROWS", "BulkChild", "BulkColumn", "BulkFile"]

BULK_ROWS = 25_000
"""Rows of one job."""

BULK_COLUMNS = 200
"""Columns of one job."""

BULK_ECHO = 3
"""Mapped columns that the result repeats."""

BYTES = 25 * 1024 * 1024
"""What the zip may hold. Source: zoho.com/crm/developer/docs/api/v8/bulk-write/upload-file.html."""

FULL = 23 * 1024 * 1024
"""From here on another file is begun: what was written last is not yet counted."""

_FORMATS = {"date": "yyyy-MM-dd", "datetime": "yyyy-MM-dd'T'HH:mm:ssXXX"}
"""Sent with each date: without it Zoho reads ``MM/dd/yyyy``."""

Cell = Callable[[Any], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkColumn:
    """A column of the file and the field that it fills; ``find_by`` finds the record of a lookup."""

    api_name: str
    find_by: str | None = None
    format: str | None = None
    module: str | None = None

    @classmethod
    def of(cls, field: Field, *, find_by: str | None = None) -> BulkColumn:
        """The column for a field: lookups by id unless something else is named, dates in ISO."""
        lookup = field.data_type in {"lookup", "ownerlookup", "userlookup", "layout"}
        return cls(
            api_name=field.api_name,
            find_by=find_by or ("id" if lookup else None),
            format=_FORMATS.get(field.data_type),
        )

    @property
    def cell(self) -> Cell:
        """What writes a value of the field as the cell of a row."""
        return _reference(self.find_by) if self.find_by else _cell

    def mapping(self, index: int) -> dict[str, Any]:
        """The element of ``field_mappings``."""
        told = {"find_by": self.find_by, "format": self.format}
        found = {name: value for name, value in told.items() if value is not None}
        module = {"module": {"api_name": self.module}} if self.module else {}
        return {"api_name": self.api_name, "index": index, **found, **module}


class BulkFile:
    """Collects the rows of one job; Zoho's limits are kept while it is written.

    ``ignore_empty`` is what the job will be told: with it a row cannot erase a field, without it a
    row cannot leave one alone; a row that wants what the job cannot do is refused. None is for
    inserts, where nothing is there to be erased. The first column should be the key: the result
    repeats it, and is held against it.
    """

    def __init__(self, module: str, columns: Sequence[BulkColumn], *, ignore_empty: bool | None) -> None:
        where = f"bulk write {module}"
        if not columns or len(columns) > BULK_COLUMNS:
            raise NotSupportedError(
                f"A bulk file has 1 to {BULK_COLUMNS} columns, not {len(columns)}.",
                where=where,
                next_step="Map fewer fields, or deliver by REST.",
            )
        self.module = module
        self.columns = tuple(columns)
        self.ignore_empty = ignore_empty
        self.keys: list[str] = []
        self.children: list[BulkChild] = []
        self.id = ""  # Zoho's, once it is uploaded
        self._where = where
        self._names = [column.api_name for column in columns]
        self._known = frozenset(self._names)
        self._cells = [(column.api_name, column.cell) for column in columns]
        self._file = io.BytesIO()  # of 25 MB at most
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        self._member: IO[bytes] = self._zip.open(f"{module}.csv", "w")
        self._text = io.TextIOWrapper(self._member, "utf-8", newline="", write_through=False)
        self._csv = csv.writer(self._text, lineterminator="\n")
        self._csv.writerow(self._names)
        self._done = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def full(self) -> bool:
        """Whether the next row wants another file."""
        if len(self.keys) >= BULK_ROWS or any(len(child) >= BULK_ROWS for child in self.children):
            return True
        return self._file.tell() + sum(child.size for child in self.children) >= FULL

    def add(self, record: Mapping[str, Any]) -> None:
        """Write one record, in the shape that insert and update take."""
        if self.full:
            raise NotSupportedError(
                f"A bulk job takes {BULK_ROWS:,} rows and 25 MB, and this file is full.",
                where=self._where,
                next_step="Begin another file.",
            )
        if not record.keys() <= self._known:
            odd = next(name for name in record if name not in self._known)
            raise NotSupportedError(
                f"The file has no column {odd!r}.", where=self._where, valid=tuple(self._names)
            )
        get = record.get  # most values are texts: they go as they are, without a call for each
        row = [value if (value := get(name)).__class__ is str else cell(value) for name, cell in self._cells]
        if self.ignore_empty is not None and "" in row:
            self._check_empty(record, row)
        self._csv.writerow(row)
        self.keys.append(row[0])

    def child(
        self, module: str, columns: Sequence[BulkColumn], *, link: str = "Parent_Id", held: int = 0
    ) -> BulkChild:
        """A file of rows that hang below this one's: lines of a subform, or links (``link`` their lookup).

        Each of its rows names the row above by that row's first cell. The result repeats it and the first
        two ``columns``, of which ``held`` are held against what was sent.
        """
        made = BulkChild(module, columns, link=link, held=held, known=self.keys)
        self.children.append(made)
        return made

    def finish(self) -> bytes:
        """The whole zip."""
        self._end()
        made = self._file.getvalue()
        if len(made) > BYTES:
            raise NotSupportedError(
                f"The file has {len(made):,} bytes, and Zoho takes {BYTES:,}.",
                where=self._where,
                next_step="Send fewer rows in one job.",
            )
        return made

    def close(self) -> None:
        """Let go of the file."""
        self._end()
        self._file.close()

    def _end(self) -> None:
        if not self._done:
            self._done = True
            self._text.close()
            for child in self.children:
                self._zip.writestr(f"{child.module}.csv", child.text)
            self._zip.close()

    def _check_empty(self, record: Mapping[str, Any], row: list[str]) -> None:
        for name, cell in zip(self._names, row, strict=True):
            if cell == "" and (name in record) is self.ignore_empty:
                n = len(self.keys)
                raise NotSupportedError(
                    f"Row {n} shall erase {name}, which this job cannot do (ignore_empty: true)."
                    if self.ignore_empty
                    else f"Row {n} shall leave alone {name}, which this job cannot do (ignore_empty: false).",
                    where=self._where,
                    next_step="Put such rows in a job of their own, or deliver them by REST.",
                )


class BulkChild:
    """The rows of a subform or linking module, in a job whose parents are in another file of the zip."""

    def __init__(
        self, module: str, columns: Sequence[BulkColumn], *, link: str, held: int, known: Sequence[str]
    ) -> None:
        self.module = module
        self.link = link
        self.columns = tuple(columns)
        self.heads: tuple[list[str], ...] = tuple([] for _ in range(1 + min(held, BULK_ECHO - 1)))
        self._known = known
        self._cells = [column.cell for column in columns]
        self._text = io.StringIO()
        self._csv = csv.writer(self._text, lineterminator="\n")
        self._csv.writerow([link, *(column.api_name for column in columns)])

    def __len__(self) -> int:
        return len(self.heads[0])

    @property
    def size(self) -> int:
        """About how many bytes it will take: text compresses to a third or less."""
        return self._text.tell() // 3

    @property
    def text(self) -> str:
        """The file."""
        return self._text.getvalue()

    def add(self, above: str, record: Mapping[str, Any]) -> None:
        """Write one row below the row whose first cell is ``above``, the last that was written."""
        where = f"bulk write {self.module}"
        if not self._known or self._known[-1] != above:
            raise NotSupportedError(
                f"{above!r} is not the row that was written last.",
                where=where,
                next_step="Write each row, and at once what hangs below it.",
            )
        if len(self) >= BULK_ROWS:
            raise NotSupportedError(
                f"A bulk job takes {BULK_ROWS:,} rows of a file.",
                where=where,
                next_step="Begin another file.",
            )
        names = [column.api_name for column in self.columns]
        odd = next((name for name in record if name not in names), None)
        if odd is not None:
            raise NotSupportedError(f"The file has no column {odd!r}.", where=where, valid=tuple(names))
        cells = zip(names, self._cells, strict=True)
        row = [above, *(cell(record.get(name)) for name, cell in cells)]
        self._csv.writerow(row)
        for head, text in zip(self.heads, row, strict=False):
            head.append(text)

    def mappings(self) -> list[dict[str, Any]]:
        """The elements of ``field_mappings``: the link goes by the first column of the parents."""
        told = [column.mapping(index) for index, column in enumerate(self.columns, 1)]
        return [{"api_name": self.link, "index": 0, "parent_column_index": 0}, *told]


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else _odd_cell(value)


def _odd_cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list | tuple):
        return ";".join(_cell(each) for each in value)
    return _cell(value.get("id", value.get("value"))) if isinstance(value, dict) else str(value)


def _reference(find_by: str) -> Cell:
    """The cell of a lookup: the value that finds the other record, out of an object that holds it."""
    return lambda value: _cell(value.get(find_by) if isinstance(value, dict) else value)
