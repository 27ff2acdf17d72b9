"""The one door to the network: a request goes in, an answer comes out, or it is said what became of it."""

from __future__ import annotations

import os
import ssl
import time
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol
from urllib.parse import urlsplit

import httpx2

from hakobu.errors import SetupError
from hakobu.zoho.organisation import CONCURRENCY
from hakobu.zoho.regions import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hakobu.zoho.settings import Settings

__all__ = ["HttpTransport", "Request", "Response", "Transport", "TransportError", "transport_of"]

_CONNECT_SECONDS = 15.0
_KEEP_ALIVE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Request:
    """What to send; headers carry the token and the body the secrets, so neither is ever printed.

    ``sink`` gets the body of a 200 that is no JSON, piece by piece; its ``Response`` is then empty.
    A transport need not know it and may give every body whole.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    timeout: float = 60.0
    sink: BinaryIO | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Response:
    """What came back; header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


class TransportError(Exception):
    """No whole answer came; ``sent`` tells whether the request may have reached the server."""

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent


class Transport(Protocol):
    """Sends one request; raises ``TransportError`` for what the network does, and nothing else for that.

    What no second try mends, an untrusted certificate say, may be a ``SetupError``: nothing was sent.
    """

    def send(self, request: Request, /) -> Response:
        """Send it once and read the whole answer; redirects are answers like others."""


class _Deadline(dict[str, float]):
    """The time limits of a request's steps, each of which ends when the whole request must."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        return self._end - time.monotonic()

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002 - the signature of dict
        left = max(self.left(), 0.001)
        return min(left, _CONNECT_SECONDS) if key == "connect" else left


class HttpTransport:
    """The default: one pool of kept-alive connections over httpx2, shared by all threads.

    A request lives ``timeout`` seconds at most, from connecting to the last byte of the answer.
    """

    def __init__(
        self, *, connections: int = 32, proxy: str | None = None, ca_file: str | None = None
    ) -> None:
        self._limits = httpx2.Limits(
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=_KEEP_ALIVE_SECONDS,
        )
        self._verify = _trust(ca_file)
        self._proxy = proxy
        self._direct = self._pool(proxy)
        self._proxied: dict[str, httpx2.HTTPTransport] = {}
        self._ways: dict[str, httpx2.HTTPTransport] = {}

    def send(self, request: Request, /) -> Response:
        deadline = _Deadline(request.timeout)
        outgoing = httpx2.Request(
            request.method,
            request.url,
            headers=dict(request.headers),
            content=request.body,
            extensions={"timeout": deadline},
        )
        try:
            answer = self._way(request.url).handle_request(outgoing)
            return _read(answer, deadline, request.sink)
        except (
            httpx2.ConnectError,
            httpx2.ConnectTimeout,
            httpx2.PoolTimeout,
            httpx2.ProxyError,
            httpx2.UnsupportedProtocol,
            httpx2.LocalProtocolError,
        ) as error:
            raise _to_mend(error, request.url) or TransportError(_said(error), sent=False) from error
        except httpx2.HTTPError as error:
            raise TransportError(_said(error), sent=True) from error

    def close(self) -> None:
        """Close every connection."""
        for pool in (self._direct, *self._proxied.values()):
            pool.close()

    def _pool(self, proxy: str | None) -> httpx2.HTTPTransport:
        try:
            return httpx2.HTTPTransport(
                verify=self._verify,
                limits=self._limits,
                proxy=proxy,
                trust_env=False,
            )
        except ValueError as error:
            raise SetupError(
                "is not a proxy's address.", where="proxy", next_step="Write it as http://host:port."
            ) from error

    def _way(self, url: str) -> httpx2.HTTPTransport:
        """The pool for an address: through the environment's proxy where it names one for the host."""
        origin = "/".join(url.split("/", 3)[:3])
        found = self._ways.get(origin)
        if found is None:
            proxy = None if self._proxy else _environment_proxy(url)
            found = self._direct if proxy is None else self._through(proxy)
            self._ways[origin] = found
        return found

    def _through(self, proxy: str) -> httpx2.HTTPTransport:
        return self._proxied.get(proxy) or self._proxied.setdefault(proxy, self._pool(proxy))


def _read(answer: httpx2.Response, deadline: _Deadline, sink: BinaryIO | None) -> Response:
    try:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        is_file = answer.status_code == 200 and "json" not in headers.get("content-type", "")
        chunks: list[bytes] = []
        keep = sink.write if sink is not None and is_file else chunks.append
        for chunk in answer.iter_bytes():
            keep(chunk)
            if deadline.left() <= 0:
                raise httpx2.ReadTimeout("The answer took longer than the request may live.")
        return Response(answer.status_code, headers, b"".join(chunks))
    finally:
        answer.close()


def _trust(ca_file: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file or os.environ.get("SSL_CERT_FILE"))
    except (OSError, ssl.SSLError) as error:
        raise SetupError(f"cannot be read: {error}", where="ca_file") from error


def _environment_proxy(url: str) -> str | None:
    proxies = urllib.request.getproxies_environment()
    if not proxies:
        return None
    parts = urlsplit(url)
    if parts.hostname in LOOPBACK or urllib.request.proxy_bypass(parts.netloc):
        return None
    return proxies.get(parts.scheme) or proxies.get("all")


def _to_mend(error: Exception, url: str) -> SetupError | None:
    """Give what a person must mend, where that is why no connection came about."""
    host, cause = urlsplit(url).hostname, _first_cause(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return SetupError(
            f"The certificate of {host} is not trusted: {cause.verify_message}.",
            where="ca_file",
            next_step="If a proxy or a server of your own shows it, set ca_file (Certificate) to a file "
            "with the certificate of its authority.",
            code="untrusted",
        )
    if isinstance(cause, PermissionError):
        return SetupError(
            f"{host} may not be connected to: {cause}",
            where="network",
            next_step="Name another host, or ask an administrator.",
            code="not_allowed",
        )
    if isinstance(error, httpx2.ProxyError) and str(error).startswith("407"):
        return SetupError(
            f"The proxy wants a user and a password before it leads to {host}.",
            where="proxy",
            next_step="Write it as http://user:password@host:port.",
            code="proxy_sign_in",
        )
    return None


def _first_cause(error: BaseException) -> BaseException:
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return error


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def transport_of(settings: Settings) -> HttpTransport:
    """Make the transport that a connection's settings ask for."""
    places = settings.concurrency or max(CONCURRENCY.values())
    return HttpTransport(connections=places + 2, proxy=settings.proxy, ca_file=settings.ca_file)
