"""The connectors there are, and how one is opened."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from hakobu.connectors import (
    bigquery,
    clickhouse,
    files,
    mysql,
    oracle,
    postgresql,
    snowflake,
    sql_server,
    sqlite,
    zoho_crm,
)
from hakobu.connectors.installer import Installer
from hakobu.connectors.spec import nearest
from hakobu.errors import NotSupportedError, SetupError
from hakobu.settings import home as default_home

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.connectors.source import Source
    from hakobu.connectors.spec import Spec
    from hakobu.model import Connection

__all__ = ["CATALOGUE", "find_spec", "open_source"]

_CONNECTORS = (
    zoho_crm,
    files,
    sqlite,
    postgresql,
    mysql,
    sql_server,
    oracle,
    clickhouse,
    snowflake,
    bigquery,
)

CATALOGUE: dict[str, Spec] = {module.SPEC.name: module.SPEC for module in _CONNECTORS}

_ALIASES = {alias: spec for spec in CATALOGUE.values() for alias in spec.aliases}


class _Connector(Protocol):
    def open_connection(self, connection: Connection, *, base: Path) -> Source: ...


class _Both(Protocol):
    def open_connection(self, connection: Connection, *, base: Path, home: Path | None) -> Source: ...


def find_spec(name: str) -> Spec | None:
    """Find a connector by its name or by another name of it."""
    return CATALOGUE.get(name) or _ALIASES.get(name)


def open_source(connection: Connection, *, base: Path, home: Path | None = None) -> Source:
    """Open a connection as a source; paths in its settings are relative to ``base``.

    ``home`` is where a system that is a destination too shares its tokens and limits with that.
    """
    spec = find_spec(connection.connector)
    where = f"connection {connection.name}"
    if spec is None:
        known = (*CATALOGUE, *_ALIASES)
        raise SetupError(
            f"There is no connector {connection.connector!r}.",
            where=where,
            valid=known,
            next_step=nearest(connection.connector, known),
        )
    if not spec.source:
        raise NotSupportedError(f"{spec.name} as a source comes with a later version.", where=where)
    Installer(home or default_home()).need(spec)
    module = cast("_Connector", import_module(f"hakobu.connectors.{spec.name.replace('-', '_')}"))
    if spec.destination:
        return cast("_Both", module).open_connection(connection, base=base, home=home)
    return module.open_connection(connection, base=base)
