"""Held rows: what an undo took back, and the next run must not bring again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from hakobu.store.tables import held, marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hakobu.store.database import Database

__all__ = ["Held", "HeldRow"]

_values = msgspec.json.Decoder(dict[str, str | None])


class HeldRow(msgspec.Struct, frozen=True, kw_only=True):
    """A key, and the values that were taken back; a row that still says them is held."""

    key: str
    values: dict[str, str | None]


class Held:
    """Reads and writes the held rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, run_id: int, ledger_id: int, rows: Sequence[HeldRow]) -> None:
        """Hold rows; what was held of the same keys before is forgotten."""
        if not rows:
            return
        with self._database.write() as connection:
            connection.execute(
                held.delete().where(held.c.ledger_id == ledger_id, held.c.key == sa.bindparam("of_key")),
                [{"of_key": row.key} for row in rows],
            )
            connection.execute(
                held.insert(),
                [
                    {
                        "ledger_id": ledger_id,
                        "run_id": run_id,
                        "key": row.key,
                        "values": msgspec.json.encode(row.values),
                    }
                    for row in rows
                ],
            )

    def of(self, ledger_id: int) -> list[HeldRow]:
        """List what is held of a ledger."""
        query = sa.select(held.c.key, held.c["values"]).where(held.c.ledger_id == ledger_id)
        with self._database.read() as connection:
            return [HeldRow(key=row[0], values=_values.decode(row[1])) for row in connection.execute(query)]

    def release(self, run_id: int) -> int:
        """Let go of what an undo holds; tells how many rows. An incremental read begins anew to see them."""
        with self._database.write() as connection:
            ledgers = sa.select(held.c.ledger_id).where(held.c.run_id == run_id)
            connection.execute(marks.delete().where(marks.c.ledger_id.in_(ledgers)))
            return connection.execute(held.delete().where(held.c.run_id == run_id)).rowcount
