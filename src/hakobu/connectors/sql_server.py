"""Microsoft SQL Server as a source; its driver is fetched when somebody wants it."""

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
    name="sql-server",
    title=Words("Microsoft SQL Server", "Microsoft SQL Server"),
    category="Database",
    source=True,
    destination=False,
    reads=("table", "query"),
    aliases=("mssql",),
    driver=Driver(package="pymssql", wanted=">=2.3", module="pymssql", licence="LGPL-2.1", size=3_300_000),
    licence="LGPL-2.1 (pymssql)",
    tried=False,
    settings=(
        host(),
        port(1433),
        text(
            "database",
            Words("Database", "データベース"),
            Words("The database's name.", "データベースの名前です。"),
            required=True,
            example="sales",
        ),
        USER,
        PASSWORD,
        Setting(
            name="encryption",
            type=SettingType.CHOICE,
            title=Words("Encryption", "暗号化"),
            help=Words(
                "Whether the connection is encrypted; the certificate is not checked by this driver.",
                "通信を暗号化するかどうかです。このドライバーは証明書を検証しません。",
            ),
            default="require",
            choices=("off", "request", "require"),
            advanced=True,
        ),
        TIMEOUT,
    ),
)


def open_connection(connection: Connection, *, base: Path) -> Source:
    """Open the database; nothing is connected before the first read."""
    from hakobu.connectors.sql_server_source import SqlServerSource  # noqa: PLC0415 - with the driver

    return SqlServerSource(connection.name, SPEC.filled(connection.settings), base)
