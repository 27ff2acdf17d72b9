"""Rows that an undo took back: they are left out for as long as they still say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.staging import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hakobu.changes.work import Work
    from hakobu.store import HeldRow

__all__ = ["hold_rows"]

HELD = "undone; held until its source row changes"


def hold_rows(work: Work, rows: Iterable[HeldRow]) -> None:
    """Put the rows that still say what was taken back into ``held``, and all such keys into ``holding``."""
    wanted: dict[str, dict[str, str | None]] = {row.key: row.values for row in rows}
    if not wanted:
        return
    work.session.executemany("insert into holding values (?)", [(key,) for key in wanted])
    names = "".join(f", {quote(name)}" for name in work.fields)
    found = work.session.sql(f"select _row, _key{names} from every where _key in (from holding)").fetchall()
    same = [
        (row, HELD)
        for row, key, *values in found
        if _says(work, dict(zip(work.fields, values, strict=True)), wanted[key])
    ]
    if same:
        work.session.executemany("insert into held values (?, ?)", same)


def _says(work: Work, row: dict[str, str | None], taken_back: dict[str, str | None]) -> bool:
    """Tell whether a row still says all that was taken back; an empty value of it says nothing."""
    parts = {part.name: part for part in work.parts}
    return all(
        (parts[name].join(row.get(name), value) if name in parts else row.get(name)) == value
        for name, value in taken_back.items()
        if name in row
    )
