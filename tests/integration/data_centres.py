"""Zoho's data centres under their own names, on loopback: a proxy leads each host to an emulator by TLS."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.integration.listening import certify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Emulator

__all__ = ["CLIENT", "DataCentres", "data_centres"]

HOSTS = {
    "us": ("accounts.zoho.com", "www.zohoapis.com", "content.zohoapis.com"),
    "eu": ("accounts.zoho.eu", "www.zohoapis.eu", "content.zohoapis.eu"),
    "jp": ("accounts.zoho.jp", "www.zohoapis.jp", "content.zohoapis.jp"),
}
CLIENT = {"id": "1000.CLIENT", "secret": "s3cret-of-the-client"}
OF_ONE_HOP = {"connection", "content-length", "transfer-encoding"}


class DataCentres:
    """The proxy's address, the authority's file, which hosts were asked for, and the emulators by region."""

    def __init__(self, proxy: str, ca_file: Path, emulators: dict[str, Emulator]) -> None:
        self.proxy = proxy
        self.ca_file = ca_file
        self.emulators = emulators
        self.asked: list[str] = []
        self.password = ""  # as user:password, where the proxy wants one

    @property
    def reach(self) -> dict[str, str]:
        """The two settings that lead a connection here."""
        return {"proxy": self.proxy, "ca_file": str(self.ca_file)}

    def issue(self, region: str, what: str) -> str:
        """Have a data centre give out a code or a refresh token."""
        wish = {"issue": [what], "client_id": CLIENT["id"], "clients": [CLIENT]}
        return str(self.emulators[region].post("/_emulator/tokens", wish)[what])

    def register(self, *regions: str) -> None:
        """Make the client known in some of them."""
        for region in regions:
            self.emulators[region].post("/_emulator/tokens", {"clients": [CLIENT]})


@contextmanager
def data_centres(folder: Path, **emulators: Emulator) -> Iterator[DataCentres]:
    """Stand in for Zoho: ``us=…, jp=…`` are emulators (strict ones); other hosts cannot be reached."""
    places = {host: each for region, each in emulators.items() for host in HOSTS[region]}
    for region, each in emulators.items():
        domain = f"https://{HOSTS[region][1]}"
        each.post("/_emulator/org", {"region": region, "api_domain": domain})
        each.post("/_emulator/journal", {"bodies": 100_000})
    ca_file, chain = certify(folder, tuple(places))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)

    class Tunnel(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            method, target, _ = self.rfile.readline().decode().split(" ", 2)
            headers = [line.decode().strip() for line in iter(self.rfile.readline, b"\r\n")]
            assert method == "CONNECT"
            host = target.partition(":")[0]
            centres.asked.append(host)
            key = base64.b64encode(centres.password.encode()).decode()
            if centres.password and f"Proxy-Authorization: Basic {key}" not in headers:
                self.wfile.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            elif host not in places:
                self.wfile.write(b"HTTP/1.1 502 no way there\r\n\r\n")
            else:
                self.wfile.write(b"HTTP/1.1 200 ok\r\n\r\n")
                self.tell(_passes_on(places[host]))

        def tell(self, handler: type[BaseHTTPRequestHandler]) -> None:
            # a client that does not trust the certificate goes away
            with suppress(ssl.SSLError, ConnectionError), context.wrap_socket(self.request, True) as inner:
                handler(inner, self.client_address, self.server)

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Tunnel)
    server.daemon_threads = True
    centres = DataCentres(f"http://127.0.0.1:{server.server_address[1]}", ca_file, emulators)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield centres
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _passes_on(emulator: Emulator) -> type[BaseHTTPRequestHandler]:
    """Make what passes each request on to an emulator, and says that it came over TLS."""
    place = urlsplit(emulator.url)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            there = HTTPConnection(str(place.hostname), place.port)
            try:
                headers = {**self.headers, "X-Forwarded-Proto": "https"}
                there.request(self.command, self.path, body or None, headers)
                answer = there.getresponse()
                content = answer.read()
            finally:
                there.close()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in OF_ONE_HOP:
                    self.send_header(name, value)
            if answer.status not in {204, 304}:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = pass_on  # noqa: N815 - the names it looks for

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
