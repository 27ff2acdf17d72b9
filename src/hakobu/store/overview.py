"""The jobs at a glance: sums over the history, each in one statement."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from hakobu.store.tables import about, ledgers, rejects, run_tasks, runs

if TYPE_CHECKING:
    from hakobu.store.database import Database

__all__ = ["CreditsLeft", "Overview"]

DAY = 86_400.0
CREDITS = "credits "  # how the names begin under which an organisation's last word is kept


class CreditsLeft(msgspec.Struct, frozen=True, kw_only=True):
    """What Zoho last said of an organisation's credits, and what is kept for people, at a moment."""

    left: int
    kept: int
    at: float


class Overview:
    """Reads sums; writes only what Zoho last said of credits."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows_by_day(self, *, since: float, offset: float) -> dict[int, dict[str, int]]:
        """Sum the outcomes of rows by day: its number since 1970 in the reader's zone.

        ``offset``: seconds by which that zone is ahead of UTC.
        """
        query = (
            sa.select(runs.c.started, run_tasks.c.outcomes)
            .join(run_tasks, run_tasks.c.run_id == runs.c.id)
            .where(runs.c.started >= since, runs.c.status != "planned")
        )
        found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        with self._database.read() as connection:
            for started, outcomes in connection.execute(query):
                day = found[int((started + offset) // DAY)]
                for outcome, number in msgspec.json.decode(outcomes).items():
                    day[outcome] += number
        return found

    def runs_since(self, since: float) -> dict[str, int]:
        """Count the runs that began since a moment, by status; mere plans too."""
        query = sa.select(runs.c.status, sa.func.count()).where(runs.c.started >= since)
        with self._database.read() as connection:
            return {row[0]: row[1] for row in connection.execute(query.group_by(runs.c.status))}

    def rows_since(self, since: float) -> dict[str, int]:
        """Sum the outcomes of rows of the runs that began since a moment."""
        found: dict[str, int] = defaultdict(int)
        for day in self.rows_by_day(since=since, offset=0.0).values():
            for outcome, number in day.items():
                found[outcome] += number
        return dict(found)

    def credits_used(self, *, since: float) -> dict[str, int]:
        """Sum what runs spent since a moment, by organisation."""
        total = sa.func.sum(runs.c.credits)
        query = sa.select(runs.c.zgid, total).where(runs.c.started >= since).group_by(runs.c.zgid)
        with self._database.read() as connection:
            return {zgid: int(used) for zgid, used in connection.execute(query)}

    def note_credits(self, zgid: str, *, left: int, kept: int) -> None:
        """Keep what Zoho last said of an organisation's credits."""
        value = msgspec.json.encode(CreditsLeft(left=left, kept=kept, at=time.time())).decode()
        name = CREDITS + zgid
        with self._database.write() as connection:
            connection.execute(about.delete().where(about.c.name == name))
            connection.execute(about.insert().values(name=name, value=value))

    def credits_left(self) -> dict[str, CreditsLeft]:
        """Give what Zoho last said, by organisation."""
        query = sa.select(about).where(about.c.name.startswith(CREDITS))
        with self._database.read() as connection:
            return {
                row.name.removeprefix(CREDITS): msgspec.json.decode(row.value, type=CreditsLeft)
                for row in connection.execute(query)
            }

    def open_failures(self) -> dict[str, int]:
        """Count the failed rows that wait, by job."""
        query = (
            sa.select(ledgers.c.job, sa.func.count().label("number"))
            .join(rejects, rejects.c.ledger_id == ledgers.c.id)
            .where(rejects.c.state == "open")
            .group_by(ledgers.c.job)
        )
        with self._database.read() as connection:
            return {row.job: row.number for row in connection.execute(query)}

    def last_runs(self) -> dict[str, dict[str, Any]]:
        """Give each job's newest run that was no mere plan: its number, status, cause and what stopped it."""
        newest = sa.select(sa.func.max(runs.c.id)).where(runs.c.status != "planned").group_by(runs.c.job)
        query = sa.select(runs.c.id, runs.c.job, runs.c.status, runs.c.cause, runs.c.guards, runs.c.ended)
        with self._database.read() as connection:
            return {
                row.job: {
                    "run": row.id,
                    "status": row.status,
                    "cause": row.cause,
                    "guards": json.loads(row.guards),
                    "ended": row.ended,
                }
                for row in connection.execute(query.where(runs.c.id.in_(newest)))
            }
