"""The end of a run's history: after many days the run itself is forgotten, the audit log is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from hakobu.store.tables import calls, decisions, held, marks, rejects, run_tasks, runs
from hakobu.store.tables_of_application import tickets
from hakobu.store.tables_of_notes import comments

if TYPE_CHECKING:
    from collections.abc import Collection

    from hakobu.store.database import Database

__all__ = ["History"]

CHUNK = 100  # runs in one transaction: other writers wait no longer than that


class History:
    """Forgets runs that are old and that nothing needs any more."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, *, before: float, job: str | None = None, also: Collection[int] = ()) -> list[int]:
        """List the runs that ended before a time and can be forgotten; ``also``: as if these were purged.

        Kept for longer: the newest run of each job; runs whose values are not purged yet, that have an open
        failed row, a row that an undo holds, a person's decision or the mark of an incremental read; and
        those of the newest answer of a ledger, since the order of answers goes on from it.
        """
        other, newest = runs.alias(), calls.alias()
        last = sa.select(sa.func.max(newest.c.answer_seq)).where(newest.c.ledger_id == calls.c.ledger_id)
        needed = (
            sa.exists().where(rejects.c.run_id == runs.c.id, rejects.c.state == "open"),
            *(sa.exists().where(each.c.run_id == runs.c.id) for each in (held, decisions, marks)),
            sa.exists().where(
                calls.c.run_id == runs.c.id,
                sa.or_(calls.c.results.is_(None), calls.c.answer_seq == last.scalar_subquery()),
            ),
        )
        query = sa.select(runs.c.id).where(
            runs.c.ended < before,
            sa.or_(runs.c.purged.is_not(None), runs.c.id.in_(also)),
            sa.exists().where(other.c.job == runs.c.job, other.c.id > runs.c.id),
            *(~each for each in needed),
        )
        if job is not None:
            query = query.where(runs.c.job == job)
        with self._database.read() as connection:
            return list(connection.execute(query.order_by(runs.c.id)).scalars())

    def forget(self, run_ids: list[int]) -> None:
        """Forget runs with their tasks, calls, closed failed rows, tickets and comments."""
        for start in range(0, len(run_ids), CHUNK):
            some = run_ids[start : start + CHUNK]
            with self._database.write() as connection:
                for table in (rejects, calls, run_tasks, tickets):
                    connection.execute(table.delete().where(table.c.run_id.in_(some)))
                about = (comments.c.about == "run") & comments.c.name.in_([str(each) for each in some])
                connection.execute(comments.delete().where(about))
                connection.execute(runs.delete().where(runs.c.id.in_(some)))
