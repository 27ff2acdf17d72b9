"""The two databases that can hold the store: a test that takes ``either_store`` runs on both."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.integration.databases import POSTGRESQL, need, unique

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["either_store", "own_database", "postgresql_store"]

SERVER = "postgresql://postgres@127.0.0.1:5432"


@contextmanager
def own_database() -> Iterator[str]:
    """A database of its own, dropped at the end; gives its address."""
    need(POSTGRESQL, "PostgreSQL")
    name = unique("hakobu_store")
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as server:
        server.execute(f'create database "{name}"')
    try:
        yield f"{SERVER}/{name}"
    finally:
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as server:
            server.execute(f'drop database "{name}" with (force)')


@pytest.fixture(scope="module")
def postgresql_store() -> Iterator[str]:
    """Give a file's own database."""
    with own_database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def either_store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let a test run on both; on PostgreSQL in a schema of its own. Gives the address, empty for SQLite."""
    if request.param == "sqlite":
        monkeypatch.delenv("HAKOBU_DATABASE", raising=False)
        return ""
    url, schema = request.getfixturevalue("postgresql_store"), unique("s")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'create schema "{schema}"')
    address = f"{url}?options=-csearch_path%3D{schema}"
    monkeypatch.setenv("HAKOBU_DATABASE", address)
    return address
