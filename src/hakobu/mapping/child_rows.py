"""Rows below rows: brought into their parents, taken out to be mapped, and put back as one value a parent."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from hakobu.mapping.check import FAULT, copy_to
from hakobu.mapping.compile_children import KEY, NUMBER
from hakobu.staging import ROW, quote, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import duckdb

    from hakobu.mapping.children import Line
    from hakobu.mapping.compiled import CompiledChild

__all__ = ["ChildRows", "Orphan", "attach", "bring_in", "find_orphans"]

BATCH = 20_000
FETCH = 10_000
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Orphan:
    """A line whose row is not there: its number in its read, and the columns that should have named it."""

    row: int
    key: str


def bring_in(session: duckdb.DuckDBPyConnection, child: CompiledChild, rows: Path, lines: Path) -> None:
    """Put the lines of a read into the rows they belong to, as a column of lists."""
    members = ", ".join(f"{text(name)}: c.{quote(name)}" for name in (*child.columns.names,))
    number = f"{text(NUMBER)}: c.{ROW}"
    on = " and ".join(f"l.{_by(n)} = {_key(f'p.{quote(ours)}')}" for n, (_, ours) in enumerate(child.by))
    keys = ", ".join(f"{_key(f'c.{quote(theirs)}')} as {_by(n)}" for n, (theirs, _) in enumerate(child.by))
    names = ", ".join(_by(n) for n in range(len(child.by)))
    listed = f"list({{{', '.join(filter(None, (members, number)))}}} order by c.{ROW})"
    out = rows.with_suffix(".joined")
    session.execute(
        f"copy (select p.*, l.items as {quote(child.column)} from {_file(rows)} p left join "
        f"(select {keys}, {listed} as items from {_file(lines)} c group by {names}) l on {on} "
        f"order by p.{ROW}) to {text(str(out))} (format parquet, compression lz4)"
    )
    out.replace(rows)


def find_orphans(
    session: duckdb.DuckDBPyConnection, child: CompiledChild, rows: Path, lines: Path
) -> list[Orphan]:
    """Name the lines whose row the source does not have."""
    same = " and ".join(
        f"{_key(f'p.{quote(ours)}')} = {_key(f'c.{quote(theirs)}')}" for theirs, ours in child.by
    )
    shown = " || ', ' || ".join(
        f"{text(theirs + ' = ')} || coalesce(cast(c.{quote(theirs)} as varchar), 'NULL')"
        for theirs, _ in child.by
    )
    found = session.execute(
        f"select c.{ROW}, {shown} from {_file(lines)} c anti join {_file(rows)} p on {same} order by 1"
    )
    return [Orphan(row, key) for row, key in found.fetchall()]


@dataclass(slots=True)
class ChildRows:
    """The rows below the rows of a spool, one after the other; it remembers whose each of them is.

    ``broken`` are rows whose text is no list of lines; ``members`` are all names that lines of a text have.
    """

    child: CompiledChild
    owners: list[tuple[int, int, int]] = field(
        default_factory=list
    )  # row above, number below it, in its read
    broken: dict[int, str] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)

    def batches(self, rows: Path) -> Iterator[pa.RecordBatch]:
        """Take the rows out, in batches that carry a number first."""
        with pq.ParquetFile(rows) as file:
            for batch in file.iter_batches(batch_size=BATCH, columns=[ROW, self.child.column]):
                taken = self._taken(batch)
                if taken.num_rows:
                    yield taken

    def _taken(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        numbers: list[Any] = batch.column(ROW).to_pylist()
        column = batch.column(1)
        kind = column.type
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            return self._numbered(self._of_texts(zip(numbers, column.to_pylist(), strict=True)))
        values = column.to_pylist()
        rows: list[tuple[int, int, Mapping[str, Any]]] = []
        for above, items in zip(numbers, values, strict=True):
            for number, item in enumerate(items or (), start=1):
                line = item if isinstance(item, dict) else {KEY: item}
                rows.append((above, number, line))
        return self._numbered(rows)

    def _of_texts(self, texts: Iterable[tuple[int, str | None]]) -> Iterator[tuple[int, int, dict[str, Any]]]:
        for above, told in texts:
            items: list[Any] = []
            if not told or not told.strip():
                continue
            if self.child.separator and not told.lstrip().startswith("["):
                items = [{KEY: each.strip()} for each in told.split(self.child.separator) if each.strip()]
            else:
                try:
                    items = _parsed(told, keys=bool(self.child.separator))
                except ValueError:
                    self.broken[above] = told[:SHOWN]
            for number, item in enumerate(items, start=1):
                self.members.update(item)
                yield above, number, item

    def _numbered(self, rows: Iterable[tuple[int, int, Mapping[str, Any]]]) -> pa.RecordBatch:
        first = len(self.owners) + 1
        cells: dict[str, list[Any]] = {name: [] for name in self.child.columns.names}
        for above, number, line in rows:
            self.owners.append((above, number, line.get(NUMBER) or 0))
            for name, cell in cells.items():
                cell.append(line.get(name))
        arrays: list[pa.Array[Any]] = [pa.array(range(first, len(self.owners) + 1), pa.int64())]
        arrays += [pa.array(cells[each.name], each.type) for each in self.child.columns]
        return pa.RecordBatch.from_arrays(arrays, names=[ROW, *cells])

    def put_together(
        self, session: duckdb.DuckDBPyConnection, checked: Path, read_name: str
    ) -> Iterator[tuple[int, str | None, list[dict[str, str]]]]:
        """Give, for each row above that has lines, the field's canonical text and the faults of its lines."""
        names = self.child.field.shape.columns
        columns = ", ".join(quote(name) for name in names)
        cursor = session.execute(f"select _faults, _missing, {columns} from {_file(checked)} order by {ROW}")
        lines = self._lines(cursor, read_name)
        for above, group in groupby(lines, key=itemgetter(0)):
            yield self._one(above, [each[1:] for each in group])
        for above, told in self.broken.items():
            fault = {"field": self.child.name, "code": "wrong_type", "detail": _expected(self.child, told)}
            yield above, None, [fault]

    def _lines(self, cursor: Any, read_name: str) -> Iterator[tuple[int, str, list[dict[str, str]], Line]]:
        place = 0
        names = self.child.field.shape.columns
        while fetched := cursor.fetchmany(FETCH):
            for faults, missing, *values in fetched:
                above, number, row = self.owners[place]
                place += 1
                where = f"line {number}" + (f" ({read_name}, row {row})" if row else "")
                if self.child.field.shape.links:
                    where = f"value {number}"
                found = [
                    *faults,
                    *({"field": each, "code": "mandatory_empty", "detail": ""} for each in missing),
                ]
                yield above, where, found, dict(zip(names, values, strict=True))

    def _one(
        self, above: int, lines: list[tuple[str, list[dict[str, str]], Line]]
    ) -> tuple[int, str | None, list[dict[str, str]]]:
        child, faults = self.child.field, []
        first: dict[tuple[str, ...], str] = {}
        kept: list[Line] = []
        for where, found, line in lines:
            for fault in found:
                at = child.api_name if child.shape.links else f"{child.api_name}.{fault['field']}"
                detail = f"{where}: {fault['detail']}" if fault["detail"] else where
                faults.append({"field": at, "code": fault["code"], "detail": detail})
            key = child.key_of(line)
            if found:
                continue
            if key in first and child.shape.links:
                continue  # the same record named twice is one link
            if key in first:
                told = " + ".join(f"{name} = {line.get(name) or ''}" for name in child.shape.key)
                detail = f"{where}: {told}, as in {first[key]}"
                faults.append({"field": child.api_name, "code": "duplicate_line", "detail": detail})
            first.setdefault(key, where)
            kept.append(line)
        if child.length and len(kept) > child.length:
            detail = f"limit {child.length}; actual {len(kept)}"
            faults.append({"field": child.api_name, "code": "too_many_lines", "detail": detail})
        return above, None if faults else child.text_of(kept), faults


def attach(
    session: duckdb.DuckDBPyConnection,
    child: CompiledChild,
    found: Iterable[tuple[int, str | None, list[dict[str, str]]]],
    checked: Path,
    out: Path,
) -> None:
    """Add a field that was put together to the checked rows, with the faults of its lines."""
    told: pa.DataType = pa.list_(pa.struct([(name, pa.string()) for name in ("field", "code", "detail")]))
    columns: list[tuple[str, pa.DataType]] = [(ROW, pa.int64()), ("value", pa.string()), ("faults", told)]
    schema = pa.schema(columns)
    rows = [{ROW: row, "value": value, "faults": faults} for row, value, faults in found]
    session.register("put_together", pa.Table.from_pylist(rows, schema=schema))
    missing = "c._missing"
    if child.field.mandatory:
        empty = "a.value is null and coalesce(len(a.faults), 0) = 0"
        missing = f"case when {empty} then list_append(c._missing, {text(child.name)}) else c._missing end"
    faults = f"cast(list_concat(c._faults, coalesce(a.faults, [])) as {FAULT}[])"
    copy_to(
        session,
        f"select c.* replace ({faults} as _faults, {missing} as _missing), a.value as {quote(child.name)} "
        f"from {_file(checked)} c left join put_together a using ({ROW})",
        out,
    )
    session.unregister("put_together")


def _parsed(told: str, *, keys: bool) -> list[dict[str, Any]]:
    """Read a JSON list of lines (or of keys); numbers stay as they are written."""
    items = json.loads(told, parse_float=str, parse_int=str)
    if not isinstance(items, list):
        raise ValueError(told)  # noqa: TRY004 - the same fault as a text that is no JSON
    if keys:
        return [{KEY: str(each)} for each in items]
    if not all(isinstance(each, dict) for each in items):
        raise ValueError(told)
    return [{name: _plain(value) for name, value in each.items()} for each in items]


def _plain(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def _expected(child: CompiledChild, told: str) -> str:
    what = "keys" if child.field.shape.links else "lines"
    return f"expected a JSON list of {what}; got '{told}'"


def _file(path: Path) -> str:
    return f"read_parquet({text(str(path))})"


def _key(column: str) -> str:
    return f"nullif(trim(cast({column} as varchar)), '')"


def _by(number: int) -> str:
    return f"by{number}"
