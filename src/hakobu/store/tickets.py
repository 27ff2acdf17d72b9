"""Tickets: what was asked to run, by whom and why; the truth about the queue."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from hakobu.store.audit import REQUEST
from hakobu.store.tables_of_application import tickets

if TYPE_CHECKING:
    from collections.abc import Collection

    from hakobu.store.database import Database

__all__ = ["Ticket", "Tickets"]


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was asked to be done with a job."""

    id: int
    job: str
    verb: str
    of_run: int | None
    options: dict[str, Any]
    by: str
    why: str
    key: str | None
    state: str
    run_id: int | None
    cause: str
    code: str
    asked: float
    begun: float | None
    ended: float | None
    due: float | None = None
    seen: str = ""
    told: bool = False
    request: str = ""


class Tickets:
    """Reads and writes the queue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(  # the nouns of one line
        self,
        *,
        job: str,
        verb: str,
        by: str,
        why: str,
        of_run: int | None = None,
        options: dict[str, Any] | None = None,
        key: str | None = None,
        due: float | None = None,
        seen: str = "",
    ) -> tuple[Ticket, bool]:
        """Ask for something; a key that was used before gives the older ticket and False."""
        values = {
            "job": job,
            "verb": verb,
            "by": by,
            "why": why,
            "of_run": of_run,
            "options": json.dumps(options or {}),
            "key": key,
            "state": "waiting",
            "asked": time.time(),
            "due": due,
            "seen": seen,
            "request": REQUEST.get(),
        }
        with self._database.write() as writer:
            if key is not None:
                older = writer.execute(sa.select(tickets).where(tickets.c.key == key)).mappings()
                found = older.one_or_none()
                if found is not None:
                    return _ticket(found), False
            row = writer.execute(tickets.insert().values(**values).returning(tickets)).mappings().one()
            return _ticket(row), True

    def get(self, ticket_id: int) -> Ticket | None:
        """Find a ticket."""
        with self._database.read() as reader:
            row = reader.execute(sa.select(tickets).where(tickets.c.id == ticket_id)).mappings().one_or_none()
            return _ticket(row) if row else None

    def open(self) -> list[Ticket]:
        """List what waits or runs, in the order in which it was asked for; not what a second person holds."""
        query = sa.select(tickets).where(tickets.c.state.in_(("waiting", "running"))).order_by(tickets.c.id)
        with self._database.read() as reader:
            return [_ticket(row) for row in reader.execute(query).mappings()]

    def waiting(self, job: str) -> Ticket | None:
        """Find the run of a whole job that waits for its turn."""
        query = sa.select(tickets).where(tickets.c.job == job, tickets.c.state == "waiting")
        query = query.where(tickets.c.verb == "run", tickets.c.options == "{}")
        return self._one(query.order_by(tickets.c.id.desc()).limit(1))

    def keyed(self, key: str) -> Ticket | None:
        """Find the ticket that a key made."""
        return self._one(sa.select(tickets).where(tickets.c.key == key))

    def last_seen(self, job: str) -> str:
        """Give what was noted of the files that last started a job; empty if none did."""
        query = sa.select(tickets).where(tickets.c.job == job, tickets.c.seen != "")
        found = self._one(query.order_by(tickets.c.id.desc()).limit(1))
        return found.seen if found else ""

    def last_due(self, job: str) -> float | None:
        """Give the last moment of a job's schedule for which a ticket was written."""
        query = sa.select(sa.func.max(tickets.c.due)).where(tickets.c.job == job)
        with self._database.read() as reader:
            found: float | None = reader.execute(query).scalar_one_or_none()
            return found

    def last_begun(self, job: str) -> float | None:
        """Give when the last run of a whole job began."""
        query = sa.select(sa.func.max(tickets.c.begun)).where(tickets.c.job == job, tickets.c.verb == "run")
        with self._database.read() as reader:
            found: float | None = reader.execute(query.where(tickets.c.options == "{}")).scalar_one_or_none()
            return found

    def last_ended(self, job: str) -> Ticket | None:
        """Find the last ticket of a job that ended and wrote to the CRM, or was to."""
        query = sa.select(tickets).where(tickets.c.job == job, tickets.c.state == "ended")
        query = query.where(tickets.c.verb.in_(("run", "execute", "approve")))
        return self._one(query.order_by(tickets.c.ended.desc(), tickets.c.id.desc()).limit(1))

    def untold(self) -> list[Ticket]:
        """List what ended and was not looked at for alerts yet."""
        query = sa.select(tickets).where(tickets.c.state == "ended", tickets.c.told.is_(False))
        with self._database.read() as reader:
            return [_ticket(row) for row in reader.execute(query.order_by(tickets.c.id)).mappings()]

    def merge(self, ticket_id: int, *, due: float | None, seen: str) -> None:
        """Let a ticket that waits stand for a later moment of the schedule, or for newer files, too."""
        values: dict[str, object] = {"due": due} if due is not None else {}
        if seen:
            values["seen"] = seen
        if values:
            self._change(ticket_id, **values)

    def of_run(self, run_id: int) -> Ticket | None:
        """Find the last ticket of a run."""
        query = sa.select(tickets).where(tickets.c.run_id == run_id).order_by(tickets.c.id.desc()).limit(1)
        with self._database.read() as reader:
            row = reader.execute(query).mappings().one_or_none()
            return _ticket(row) if row else None

    def hold(self, ticket_id: int) -> None:
        """Note that a ticket waits for a second person."""
        self._change(ticket_id, state="held")

    def release(self, ticket_id: int) -> Ticket | None:
        """Let a ticket that was held wait for its turn; gives it where it was held."""
        held = tickets.update().where(tickets.c.id == ticket_id, tickets.c.state == "held")
        with self._database.write() as writer:
            if not writer.execute(held.values(state="waiting")).rowcount:
                return None
        return self.get(ticket_id)

    def at_work(self, run_ids: Collection[int]) -> dict[int, int]:
        """Give the open tickets of some runs: run → ticket."""
        query = sa.select(tickets.c.run_id, tickets.c.id).where(
            tickets.c.state.in_(("waiting", "running", "held")), tickets.c.run_id.in_(run_ids)
        )
        with self._database.read() as reader:
            return {row.run_id: row.id for row in reader.execute(query.order_by(tickets.c.id))}

    def begin(self, ticket_id: int) -> None:
        """Note that a ticket's work begins."""
        self._change(ticket_id, state="running", begun=time.time())

    def name_run(self, ticket_id: int, run_id: int) -> None:
        """Note which run a ticket became."""
        self._change(ticket_id, run_id=run_id)

    def end(self, ticket_id: int, *, cause: str = "", code: str = "") -> None:
        """Note that a ticket's work is over; where it failed why, with the code of the refusal."""
        self._change(ticket_id, state="ended", ended=time.time(), cause=cause, code=code[:60])

    def _one(self, query: sa.Select[Any]) -> Ticket | None:
        with self._database.read() as reader:
            row = reader.execute(query).mappings().one_or_none()
            return _ticket(row) if row else None

    def _change(self, ticket_id: int, **values: object) -> None:
        with self._database.write() as writer:
            writer.execute(tickets.update().where(tickets.c.id == ticket_id).values(**values))


def _ticket(row: Any) -> Ticket:
    values = {name: row[name] for name in Ticket.__struct_fields__}
    return Ticket(**{**values, "options": json.loads(values["options"])})
