"""How this machine reaches the network: one proxy, one CA file, and the hosts that are reached directly."""

from __future__ import annotations

import json
import os
import re
import ssl
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from hakobu.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["NETWORK_FILE", "Network", "Reach", "load_network", "save_network"]

NETWORK_FILE = "network.json"
LOOPBACK = ("localhost", "127.0.0.1", "::1")  # never asked of a proxy
SCHEMES = ("http", "https", "socks5", "socks5h")
REFERENCE = re.compile(r"\$\{(\w+)\}")
ALLOWED = "HAKOBU_SECRET_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The settings as they are kept; a password in the proxy's address stands as ``${HAKOBU_SECRET_…}``.

    ``no_proxy``: hosts (with all below them) that are reached directly; this machine always is.
    """

    proxy: str | None = None
    ca_file: str | None = None
    no_proxy: tuple[str, ...] = ()

    def check(self) -> None:
        """Refuse what cannot work: a proxy's address that is none, a CA file that cannot be read."""
        if self.proxy is not None:
            _check_proxy(self.proxy)
        if self.ca_file is not None:
            _check_ca(self.ca_file)
        for host in self.no_proxy:
            if not re.fullmatch(r"[\w.:\-\[\]*]+", host):
                raise SetupError(
                    f"The exception {host!r} is no host.",
                    where="no_proxy",
                    next_step="Write hosts as example.com or 10.0.0.5, one each, without a scheme.",
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The settings as they are used, secrets put in: never print this.

    It gives what each library wants; a host of ``no_proxy`` and this machine are reached directly.
    """

    proxy: str | None = None
    ca_file: str | None = None
    no_proxy: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Reach(proxy={'***' if self.proxy else None}, ca_file={self.ca_file!r})"

    def proxy_for(self, url: str) -> str | None:
        """Give the proxy that an address is asked of, or None where it is reached directly."""
        host = (urlsplit(url).hostname or "").lower()
        direct = any(host == each or host.endswith(f".{each}") for each in map(_bare, self._exceptions()))
        return None if direct or "*" in self.no_proxy else self.proxy

    def httpx(self, url: str) -> dict[str, Any]:
        """Give the keyword arguments of a ``httpx2.Client`` that talks to this address."""
        return {
            "proxy": self.proxy_for(url),
            "verify": ssl.create_default_context(cafile=self.ca_file),
            "trust_env": False,
        }

    def requests(self, url: str) -> dict[str, Any]:
        """Give the keyword arguments of a call of ``requests`` to this address."""
        proxy = self.proxy_for(url)
        return {"proxies": {"http": proxy, "https": proxy}, "verify": self.ca_file or True}

    def environment(self) -> dict[str, str]:
        """Give the variables by which another program, or a library that asks nothing else, learns of it."""
        found: dict[str, str] = {}
        if self.proxy:
            found |= dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), self.proxy)
            found |= dict.fromkeys(("no_proxy", "NO_PROXY"), ",".join(self._exceptions()))
        if self.ca_file:
            found |= dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"), self.ca_file)
        return found

    def _exceptions(self) -> tuple[str, ...]:
        return (*LOOPBACK, *self.no_proxy)


def load_network(home: Path, env: Mapping[str, str] = os.environ) -> tuple[Network, Reach]:
    """Read the settings of a home, as kept and as used; without any, the usual variables hold.

    These are ``HTTPS_PROXY`` (or ``ALL_PROXY``), ``NO_PROXY`` and ``SSL_CERT_FILE``.
    """
    path = home / NETWORK_FILE
    if not path.exists():
        reach = _from_environment(env)
        return Network(), reach
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        kept = Network(
            proxy=said.get("proxy"), ca_file=said.get("ca_file"), no_proxy=tuple(said.get("no_proxy", ()))
        )
    except (OSError, ValueError, AttributeError) as error:
        raise SetupError(
            f"The network settings cannot be read: {error}.",
            where=str(path),
            next_step="Remove the file, then set them anew on the page Settings, Network.",
        ) from None
    proxy = _resolved(kept.proxy, env) if kept.proxy else None
    return kept, Reach(proxy=proxy, ca_file=kept.ca_file, no_proxy=kept.no_proxy)


def save_network(home: Path, network: Network) -> None:
    """Check and keep the settings; a server that runs uses them from its next call on."""
    network.check()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = home / f"{NETWORK_FILE}.{os.getpid()}.part"
    part.write_text(json.dumps(asdict(network), ensure_ascii=False), encoding="utf-8")
    part.replace(home / NETWORK_FILE)


def _from_environment(env: Mapping[str, str]) -> Reach:
    found = {name.lower(): value for name, value in env.items() if value}
    exceptions = tuple(each.strip() for each in found.get("no_proxy", "").split(",") if each.strip())
    return Reach(
        proxy=found.get("https_proxy") or found.get("all_proxy"),
        ca_file=env.get("SSL_CERT_FILE") or None,
        no_proxy=tuple(each for each in exceptions if each not in LOOPBACK),
    )


def _bare(host: str) -> str:
    return host.removeprefix("*.").removeprefix(".").lower()


def _check_proxy(proxy: str) -> None:
    shown = "Write it as http://host:port; a password as http://user:${HAKOBU_SECRET_PROXY}@host:port."
    try:
        parts = urlsplit(REFERENCE.sub("x", proxy))
        known = parts.scheme in SCHEMES and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        known = False
    if not known:
        raise SetupError("This is not a proxy's address.", where="proxy", next_step=shown)
    if parts.password is not None and not REFERENCE.search(proxy.rpartition("@")[0].rpartition(":")[2]):
        raise SetupError("A password does not belong in the settings.", where="proxy", next_step=shown)
    for name in REFERENCE.findall(proxy):
        if not name.startswith(ALLOWED):
            raise SetupError(
                f"The variable {name} cannot be read here.",
                where="proxy",
                next_step=f"Name one that begins with {ALLOWED}.",
            )


def _check_ca(path: str) -> None:
    try:
        ssl.create_default_context(cafile=path)
    except (OSError, ssl.SSLError) as error:
        raise SetupError(
            f"The CA file cannot be read: {error.strerror or error}.",
            where="ca_file",
            next_step="Name a file of certificates in PEM form that the server may read.",
        ) from None


def _resolved(proxy: str, env: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        given = env.get(found[1]) if found[1].startswith(ALLOWED) else None
        if given is None:
            raise SetupError(
                f"The variable {found[1]} is not set.",
                where="proxy",
                next_step="Set it for the server, or change the proxy on the page Settings, Network.",
            )
        return quote(given, safe="")

    return REFERENCE.sub(value, proxy)
