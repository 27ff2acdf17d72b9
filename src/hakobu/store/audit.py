"""The audit log: who did what, in a chain that shows when a line was changed or taken out."""

from __future__ import annotations

import hashlib
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from hakobu.store.private_key import PrivateKey
from hakobu.store.tables_of_application import audit
from hakobu.store.tables_of_security import audit_head

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.store.database import Database

__all__ = ["REQUEST", "Audit", "AuditLine", "Verified"]

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


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """How far the chain was followed, and where it breaks if it does; ``whole``: to its sealed end."""

    through: int = 0
    hash: str = BEGINNING
    broken_at: int | None = None
    whole: bool = False


class Audit:
    """Writes lines and never changes one.

    The newest line is sealed with this home's own key: lines cut off the end are missed, which a chain alone
    cannot tell.
    """

    def __init__(self, database: Database, home: Path) -> None:
        self._database = database
        self._home = home
        self._key: PrivateKey | None = None

    def write(self, *, who: str, action: str, what: str = "") -> None:
        """Add a line to the chain; where its end is not the one that was sealed, a line tells so first."""
        with self._database.write() as connection:
            newest = connection.execute(sa.select(audit).order_by(audit.c.seq.desc()).limit(1)).one_or_none()
            head = connection.execute(sa.select(audit_head)).one_or_none()
            last, link = (newest.seq, newest.hash) if newest is not None else (0, BEGINNING)
            lines = [(who, action, what)]
            if newest is not None and head is None:
                lines.insert(0, ("Hakobu", "audit log sealed anew", f"after line {last}"))
            elif head is not None and not self._seals(head, last, link):
                lines.insert(0, ("Hakobu", "audit log was cut", f"line {head.seq} was its last"))
            for each in lines:
                last, link = self._append(connection, link, *each)
            sealed = {"seq": last, "hash": link, "seal": self._seal(last, link)}
            connection.execute(audit_head.delete())
            connection.execute(audit_head.insert().values(id=1, **sealed))

    def latest(
        self,
        *,
        limit: int = 50,
        before: int | None = None,
        who: str = "",
        action: str = "",
        text: str = "",
        since: float | None = None,
        until: float | None = None,
    ) -> list[AuditLine]:
        """List lines, the newest first; ``before`` is the number of the last line seen."""
        query = sa.select(audit).order_by(audit.c.seq.desc()).limit(limit)
        asked: dict[str, Any] = {"who": who, "action": action}
        query = query.where(*(audit.c[name] == given for name, given in asked.items() if given))
        if text:
            query = query.where(audit.c.what.icontains(text, autoescape=True))
        if before is not None:
            query = query.where(audit.c.seq < before)
        if since is not None:
            query = query.where(audit.c.at >= since)
        if until is not None:
            query = query.where(audit.c.at < until)
        with self._database.read() as connection:
            return [AuditLine(**row) for row in connection.execute(query).mappings()]

    def actions(self) -> list[str]:
        """Name the actions that the log has."""
        with self._database.read() as connection:
            return list(
                connection.execute(sa.select(audit.c.action).distinct().order_by(audit.c.action)).scalars()
            )

    def verify(self, known: Verified | None = None, *, most: int | None = None) -> Verified:
        """Follow the chain on from where it was followed to, at most so many lines."""
        before = known or Verified()
        query = sa.select(audit).where(audit.c.seq > before.through).order_by(audit.c.seq)
        through, link = before.through, before.hash
        with self._database.read() as connection:
            head = connection.execute(sa.select(audit_head)).one_or_none()
            known_line = sa.select(audit.c.hash).where(audit.c.seq == through)
            if through and connection.execute(known_line).scalar_one_or_none() != link:
                return Verified(through=through, hash=link, broken_at=through)
            rows = connection.execution_options(stream_results=True).execute(
                query if most is None else query.limit(most)
            )
            seen = 0
            for row in rows:
                seen += 1
                line = AuditLine(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
                if line.hash != _link(link, **_said(line)):
                    return Verified(through=through, hash=link, broken_at=line.seq)
                through, link = line.seq, line.hash
        if most is not None and seen == most:
            return Verified(through=through, hash=link)
        cut = through > 0 and (head is None or not self._seals(head, through, link))

        cut = cut or (through == 0 and head is not None)
        return Verified(through=through, hash=link, broken_at=through + 1 if cut else None, whole=not cut)

    def _append(
        self, connection: sa.Connection, before: str, who: str, action: str, what: str
    ) -> tuple[int, str]:
        line: dict[str, Any] = {
            "at": time.time(),
            "who": who,
            "action": action,
            "what": what,
            "request": REQUEST.get(),
        }
        link = _link(before, **line)
        added = audit.insert().values(**line, hash=link).returning(audit.c.seq)
        return int(connection.execute(added).scalar_one()), link

    def _seals(self, head: sa.Row[Any], last: int, link: str) -> bool:
        return (head.seq, head.hash, head.seal) == (last, link, self._seal(last, link))

    def _seal(self, last: int, link: str) -> str:
        if self._key is None:
            self._key = PrivateKey.open(self._home)
        return self._key.digest(f"audit {last} {link}")


def _said(line: AuditLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in ("at", "who", "action", "what", "request")}


def _link(before: str, **line: str | float) -> str:
    said = msgspec.json.encode([before, *(line[name] for name in sorted(line))])
    return hashlib.sha256(said).hexdigest()
