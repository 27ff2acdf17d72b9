"""A task's ledger, brought up to date before and after."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from hakobu.changes import Ledger
from hakobu.plan import GONE
from hakobu.staging import open_session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hakobu.store import LedgerIdentity, Store

__all__ = ["open_ledger"]


@contextmanager
def open_ledger(
    store: Store,
    identity: LedgerIdentity,
    *,
    was: str | None = None,
    seen: Path | None = None,
    fields: tuple[str, ...] = (),
) -> Iterator[Ledger]:
    """Open a ledger; ``seen`` is what a plan read of these ``fields``, which it learns once."""
    ledger = Ledger(store, identity, was=was)
    session = open_session(store.home / "scratch")
    try:
        ledger.catch_up(session)
        if seen is not None and seen.exists():
            ledger.learn(session, seen, fields)
            seen.unlink()
        gone = seen and seen.with_name(GONE)
        if gone is not None and gone.exists():
            ledger.let_go(session, gone)
            gone.unlink()
        try:
            yield ledger
        finally:
            ledger.catch_up(session)
    finally:
        session.close()
