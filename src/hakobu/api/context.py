"""What the running application holds, made once and closed once."""

from __future__ import annotations

import os
import secrets
import time
from typing import TYPE_CHECKING

from hakobu.api.access import Access
from hakobu.api.installs import Installs
from hakobu.jobs import Local, Workspace
from hakobu.settings.network import load_network
from hakobu.store import Store
from hakobu.store.vault import VaultKey

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Context"]


class Context:
    """The store, the secrets, the engine and the access of one server."""

    def __init__(self, home: Path, *, env: Mapping[str, str] = os.environ, demo: bool = False) -> None:
        self.home = home
        self.demo = demo
        os.environ.update(load_network(home, env)[1].environment())  # whatever leaves this process asks there
        self.clock = time.time  # what the codes of a second factor go by
        self.store = Store(home)
        self.vault = self.store.vault(VaultKey.open(home, env))
        self.workspace = Workspace(self.store, self.vault, env=env)
        self.engine = Local(self.store, self.workspace)
        self.installs = Installs(home, env=env)
        self.access = Access(self)
        self.first_start = "" if self.store.users.any() else secrets.token_urlsafe(24)

    def close(self) -> None:
        """Stop what is at work in good order, and close the store."""
        self.engine.close()
        self.installs.close()
        self.store.close()
