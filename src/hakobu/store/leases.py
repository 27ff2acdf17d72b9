"""Leases: who runs a job, where several machines share a store; each new owner has a higher token."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa
import structlog

from hakobu.errors import HakobuError
from hakobu.store.tables import leases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.store.database import Database

__all__ = ["LEASE", "Leases"]

LEASE = 60.0  # seconds of silence after which another may take a job over

log = structlog.get_logger("hakobu.store")


class Leases:
    """Takes, renews and gives back leases; time is the database's, so that no machine's clock matters."""

    def __init__(self, database: Database, *, lasts: float = LEASE) -> None:
        self._database = database
        self._lasts = lasts
        self._owner = f"{socket.gethostname()}:{os.getpid()}"

    @contextmanager
    def hold(self, job: str) -> Iterator[bool]:
        """Hold a job's lease while the block lasts; gives False where another holds it.

        While it is held every write of this store checks that nobody has taken it over.
        """
        token = self._take(job)
        if token is None:
            yield False
            return
        over = threading.Event()
        renewing = threading.Thread(target=self._keep, args=(job, token, over), daemon=True)
        renewing.start()
        self._database.raise_fence(job, token)
        try:
            yield True
        finally:
            self._database.lower_fence(job)
            over.set()
            renewing.join()
            self._give(job, token)

    def _take(self, job: str) -> int | None:
        with self._database.write() as connection:
            there = connection.execute(sa.select(leases).where(leases.c.job == job)).one_or_none()
            now = connection.execute(_NOW).scalar_one()
            if there is not None and there.expires > now:
                return None
            values = {"owner": self._owner, "expires": now + self._lasts}
            if there is None:
                connection.execute(leases.insert().values(job=job, token=1, **values))
                return 1
            token = int(there.token) + 1
            connection.execute(leases.update().where(leases.c.job == job).values(token=token, **values))
            return token

    def _keep(self, job: str, token: int, over: threading.Event) -> None:
        while not over.wait(self._lasts / 4):
            try:
                if not self._renew(job, token, self._lasts):
                    return  # the run's next write says so
            except HakobuError as error:  # the server is away: it is tried again until the lease is over
                log.warning("lease not renewed", job=job, cause=str(error))

    def _give(self, job: str, token: int) -> None:
        self._renew(job, token, 0.0)

    def _renew(self, job: str, token: int, lasts: float) -> bool:
        mine = leases.update().where(leases.c.job == job, leases.c.token == token)
        with self._database.write() as connection:
            return connection.execute(mine.values(expires=_NOW.scalar_subquery() + lasts)).rowcount > 0


_NOW = sa.select(sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Float))
