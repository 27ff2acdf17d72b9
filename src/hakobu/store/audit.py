"""The audit log: who did what, in a chain that shows when a line was changed or taken out."""

from __future__ import annotations

import hashlib
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from hakobu.store.tables_of_application import audit

if TYPE_CHECKING:
    from hakobu.store.database import Database

__all__ = ["REQUEST", "Audit", "AuditLine"]

BEGINNING = "0" * 64
REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The number of the HTTP request at work, if any; every line tells its own."""


class AuditLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line: names and keys, never values."""

    seq: int
    at: float
    who: str
    action: str
    what: str
    request: str
    hash: str


class Audit:
    """Writes lines and never changes one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, *, who: str, action: str, what: str = "") -> None:
        """Add a line to the chain."""
        at, request = time.time(), REQUEST.get()
        newest = sa.select(audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
        with self._database.write() as connection:
            before = connection.execute(newest).scalar_one_or_none() or BEGINNING
            line: dict[str, Any] = {"at": at, "who": who, "action": action, "what": what, "request": request}
            connection.execute(audit.insert().values(**line, hash=_link(before, **line)))

    def latest(self, *, limit: int = 50, before: int | None = None) -> list[AuditLine]:
        """List lines, the newest first; ``before`` is the number of the last line seen."""
        query = sa.select(audit).order_by(audit.c.seq.desc()).limit(limit)
        if before is not None:
            query = query.where(audit.c.seq < before)
        with self._database.read() as connection:
            return [AuditLine(**row) for row in connection.execute(query).mappings()]

    def broken_at(self) -> int | None:
        """Give the number of the first line that does not follow from the one before it, or nothing."""
        before = BEGINNING
        with self._database.read() as connection:
            for row in connection.execute(sa.select(audit).order_by(audit.c.seq)):
                line = AuditLine(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
                if line.hash != _link(
                    before,
                    at=line.at,
                    who=line.who,
                    action=line.action,
                    what=line.what,
                    request=line.request,
                ):
                    return line.seq
                before = line.hash
        return None


def _link(before: str, **line: str | float) -> str:
    said = msgspec.json.encode([before, *(line[name] for name in sorted(line))])
    return hashlib.sha256(said).hexdigest()
