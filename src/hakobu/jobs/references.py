"""The variables by which an exported file speaks of stored secrets: one each, also where names are alike."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

from hakobu.jobs.channels import Channels

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hakobu.store import Store
    from hakobu.store.vault import Vault

__all__ = ["Owner", "References", "owner_of_channel", "references_of"]

Owner = tuple[str, str]
"""Whose a secret is: a connection and its setting, or ``alerts`` and a channel."""


class References:
    """The variable of each secret.

    A variable has only capitals, digits and underscores, so ``ops-jp`` and ``ops jp`` would share one, and
    any two names in Japanese of one length. Those that would share get a piece of their name's hash.
    """

    def __init__(self, owners: Iterable[Owner]) -> None:
        self._shared = Counter(map(_word, owners))

    def of(self, owner: Owner) -> str:
        """Give the reference to a secret, ``${HAKOBU_SECRET_CONNECTION_SETTING}``."""
        plain, distinct = _both(owner)
        return distinct if self._shared[_word(owner)] > 1 else plain

    @staticmethod
    def names(owner: Owner, said: object) -> bool:
        """Tell whether a text refers to this secret; also one from before another name came to share it."""
        return said in _both(owner)


def references_of(store: Store, vault: Vault) -> References:
    """Give the references to all that is stored."""
    owners = [
        (each.name, setting) for each in store.definitions.connections() for setting in vault.names(each.name)
    ]
    owners += [owner_of_channel(each.name) for each in Channels(store, vault).all() if each.secret]
    return References(owners)


def owner_of_channel(name: str) -> Owner:
    """Give the owner of an alert channel's secret."""
    return ("alerts", name)


def _word(owner: Owner) -> str:
    return re.sub(r"[^A-Za-z0-9]", "_", "_".join(owner)).upper()


def _both(owner: Owner) -> tuple[str, str]:
    piece = hashlib.sha256("\0".join(owner).encode()).hexdigest()[:8].upper()
    return f"${{HAKOBU_SECRET_{_word(owner)}}}", f"${{HAKOBU_SECRET_{_word(owner)}_{piece}}}"
