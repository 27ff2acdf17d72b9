"""What the running application holds, made once and closed once."""

from __future__ import annotations

import os
import secrets
import socket
import time
import urllib.request
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from hakobu.api.access import Access
from hakobu.api.installs import Installs
from hakobu.demo.practice import Practice
from hakobu.jobs import Local, Workspace
from hakobu.jobs.alerts import Alerts
from hakobu.settings.network import load_network
from hakobu.settings.reachable import Reachable
from hakobu.store import Store, Verified
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
        self.reachable = Reachable(private=self.store.settings.get("private_addresses", True), own=_own())
        self.reachable.enforce()
        self.engine = Local(self.store, self.workspace)
        self.on_loopback = False  # whether other machines cannot reach the server, once that is known
        self.address = ""  # where the pages are, once that is known
        self.alerts = Alerts(self.store, self.workspace, self.vault, address=lambda: self.address)
        self.installs = Installs(home, env=env, allows=self._installs)
        self.practice = Practice(home)
        self.sign_ins: dict[str, Any] = {}  # with Zoho, under way, by their state
        self.access = Access(self)
        self.verified = Verified()  # how far the audit log was followed
        self.first_start = "" if self.store.users.any() else secrets.token_urlsafe(24)

    def _installs(self) -> bool:
        """Tell whether the administrator lets connectors be installed."""
        return bool(self.store.settings.get("installs", True))

    def close(self) -> None:
        """Stop what is at work in good order, and close the store."""
        self.engine.close()
        self.alerts.close()
        self.installs.close()
        self.practice.close()
        self.reachable.lift()
        self.store.close()


def _own() -> list[str]:
    """List the addresses of the server's own proxies, which must be reached whatever else may."""
    hosts = {urlsplit(each).hostname for each in urllib.request.getproxies_environment().values()}
    found = []
    for host in hosts - {None}:
        with suppress(OSError):  # a proxy that cannot be found now is no reason not to start
            found += [str(each[4][0]) for each in socket.getaddrinfo(host, None)]
    return found
