"""Files as a source: CSV and its kin, Parquet, Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.connectors.spec import Setting, SettingType, Spec, Words

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.connectors.source import Source
    from hakobu.model import Connection

__all__ = ["SPEC", "open_connection"]

SPEC = Spec(
    name="files",
    title=Words("Files", "ファイル"),
    category="Files",
    source=True,
    destination=False,
    reads=("file",),
    settings=(
        Setting(
            name="path",
            type=SettingType.PATH,
            title=Words("Folder or file", "フォルダーまたはファイル"),
            help=Words(
                "The folder or the file to read. A relative path begins at the definition file's folder.",
                "読み取るフォルダーまたはファイルです。相対パスの起点は、定義ファイルのあるフォルダーです。",
            ),
            required=True,
            example="./drop",
        ),
    ),
)


def open_connection(connection: Connection, *, base: Path) -> Source:
    """Open the folder (or the one file)."""
    from hakobu.connectors.file_source import FileSource  # noqa: PLC0415 - with Arrow

    return FileSource(connection.name, base / connection.settings["path"])
