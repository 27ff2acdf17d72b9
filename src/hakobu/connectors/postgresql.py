"""PostgreSQL as a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.connectors.executing import ALLOW
from hakobu.connectors.spec import Setting, SettingType, Spec, Words

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.connectors.source import Source
    from hakobu.model import Connection

__all__ = ["SPEC", "open_connection"]

SPEC = Spec(
    name="postgresql",
    title=Words("PostgreSQL", "PostgreSQL"),
    category="Database",
    source=True,
    destination=False,
    aliases=("postgres",),
    reads=("table", "query"),
    needs_one_of=(("url", "database"),),
    settings=(
        Setting(
            name="url",
            type=SettingType.SECRET,
            title=Words("Address", "接続 URL"),
            help=Words(
                "The whole address, instead of the settings below.", "下の項目の代わりに使う接続 URL です。"
            ),
            example='"${SHOP_URL}" with postgresql://user:password@host:5432/shop',
        ),
        Setting(
            name="host",
            type=SettingType.TEXT,
            title=Words("Host", "ホスト"),
            help=Words("The server's name or address.", "サーバーの名前またはアドレスです。"),
            default="localhost",
        ),
        Setting(
            name="port",
            type=SettingType.INTEGER,
            title=Words("Port", "ポート"),
            help=Words("The server's port.", "サーバーのポートです。"),
            default=5432,
            minimum=1,
            maximum=65535,
        ),
        Setting(
            name="database",
            type=SettingType.TEXT,
            title=Words("Database", "データベース"),
            help=Words("The database's name.", "データベースの名前です。"),
        ),
        Setting(
            name="user",
            type=SettingType.TEXT,
            title=Words("User", "ユーザー"),
            help=Words("A user that may read is enough.", "読み取り権限のあるユーザーで十分です。"),
            example="reader",
        ),
        Setting(
            name="password",
            type=SettingType.SECRET,
            title=Words("Password", "パスワード"),
            help=Words(
                "Kept encrypted; in a file, write a variable of the environment.",
                "暗号化して保存します。定義ファイルでは環境変数で指定してください。",
            ),
            example='"${DB_PASSWORD}"',
        ),
        Setting(
            name="sslmode",
            type=SettingType.CHOICE,
            title=Words("TLS", "TLS"),
            help=Words(
                "How the connection is encrypted and checked.", "通信の暗号化と証明書の検証方法です。"
            ),
            choices=("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
            advanced=True,
        ),
        Setting(
            name="ca_file",
            type=SettingType.PATH,
            title=Words("Certificate", "証明書"),
            help=Words("A file of certificates to trust.", "信頼する証明書のファイルです。"),
            advanced=True,
        ),
        Setting(
            name="timeout",
            type=SettingType.INTEGER,
            title=Words("Time-out", "タイムアウト"),
            help=Words("Seconds to wait for the connection.", "接続を待つ秒数です。"),
            default=30,
            minimum=1,
            maximum=600,
            advanced=True,
        ),
        ALLOW,
    ),
)


def open_connection(connection: Connection, *, base: Path) -> Source:
    """Open the database; nothing is connected before the first read."""
    from hakobu.connectors.postgresql_source import PostgresqlSource  # noqa: PLC0415 - with the driver

    return PostgresqlSource(connection.name, SPEC.filled(connection.settings), base)
