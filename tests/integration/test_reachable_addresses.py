"""A server connects to the address that was checked, whatever name, URL or redirect leads there."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.connectors.installer import Installer, State
from hakobu.errors import SetupError
from hakobu.settings.reachable import Reachable
from tests.integration.application import Application, serving
from tests.integration.databases import MARIADB, POSTGRESQL, need
from tests.integration.listening import web_server
from tests.integration.test_connectors_installed import Shop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

METADATA = "169.254.169.254"  # where clouds give their keys away


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with serving(tmp_path_factory.mktemp("home")) as served:
        served.begin()
        yield served


def tried(app: Application, connector: str, **settings: Any) -> dict[str, Any]:
    app.ok("POST", "/api/connections", {"name": "shop", "connector": connector, "settings": settings})
    try:
        told = app.ok("POST", "/api/connections/shop/test")
    finally:
        app.ok("DELETE", "/api/connections/shop")
    report: dict[str, Any] = told["report"][0]
    return report


def test_a_local_database_is_reached_until_private_addresses_are_switched_off(app: Application) -> None:
    need(POSTGRESQL, "PostgreSQL")
    settings = {"host": "localhost", "database": "test", "user": "postgres"}
    assert tried(app, "postgresql", **settings)["ok"] is True
    with without_private_addresses(app):
        # MariaDB's goes through Python's own sockets, PostgreSQL's library has its own
        refused = tried(app, "postgresql", **settings)
        assert "private address" in refused["message"]
        refused = tried(app, "mysql", host="127.0.0.1", database="test", user="root")
        assert "private address" in refused["message"]


@pytest.mark.parametrize("option", ["host=169.254.169.254", "hostaddr=169.254.169.254", "sslkey=/etc/passwd"])
def test_a_url_cannot_name_another_host_or_a_file(app: Application, option: str) -> None:
    url = f"postgresql://postgres@127.0.0.1:5432/test?{option}"
    told = tried(app, "postgresql", url=url)
    assert told["ok"] is False
    assert "may not set" in told["message"]


class Names:
    """A name server for some names: each gives its addresses in turn, the last of them for ever."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        self._answers: dict[str, list[str]] = {}
        self._others = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self._look_up)

    def say(self, name: str, *addresses: str) -> None:
        self._answers[name] = [*addresses]

    def _look_up(self, host: Any, port: Any, *more: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in self._answers:
            return self._others(host, port, *more, **named)
        self.asked.append(name)
        answers = self._answers[name]
        address = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 0))]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Python's sockets ask here for these names; nothing else does."""
    return Names(monkeypatch)


@contextmanager
def without_private_addresses(app: Application) -> Iterator[None]:
    before = app.ok("GET", "/api/settings/security")
    app.ok("PUT", "/api/settings/security", {**before, "private_addresses": False})
    try:
        yield
    finally:
        app.ok("PUT", "/api/settings/security", before)


def sent(app: Application, address: str) -> str:
    """Send a test of a webhook; gives why it was not taken."""
    app.ok("PUT", "/api/alert-channels/hook", {"kind": "webhook", "secret": address})
    return str(app.ok("POST", "/api/alert-channels/hook/test")["cause"])


def test_a_name_is_worth_the_address_that_it_gives_when_it_is_connected_to(
    app: Application, names: Names
) -> None:
    """DNS rebinding: allowed at the first look-up, this machine's secrets at the second."""
    with web_server() as posts:
        names.say("hook.example", "127.0.0.1", METADATA)
        address = posts.address.replace("127.0.0.1", "hook.example")
        assert sent(app, address) == ""
        assert [each["host"].partition(":")[0] for each in posts.got] == ["hook.example"]
        assert f"{METADATA} is a link-local address" in sent(app, address)
        assert len(posts.got) == 1
    assert names.asked == ["hook.example"] * 2


def test_a_webhook_goes_to_no_private_address_once_they_are_switched_off(
    app: Application, names: Names
) -> None:
    with web_server() as posts, without_private_addresses(app):
        for name, address in (("loopback.example", "127.0.0.1"), ("private.example", "10.1.2.3")):
            names.say(name, address)
            told = sent(app, posts.address.replace("127.0.0.1", name))
            assert f"{address} is a private address, which an administrator does not allow" in told
        assert posts.got == []


@pytest.mark.parametrize("status", [302, 307, 308])
def test_a_redirect_leads_to_no_link_local_address(app: Application, status: int) -> None:
    with web_server() as posts:
        posts.status, posts.location = status, f"http://{METADATA}/latest/meta-data/"
        assert f"{METADATA} is a link-local address" in sent(app, posts.address)
        assert len(posts.got) == 1


def test_a_mail_goes_to_no_link_local_address(app: Application, names: Names) -> None:
    names.say("mail.example", METADATA)
    settings = {
        "host": "mail.example",
        "port": 25,
        "security": "none",
        "sender": "a@x.org",
        "to": ["b@x.org"],
    }
    app.ok("PUT", "/api/alert-channels/mail", {"kind": "mail", "settings": settings})
    assert "is a link-local address" in app.ok("POST", "/api/alert-channels/mail/test")["cause"]


def test_zoho_is_reached_at_the_address_that_was_checked(
    app: Application, names: Names, emulator: Callable[..., Any]
) -> None:
    url = emulator().url.replace("127.0.0.1", "localhost")
    settings = {"accounts_server": url, "api_domain": url, "client_id": "c", "client_secret": "s"}
    names.say("localhost", "127.0.0.1")
    assert tried(app, "zoho-crm", **settings, refresh_token="first")["verdict"] == "passed"
    names.say("localhost", METADATA)
    refused = tried(app, "zoho-crm", **settings, refresh_token="second")
    assert refused["message"] == (
        f"network: localhost may not be connected to: {METADATA} is a link-local address; "
        "none of them is ever connected to."
    )
    assert f"{METADATA} はリンクローカルアドレス" in refused["message_ja"]
    names.say("localhost", "127.0.0.1")
    with without_private_addresses(app):
        assert "is a private address" in tried(app, "zoho-crm", **settings, refresh_token="third")["message"]


@pytest.mark.parametrize("connector", ["postgresql", "mysql"])
def test_a_databases_name_cannot_change_its_address_between_check_and_connection(
    app: Application, names: Names, connector: str
) -> None:
    """PostgreSQL's library looks names up by itself: it is given the address, and never asks."""
    need(*{"postgresql": (POSTGRESQL, "PostgreSQL"), "mysql": (MARIADB, "MariaDB")}[connector])
    user = {"postgresql": "postgres", "mysql": "root"}[connector]
    settings = {"host": "shop.example", "database": "test", "user": user}
    names.say("shop.example", "127.0.0.1")
    assert tried(app, connector, **settings)["ok"] is True
    names.say("shop.example", METADATA)
    assert "is a link-local address" in tried(app, connector, **settings)["message"]


def test_what_fetches_connectors_is_held_to_the_same_addresses(tmp_path: Path) -> None:
    """It is a process of its own, and a package index may redirect it."""
    folder = tmp_path / "shop"
    folder.mkdir()
    shop = Shop(folder)
    with web_server() as index:
        index.status, index.location = 302, f"http://{METADATA}/simple/planet-driver/"
        env = {**os.environ, "PIP_INDEX_URL": f"{index.address}/simple", "PIP_CONFIG_FILE": os.devnull}
        installer = Installer(shop.home, env=env, locks=shop.locks)
        policy = Reachable()
        policy.enforce()
        try:
            with pytest.raises(SetupError, match="nothing was changed"):
                installer.install(shop.spec)
            assert f"{METADATA} is a link-local address" in installer.log(shop.spec)
            installer.install(shop.spec, wheels=shop.wheels)  # it installs all the same
        finally:
            policy.lift()
    assert installer.standing(shop.spec).state is State.INSTALLED
