"""Parquet files: their types kept, or made exact, or refused by the column's name."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hakobu.connectors.column_types import type_name
from hakobu.connectors.columns import check_names
from hakobu.connectors.exact import UnfitError, from_text
from hakobu.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hakobu.connectors.file_source import Evidence

__all__ = ["Parquet", "open_parquet"]

BATCH = 20_000


@dataclass(frozen=True, slots=True)
class _Declared:
    """The type that a file declares; None where files disagree."""

    kind: pa.DataType | None

    def type(self) -> pa.DataType | None:
        return self.kind


@dataclass(frozen=True, slots=True)
class Parquet:
    """A Parquet file."""

    path: Path
    where: str
    schema: pa.Schema

    @property
    def names(self) -> tuple[str, ...]:
        """Every column of the file."""
        return tuple(self.schema.names)

    def observe(self, columns: Sequence[str], seen: dict[str, Evidence]) -> None:
        """Read the declared types; a type that cannot be kept is refused."""
        for column in columns:
            kind = _kept(self.schema.field(column).type)
            if kind is None:
                raise SourceError(
                    f"The column {column!r} has the type {self.schema.field(column).type}.",
                    where=self.where,
                    next_step="Leave it out by naming the others with 'columns'.",
                )
            earlier = seen.get(column, _Declared(kind)).type()
            seen[column] = _Declared(kind if earlier == kind else None)

    def batches(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """Stream the columns of a schema in its types."""
        before = 0
        with _read_error(self.where), pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(batch_size=BATCH, columns=list(schema.names)):
                arrays = [self._exact(batch.column(each.name), each, before) for each in schema]
                yield pa.RecordBatch.from_arrays(arrays, schema=schema)
                before += batch.num_rows

    def _exact(self, column: pa.Array[Any], field: pa.Field[pa.DataType], before: int) -> pa.Array[Any]:
        plain = column.dictionary_decode() if isinstance(column, pa.DictionaryArray) else column
        try:
            if pa.types.is_string(plain.type) and not pa.types.is_string(field.type):
                return from_text(plain, field.type)
            if pa.types.is_float32(plain.type):
                plain = pc.cast(plain, pa.string())  # 0.1 stays 0.1
            return pc.cast(plain, field.type)
        except UnfitError as error:
            said = (
                f"Row {before + error.index + 1}: {error.value!r} is not of the type {type_name(field.type)}."
            )
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            said = f"A value does not fit the type {type_name(field.type)}: {error}."
        raise SourceError(
            said,
            where=f"{self.where}, column {field.name}",
            next_step=f"Name another type with types: {{{field.name}: VARCHAR}}.",
        )


def open_parquet(path: Path, where: str) -> Parquet:
    """Read the schema of a file."""
    with _read_error(where), pq.ParquetFile(path) as file:
        schema = file.schema_arrow
    check_names(schema.names, where, next_step="Rename the column where the file is written.")
    return Parquet(path, where, schema)


@contextmanager
def _read_error(where: str) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError(
            f"The file cannot be read as Parquet: {str(error).splitlines()[0]}",
            where=where,
            next_step="Copy or write it again.",
        ) from error


def _kept(kind: pa.DataType) -> pa.DataType | None:
    """Give the type of ours that holds every value of a type, or None."""
    types = pa.types
    if isinstance(kind, pa.DictionaryType):
        return _kept(kind.value_type)
    if types.is_list(kind) or types.is_large_list(kind):
        return _kept_list(kind.value_type)
    if types.is_uint64(kind):
        return pa.decimal128(20, 0)
    if types.is_timestamp(kind):
        return pa.timestamp("us", tz="UTC" if kind.tz else None)
    if types.is_decimal(kind):
        return pa.decimal128(kind.precision, kind.scale) if kind.precision <= 38 and kind.scale >= 0 else None
    kinds = (
        (types.is_integer, pa.int64()),
        (types.is_floating, pa.float64()),
        (types.is_boolean, pa.bool_()),
        (types.is_string, pa.string()),
        (types.is_large_string, pa.string()),
        (types.is_null, pa.string()),
        (types.is_date, pa.date32()),
        (types.is_time, pa.time64("us")),
        (types.is_binary, pa.binary()),
        (types.is_large_binary, pa.binary()),
        (types.is_fixed_size_binary, pa.binary()),
    )
    return next((ours for holds, ours in kinds if holds(kind)), None)


def _kept_list(inner: pa.DataType) -> pa.DataType | None:
    """Give the list of ours for one of texts, or of the lines of a subform; no list within a list."""
    if pa.types.is_string(inner) or pa.types.is_large_string(inner):
        return pa.list_(pa.string())
    if not pa.types.is_struct(inner):
        return None
    kept = {each.name: _kept(each.type) for each in (inner.field(n) for n in range(inner.num_fields))}
    flat = [(name, kind) for name, kind in kept.items() if kind is not None and not pa.types.is_nested(kind)]
    return pa.list_(pa.struct(flat)) if len(flat) == len(kept) and flat else None
