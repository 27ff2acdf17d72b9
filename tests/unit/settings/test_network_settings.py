"""One proxy, one CA file and its exceptions, for whatever leaves this machine."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from hakobu.errors import SetupError
from hakobu.settings.network import NETWORK_FILE, Network, Reach, load_network, save_network

if TYPE_CHECKING:
    from pathlib import Path

PROXY = "http://proxy.example.com:3128"


def test_hosts_of_the_exceptions_and_this_machine_are_reached_directly() -> None:
    reach = Reach(proxy=PROXY, no_proxy=("intra.example.com", ".local", "*.corp"))
    assert reach.proxy_for("https://www.zohoapis.com/crm") == PROXY
    assert reach.proxy_for("https://notintra.example.com") == PROXY
    for direct in ("intra.example.com", "a.INTRA.example.com", "x.local", "x.corp", "localhost", "127.0.0.1"):
        assert reach.proxy_for(f"https://{direct}/x") is None
    assert reach.proxy_for("http://[::1]:8000/") is None
    assert Reach(proxy=PROXY, no_proxy=("*",)).proxy_for("https://www.zohoapis.com") is None


def test_each_library_gets_what_it_wants() -> None:
    reach = Reach(proxy=PROXY)
    found = reach.httpx("https://pypi.example.com/simple")
    assert found["proxy"] == PROXY
    assert isinstance(found["verify"], ssl.SSLContext)
    assert reach.requests("https://hooks.example.com") == {
        "proxies": {"http": PROXY, "https": PROXY},
        "verify": True,
    }
    assert reach.environment()["HTTPS_PROXY"] == PROXY
    assert reach.environment()["NO_PROXY"] == "localhost,127.0.0.1,::1"
    assert Reach().environment() == {}
    assert Reach(ca_file="/etc/ca.pem").environment()["REQUESTS_CA_BUNDLE"] == "/etc/ca.pem"


def test_a_password_stands_in_the_environment_and_is_never_printed(tmp_path: Path) -> None:
    kept = Network(proxy="http://me:${HAKOBU_SECRET_PROXY}@proxy.example.com:3128")
    save_network(tmp_path, kept)
    read, reach = load_network(tmp_path, {"HAKOBU_SECRET_PROXY": "planted/secret"})
    assert read == kept
    assert reach.proxy == "http://me:planted%2Fsecret@proxy.example.com:3128"
    assert "planted" not in repr(reach)
    assert "planted" not in (tmp_path / NETWORK_FILE).read_text()
    with pytest.raises(SetupError, match="HAKOBU_SECRET_PROXY is not set"):
        load_network(tmp_path, {})


def test_without_settings_the_usual_variables_hold(tmp_path: Path) -> None:
    env = {"https_proxy": PROXY, "NO_PROXY": "localhost, intra.example.com", "SSL_CERT_FILE": "/ca.pem"}
    kept, reach = load_network(tmp_path, env)
    assert kept == Network()
    assert reach == Reach(proxy=PROXY, ca_file="/ca.pem", no_proxy=("intra.example.com",))


@pytest.mark.parametrize(
    ("network", "where"),
    [
        (Network(proxy="proxy.example.com"), "proxy"),
        (Network(proxy="http://host:notaport"), "proxy"),
        (Network(proxy="ftp://host:21"), "proxy"),
        (Network(proxy="http://me:secret@host:1"), "proxy"),
        (Network(proxy="http://me:${HOME}@host:1"), "proxy"),
        (Network(ca_file="/nowhere/ca.pem"), "ca_file"),
        (Network(no_proxy=("https://x/",)), "no_proxy"),
    ],
)
def test_what_cannot_work_is_refused_by_its_place(network: Network, where: str, tmp_path: Path) -> None:
    with pytest.raises(SetupError) as refused:
        save_network(tmp_path, network)
    assert refused.value.where == where
    assert "secret@" not in str(refused.value)
    assert not (tmp_path / NETWORK_FILE).exists()


def test_a_spoilt_file_is_named(tmp_path: Path) -> None:
    (tmp_path / NETWORK_FILE).write_text("[]")
    with pytest.raises(SetupError) as refused:
        load_network(tmp_path, {})
    assert refused.value.where.endswith(NETWORK_FILE)
