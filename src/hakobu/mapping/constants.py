"""A constant becomes canonical text once, by the same SQL that checks the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from hakobu.mapping.cells import cell_of
from hakobu.mapping.fields import kind_of
from hakobu.mapping.kinds import FITS, spoken
from hakobu.staging import text

if TYPE_CHECKING:
    from hakobu.mapping.fields import FieldLike
    from hakobu.model import Constant

__all__ = ["canonical_constant"]


def canonical_constant(known: FieldLike, constant: Constant, zone: str | None) -> tuple[str | None, str]:
    """Give the constant's canonical text, and what is wrong with it (nothing when it fits)."""
    if constant.value is None or constant.value == "":
        return None, ""
    kind, sql = _literal(constant)
    into = kind_of(known) or "text"
    if kind not in FITS[into]:
        return None, f"{spoken(kind)} is no {known.data_type}"
    cell = cell_of(known, kind, zone)
    query = (
        f"SELECT v, c, {cell.detail('x', 'v', 'c')} FROM (SELECT *, {cell.code('x', 'v')} AS c FROM "
        f"(SELECT *, {cell.value('x')} AS v FROM (SELECT {sql} AS x)))"
    )
    with duckdb.connect(config={"threads": 1, "autoload_known_extensions": "false"}) as session:
        session.execute("LOAD icu")
        session.execute("SET TimeZone = 'UTC'")
        row = session.execute(query).fetchone()
    canonical, code, detail = row or (None, "wrong_type", "")
    return (None, f"{code}, {detail}") if code else (canonical, "")


def _literal(constant: Constant) -> tuple[str, str]:
    value = constant.value
    if isinstance(value, bool):
        return "bool", "true" if value else "false"
    return "text", text(str(value))
