"""The database servers that the tests use, and a proxy that cuts a connection half-way."""

from __future__ import annotations

import os
import socket
import threading
import uuid
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hakobu.connectors.catalogue import open_source
from hakobu.model import Connection, Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.connectors.source import Source

POSTGRESQL = ("127.0.0.1", 5432)
MARIADB = ("127.0.0.1", 3306)


def need(address: tuple[str, int], name: str) -> None:
    """Skip where the server does not run; in CI that is a failure."""
    try:
        socket.create_connection(address, timeout=2).close()
    except OSError:
        message = f"{name} does not run on {address[0]}:{address[1]}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)


def unique(prefix: str) -> str:
    return f"{prefix}_{uuid.uuid4().hex[:12]}"


@contextmanager
def postgresql_schema() -> Iterator[str]:
    """A schema of its own, dropped at the end."""
    from adbc_driver_postgresql import dbapi  # type: ignore[import-untyped]  # noqa: PLC0415

    need(POSTGRESQL, "PostgreSQL")
    name = unique("hakobu")
    with dbapi.connect("postgresql://postgres@127.0.0.1:5432/test", autocommit=True) as connection:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {name}")
        try:
            yield name
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA {name} CASCADE")


def postgresql_execute(*statements: str) -> None:
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415

    with (
        dbapi.connect("postgresql://postgres@127.0.0.1:5432/test", autocommit=True) as connection,
        connection.cursor() as cursor,
    ):
        for statement in statements:
            cursor.execute(statement)


def postgresql_source(port: int = 5432, **settings: Any) -> Source:
    given = {"host": "127.0.0.1", "port": port, "database": "test", "user": "postgres", **settings}
    return open_source(Connection(name="shop", connector="postgresql", settings=given), base=Path())


@contextmanager
def mariadb_tables(*names: str) -> Iterator[tuple[str, ...]]:
    """Unique table names, dropped at the end."""
    need(MARIADB, "MariaDB")
    made = tuple(unique(name) for name in names)
    try:
        yield made
    finally:
        mariadb_execute(*(f"DROP TABLE IF EXISTS `{name}`" for name in made))


def mariadb_execute(*statements: str) -> None:
    import pymysql  # noqa: PLC0415

    connection = pymysql.connect(
        host="127.0.0.1", user="root", database="test", charset="utf8mb4", autocommit=True
    )
    with connection, connection.cursor() as cursor:
        cursor.execute("SET SESSION sql_mode = ''")
        cursor.execute("SET SESSION time_zone = '+00:00'")
        for statement in statements:
            cursor.execute(statement)


def mariadb_source(port: int = 3306, **settings: Any) -> Source:
    given = {"host": "127.0.0.1", "port": port, "database": "test", "user": "root", **settings}
    return open_source(Connection(name="shop", connector="mariadb", settings=given), base=Path())


def secret(text: str) -> Secret:
    return Secret(text)


@contextmanager
def cutting_proxy(target: tuple[str, int], *, after: int) -> Iterator[int]:
    """A port that forwards to a server and cuts the line after some bytes of its answer."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)
    thread = threading.Thread(target=_serve, args=(listener, target, after), daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)  # wakes the one who waits for a caller
        listener.close()
        thread.join(timeout=5)


def _serve(listener: socket.socket, target: tuple[str, int], after: int) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        server = socket.create_connection(target)
        threading.Thread(target=_forward, args=(client, server), daemon=True).start()
        _forward(server, client, after)


def _forward(source: socket.socket, sink: socket.socket, limit: int | None = None) -> None:
    passed = 0
    try:
        while (limit is None or passed < limit) and (data := source.recv(65536)):
            sink.sendall(data)
            passed += len(data)
    except OSError:
        pass  # the other direction was cut
    for end in (source, sink):
        with suppress(OSError):  # it was down already
            end.shutdown(socket.SHUT_RDWR)
        end.close()
