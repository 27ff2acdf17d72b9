"""A day's work in the shop: a few rows change, one column each."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from hakobu.demo.faults import KEYS
from hakobu.demo.phones import japanese_phone
from hakobu.demo.rows import FAULTY_AT, FAULTY_EVERY, STAGES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["Edit", "edit_shop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One value that was changed in the shop."""

    table: str
    key: str
    column: str
    old: Any
    new: Any


def _another_stage(random: Random, old: Any) -> str:
    return random.choice([stage for stage in STAGES if stage != old])


def _more(random: Random, old: Any) -> str:
    return str(Decimal(str(old)) + Decimal(random.randrange(1, 100_000)) / 100)


_CHANGES: dict[str, dict[str, Callable[[Random, Any], Any]]] = {
    "customers": {
        "phone": lambda random, _old: f"{japanese_phone(random)} ext. {random.randrange(100, 1000)}",
        "memo": lambda random, _old: f"{random.randrange(1, 13)}月に訪問、資料を送付。",
        "employees": lambda random, old: old + random.randrange(1, 50),
    },
    "people": {
        "notes": lambda random, _old: f"Called back, talked for {random.randrange(2, 60)} minutes.",
        "title": lambda random, old: f"{old} {random.choice(('(代理)', '(interim)'))}",
    },
    "products": {
        "unit_price": _more,
        "stock": lambda random, old: old + random.randrange(1, 100),
    },
    "orders": {"stage": _another_stage, "amount": _more},
}


def edit_shop(path: Path, share: float = 0.01, seed: int = 8) -> tuple[Edit, ...]:
    """Edit a share of each table's rows, one column of each, and tell what was edited.

    Rows with a fault, and people who are not active, stay as they are; keys never change.
    """
    random = Random(seed)  # noqa: S311 - the same edits each time are what is wanted
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.row_factory = sqlite3.Row
        return tuple(
            _edit(connection, random, table, row)
            for table in _CHANGES
            for row in _chosen(connection, random, table, share)
        )


def _chosen(connection: sqlite3.Connection, random: Random, table: str, share: float) -> list[sqlite3.Row]:
    active = "AND active" if table == "people" else ""
    query = f"SELECT * FROM {table} WHERE id % ? <> ? {active} ORDER BY id"
    rows = connection.execute(query, (FAULTY_EVERY, FAULTY_AT)).fetchall()
    (total,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return random.sample(rows, round(total * share))


def _edit(connection: sqlite3.Connection, random: Random, table: str, row: sqlite3.Row) -> Edit:
    column = random.choice([*_CHANGES[table]])
    old = row[column]
    new = _CHANGES[table][column](random, old)
    connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (new, row["id"]))
    return Edit(table=table, key=row[KEYS[table]], column=column, old=old, new=new)
