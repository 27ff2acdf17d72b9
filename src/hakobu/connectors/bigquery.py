"""BigQuery as a source; its driver is fetched when somebody wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hakobu.connectors.login import TIMEOUT, text
from hakobu.connectors.spec import Driver, Setting, SettingType, Spec, Words

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.connectors.source import Source
    from hakobu.model import Connection

__all__ = ["SPEC", "open_connection"]

SPEC = Spec(
    name="bigquery",
    title=Words("BigQuery", "BigQuery"),
    category="Warehouse",
    source=True,
    destination=False,
    reads=("table", "query"),
    driver=Driver(
        package="google-cloud-bigquery",
        wanted=">=3.30",
        module="google.cloud.bigquery",
        licence="Apache-2.0",
        size=10_000_000,
    ),
    licence="Apache-2.0 (google-cloud-bigquery)",
    tried=False,
    needs_one_of=(("credentials", "credentials_file"),),
    settings=(
        text(
            "project",
            Words("Project", "プロジェクト"),
            Words("The project that pays for the queries.", "クエリの課金先のプロジェクトです。"),
            required=True,
            example="my-project",
        ),
        text(
            "dataset",
            Words("Dataset", "データセット"),
            Words("The dataset whose tables are read.", "読み取るテーブルのデータセットです。"),
            required=True,
            example="sales",
        ),
        Setting(
            name="credentials",
            type=SettingType.SECRET,
            title=Words("Service account key", "サービスアカウントキー"),
            help=Words(
                "The whole text of the key's JSON file.", "キーの JSON ファイルの内容全体を貼り付けます。"
            ),
            example='"${BIGQUERY_KEY}"',
        ),
        Setting(
            name="credentials_file",
            type=SettingType.PATH,
            title=Words("Service account key file", "サービスアカウントキーのファイル"),
            help=Words("The key as a file instead.", "キーをファイルで渡す場合に指定します。"),
        ),
        text(
            "location",
            Words("Location", "ロケーション"),
            Words(
                "Where the dataset lies; found by itself as a rule.",
                "データセットのロケーションです。通常は自動で判別します。",
            ),
            advanced=True,
            example="asia-northeast1",
        ),
        TIMEOUT,
    ),
)


def open_connection(connection: Connection, *, base: Path) -> Source:
    """Open the database; nothing is connected before the first read."""
    from hakobu.connectors.bigquery_source import BigquerySource  # noqa: PLC0415 - with the driver

    return BigquerySource(connection.name, SPEC.filled(connection.settings), base)
