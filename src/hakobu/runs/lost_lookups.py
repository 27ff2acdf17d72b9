"""Lookups of our records that name a record which was deleted: it comes back under another ID."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.plan import LostLookup
from hakobu.staging import open_session, quote, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.store import Store

__all__ = ["lost_lookups"]


def lost_lookups(store: Store, zgid: str, ids: set[str]) -> tuple[LostLookup, ...]:
    """Find, in all that we ever wrote to an organisation, the fields that hold one of these IDs."""
    if not ids:
        return ()
    return tuple(_search(store, zgid, ids))


def _search(store: Store, zgid: str, ids: set[str]) -> Iterator[LostLookup]:
    session = open_session(store.home / "scratch")
    try:
        session.execute("create temp table gone (id varchar)")
        session.executemany("insert into gone values (?)", [[ident] for ident in sorted(ids)])
        for ledger in store.ledgers.every():
            if ledger.identity.zgid != zgid or not ledger.snapshot:
                continue
            file = text(str(store.home / "ledgers" / ledger.snapshot))
            for name in ledger.fields:
                query = (
                    f"select id, {quote(name)} from read_parquet({file}) "
                    f"where {quote(name)} in (select id from gone) order by id"
                )
                for ident, old in session.execute(query).fetchall():
                    yield LostLookup(module=ledger.identity.module, id=ident, field=name, old=old)
    finally:
        session.close()
