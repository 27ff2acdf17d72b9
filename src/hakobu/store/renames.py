"""Another name for a connection or a job: whatever is remembered under the old one goes along, at once."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from hakobu.store.tables import forgotten, ledgers, runs
from hakobu.store.tables_of_application import connections, jobs, secrets, tickets, versions
from hakobu.store.tables_of_notes import comments, filters
from hakobu.store.tables_of_schedules import hooks, notices
from hakobu.store.tables_of_security import approvals, rights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hakobu.store.database import Database
    from hakobu.store.vault import Vault

__all__ = ["Followed", "Renames"]

_OF_JOB = (tickets, runs, ledgers, forgotten, hooks, notices, approvals)


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """A job that is saved anew because something that it names has another name now."""

    name: str
    version: int  # the one that it was made from
    text: str
    source: str
    destination: str


class Renames:
    """Gives connections and jobs other names; each in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def knows_job(self, name: str) -> bool:
        """Tell whether anything is remembered of a job of this name, be it a removed one."""
        places: list[tuple[sa.Table, sa.ColumnElement[bool]]] = [
            (versions, (versions.c.kind == "job") & (versions.c.name == name)),
            *((table, table.c.job == name) for table in (runs, ledgers)),
        ]
        with self._database.read() as reader:
            return any(
                reader.execute(sa.select(sa.literal(1)).select_from(table).where(which).limit(1)).first()
                for table, which in places
            )

    def connection(
        self, old: str, new: str, *, author: str, comment: str, followed: Iterable[Followed], vault: Vault
    ) -> None:
        """Rename a connection: settings, secrets, rights, tests and versions stay; jobs follow."""
        now = time.time()
        with self._database.write() as writer:
            row = writer.execute(sa.select(connections).where(connections.c.name == old)).one()
            newest = sa.select(sa.func.max(versions.c.version)).where(versions.c.kind == "connection")
            # a removed connection may have had the new name: its versions stay before these
            before = writer.execute(newest.where(versions.c.name == new)).scalar_one() or 0
            writer.execute(
                versions.update()
                .where(versions.c.kind == "connection", versions.c.name == old)
                .values(name=new, version=versions.c.version + before)
            )
            said = json.dumps(
                {"connector": row.connector, "settings": json.loads(row.settings)}, ensure_ascii=False
            )
            number = row.version + before + 1
            self._version(writer, "connection", new, number, said, author=author, comment=comment, at=now)
            values = {"name": new, "version": number, "modified": now, "modified_by": author}
            writer.execute(connections.update().where(connections.c.name == old).values(**values))
            for secret in writer.execute(sa.select(secrets).where(secrets.c.connection == old)).all():
                opened = vault.key.open_sealed(secret.sealed, of=f"{old}/{secret.setting}")
                which = (secrets.c.connection == old) & (secrets.c.setting == secret.setting)
                sealed = vault.key.seal(opened, of=f"{new}/{secret.setting}")
                writer.execute(secrets.update().where(which).values(connection=new, sealed=sealed))
            for table in (rights, approvals):
                writer.execute(table.update().where(table.c.connection == old).values(connection=new))
            self._follow(writer, followed, author=author, comment=comment, at=now)

    def job(
        self,
        old: str,
        new: str,
        *,
        author: str,
        comment: str,
        followed: Iterable[Followed],
        files: tuple[str, str],
    ) -> None:
        """Rename a job: its history and last synced values stay; jobs that start after it follow.

        ``files`` are the job's file in the workspace before and after.
        """
        now = time.time()
        with self._database.write() as writer:
            row = writer.execute(sa.select(jobs).where(jobs.c.name == old)).one()
            writer.execute(jobs.update().where(jobs.c.name == old).values(name=new))
            which = (versions.c.kind == "job") & (versions.c.name == old)
            writer.execute(versions.update().where(which).values(name=new))
            for table in _OF_JOB:
                writer.execute(table.update().where(table.c.job == old).values(job=new))
            about = (comments.c.about == "job") & (comments.c.name == old)
            writer.execute(comments.update().where(about).values(name=new))
            writer.execute(runs.update().where(runs.c.file == files[0]).values(file=files[1]))
            for each in writer.execute(sa.select(filters.c.id, filters.c.sought)).all():
                sought = json.loads(each.sought)
                if sought.get("job") == old:
                    changed = json.dumps({**sought, "job": new}, ensure_ascii=False)
                    writer.execute(filters.update().where(filters.c.id == each.id).values(sought=changed))
            itself = Followed(
                name=new,
                version=row.version,
                text=row.text,
                source=row.source,
                destination=row.destination,
            )
            self._follow(writer, (itself, *followed), author=author, comment=comment, at=now)

    def _follow(
        self,
        writer: sa.Connection,
        followed: Iterable[Followed],
        *,
        author: str,
        comment: str,
        at: float,
    ) -> None:
        for job in followed:
            number = job.version + 1
            self._version(writer, "job", job.name, number, job.text, author=author, comment=comment, at=at)
            values = {"text": job.text, "source": job.source, "destination": job.destination}
            changed = jobs.update().where(jobs.c.name == job.name).values(**values)
            writer.execute(changed.values(version=number, modified=at, modified_by=author))
            # what it writes is the same: a standing yes of a second person holds for it too
            standing = (approvals.c.job == job.name) & (approvals.c.job_version == job.version)
            standing &= approvals.c.standing
            writer.execute(approvals.update().where(standing).values(job_version=number))

    def _version(
        self,
        writer: sa.Connection,
        kind: str,
        name: str,
        number: int,
        text: str,
        *,
        author: str,
        comment: str,
        at: float,
    ) -> None:
        line = {"kind": kind, "name": name, "version": number, "text": text}
        writer.execute(versions.insert().values(**line, author=author, comment=comment, at=at))
