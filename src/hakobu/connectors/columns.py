"""The columns of a read: their names, which of them are wanted, and the types that were named for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.connectors.spec import nearest
from hakobu.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hakobu.model import Read

__all__ = ["check_known", "check_names", "wanted"]

_RESERVED = "_row"  # the number that every row is given later


def check_names(names: Sequence[str], where: str, *, next_step: str) -> None:
    """Refuse names that are missing or that could not be told apart in an expression."""
    seen: dict[str, str] = {}
    for number, name in enumerate(names, 1):
        if not name.strip():
            raise SourceError(f"Column {number} has no name.", where=where, next_step=next_step)
        if name.casefold() == _RESERVED:
            raise SourceError(f"The name {name!r} is kept for Hakobu.", where=where, next_step=next_step)
        first = seen.setdefault(name.casefold(), name)
        if number > len(seen):
            said = (
                f"Two columns are called {name!r}"
                if first == name
                else f"{first!r} and {name!r} differ in case only"
            )
            raise SourceError(f"{said}.", where=where, next_step=next_step)


def check_known(columns: Sequence[str], names: Sequence[str], where: str, *, what: str) -> None:
    """Refuse a column that is not there."""
    for column in columns:
        if column not in names:
            raise SourceError(
                f"{what} names a column {column!r} that is not there.",
                where=where,
                valid=tuple(names),
                next_step=nearest(column, tuple(names)),
            )


def wanted(read: Read, names: Sequence[str], where: str) -> tuple[str, ...]:
    """Choose the columns of a read; all of them by default."""
    check_known(tuple(read.types), names, where, what="'types'")
    check_known(read.columns, names, where, what="'columns'")
    return read.columns or tuple(names)
