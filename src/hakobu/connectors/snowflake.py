"""Snowflake as a source; its driver is fetched when somebody wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.connectors.login import PASSWORD, TIMEOUT, USER, text
from hakobu.connectors.spec import Driver, Setting, SettingType, Spec, Words

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.connectors.source import Source
    from hakobu.model import Connection

__all__ = ["SPEC", "open_connection"]

SPEC = Spec(
    name="snowflake",
    title=Words("Snowflake", "Snowflake"),
    category="Warehouse",
    source=True,
    destination=False,
    reads=("table", "query"),
    driver=Driver(
        package="snowflake-connector-python",
        wanted=">=3.12",
        module="snowflake.connector",
        licence="Apache-2.0",
        size=5_000_000,
    ),
    licence="Apache-2.0 (snowflake-connector-python)",
    tried=False,
    needs_one_of=(("password", "private_key_file"),),
    settings=(
        text(
            "account",
            Words("Account", "アカウント"),
            Words(
                "The account identifier, organisation-account.",
                "アカウント識別子（組織名-アカウント名）です。",
            ),
            required=True,
            example="myorg-myaccount",
        ),
        USER,
        PASSWORD,
        Setting(
            name="private_key_file",
            type=SettingType.PATH,
            title=Words("Private key", "秘密鍵"),
            help=Words(
                "A file with the user's private key (PKCS 8), instead of a password.",
                "パスワードの代わりに使う秘密鍵（PKCS 8）のファイルです。",
            ),
        ),
        text(
            "warehouse",
            Words("Warehouse", "ウェアハウス"),
            Words("What the queries run on.", "クエリを実行するウェアハウスです。"),
            example="COMPUTE_WH",
        ),
        text(
            "database",
            Words("Database", "データベース"),
            Words("The database's name.", "データベースの名前です。"),
            required=True,
        ),
        text(
            "schema",
            Words("Schema", "スキーマ"),
            Words("The schema whose tables are read.", "読み取るテーブルのスキーマです。"),
            default="PUBLIC",
        ),
        text(
            "role",
            Words("Role", "ロール"),
            Words("The role to read with.", "読み取りに使うロールです。"),
            advanced=True,
        ),
        TIMEOUT,
    ),
)


def open_connection(connection: Connection, *, base: Path) -> Source:
    """Open the database; nothing is connected before the first read."""
    from hakobu.connectors.snowflake_source import SnowflakeSource  # noqa: PLC0415 - with the driver

    return SnowflakeSource(connection.name, SPEC.filled(connection.settings), base)
