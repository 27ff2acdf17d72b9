"""What waits for a second person, and what that person said."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from hakobu.store.tables_of_security import approvals

if TYPE_CHECKING:
    from hakobu.store.database import Database

__all__ = ["Approval", "Approvals"]


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """A request for a second person's yes; ``options`` are what it would be done with."""

    id: int
    what: str
    job: str
    job_version: int | None
    connection: str
    reasons: list[str]
    ticket_id: int | None
    options: dict[str, Any]
    asked_by: str
    asked: float
    state: str
    decided_by: str | None
    decided: float | None
    remark: str
    standing: bool


class Approvals:
    """Reads and writes the requests; each is decided once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(
        self,
        *,
        what: str,
        job: str,
        job_version: int | None,
        connection: str,
        reasons: list[str],
        asked_by: str,
        ticket_id: int | None = None,
        options: dict[str, Any] | None = None,
    ) -> Approval:
        """Ask for a second person."""
        values = {
            "what": what,
            "job": job,
            "job_version": job_version,
            "connection": connection,
            "reasons": json.dumps(reasons),
            "ticket_id": ticket_id,
            "options": json.dumps(options or {}),
            "asked_by": asked_by,
            "asked": time.time(),
            "state": "waiting",
            "remark": "",
            "standing": False,
        }
        with self._database.write() as writer:
            row = writer.execute(approvals.insert().values(**values).returning(approvals)).mappings().one()
            return _approval(row)

    def get(self, number: int) -> Approval | None:
        """Find a request."""
        found = self._list(approvals.c.id == number)
        return found[0] if found else None

    def page(self, *, state: str | None, before: int | None, limit: int | None) -> list[Approval]:
        """List requests, the newest first."""
        conditions = []
        if state is not None:
            conditions.append(approvals.c.state == state)
        if before is not None:
            conditions.append(approvals.c.id < before)
        return self._list(*conditions, limit=limit)

    def of_ticket(self, ticket_id: int) -> list[Approval]:
        """List the requests about a ticket, the newest first."""
        return self._list(approvals.c.ticket_id == ticket_id)

    def stands(self, *, job: str, job_version: int, connection: str) -> bool:
        """Tell whether every run of this version of a job, into this connection, was approved."""
        return bool(
            self._list(
                approvals.c.job == job,
                approvals.c.job_version == job_version,
                approvals.c.connection == connection,
                approvals.c.state == "approved",
                approvals.c.standing,
                limit=1,
            )
        )

    def decide(self, number: int, *, state: str, by: str, remark: str = "", standing: bool = False) -> bool:
        """Decide a request, once; tells whether it was still waiting. What it held back is forgotten."""
        values: dict[str, Any] = {"state": state, "decided_by": by, "decided": time.time()}
        values |= {"remark": remark, "standing": standing, "options": "{}"}
        waiting = approvals.update().where(approvals.c.id == number, approvals.c.state == "waiting")
        with self._database.write() as writer:
            return writer.execute(waiting.values(**values)).rowcount > 0

    def _list(self, *conditions: sa.ColumnElement[bool], limit: int | None = None) -> list[Approval]:
        query = sa.select(approvals).where(*conditions).order_by(approvals.c.id.desc()).limit(limit)
        with self._database.read() as reader:
            return [_approval(row) for row in reader.execute(query).mappings()]


def _approval(row: Any) -> Approval:
    values = {name: row[name] for name in Approval.__struct_fields__}
    return Approval(
        **{**values, "reasons": json.loads(values["reasons"]), "options": json.loads(values["options"])}
    )
