"""Rows of Zoho CRM: a module or a COQL query, with the types that its metadata tell."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from hakobu.connectors.column_types import arrow_type
from hakobu.connectors.columns import check_known, check_names
from hakobu.connectors.exact import UnfitError, from_text, misfit
from hakobu.connectors.placeholders import with_values
from hakobu.connectors.spec import nearest
from hakobu.connectors.statement import describe
from hakobu.errors import HakobuError, SourceError
from hakobu.zoho import Column, Test

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.model import Read
    from hakobu.zoho import Client, Stats, Table, Way

__all__ = ["ZohoSource"]

LEADS = "Leads"
CONVERTED = "Converted__s"
MODIFIED = "Modified_Time"

_DELETED: dict[str, pa.DataType] = {
    "id": pa.string(),
    "display_name": pa.string(),
    "type": pa.string(),
    "deleted_time": pa.timestamp("us", tz="UTC"),
    "deleted_by": pa.string(),
}
_DELETED_SCHEMA = pa.schema([pa.field(name, kind) for name, kind in _DELETED.items()])


class ZohoSource:
    """One organisation as a source; ``use_coql`` and ``api_type`` of the connection say how it is read."""

    def __init__(self, name: str, client: Client) -> None:
        self._name = name
        self._client = client

    def tables(self) -> tuple[str, ...]:
        """Name the modules that can be read."""
        with self._named(""):
            return tuple(sorted(name for name, each in self._client.modules().items() if each.readable))

    def schema(self, read: Read) -> pa.Schema:
        """Tell the columns and their types."""
        with self._named(describe(read)):
            if _is_deleted(read):
                return _DELETED_SCHEMA
            table = self._table(read)
            found = self._client.tables.schema(table)
            check_known(tuple(read.types), found.names, self._where(describe(read)), what="'types'")
            kinds = {name: arrow_type(word) for name, word in read.types.items()}
            return pa.schema([pa.field(each.name, kinds.get(each.name, each.type)) for each in found])

    def batches(self, read: Read) -> Iterator[pa.RecordBatch]:
        """Stream the rows."""
        schema = self.schema(read)
        with self._named(describe(read)):
            if _is_deleted(read):
                yield from self._deleted(read)
                return
            row = 0
            for batch in self._client.tables.batches(self._table(read)):
                if batch.num_rows:
                    yield self._typed(batch, schema, read, row)
                    row += batch.num_rows

    def way(self, read: Read) -> Way | None:
        """By which API a read came, and how many rows were expected; None before it did."""
        return self._client.tables.told_way(self._table(read))

    @property
    def stats(self) -> Stats:
        """What the calls so far came to."""
        return self._client.stats

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _table(self, read: Read) -> Table:
        """What is read, with columns of a type that the user named read as text."""
        if read.file is not None:
            raise SourceError("Zoho CRM has no files to read.", next_step="Name a table or a query.")
        read = with_values(read, "zoho-crm")
        if read.query is not None:
            table = self._client.tables.query(read.query)
            if read.incremental is not None and table.whole:
                raise SourceError(
                    "A query with an order, a limit, groups or aggregates cannot be read incrementally.",
                    where=self._where(describe(read)),
                    next_step="Leave them out, or take 'incremental' away.",
                )
        else:
            self._client.module(read.table or "")  # a version that lacks it says so
            table = self._client.tables.table(read.table or "", self._columns(read), read.where)
            if not read.converted and self._tells_converted(read):
                table = table.narrowed(Test(CONVERTED, "=", ("false",)))
        if read.window is not None:
            window = read.window
            table = table.narrowed(Test(window.column, ">=", (window.since,)))
            if window.until is not None:
                table = table.narrowed(Test(window.column, "<", (window.until,)))
        names = [column.name for column in table.columns]
        check_names(names, self._where(describe(read)), next_step="Give it another name with as '…'.")
        columns = tuple(
            Column(column.name) if column.name in read.types else column for column in table.columns
        )
        return table.with_columns(columns)

    def notes(self, read: Read) -> tuple[str, ...]:
        """Say what is to be known of an incremental read, or of leads."""
        with self._named(describe(read)):
            found = []
            if read.table == LEADS and not read.converted and not self._tells_converted(read):
                found.append(
                    f"Schema {self._client.settings.schema} does not tell which leads are converted: "
                    "all of them are read."
                )
            if read.incremental is None or read.reread is not None or _is_deleted(read):
                return tuple(found)
            module = self._table(read).module
            shown = {column.name for column in self._table(read).columns}
            known = self._client.fields(module).values()
            computed = [
                f.api_name
                for f in known
                if f.api_name in shown and f.data_type in {"formula", "rollup_summary"}
            ]
            if computed:
                found.append(
                    f"{', '.join(computed)}: computed by Zoho, which does not move {read.incremental}; "
                    "say reread: daily to read everything once a day."
                )
            return tuple(found)

    def _columns(self, read: Read) -> tuple[str, ...]:
        """The columns of a table; a module without Modified_Time is read without it."""
        lacks = read.incremental == MODIFIED and MODIFIED not in self._client.fields(read.table or "")
        return tuple(name for name in read.columns if not (lacks and name == MODIFIED))

    def _tells_converted(self, read: Read) -> bool:
        return read.table == LEADS and CONVERTED in self._client.fields(LEADS)

    def _typed(self, batch: pa.RecordBatch, schema: pa.Schema, read: Read, before: int) -> pa.RecordBatch:
        if not read.types:
            return batch
        arrays: list[pa.Array[Any]] = []
        for array, field in zip(batch.columns, schema, strict=True):
            try:
                arrays.append(from_text(array, field.type) if field.name in read.types else array)
            except UnfitError as error:
                place = f"Row {before + error.index + 1}"
                raise misfit(error, field, place=place, where=self._where(describe(read))) from None
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    def _deleted(self, read: Read) -> Iterator[pa.RecordBatch]:
        module, since = read.table or "", read.window.since if read.window else None
        self._client.module(module)
        for page in self._client.deleted(module, since=since):
            rows = [{**row, "deleted_by": (row.get("deleted_by") or {}).get("id")} for row in page]
            arrays = [
                pa.array([row.get(field.name) for row in rows], pa.string()).cast(field.type)
                for field in _DELETED_SCHEMA
            ]
            yield pa.RecordBatch.from_arrays(arrays, schema=_DELETED_SCHEMA)

    @contextmanager
    def _named(self, what: str) -> Iterator[None]:
        """Turn the client's errors into a source's, with the connection and what was read."""
        try:
            yield
        except SourceError as error:
            if error.where:
                raise
            raise SourceError(
                error.message, where=self._where(what), valid=error.valid, next_step=error.next_step
            ) from error
        except HakobuError as error:
            inner = error.where if error.where != what else ""
            where = ": ".join(part for part in (self._where(what), inner) if part)
            near = nearest(what.rpartition(" ")[2], error.valid) if error.valid else ""
            raise SourceError(
                error.message,
                where=where,
                valid=error.valid,
                next_step=" ".join(part for part in (near, error.next_step) if part),
                code=error.code,
            ) from error

    def _where(self, what: str) -> str:
        return f"connection {self._name}, {what}" if what else f"connection {self._name}"


def _is_deleted(read: Read) -> bool:
    return read.deleted
