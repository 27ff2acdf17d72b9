"""Zoho's values as Arrow columns, exact: from the JSON of COQL and lists, and from the text of Bulk Read.

An empty text and an empty list are nothing here, because Bulk Read cannot tell them apart.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import msgspec

from hakobu.errors import SetupError
from hakobu.zoho.columns import Column, Nature

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

__all__ = ["arrow_schema", "from_rows", "from_texts", "rows_of"]

_JSON = msgspec.json.Encoder(decimal_format="number")
_SEPARATORS = (";", ",")
_PLAIN = frozenset({Nature.TEXT, Nature.INTEGER, Nature.DECIMAL, Nature.BOOLEAN})


def arrow_schema(columns: Sequence[Column]) -> pa.Schema:
    """The Arrow schema of columns."""
    import pyarrow as pa  # noqa: PLC0415 - the client works without it

    return pa.schema([pa.field(column.name, _type(column)) for column in columns])


def from_rows(rows: Sequence[dict[str, Any]], columns: Sequence[Column]) -> pa.RecordBatch:
    """Rows of JSON as a batch."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    known = _at_once(rows, columns)
    arrays = [
        known[column.name]
        if column.name in known
        else _of_values([row.get(column.name) for row in rows], column)
        for column in columns
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=arrow_schema(columns))


def _at_once(rows: Sequence[dict[str, Any]], columns: Sequence[Column]) -> dict[str, pa.Array[Any]]:
    """The columns that JSON tells in their own types, in one pass; none where a value is told otherwise."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    plain = [column for column in columns if column.nature in _PLAIN and not column.rounded]
    kinds = pa.struct([pa.field(column.name, _type(column)) for column in plain])
    try:
        made: Any = pa.array(rows, kinds)  # its stubs know no struct
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return {}
    return {column.name: _without_empty(made.field(index)) for index, column in enumerate(plain)}


def from_texts(batch: pa.RecordBatch, columns: Sequence[Column]) -> pa.RecordBatch:
    """A batch of texts, as Bulk Read gives them, in the columns' types."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    arrays = [_of_texts(batch.column(index), column) for index, column in enumerate(columns)]
    return pa.RecordBatch.from_arrays(arrays, schema=arrow_schema(columns))


def rows_of(batch: pa.RecordBatch, columns: Sequence[Column]) -> list[dict[str, Any]]:
    """A batch of texts as rows of JSON, shaped as COQL gives them."""
    cells = [
        [None if text is None else _CONVERT[column.nature](text, column) for text in array.to_pylist()]
        for array, column in zip(batch.columns, columns, strict=True)
    ]
    names = [column.name for column in columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def _type(column: Column) -> pa.DataType:
    import pyarrow as pa  # noqa: PLC0415 - as above

    if column.nature is Nature.DECIMAL:
        return pa.decimal128(column.precision, column.places)
    types: dict[Nature, pa.DataType] = {
        Nature.INTEGER: pa.int64(),
        Nature.BOOLEAN: pa.bool_(),
        Nature.DATE: pa.date32(),
        Nature.INSTANT: pa.timestamp("us", tz="UTC"),
    }
    return types.get(column.nature, pa.string())


def _of_values(values: list[Any], column: Column) -> pa.Array[Any]:
    import pyarrow as pa  # noqa: PLC0415 - as above

    kind = _type(column)
    try:
        if column.nature is Nature.REFERENCE:
            return pa.array([_reference(value) for value in values], pa.string())
        if column.nature is Nature.LIST:
            return pa.array([_list(value, column) for value in values], pa.string())
        if column.nature is Nature.TEXT:
            return _texts(values)
        if column.rounded and column.nature is Nature.DECIMAL:
            values = [_rounded(value, column.places) for value in values]
        return _exact(values, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, InvalidOperation, TypeError) as error:
        raise _unfit(values, column, lambda value: _exact([value], kind)) from error


def _exact(values: list[Any], kind: pa.DataType) -> pa.Array[Any]:
    """Numbers and times, told as JSON's own or as text (big integers, dates)."""
    import pyarrow as pa  # noqa: PLC0415 - as above
    import pyarrow.compute as pc  # noqa: PLC0415 - as above

    told = next((value for value in values if value is not None and value != ""), None)
    if isinstance(told, str):
        texts = [None if value is None or value == "" else str(value) for value in values]
        return pc.cast(pa.array(texts, pa.string()), kind)
    return pa.array([None if value == "" else value for value in values], kind)


def _texts(values: list[Any]) -> pa.Array[Any]:
    import pyarrow as pa  # noqa: PLC0415 - as above

    try:
        made = pa.array(values, pa.string())
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        made = pa.array([_plain(value) for value in values], pa.string())
    return _without_empty(made)


def _without_empty(made: pa.Array[Any]) -> pa.Array[Any]:
    import pyarrow as pa  # noqa: PLC0415 - as above
    import pyarrow.compute as pc  # noqa: PLC0415 - as above

    if not pa.types.is_string(made.type):
        return made
    empty = pc.equal(made, pa.scalar(""))
    return pc.if_else(empty, pa.scalar(None, pa.string()), made) if pc.any(empty).as_py() else made


def _of_texts(array: pa.Array[Any], column: Column) -> pa.Array[Any]:
    import pyarrow as pa  # noqa: PLC0415 - as above
    import pyarrow.compute as pc  # noqa: PLC0415 - as above

    kind = _type(column)
    if column.nature is Nature.LIST:
        coded: Any = pc.dictionary_encode(array)  # its stubs know no dictionary
        lists = [_list(_split(text, column), column) for text in coded.dictionary.to_pylist()]
        return pc.take(pa.array(lists, pa.string()), coded.indices)
    if pa.types.is_string(kind):
        return array
    try:
        if column.rounded and column.nature is Nature.DECIMAL:
            return pa.array([_rounded(text, column.places) for text in array.to_pylist()], kind)
        return pc.cast(array, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, InvalidOperation) as error:
        raise _unfit(array.to_pylist(), column, lambda text: pc.cast(pa.array([text]), kind)) from error


def _unfit(values: list[Any], column: Column, fits: Callable[[Any], object]) -> SetupError:
    import pyarrow as pa  # noqa: PLC0415 - as above

    culprit = None
    for value in values:
        try:
            if value is not None:
                fits(value)
        except (pa.ArrowInvalid, pa.ArrowTypeError, InvalidOperation, TypeError):
            culprit = value
            break
    return SetupError(
        f"{culprit!r} is not of the type {_type(column)} that Zoho's metadata promise.",
        where=f"field {column.name}",
        next_step=f"Read it as text with types: {{{column.name}: VARCHAR}}.",
    )


def _reference(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("id")
    return str(value) if value not in {None, ""} else None


def _plain(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | Decimal):
        return str(value)
    return _JSON.encode(value).decode()


def _list(value: object, column: Column) -> str | None:
    if not value:
        return None
    if column.name == "Tag" and isinstance(value, list):
        value = [each.get("name") if isinstance(each, dict) else each for each in value]
    if column.names and isinstance(value, list):
        names = dict(column.names)
        told = [str(each.get("value") if isinstance(each, dict) else each) for each in value]
        value = [names.get(each, each) for each in told]
    return value if isinstance(value, str) else _JSON.encode(value).decode()


def _split(text: str | None, column: Column) -> list[str] | None:
    """The values of one cell; a comma separates only where each part is a value of the picklist."""
    if not text:
        return None
    for mark in _SEPARATORS:
        parts = [part.strip() for part in text.split(mark)]
        if len(parts) > 1 and (mark == ";" or set(parts) <= column.known):
            return parts
    return [text]


def _rounded(value: Any, places: int) -> Decimal | None:
    if value is None or value == "":
        return None
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


_CONVERT: dict[Nature, Callable[[str, Column], Any]] = {
    Nature.TEXT: lambda text, _: text,
    Nature.INTEGER: lambda text, _: int(text),
    Nature.DECIMAL: lambda text, _: Decimal(text),
    Nature.BOOLEAN: lambda text, _: text == "true",
    Nature.DATE: lambda text, _: text,
    Nature.INSTANT: lambda text, _: text,
    Nature.REFERENCE: lambda text, _: {"id": text},
    Nature.LIST: _split,
}
