"""How far an incremental read has come: one mark a ledger, moved when the run that read it is finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from hakobu.store.tables import marks

if TYPE_CHECKING:
    from hakobu.store.database import Database

__all__ = ["Mark", "Marks"]


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """How far a task has read: the highest ``value`` of its column, a text of the ``kind`` of a window.

    ``reading`` is a hash of what is read and how it is mapped: another one is another read. ``whole`` is
    when everything was read last, in seconds since the epoch; ``partial`` tells that this read was not.
    """

    reading: str
    column: str
    kind: str
    value: str | None
    whole: float
    partial: bool = False


class Marks:
    """Reads and writes the marks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, ledger_id: int) -> Mark | None:
        """Give the mark of a ledger."""
        query = sa.select(marks.c.mark).where(marks.c.ledger_id == ledger_id)
        with self._database.read() as connection:
            found = connection.execute(query).scalar()
        return msgspec.json.decode(found, type=Mark) if found else None

    def move(self, run_id: int, ledger_id: int, mark: Mark) -> None:
        """Set the mark of a ledger."""
        with self._database.write() as connection:
            connection.execute(marks.delete().where(marks.c.ledger_id == ledger_id))
            connection.execute(
                marks.insert().values(ledger_id=ledger_id, run_id=run_id, mark=msgspec.json.encode(mark))
            )

    def forget(self, ledger_id: int) -> None:
        """Let the next run of a ledger's task read everything."""
        with self._database.write() as connection:
            connection.execute(marks.delete().where(marks.c.ledger_id == ledger_id))
