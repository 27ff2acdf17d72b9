"""Oracle Database as a source; its driver is fetched when somebody wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.connectors.login import PASSWORD, TIMEOUT, USER, host, port, text
from hakobu.connectors.spec import Driver, Setting, SettingType, Spec, Words

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.connectors.source import Source
    from hakobu.model import Connection

__all__ = ["SPEC", "open_connection"]

SPEC = Spec(
    name="oracle",
    title=Words("Oracle Database", "Oracle Database"),
    category="Database",
    source=True,
    destination=False,
    reads=("table", "query"),
    driver=Driver(
        package="oracledb",
        wanted=">=3",
        module="oracledb",
        licence="Apache-2.0 or UPL-1.0",
        size=2_900_000,
    ),
    licence="Apache-2.0 or UPL-1.0 (oracledb)",
    tried=False,
    settings=(
        host(),
        port(1521),
        text(
            "service",
            Words("Service name", "サービス名"),
            Words("The service of the database.", "データベースのサービス名です。"),
            required=True,
            example="FREEPDB1",
        ),
        USER,
        PASSWORD,
        Setting(
            name="tls",
            type=SettingType.BOOLEAN,
            title=Words("TLS", "TLS"),
            help=Words(
                "Encrypt the connection and check the server's certificate.",
                "通信を暗号化し、サーバーの証明書を検証します。",
            ),
            default=False,
            advanced=True,
        ),
        TIMEOUT,
    ),
)


def open_connection(connection: Connection, *, base: Path) -> Source:
    """Open the database; nothing is connected before the first read."""
    from hakobu.connectors.oracle_source import OracleSource  # noqa: PLC0415 - with the driver

    return OracleSource(connection.name, SPEC.filled(connection.settings), base)
