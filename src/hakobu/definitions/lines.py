"""The lines of a subform in a file: where they come from, how they are known again, and their own map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.connectors.spec import nearest
from hakobu.definitions.field_map import read_choice, read_field_map
from hakobu.definitions.keys import LINES, LINES_OF
from hakobu.definitions.read import read_read
from hakobu.model import FieldMap, FieldPolicy, Lines, Nulls

if TYPE_CHECKING:
    from hakobu.connectors.spec import Spec
    from hakobu.definitions.cursor import Cursor

__all__ = ["is_lines", "read_lines"]


def is_lines(cursor: Cursor) -> bool:
    """Tell whether lines are mapped here."""
    return "lines" in cursor.names()


def read_lines(field: str, cursor: Cursor, *, nulls: Nulls, source: Spec | None) -> FieldMap | None:
    """Read how a subform gets its lines; ``source`` is the connector that they come from."""
    before = len(cursor.faults.found)
    found = cursor.keys("The map of a subform", LINES)
    own_nulls = Nulls(read_choice(LINES, "nulls", found) or nulls)
    match = found["match"].texts("The key 'match'") if "match" in found else ()
    pairs = found["map"].pairs("A map of lines") if "map" in found else {}
    inner = tuple(
        each for name, place in pairs.items() if (each := _column(name, place, own_nulls)) is not None
    )
    _check_match(found, match, tuple(pairs))
    lines = _source(found["lines"], source, map_=inner, match=match)
    if lines is None or len(cursor.faults.found) > before:
        return None
    others = read_choice(LINES, "others", found) or "keep"
    made = Lines(map=inner, match=match, read=lines.read, by=lines.by, column=lines.column, others=others)
    return FieldMap(field=field, source=made, nulls=own_nulls)


def _column(name: str, place: Cursor, nulls: Nulls) -> FieldMap | None:
    if is_lines(place):
        place.fault("A line has no lines of its own.")
        return None
    column = read_field_map(name, place, nulls=nulls)
    if column is not None and column.joins:
        place.fault("A column of a line holds one value.", next_step="Take 'each' and 'mode' away.")
    if column is not None and column.policy is not FieldPolicy.ALWAYS:
        place.fault("A column of a line is always written.", next_step="Take 'policy' away.")
    return column


def _check_match(found: dict[str, Cursor], match: tuple[str, ...], columns: tuple[str, ...]) -> None:
    if "match" in found and found["match"].is_list() and not match:
        found["match"].fault("The key 'match' names no column.", valid=columns)
    for name in match:
        if name not in columns:
            found["match"].fault(
                f"The line's key {name!r} is not filled by the map.",
                valid=columns,
                next_step=nearest(name, columns),
            )


def _source(
    cursor: Cursor, source: Spec | None, *, map_: tuple[FieldMap, ...], match: tuple[str, ...]
) -> Lines | None:
    found = cursor.keys("The key 'lines'", LINES_OF)
    if not cursor.is_pairs():
        return None
    if ("read" in found) == ("column" in found):
        here = "both stand here" if "read" in found else "none stands here"
        cursor.fault(f"Lines come from one of read and column; {here}.", valid=("read", "column"))
        return None
    if "column" in found:
        if "by" in found:
            found["by"].fault("The key 'by' goes with read; a column's lines belong to its row.")
        column = found["column"].text("A column")
        return None if column is None else Lines(map=map_, match=match, column=column)
    read = read_read(found["read"], source)
    by = found["by"].pairs("The key 'by'") if "by" in found else {}
    if not by:
        found.get("by", cursor).fault(
            "Lines with a read of their own need 'by': the columns that name their row.",
            next_step="Write by: {quote_no: quote_no}, the lines' column first.",
        )
        return None
    pairs = tuple((name, column) for name, place in by.items() if (column := place.text("A column")))
    return None if read is None else Lines(map=map_, match=match, read=read, by=pairs)
