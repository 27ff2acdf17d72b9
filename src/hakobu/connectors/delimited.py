"""CSV, TSV and their kin as columns of text."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa
import pyarrow.csv as pc_csv

from hakobu.connectors.columns import check_names
from hakobu.connectors.exact import UnfitError, from_text, misfit, with_empty_as_null
from hakobu.connectors.inference import Inferred
from hakobu.connectors.text_file import LARGEST, TextFile, examine
from hakobu.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hakobu.connectors.file_source import Evidence
    from hakobu.model import Read

__all__ = ["Delimited", "open_delimited"]

_OTHERS = ";\t|"


@dataclass(frozen=True, slots=True)
class Delimited:
    """A text file that was examined; its columns are texts, empty where nothing stands."""

    file: TextFile
    delimiter: str
    header: bool
    names: tuple[str, ...]

    def observe(self, columns: Sequence[str], seen: dict[str, Evidence]) -> None:
        """Look at every value of some columns."""
        found = {column: cast("Inferred", seen.setdefault(column, Inferred())) for column in columns}
        if not columns:
            return
        for batch in self.texts(columns):
            for column, inferred in found.items():
                inferred.see(cast("pa.StringArray", batch.column(column)))

    def batches(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """Stream the columns of a schema in its types."""
        before = 0
        for batch in self.texts(schema.names):
            arrays = [self._exact(batch.column(each.name), each, before) for each in schema]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)
            before += batch.num_rows

    def _exact(self, column: pa.Array[Any], field: pa.Field[pa.DataType], before: int) -> pa.Array[Any]:
        try:
            return from_text(with_empty_as_null(column), field.type)
        except UnfitError as error:
            place = f"Line {self.line_of(before + error.index + 1)}"
            raise misfit(error, field, place=place, where=self.file.where) from None

    def texts(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Stream the chosen columns."""
        with self.file.open() as stream:
            try:
                yield from self._reader(stream, columns)
            except pa.ArrowInvalid as error:
                raise self._fault(error) from None

    def line_of(self, row: int) -> int:
        """Find the line that a row (from 1) begins on; slow, for messages."""
        return next((line for number, line, _ in self._rows() if number == row), 0)

    def _reader(self, stream: object, columns: Sequence[str]) -> pc_csv.CSVStreamingReader:
        return pc_csv.open_csv(
            stream,  # type: ignore[arg-type]  # any object that reads bytes
            read_options=pc_csv.ReadOptions(
                block_size=LARGEST,
                use_threads=False,
                column_names=None if self.header else list(self.names),
            ),
            parse_options=pc_csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=True),
            convert_options=pc_csv.ConvertOptions(
                column_types=dict.fromkeys(self.names, pa.string()),
                include_columns=list(columns),
                strings_can_be_null=False,
            ),
        )

    def _fault(self, error: pa.ArrowInvalid) -> SourceError:
        """Find the line that Arrow stumbled over."""
        wanted = len(self.names)
        for _, line, row in self._rows():
            if len(row) != wanted:
                return SourceError(
                    f"Line {line} has {len(row)} columns; the first line has {wanted}.",
                    where=self.file.where,
                    next_step="A value that holds the delimiter must stand in quotes.",
                )
        said = str(error).split(":")[0] if "straddling" not in str(error) else "a row is longer than 4 MB"
        return SourceError(f"The file cannot be read as CSV: {said}.", where=self.file.where)

    def _rows(self) -> Iterator[tuple[int, int, list[str]]]:
        with self.file.open() as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
            reader = csv.reader(text, delimiter=self.delimiter)
            number, line = (0 if self.header else 1), 1
            for row in reader:
                if row:
                    yield number, line, row
                    number += 1
                line = reader.line_num + 1


def open_delimited(path: Path, where: str, read: Read) -> Delimited:
    """Examine a file and read its header."""
    delimiter = read.delimiter or ("\t" if _is_tsv(path, read) else ",")
    file = examine(path, where, encoding=read.encoding, delimiter=delimiter)
    first = _first_row(file, delimiter)
    if not read.header:
        return Delimited(file, delimiter, False, tuple(f"column_{n}" for n in range(1, len(first) + 1)))
    _check_delimiter(first, where, read)
    check_names(first, where, next_step="Correct the header line, or set header: false if there is none.")
    return Delimited(file, delimiter, True, tuple(first))


def _is_tsv(path: Path, read: Read) -> bool:
    name = path.name.lower().removesuffix(".gz")
    return read.format == "tsv" or (read.format is None and name.endswith((".tsv", ".tab")))


def _first_row(file: TextFile, delimiter: str) -> list[str]:
    with file.open() as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        row: list[str] = next((row for row in csv.reader(text, delimiter=delimiter) if row), [])
    if not row:
        raise SourceError(
            "The file holds only empty lines.",
            where=file.where,
            next_step="It needs at least its header line.",
        )
    return row


def _check_delimiter(first: list[str], where: str, read: Read) -> None:
    """A header that looks like one long name was most likely divided by something else."""
    other = next((mark for mark in _OTHERS if mark in first[0]), None)
    if len(first) == 1 and other is not None and read.delimiter is None:
        shown = "\\t" if other == "\t" else other
        raise SourceError(
            f"The header is a single column that holds {shown!r}.",
            where=where,
            next_step=f'Set delimiter: "{shown}" (or "," if this is the column\'s name).',
        )
