"""Values into Arrow columns without loss; the first value that does not fit is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable  # noqa: TC003 - it stands in a table
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from hakobu.connectors.column_types import type_name
from hakobu.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["UnfitError", "from_text", "from_values", "joined", "misfit", "with_empty_as_null"]

_EXACT_FLOAT = 2**53  # integers beyond it are not all floats


class UnfitError(Exception):
    """A value that is not of the column's type; ``index`` counts from 0 in what was given."""

    def __init__(self, index: int, value: object) -> None:
        super().__init__(index, value)
        self.index = index
        self.value = value


def from_text(column: pa.Array[Any], kind: pa.DataType) -> pa.Array[Any]:
    """Turn texts into a type; nothing is trimmed, rounded or guessed."""
    if pa.types.is_string(kind):
        return column
    try:
        return _cast(column, kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        index = _first_unfit(column, kind)
        raise UnfitError(index, column[index].as_py()) from None


def from_values(values: Sequence[Any], kind: pa.DataType) -> pa.Array[Any]:
    """Turn Python values into a type; a value of another nature is not converted but named."""
    try:
        return _array(values, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, InvalidOperation, _WrongNatureError, OverflowError):
        for index, value in enumerate(values):
            try:
                _array([value], kind)
            except (pa.ArrowInvalid, pa.ArrowTypeError, InvalidOperation, _WrongNatureError, OverflowError):
                raise UnfitError(index, value) from None
        raise


def with_empty_as_null(column: pa.Array[Any]) -> pa.Array[Any]:
    """Make empty texts nothing."""
    made: pa.Array[Any] = pc.if_else(pc.equal(column, pa.scalar("")), pa.scalar(None, column.type), column)
    return made


def joined(*parts: pa.Array[Any] | str) -> pa.Array[Any]:
    """Put texts together, value by value; nothing stays nothing."""
    join: Any = pc.binary_join_element_wise  # its stubs know no mixture of columns and texts
    made: pa.Array[Any] = join(*parts, "")
    return made


def misfit(error: UnfitError, field: pa.Field[pa.DataType], *, place: str, where: str) -> SourceError:
    """Name a value that does not fit: its place, the column, the type, what to do."""
    shown = f"{len(error.value)} bytes" if isinstance(error.value, bytes) else repr(error.value)
    return SourceError(
        f"{place}: {shown} is not of the type {type_name(field.type)}.",
        where=f"{where}, column {field.name}",
        next_step=f"Correct the value, or name the type with types: {{{field.name}: VARCHAR}}.",
    )


class _WrongNatureError(Exception):
    """A text where a number is meant, and the like."""


def _cast(column: pa.Array[Any], kind: pa.DataType) -> pa.Array[Any]:
    if pa.types.is_integer(kind) and not _all_match(column, r"^-?[0-9]+$"):
        raise pa.ArrowInvalid("not whole numbers")  # Arrow alone would take 0x1F
    if pa.types.is_time(kind):
        if not _all_match(column, r"^[0-2][0-9]:[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?$"):
            raise pa.ArrowInvalid("not times")
        day = joined("1970-01-01 ", column)
        return pc.cast(pc.cast(day, pa.timestamp("us")), kind)
    made = pc.cast(column, kind)
    if pa.types.is_floating(kind) and pc.all(pc.is_finite(made)).as_py() is False:
        raise pa.ArrowInvalid("not finite")
    return made


def _all_match(column: pa.Array[Any], pattern: str) -> bool:
    return pc.all(pc.match_substring_regex(column, pattern)).as_py() is not False


def _first_unfit(column: pa.Array[Any], kind: pa.DataType) -> int:
    """Halve until the culprit stands alone."""
    start, length = 0, len(column)
    while length > 1:
        half = length // 2
        try:
            _cast(column.slice(start, half), kind)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            length = half
        else:
            start, length = start + half, length - half
    return start


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array[Any]:
    convert = next((each for holds, each in _CONVERTERS if holds(kind)), None)
    if convert is not None:
        return pa.array([convert(value) for value in values], kind)
    return _cast(pa.array([_temporal(value, kind) for value in values], pa.string()), kind)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat()
    if isinstance(value, int | float):
        return repr(value)
    raise _WrongNatureError


def _decimal(value: object) -> Decimal | None:
    """A float stands for the shortest number that is stored as it, which is what was written."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _WrongNatureError
    made = Decimal(repr(value) if isinstance(value, float) else value)
    if not made.is_finite():
        raise _WrongNatureError
    return made


def _boolean(value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and value in {0, 1}:
        return bool(value)
    raise _WrongNatureError


def _float(value: object) -> float | None:
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, int) and -_EXACT_FLOAT <= value <= _EXACT_FLOAT:
        return float(value)
    raise _WrongNatureError


def _integer(value: object) -> int | None:
    if value is None or type(value) is int:
        return value
    raise _WrongNatureError


def _binary(value: object) -> bytes | None:
    if value is None or isinstance(value, bytes):
        return value
    raise _WrongNatureError


def _temporal(value: object, kind: pa.DataType) -> str | None:
    """A date may stand where a time is meant, never the other way round."""
    if value is None or isinstance(value, str):
        return value
    wanted = dt.time if pa.types.is_time(kind) else dt.date
    dated = pa.types.is_date(kind)
    if not isinstance(value, wanted) or (dated and isinstance(value, dt.datetime)):
        raise _WrongNatureError
    return _text(value)


_CONVERTERS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[object], object]], ...] = (
    (pa.types.is_string, _text),
    (pa.types.is_binary, _binary),
    (pa.types.is_decimal, _decimal),
    (pa.types.is_integer, _integer),
    (pa.types.is_boolean, _boolean),
    (pa.types.is_floating, _float),
)
