"""ClickHouse as a source; its driver is fetched when somebody wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.connectors.login import CA_FILE, PASSWORD, TIMEOUT, host, port, text
from hakobu.connectors.spec import Driver, Setting, SettingType, Spec, Words

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.connectors.source import Source
    from hakobu.model import Connection

__all__ = ["SPEC", "open_connection"]

SPEC = Spec(
    name="clickhouse",
    title=Words("ClickHouse", "ClickHouse"),
    category="Warehouse",
    source=True,
    destination=False,
    reads=("table", "query"),
    driver=Driver(
        package="clickhouse-connect",
        wanted=">=0.9",
        module="clickhouse_connect",
        licence="Apache-2.0",
        size=4_400_000,
    ),
    licence="Apache-2.0 (clickhouse-connect)",
    tried=False,
    settings=(
        host(),
        port(8123),
        text(
            "database",
            Words("Database", "データベース"),
            Words("The database's name.", "データベースの名前です。"),
            default="default",
        ),
        text(
            "user",
            Words("User", "ユーザー"),
            Words("A user that may read is enough.", "読み取り権限のあるユーザーで十分です。"),
            default="default",
        ),
        PASSWORD,
        Setting(
            name="tls",
            type=SettingType.BOOLEAN,
            title=Words("TLS", "TLS"),
            help=Words(
                "Use HTTPS; its port is 8443 by custom.", "HTTPS を使います。ポートは通常 8443 です。"
            ),
            default=False,
            advanced=True,
        ),
        CA_FILE,
        TIMEOUT,
    ),
)


def open_connection(connection: Connection, *, base: Path) -> Source:
    """Open the database; nothing is connected before the first read."""
    from hakobu.connectors.clickhouse_source import ClickhouseSource  # noqa: PLC0415 - with the driver

    return ClickhouseSource(connection.name, SPEC.filled(connection.settings), base)
