"""Servers on loopback that alerts are sent to: HTTP, SMTP, and a proxy that answers for Slack and Teams."""

from __future__ import annotations

import datetime as dt
import json
import socket
import socketserver
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Mailbox", "Posts", "certify", "free_port", "mail_server", "proxy_with_its_own_ca", "web_server"]


class Posts:
    """What was posted, and what is answered."""

    def __init__(self) -> None:
        self.address = ""
        self.got: list[dict[str, Any]] = []
        self.status = 200
        self.location = ""  # where a redirect leads


def _handler(posts: Posts) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = self.rfile.read(int(self.headers["content-length"] or 0)).decode()
            posts.got.append(
                {"host": self.headers["host"], "path": self.path, "body": json.loads(text or "null")}
            )
            self.send_response(posts.status)
            if posts.location:
                self.send_header("location", posts.location)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        do_POST = do_GET  # noqa: N815 - the name it looks for

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@contextmanager
def web_server() -> Iterator[Posts]:
    """Take whatever is posted."""
    posts = Posts()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(posts))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    posts.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield posts
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Mailbox:
    """Mails as they came, and who signed in."""

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[tuple[str, list[str], str]] = []
        self.signed_in: list[str] = []


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Speak as much SMTP as a mail wants."""
    box = Mailbox()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

        def handle(self) -> None:
            self.say("220 loopback")
            self.sender, self.to = "", list[str]()
            while line := self.rfile.readline().decode().strip():
                self.say(self.answer(line))

        def answer(self, line: str) -> str:
            word = line.upper()[:4]
            if word == "AUTH":
                box.signed_in.append(line)
            elif word == "MAIL":
                self.sender = line
            elif word == "RCPT":
                self.to.append(line.partition("<")[2].partition(">")[0])
            elif word == "DATA":
                self.say("354 go on")
                text = "".join(iter(lambda: self.rfile.readline().decode(), ".\r\n"))
                box.mails.append((self.sender, self.to, text))
                self.to = []
            said = {"EHLO": "250-loopback\r\n250-AUTH PLAIN\r\n250 SMTPUTF8", "AUTH": "235 in"}
            return said.get(word, "221 bye" if word == "QUIT" else "250 ok")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    box.port = server.server_address[1]
    try:
        yield box
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def proxy_with_its_own_ca(folder: Path, *hosts: str) -> Iterator[tuple[str, Path, Posts]]:
    """Stand in for the network: a proxy whose every host is this server, certified by a CA of its own."""
    ca_file, chain = certify(folder, hosts)
    posts = Posts()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    handler = _handler(posts)

    class Tunnel(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked = self.rfile.readline().decode()
            while self.rfile.readline().strip():
                pass
            assert asked.startswith("CONNECT"), asked
            self.wfile.write(b"HTTP/1.1 200 ok\r\n\r\n")
            inner = context.wrap_socket(self.request, server_side=True)
            handler(inner, self.client_address, self.server)
            inner.close()

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Tunnel)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", ca_file, posts
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def certify(folder: Path, hosts: tuple[str, ...]) -> tuple[Path, Path]:
    """Certify hosts by a new authority; gives its certificate, and theirs with the key."""
    now = dt.datetime.now(dt.UTC)
    key, ca_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA of the test")])

    def build(subject: x509.Name, public: Any) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
        )

    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    ca = build(issuer, ca_key.public_key()).add_extension(x509.BasicConstraints(True, None), True)
    ca = ca.add_extension(usage, True)
    ca = ca.add_extension(x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key()), False)
    names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
    own = build(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])]), key.public_key())
    own = own.add_extension(names, False).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), False
    )
    pem = serialization.Encoding.PEM
    ca_file, chain = folder / "ca.pem", folder / "chain.pem"
    ca_file.write_bytes(ca.sign(ca_key, hashes.SHA256()).public_bytes(pem))
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    chain.write_bytes(own.sign(ca_key, hashes.SHA256()).public_bytes(pem) + secret)
    return ca_file, chain


def free_port() -> int:
    """Give a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
