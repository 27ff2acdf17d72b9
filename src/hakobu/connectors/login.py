"""The settings that most database servers ask alike: where they are, and who asks."""

from __future__ import annotations

from hakobu.connectors.spec import Setting, SettingType, Words

__all__ = ["CA_FILE", "PASSWORD", "TIMEOUT", "USER", "host", "port", "text"]

USER = Setting(
    name="user",
    type=SettingType.TEXT,
    title=Words("User", "ユーザー"),
    help=Words("A user that may read is enough.", "読み取り権限のあるユーザーで十分です。"),
    required=True,
    example="reader",
)
PASSWORD = Setting(
    name="password",
    type=SettingType.SECRET,
    title=Words("Password", "パスワード"),
    help=Words(
        "Kept encrypted; in a file, write a variable of the environment.",
        "暗号化して保存します。定義ファイルでは環境変数で指定してください。",
    ),
    example='"${DB_PASSWORD}"',
)
CA_FILE = Setting(
    name="ca_file",
    type=SettingType.PATH,
    title=Words("Certificate", "証明書"),
    help=Words("A file of certificates to trust.", "信頼する証明書のファイルです。"),
    advanced=True,
)
TIMEOUT = Setting(
    name="timeout",
    type=SettingType.INTEGER,
    title=Words("Time-out", "タイムアウト"),
    help=Words("Seconds to wait for the connection.", "接続を待つ秒数です。"),
    default=30,
    minimum=1,
    maximum=600,
    advanced=True,
)


def host() -> Setting:
    """Ask where the server is."""
    return Setting(
        name="host",
        type=SettingType.TEXT,
        title=Words("Host", "ホスト"),
        help=Words("The server's name or address.", "サーバーの名前またはアドレスです。"),
        default="localhost",
    )


def port(default: int) -> Setting:
    """Ask for the port."""
    return Setting(
        name="port",
        type=SettingType.INTEGER,
        title=Words("Port", "ポート"),
        help=Words("The server's port.", "サーバーのポートです。"),
        default=default,
        minimum=1,
        maximum=65535,
    )


def text(
    name: str,
    title: Words,
    help_: Words,
    *,
    required: bool = False,
    advanced: bool = False,
    default: str | None = None,
    example: str = "",
) -> Setting:
    """Ask for a text of the connector's own."""
    return Setting(
        name=name,
        type=SettingType.TEXT,
        title=title,
        help=help_,
        required=required,
        advanced=advanced,
        default=default,
        example=example,
    )
