"""Our memory: one database behind small repositories; no other folder holds SQL of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from hakobu.store.database import Database
from hakobu.store.decisions import Decision, Decisions
from hakobu.store.held import Held, HeldRow
from hakobu.store.journal import Call, Journal, TaskJournal
from hakobu.store.ledgers import LedgerIdentity, LedgerRow, Ledgers
from hakobu.store.rejects import Reject, Rejects
from hakobu.store.runs import Run, Runs, RunTask

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "Call",
    "Decision",
    "Decisions",
    "Held",
    "HeldRow",
    "Journal",
    "LedgerIdentity",
    "LedgerRow",
    "Ledgers",
    "Reject",
    "Rejects",
    "Run",
    "RunTask",
    "Runs",
    "Store",
    "TaskJournal",
]


class Store:
    """Everything that Hakobu remembers, in one folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._database = Database(home)
        self.runs = Runs(self._database)
        self.ledgers = Ledgers(self._database)
        self.journal = Journal(self._database)
        self.rejects = Rejects(self._database)
        self.held = Held(self._database)
        self.decisions = Decisions(self._database)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
