"""The demo in the browser: an application whose connections, job and first run are there already."""

from __future__ import annotations

import socket
import textwrap
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
import msgspec

from hakobu.demo.definition import demo_definition
from hakobu.demo.shop import make_shop
from hakobu.demo.story import emulator_process, seed
from hakobu.jobs.trial import try_connection
from hakobu.model import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hakobu.jobs import Workspace
    from hakobu.store import Store
    from hakobu.store.vault import Vault

__all__ = ["furnish", "practice_zoho"]

AUTHOR = "demo"
SHOP, CRM, JOB = "shop", "crm", "shop-to-crm"
SECRETS = ("client_secret", "refresh_token")


@contextmanager
def practice_zoho(store: Store) -> Iterator[str]:
    """Start the embedded Zoho CRM, where it was the last time if that place is free; give its address."""
    known = store.definitions.connection(CRM)
    port = urlsplit(known.settings["api_domain"]).port if known else None
    with emulator_process(store.home / "crm.db", port=port if port and _free(port) else 0) as url:
        yield url


def furnish(store: Store, vault: Vault, workspace: Workspace, url: str) -> None:
    """Set up what is missing: the shop, two connections, the job, and a first run that waits for its turn."""
    shop = workspace.folder / "shop.sqlite"  # the one place of the home that connections read
    new = store.definitions.job(JOB) is None
    if new:
        made = make_shop(shop)
        with httpx2.Client(base_url=url, timeout=60) as door:
            seed(door, made)
    _connect(store, vault, workspace, SHOP, "sqlite", {"path": str(shop)})
    address = {"accounts_server": url, "api_domain": url, "client_id": AUTHOR}
    _connect(store, vault, workspace, CRM, "zoho-crm", address)
    if new:
        text = _job_text(shop, url)
        values = {"text": text, "source": SHOP, "destination": CRM, "labels": [], "owner": AUTHOR}
        store.definitions.save_job(JOB, values, author=AUTHOR, based_on=None)
        store.tickets.add(job=JOB, verb="run", by=AUTHOR, why="the demo's first run")


def _connect(  # noqa: PLR0917 - private, the nouns of one line
    store: Store, vault: Vault, workspace: Workspace, name: str, connector: str, settings: dict[str, Any]
) -> None:
    known = store.definitions.connection(name)
    if known is not None and known.settings == settings:
        return
    values = {"connector": connector, "settings": settings, "draft": False, "labels": []}
    version = known.version if known else None
    store.definitions.save_connection(name, values, author=AUTHOR, based_on=version)
    if connector == "zoho-crm":
        for setting in SECRETS:
            vault.put(name, setting, Secret(AUTHOR))
    report = try_connection(workspace.connection(name), home=store.home, base=workspace.folder)
    passed = all(check["ok"] is not False for check in report)
    store.definitions.note_test(name, passed=passed, report=msgspec.to_builtins(report))


def _job_text(shop: Path, url: str) -> str:
    _, _, job = demo_definition(shop, url).partition(f"  {JOB}:\n")
    return textwrap.dedent(job)


def _free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
