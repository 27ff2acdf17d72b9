"""Places for calls in flight, per organisation, for the machines that share a PostgreSQL store."""

from __future__ import annotations

import random
import threading
import time
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa

from hakobu.errors import SetupError, WaitError
from hakobu.store.sides import open_postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Places", "shared_places"]

POLL = 0.02  # seconds between two looks for a free place
SUB = 10  # places for complex calls

# A place is a row: taken until its holder gives it back, or until the call of a holder that died is over.
# An advisory lock would fall with its holder at once, while the call may still run at Zoho.
_MAKE = (
    "insert into places (of, number, until) select %(of)s, n, 0 from generate_series(0, %(size)s - 1) n "
    "on conflict do nothing"
)
_TAKE = (
    "update places set until = extract(epoch from clock_timestamp()) + %(life)s "
    "where of = %(of)s and number = (select number from places where of = %(of)s and number < %(size)s "
    "and until <= extract(epoch from clock_timestamp()) order by number limit 1 for update skip locked) "
    "returning number"
)
_GIVE = "update places set until = 0 where of = %(of)s and number = %(number)s"


class Places:
    """Hands out places to every process that shares the store; the limiter of its clients.

    ``patience`` is how long to wait for a place, in seconds, before ``WaitError``.
    """

    def __init__(self, url: str, *, patience: float = 600.0) -> None:
        self._engine = open_postgresql(url).engine.execution_options(isolation_level="AUTOCOMMIT")
        self._patience = patience
        self._guard = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}
        self._made: dict[str, int] = {}

    @contextmanager
    def acquire(
        self, zgid: str, *, size: int, sub: bool = False, weight: int = 1, life: float = 60.0
    ) -> Iterator[None]:
        """Hold ``weight`` of ``size`` places while a call is out; ``life`` is the call's longest life."""
        with ExitStack() as held:
            if sub:  # always before the general place, so that no two calls wait for each other
                held.enter_context(self._place(f"{zgid} sub", SUB, life))
            for _ in range(min(weight, size)):
                held.enter_context(self._place(zgid, size, life))
            yield

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    @contextmanager
    def _place(self, of: str, size: int, life: float) -> Iterator[None]:
        number = self._wait(of, size, life)
        try:
            yield
        finally:
            self._ask(_GIVE, of=of, number=number)

    def _wait(self, of: str, size: int, life: float) -> int:
        end = time.monotonic() + self._patience
        with self._guard:
            turn = self._turns.setdefault(of, threading.Lock())
        with turn:  # one thread of a process looks at a time, so that processes have even chances
            if self._made.get(of, 0) < size:
                self._ask(_MAKE, of=of, size=size)
                self._made[of] = size
            while True:
                number = self._ask(_TAKE, of=of, size=size, life=life)
                if number is not None:
                    return number
                if time.monotonic() > end:
                    raise WaitError(
                        f"No place for a call came free in {self._patience:g} seconds.",
                        where="limits",
                        next_step="Other jobs hold them; try again later, or run fewer at once.",
                    )
                time.sleep(POLL * random.uniform(0.5, 1.5))  # noqa: S311 - spreads the looking

    def _ask(self, statement: str, **values: object) -> int | None:
        try:
            with self._engine.connect() as connection:
                done = connection.exec_driver_sql(statement, values)
                found: int | None = done.scalar() if done.returns_rows else None
                return found
        except sa.exc.OperationalError as error:
            raise SetupError(
                f"Hakobu's database cannot be reached: {error.orig}.",
                where="HAKOBU_DATABASE",
                next_step="See that it runs; nothing that Zoho confirmed is lost.",
            ) from error


@cache
def shared_places(url: str, patience: float) -> Places:
    """Give this process's places of a store: its clients share their connections to it."""
    return Places(url, patience=patience)
