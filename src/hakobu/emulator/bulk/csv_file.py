"""A CSV inside an uploaded ZIP: found, its encoding and its separator told, its rows read."""

import codecs
import csv
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import BadZipFile, ZipFile

from hakobu.emulator.bulk.job import JobFailure
from hakobu.emulator.bulk.jobs import Upload
from hakobu.emulator.problem import Problem

MOST_COLUMNS = 200
MOST_ROWS = 25_000
_SEPARATORS = ",;:|"
_SAMPLE = 1 << 18
_LARGEST = 1 << 30
_CHUNK = 500
# what a broken archive, or a codec that is none of text, makes of reading
_UNREADABLE = (BadZipFile, OSError, EOFError, RuntimeError, ValueError, LookupError, zlib.error)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class CsvFile:
    """Where a resource's rows come from."""

    upload: Upload
    name: str
    encoding: str
    separator: str
    header: list[str]

    def rows(self) -> Iterator[list[list[str]]]:
        """Give the rows in chunks; more than 25,000 end the job."""
        count = 0
        try:
            with ZipFile(io.BytesIO(self.upload.body)) as archive, archive.open(self.name) as raw:
                text = io.TextIOWrapper(raw, self.encoding, "replace", newline="")
                reader = csv.reader(text, delimiter=self.separator)
                next(reader, None)
                chunk = []
                for row in reader:
                    if row:
                        chunk.append(row)
                    if len(chunk) >= _CHUNK:
                        count += len(chunk)
                        yield chunk
                        chunk = []
                    if count + len(chunk) > MOST_ROWS:
                        details = {"limit": MOST_ROWS}
                        raise JobFailure("LIMIT_EXCEEDED", "the file has too many rows", details)
                yield chunk
        except (csv.Error, *_UNREADABLE) as error:
            raise JobFailure("FILE_NOT_SUPPORTED", f"the file cannot be read: {error}") from None


def open_csv(upload: Upload, names: list[str] | None, encoding: str | None) -> CsvFile:
    """Find the CSV that a resource names, and read its header."""
    try:
        with ZipFile(io.BytesIO(upload.body)) as archive:
            name = _member(archive, names)
            with archive.open(name) as raw:
                sample = raw.read(_SAMPLE)
    except _UNREADABLE:
        raise Problem("FILE_NOT_SUPPORTED") from None
    known = encoding or _encoding(sample)
    try:
        first = io.StringIO(sample.decode(known, "replace"), newline="")
        separator = _separator(first.readline())
        first.seek(0)
        header = next(csv.reader(first, delimiter=separator), [])
    except (csv.Error, *_UNREADABLE):
        raise Problem("FILE_NOT_SUPPORTED") from None
    if len(header) > MOST_COLUMNS:
        raise Problem("HEADER_LIMIT_EXCEEDED", {"limit": MOST_COLUMNS})
    if not any(header):
        raise Problem("FILE_NOT_SUPPORTED")
    return CsvFile(upload, name, known, separator, [one.strip() for one in header])


def _member(archive: ZipFile, names: list[str] | None) -> str:
    members = [one for one in archive.infolist() if not one.is_dir()]
    if sum(one.file_size for one in members) > _LARGEST:
        raise Problem("FILE_NOT_SUPPORTED")
    if names:
        found = next((one.filename for one in members if one.filename in names), None)
        if found is None:
            raise Problem("FILE_NOT_FOUND", {"file_names": names})
        return found
    tables = [one.filename for one in members if one.filename.lower().endswith(".csv")]
    if len(tables) != 1:
        raise Problem("FILE_NOT_SUPPORTED")
    return tables[0]


def _encoding(sample: bytes) -> str:
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    for name in ("utf-8", "cp932"):
        try:
            # a sample may end within a character
            codecs.getincrementaldecoder(name)().decode(sample)
        except UnicodeDecodeError:
            continue
        return name
    return "latin-1"


def _separator(line: str) -> str:
    outside = "".join(line.split('"')[::2])
    return max(_SEPARATORS, key=outside.count) if outside.strip() else ","
