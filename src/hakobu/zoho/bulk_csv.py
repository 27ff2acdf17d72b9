"""The file of a Bulk Read job, decoded as a stream: a zip with one CSV, read piece by piece."""

from __future__ import annotations

import csv
import io
import zipfile
from contextlib import closing
from typing import IO, TYPE_CHECKING, BinaryIO

from hakobu.errors import WaitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

__all__ = ["read_export"]

_BLOCK = 4 * 1024 * 1024
_AGAIN = "Read again; if it stays, report it with the job's id."


def read_export(
    file: BinaryIO, names: Sequence[str], *, rows: int | None, where: str
) -> Iterator[pa.RecordBatch]:
    """The columns ``names`` of an export, every value as text, empty cells as nothing.

    The header is matched without case for the id, which Zoho calls ``Id``. ``rows`` is the number that
    Zoho announced; a file that holds another is refused.
    """
    seen = 0
    try:
        with zipfile.ZipFile(file) as archive:
            member = _member(archive, where)
            with archive.open(member) as text:
                header = _header(text)
            if header:
                with archive.open(member) as text:
                    for batch in _batches(text, _places(header, names, where), names):
                        seen += batch.num_rows
                        yield batch
    except zipfile.BadZipFile as error:
        raise WaitError(
            f"The export is no whole zip file ({error}).", where=where, next_step=_AGAIN
        ) from error
    if rows is not None and seen != rows:
        raise WaitError(
            f"The export holds {seen:,} rows, and Zoho announced {rows:,}.", where=where, next_step=_AGAIN
        )


def _member(archive: zipfile.ZipFile, where: str) -> str:
    found = [name for name in archive.namelist() if name.lower().endswith(".csv")]
    if len(found) != 1:
        raise WaitError(
            f"The export should hold one CSV file and holds {len(found)}.", where=where, next_step=_AGAIN
        )
    return found[0]


def _header(text: IO[bytes]) -> list[str]:
    with closing(io.TextIOWrapper(text, "utf-8-sig", newline="")) as lines:
        return next(csv.reader(lines), [])


def _places(header: list[str], names: Sequence[str], where: str) -> dict[str, str]:
    """The header's word for each name; the case decides only where two words differ by nothing else."""
    folded = {each.lower(): each for each in reversed(header)}
    places = {name: name if name in header else folded.get(name.lower(), "") for name in names}
    missing = [name for name, word in places.items() if not word]
    if missing:
        raise WaitError(
            f"The export lacks the column {missing[0]!r}.",
            where=where,
            valid=tuple(header),
            next_step="The field may not be exportable: leave it out, or read by COQL or lists.",
        )
    return places


def _batches(text: IO[bytes], places: dict[str, str], names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa  # noqa: PLC0415 - the client works without it
    import pyarrow.csv as pacsv  # noqa: PLC0415 - as above

    words = list(dict.fromkeys(places.values()))
    schema = pa.schema([pa.field(name, pa.string()) for name in names])
    try:
        reader = pacsv.open_csv(
            text,
            read_options=pacsv.ReadOptions(block_size=_BLOCK),
            parse_options=pacsv.ParseOptions(newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                include_columns=words,
                column_types=dict.fromkeys(words, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
        with reader:
            for batch in reader:
                if batch.num_rows:
                    columns = [batch.column(places[name]) for name in names]
                    yield pa.RecordBatch.from_arrays(columns, schema=schema)
    except pa.ArrowInvalid as error:
        said = str(error).splitlines()[0]
        raise WaitError(f"The export cannot be read as CSV: {said}", next_step=_AGAIN) from error
