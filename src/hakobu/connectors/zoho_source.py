"""Rows of Zoho CRM: a module or a COQL query, with the types that its metadata tell."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from hakobu.connectors.column_types import arrow_type
from hakobu.connectors.columns import check_known, check_names
from hakobu.connectors.exact import UnfitError, from_text, misfit
from hakobu.connectors.spec import nearest
from hakobu.connectors.statement import describe
from hakobu.errors import HakobuError, SourceError
from hakobu.zoho import Column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.model import Read
    from hakobu.zoho import Client, Stats, Table, Way

__all__ = ["DELETED", "ZohoSource"]

DELETED = "/deleted"
"""Behind a module's name: its deleted records instead."""

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
        if read.query is not None:
            table = self._client.tables.query(read.query)
        else:
            self._client.module(read.table or "")  # a version that lacks it says so
            table = self._client.tables.table(read.table or "", read.columns, read.where)
        names = [column.name for column in table.columns]
        check_names(names, self._where(describe(read)), next_step="Give it another name with as '…'.")
        columns = tuple(
            Column(column.name) if column.name in read.types else column for column in table.columns
        )
        return table.with_columns(columns)

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
        module = (read.table or "").removesuffix(DELETED)
        self._client.module(module)
        for page in self._client.deleted(module, since=read.where):
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
    return (read.table or "").endswith(DELETED)
