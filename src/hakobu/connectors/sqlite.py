"""SQLite as a source."""

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
    name="sqlite",
    title=Words("SQLite", "SQLite"),
    category="Database",
    source=True,
    destination=False,
    reads=("table", "query"),
    settings=(
        Setting(
            name="path",
            type=SettingType.PATH,
            title=Words("Database file", "データベースファイル"),
            help=Words(
                "The database file. A relative path begins at the definition file's folder.",
                "データベースファイルです。相対パスの起点は、定義ファイルのあるフォルダーです。",
            ),
            required=True,
            example="./shop.sqlite",
        ),
        ALLOW,
    ),
)


def open_connection(connection: Connection, *, base: Path) -> Source:
    """Open the database read-only; a file that is not there is an error, never made."""
    from hakobu.connectors.sqlite_source import SqliteSource  # noqa: PLC0415 - with Arrow

    return SqliteSource(connection.name, base / connection.settings["path"])
