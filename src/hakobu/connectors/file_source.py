"""Rows of files: found by name, read as one table, types exact."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from hakobu.connectors.column_types import arrow_type, named_types
from hakobu.connectors.columns import wanted
from hakobu.connectors.spec import nearest
from hakobu.errors import SourceError
from hakobu.model import Read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["Evidence", "FileSource", "FileTable"]

_FORMATS = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".parquet": "parquet",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xlsb": "excel",
    ".xls": "excel",
    ".ods": "excel",
}

OWN_DATABASE = "hakobu.db"  # a folder that has it holds values of other connections

Stamp = tuple[int, int, int]


class Evidence(Protocol):
    """What is known of a column's values."""

    def type(self) -> pa.DataType | None:
        """Give the type that keeps every value; None if there is none."""
        ...


class FileTable(Protocol):
    """One file as a table."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every column of the file."""
        ...

    def observe(self, columns: Sequence[str], seen: dict[str, Evidence]) -> None:
        """Add what the values of some columns are to what was seen of them in other files."""
        ...

    def batches(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """Stream the columns of a schema in its types."""
        ...


@dataclass(frozen=True, slots=True)
class _Inspected:
    """What a read found: its files as they were, and the types of their columns."""

    tables: tuple[tuple[Path, Stamp, FileTable], ...]
    schema: pa.Schema


@dataclass(frozen=True, slots=True)
class FileSource:
    """The files of a folder, or a single file."""

    name: str
    path: Path
    _inspected: dict[str, _Inspected] = field(default_factory=dict)

    def tables(self) -> tuple[str, ...]:
        """Name the files whose format is known by their name."""
        if self.path.is_file():
            return (self.path.name,)
        self._check_folder()
        files = (each for each in self.path.rglob("*") if each.is_file() and _format(each) is not None)
        return tuple(sorted(each.relative_to(self.path).as_posix() for each in files))

    def stamps(self, pattern: str) -> dict[str, tuple[int, int]]:
        """Give size and time of change (nanoseconds) of each file that a pattern finds, if any."""
        try:
            found = self._find(Read(file=pattern))
        except SourceError:
            return {}
        folder = self.path if self.path.is_dir() else self.path.parent
        states = ((path.relative_to(folder).as_posix(), path.stat()) for path in found)
        return {name: (state.st_size, state.st_mtime_ns) for name, state in states}

    def schema(self, read: Read) -> pa.Schema:
        """Find the types by reading every value once."""
        return self._inspect(read).schema

    def types_of(self, read: Read) -> dict[str, str]:
        """Tell the types that were found, in the words that ``types`` takes."""
        return named_types(self.schema(read))

    def batches(self, read: Read) -> Iterator[pa.RecordBatch]:
        """Stream the rows of all files, one after the other."""
        inspected = self._inspect(read)
        for path, stamp, table in inspected.tables:
            self._check_stamp(path, stamp)
            yield from table.batches(inspected.schema)
            self._check_stamp(path, stamp)

    def close(self) -> None:
        """Forget what was found."""
        self._inspected.clear()

    def _inspect(self, read: Read) -> _Inspected:
        key = repr(read)
        if key not in self._inspected:
            self._inspected[key] = self._inspect_anew(read)
        return self._inspected[key]

    def _inspect_anew(self, read: Read) -> _Inspected:
        found = tuple((path, _stamp(path)) for path in self._find(read))
        tables = tuple((path, stamp, self._open(path, read)) for path, stamp in found)
        self._check_same(tables)
        first = tables[0][2]
        columns = wanted(read, first.names, self._where(tables[0][0]))
        open_ = tuple(column for column in columns if column not in read.types)
        seen: dict[str, Evidence] = {}
        for path, stamp, table in tables:
            table.observe(open_, seen)
            self._check_stamp(path, stamp)
        return _Inspected(tables, self._schema(columns, read, seen))

    def _schema(self, columns: Sequence[str], read: Read, seen: dict[str, Evidence]) -> pa.Schema:
        kinds = {name: arrow_type(word) for name, word in read.types.items()}
        for column in columns:
            kind = kinds.get(column) or seen[column].type()
            if kind is None:
                raise SourceError(
                    f"The files do not agree on the type of the column {column!r}.",
                    where=f"{self._where(None)}, file {read.file}",
                    next_step=f"Name it with types: {{{column}: VARCHAR}}.",
                )
            kinds[column] = kind
        return pa.schema([pa.field(column, kinds[column]) for column in columns])

    def _find(self, read: Read) -> tuple[Path, ...]:
        pattern = read.file
        if pattern is None:
            raise SourceError(
                "Files have no table and no query.", where=self._where(None), next_step="Name a file."
            )
        if self.path.is_file():
            if self.path.match(pattern) and "/" not in pattern:
                return (self.path,)
            raise self._nothing(pattern, (self.path.name,))
        self._check_folder()
        if (
            pattern.startswith(("/", "\\", "~"))
            or ":" in pattern[:2]
            or ".." in pattern.replace("\\", "/").split("/")
        ):
            raise SourceError(
                f"{pattern!r} leaves the connection's folder.",
                where=self._where(None),
                next_step="Set the connection's 'path' to the folder that holds the files.",
            )
        exact = self.path / pattern
        found = [exact] if exact.is_file() else [each for each in self.path.glob(pattern) if each.is_file()]
        if not found:
            raise self._nothing(pattern, self.tables())
        self._check_inside(found)
        return tuple(sorted(found, key=lambda each: each.relative_to(self.path).as_posix()))

    def _nothing(self, pattern: str, files: tuple[str, ...]) -> SourceError:
        shown = (*files[:20], "…") if len(files) > 20 else files
        return SourceError(
            f"No file matches {pattern!r}.",
            where=self._where(None),
            valid=shown,
            next_step=nearest(pattern, files),
        )

    def _check_folder(self) -> None:
        if not self.path.is_dir():
            raise SourceError(
                f"There is no folder {self.path}.",
                where=self._where(None),
                next_step="Set 'path' to the folder that holds the files.",
            )

    def _check_inside(self, found: list[Path]) -> None:
        folder = self.path.resolve()
        for each in found:
            if not each.resolve().is_relative_to(folder):
                raise SourceError(
                    "The file is a link that leaves the connection's folder.", where=self._where(each)
                )
            if any(
                (above / OWN_DATABASE).exists() for above in each.parents if above.is_relative_to(self.path)
            ):
                raise SourceError("The file is one of Hakobu's own.", where=self._where(each))

    def _open(self, path: Path, read: Read) -> FileTable:
        where = self._where(path)
        match read.format or _format(path):
            case "csv" | "tsv":
                from hakobu.connectors.delimited import open_delimited  # noqa: PLC0415 - as needed

                return open_delimited(path, where, read)
            case "parquet":
                from hakobu.connectors.parquet import open_parquet  # noqa: PLC0415 - as needed

                return open_parquet(path, where)
            case "excel":
                from hakobu.connectors.excel import open_excel  # noqa: PLC0415 - as needed

                return open_excel(path, where, read)
            case _:
                raise SourceError(
                    f"The name {path.name!r} does not tell the format.",
                    where=where,
                    next_step="Set format: csv, tsv, parquet or excel.",
                )

    def _check_same(self, tables: tuple[tuple[Path, Stamp, FileTable], ...]) -> None:
        first_path, _, first = tables[0]
        for path, _, table in tables[1:]:
            if type(table) is not type(first):
                raise SourceError(
                    f"The file is of another format than {first_path.name}.",
                    where=self._where(path),
                    next_step="Read each format by a task of its own.",
                )
            missing = [name for name in first.names if name not in table.names]
            more = [name for name in table.names if name not in first.names]
            if missing or more:
                said = [f"lacks {', '.join(missing)}"] * bool(missing) + [f"adds {', '.join(more)}"] * bool(
                    more
                )
                raise SourceError(
                    f"The file's columns are not those of {first_path.name}: it {' and '.join(said)}.",
                    where=self._where(path),
                    next_step="Read such files by tasks of their own.",
                )

    def _check_stamp(self, path: Path, stamp: Stamp) -> None:
        if _stamp(path) != stamp:
            self._inspected.clear()
            raise SourceError(
                "The file changed while it was read.",
                where=self._where(path),
                next_step="Start again when it is complete.",
            )

    def _where(self, path: Path | None) -> str:
        if path is None or path == self.path:
            return f"connection {self.name}" + (f", file {path.name}" if path else "")
        return f"connection {self.name}, file {path.relative_to(self.path).as_posix()}"


def _format(path: Path) -> str | None:
    name = path.name.lower().removesuffix(".gz")
    return next((kind for suffix, kind in _FORMATS.items() if name.endswith(suffix)), None)


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0, 0)
    return (found.st_size, found.st_mtime_ns, found.st_ino)
