"""Our memory: one database behind small repositories; no other folder holds SQL of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from hakobu.store.app_settings import AppSettings
from hakobu.store.approvals import Approval, Approvals
from hakobu.store.audit import Audit, AuditLine, Verified
from hakobu.store.comments import Comment, Comments
from hakobu.store.database import Database
from hakobu.store.decisions import Decision, Decisions
from hakobu.store.definitions import DefinedConnection, DefinedJob, Definitions, StaleError, Version
from hakobu.store.erasure import Erasure, Theirs
from hakobu.store.filters import Filter, Filters
from hakobu.store.forgotten import Forgotten, Suppression
from hakobu.store.held import Held, HeldRow
from hakobu.store.history import History
from hakobu.store.home_of_store import check_home
from hakobu.store.hooks import Hook, Hooks
from hakobu.store.journal import BULK, Call, Journal, OpenJob, TaskJournal
from hakobu.store.leases import Leases
from hakobu.store.ledgers import LedgerIdentity, LedgerRow, Ledgers
from hakobu.store.marks import Mark, Marks
from hakobu.store.notices import Notice, Notices
from hakobu.store.overview import CreditsLeft, Overview
from hakobu.store.private_key import PrivateKey
from hakobu.store.purge import Purges
from hakobu.store.rejects import Reject, Rejects
from hakobu.store.renames import Followed, Renames
from hakobu.store.rights import Links, Right, Rights
from hakobu.store.runs import GuardStop, Run, Runs, RunTask
from hakobu.store.stops import Stop, Stops
from hakobu.store.tickets import Ticket, Tickets
from hakobu.store.uploads import Upload, Uploads
from hakobu.store.users import Session, Sessions, Token, Tokens, User, Users

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hakobu.store.vault import Vault, VaultKey

__all__ = [
    "BULK",
    "AppSettings",
    "Approval",
    "Approvals",
    "Audit",
    "AuditLine",
    "Call",
    "Comment",
    "Comments",
    "CreditsLeft",
    "Decision",
    "Decisions",
    "DefinedConnection",
    "DefinedJob",
    "Definitions",
    "Erasure",
    "Filter",
    "Filters",
    "Followed",
    "Forgotten",
    "GuardStop",
    "Held",
    "HeldRow",
    "History",
    "Hook",
    "Hooks",
    "Journal",
    "Leases",
    "LedgerIdentity",
    "LedgerRow",
    "Ledgers",
    "Links",
    "Mark",
    "Marks",
    "Notice",
    "Notices",
    "OpenJob",
    "Overview",
    "PrivateKey",
    "Reject",
    "Rejects",
    "Renames",
    "Right",
    "Rights",
    "Run",
    "RunTask",
    "Runs",
    "Session",
    "Sessions",
    "StaleError",
    "Stop",
    "Stops",
    "Store",
    "Suppression",
    "TaskJournal",
    "Theirs",
    "Ticket",
    "Tickets",
    "Token",
    "Tokens",
    "Upload",
    "Uploads",
    "User",
    "Users",
    "Verified",
    "Version",
]


class Store:
    """Everything that Hakobu remembers: in one folder, and in PostgreSQL where that is named."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._database = Database(home)
        self.shared = self._database.shared
        try:
            if self.shared:
                check_home(self._database, home)
            for name in ("runs", "ledgers", "scratch"):  # real values lie in them, whoever may read the home
                (home / name).mkdir(mode=0o700, exist_ok=True)
        except BaseException:
            self.close()
            raise
        self.runs = Runs(self._database)
        self.overview = Overview(self._database)
        self.leases = Leases(self._database)
        self.ledgers = Ledgers(self._database)
        self.journal = Journal(self._database)
        self.rejects = Rejects(self._database)
        self.held = Held(self._database)
        self.purges = Purges(self._database)
        self.history = History(self._database)
        self.stops = Stops(self._database)
        self.decisions = Decisions(self._database)
        self.marks = Marks(self._database)
        self.forgotten = Forgotten(self._database, home)
        self.users = Users(self._database)
        self.sessions = Sessions(self._database)
        self.tokens = Tokens(self._database)
        self.links = Links(self._database)
        self.rights = Rights(self._database)
        self.approvals = Approvals(self._database)
        self.uploads = Uploads(self._database)
        self.settings = AppSettings(self._database)
        self.audit = Audit(self._database, home)
        self.definitions = Definitions(self._database)
        self.tickets = Tickets(self._database)
        self.hooks = Hooks(self._database)
        self.notices = Notices(self._database)
        self.comments = Comments(self._database)
        self.filters = Filters(self._database)
        self.renames = Renames(self._database)

    def vault(self, key: VaultKey) -> Vault:
        """Open the secrets with their key."""
        from hakobu.store.vault import Vault  # noqa: PLC0415 - brings the ciphers, for the server alone

        return Vault(self._database, key)

    def erasure(self, ledger_ids: Sequence[int]) -> Erasure:
        """Open what erases a person from some ledgers' rows."""
        return Erasure(self._database, ledger_ids)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
