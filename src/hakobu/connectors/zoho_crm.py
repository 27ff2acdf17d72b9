"""Zoho CRM as a connector: the settings of a connection to one organisation, and it as a source."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from hakobu.connectors.spec import Setting, SettingType, Spec, Words
from hakobu.errors import SetupError
from hakobu.model import Secret
from hakobu.settings import database_url

if TYPE_CHECKING:
    import threading
    from pathlib import Path

    from hakobu.connectors.source import Source
    from hakobu.model import Connection
    from hakobu.zoho import Client, Settings

__all__ = ["SPEC", "open_client", "open_connection", "settings_of"]

# The same lists as in ``hakobu.zoho`` (a test compares them): importing the client here would make
# every reading of a definition pay for an HTTP stack.
_REGIONS = ("US", "EU", "IN", "AU", "JP", "CN", "CA", "SA", "UK", "AE")
_SCHEMAS = ("v2", "v2.1", "v4", "v8")
_ENVIRONMENTS = ("production", "sandbox", "developer")
_SCOPE_SETS = ("read only", "read and write", "also delete")

_REQUIRED = (
    Setting(
        name="region",
        type=SettingType.CHOICE,
        title=Words("Region", "リージョン（データセンター）"),
        help=Words(
            "See the address of your Zoho CRM: crm.zoho.jp is JP, crm.zoho.com is US.",
            "Zoho CRM のアドレスで分かります。crm.zoho.jp は JP、crm.zoho.com は US です。",
        ),
        default="US",
        choices=_REGIONS,
    ),
    Setting(
        name="schema",
        type=SettingType.CHOICE,
        title=Words("Schema", "スキーマ（Zoho CRM のバージョン）"),
        help=Words("Each version has its own data model.", "バージョンごとにデータモデルが異なります。"),
        default="v4",
        choices=_SCHEMAS,
    ),
    Setting(
        name="use_coql",
        type=SettingType.BOOLEAN,
        title=Words("Use COQL", "COQL を使用"),
        help=Words(
            "Read through the Query API; off, no COQL call is made at all and the API type is chosen.",
            "クエリ API で読み取ります。オフでは COQL を一切呼び出さず、API の種類を選べます。",
        ),
        default=True,
    ),
    Setting(
        name="api_type",
        type=SettingType.CHOICE,
        title=Words("API Type", "API の種類"),
        help=Words(
            "REST: 200 records a call, 1 credit each. Bulk: 200,000 for 50 credits, in minutes.",
            "REST は 200 件ごとに 1 クレジット、Bulk は 20 万件で 50 クレジット（数分）です。",
        ),
        default="REST",
        choices=("Bulk", "REST"),
        shown_when=("use_coql", False),
    ),
    Setting(
        name="client_id",
        type=SettingType.TEXT,
        title=Words("Client ID", "クライアント ID"),
        help=Words("From Zoho's API console.", "Zoho API コンソールで発行します。"),
        required=True,
        example="1000.ABC",
    ),
    Setting(
        name="client_secret",
        type=SettingType.SECRET,
        title=Words("Client Secret", "クライアントシークレット"),
        help=Words("From Zoho's API console.", "Zoho API コンソールで発行します。"),
        required=True,
        example='"${ZOHO_CLIENT_SECRET}"',
    ),
    Setting(
        name="refresh_token",
        type=SettingType.SECRET,
        title=Words("Refresh token", "リフレッシュトークン"),
        help=Words("The lasting half of a sign-in.", "サインインで得られる長期のトークンです。"),
        example='"${ZOHO_REFRESH_TOKEN}"',
    ),
    Setting(
        name="code",
        type=SettingType.SECRET,
        title=Words("Grant code", "認可コード"),
        help=Words(
            "A Self Client's code or a redirect's; it works once, for some minutes.",
            "Self Client またはリダイレクトのコードです。数分間、一度だけ使えます。",
        ),
    ),
    Setting(
        name="redirect_uri",
        type=SettingType.TEXT,
        title=Words("Redirect address", "リダイレクト URI"),
        help=Words(
            "The address that the client was registered with, for a code that came by redirect.",
            "クライアント登録時のアドレスです。リダイレクトで得たコードに使います。",
        ),
    ),
    Setting(
        name="scopes",
        type=SettingType.CHOICE,
        title=Words("Scopes (what this connection may do)", "スコープ（この接続に許可する操作）"),
        help=Words(
            "The scopes that the sign-in is to have; a test of the connection shows each set to paste.",
            "サインインに許可するスコープのセットです。貼り付け用の文字列は接続テストに表示されます。",
        ),
        default="read and write",
        choices=_SCOPE_SETS,
    ),
)

_ADVANCED = (
    Setting(
        name="cheapest_read",
        type=SettingType.BOOLEAN,
        title=Words("Cheapest read", "クレジットの少ない読み取り"),
        help=Words(
            "Whole tables are read by Bulk Read where that costs fewer credits than COQL.",
            "COQL よりクレジットが少なくて済む場合は、一括読み取り（Bulk Read）を使います。",
        ),
        default=True,
        advanced=True,
        shown_when=("use_coql", True),
    ),
    Setting(
        name="environment",
        type=SettingType.CHOICE,
        title=Words("Environment", "環境"),
        help=Words("Production, sandbox or developer.", "本番、サンドボックス、開発者環境です。"),
        default="production",
        choices=_ENVIRONMENTS,
        advanced=True,
    ),
    Setting(
        name="accounts_server",
        type=SettingType.TEXT,
        title=Words("Accounts server", "アカウントサーバー"),
        help=Words(
            "Overrides the region's (an emulator, say).",
            "リージョンの値より優先されます（エミュレーターなど）。",
        ),
        example="https://accounts.zoho.jp",
        advanced=True,
    ),
    Setting(
        name="api_domain",
        type=SettingType.TEXT,
        title=Words("API domain", "API ドメイン"),
        help=Words(
            "Overrides the region's (an emulator, say).",
            "リージョンの値より優先されます（エミュレーターなど）。",
        ),
        example="https://www.zohoapis.jp",
        advanced=True,
    ),
    Setting(
        name="concurrency",
        type=SettingType.INTEGER,
        title=Words("Concurrency", "同時実行数"),
        help=Words(
            "Calls at the same time; by default what the edition allows.",
            "同時に行う呼び出しの数です。既定はプランの上限です。",
        ),
        minimum=1,
        maximum=100,
        advanced=True,
    ),
    Setting(
        name="credit_reserve",
        type=SettingType.INTEGER,
        title=Words("Credit reserve", "利用者用に確保するクレジット"),
        help=Words(
            "Credits of the day left for people.", "1 日のクレジットのうち、利用者用に残しておく分です。"
        ),
        default=0,
        minimum=0,
        advanced=True,
    ),
    Setting(
        name="batch_size",
        type=SettingType.INTEGER,
        title=Words("Batch size", "バッチサイズ"),
        help=Words("Records in one call.", "1 回の呼び出しで送る件数です。"),
        default=100,
        minimum=1,
        maximum=100,
        advanced=True,
    ),
    Setting(
        name="layout",
        type=SettingType.TEXT,
        title=Words("Layout", "レイアウト"),
        help=Words("The id of the layout of new records.", "新しいレコードに使うレイアウトの ID です。"),
        advanced=True,
    ),
    Setting(
        name="assignment_rule",
        type=SettingType.TEXT,
        title=Words("Assignment rule", "割り当てルール"),
        help=Words("The id of the rule that finds the owner.", "担当者を決めるルールの ID です。"),
        advanced=True,
    ),
    Setting(
        name="time_zone",
        type=SettingType.ZONE,
        title=Words("Time zone", "タイムゾーン"),
        help=Words(
            "The zone of times that come without one and are written here.",
            "タイムゾーンのない日時をここへ書き込むときのタイムゾーンです。",
        ),
        example="Asia/Tokyo",
        advanced=True,
    ),
    Setting(
        name="timeout",
        type=SettingType.INTEGER,
        title=Words("Time-out", "タイムアウト"),
        help=Words("The longest life of one call, in seconds.", "1 回の呼び出しの最長秒数です。"),
        default=60,
        minimum=1,
        maximum=600,
        advanced=True,
    ),
    Setting(
        name="patience",
        type=SettingType.INTEGER,
        title=Words("Patience", "待機の上限"),
        help=Words(
            "How long a call may wait for Zoho to take it, in seconds.",
            "Zoho が呼び出しを受け付けるまで待つ最長秒数です。",
        ),
        default=600,
        minimum=1,
        maximum=86_400,
        advanced=True,
    ),
    Setting(
        name="proxy",
        type=SettingType.SECRET,
        title=Words("Proxy", "プロキシ"),
        help=Words("The address of a proxy.", "プロキシのアドレスです。"),
        example='"http://proxy.example.com:8080"',
        advanced=True,
    ),
    Setting(
        name="ca_file",
        type=SettingType.PATH,
        title=Words("Certificate", "証明書"),
        help=Words("A file of certificates to trust.", "信頼する証明書のファイルです。"),
        advanced=True,
    ),
)

SPEC = Spec(
    name="zoho-crm",
    title=Words("Zoho CRM", "Zoho CRM"),
    category="CRM",
    source=True,
    destination=True,
    reads=("table", "query"),
    settings=_REQUIRED + _ADVANCED,
    needs_one_of=(("refresh_token", "code"),),
)


def open_client(
    connection: Connection,
    *,
    home: Path | None,
    base: Path | None = None,
    stop: threading.Event | None = None,
) -> Client:
    """Open a client; through ``home`` its tokens, slots and metadata are shared with other processes.

    A relative ``ca_file`` is relative to ``base``. Where machines share a store, they share its slots.
    Once ``stop`` is set the client begins no call any more.
    """
    from hakobu.zoho import Client  # noqa: PLC0415 - with an HTTP stack

    settings, limiter = settings_of(connection, base=base), None
    if home is not None and (database := database_url()):
        from hakobu.store.places import shared_places  # noqa: PLC0415 - with SQLAlchemy

        limiter = shared_places(database, settings.patience)
    return Client(settings, home=home and home / "zoho", limiter=limiter, stop=stop)


def settings_of(connection: Connection, *, base: Path | None = None) -> Settings:
    """Give the settings as the client takes them; a relative ``ca_file`` is relative to ``base``."""
    from hakobu.zoho import SCOPE_SETS, Settings  # noqa: PLC0415 - with an HTTP stack

    if connection.connector != SPEC.name:
        raise SetupError(
            f"{connection.connector} is no destination.",
            where=f"connection {connection.name}",
            valid=(SPEC.name,),
        )
    known = {each.name for each in fields(Settings)}
    values: dict[str, Any] = {
        name: value.reveal() if isinstance(value, Secret) else value
        for name, value in connection.settings.items()
        if name in known and value is not None
    }
    if "scopes" in values:
        values["scopes"] = SCOPE_SETS[values["scopes"]]
    if values.get("ca_file") and base is not None:
        values["ca_file"] = str(base / values["ca_file"])
    return Settings(**values)


def open_connection(connection: Connection, *, base: Path, home: Path | None = None) -> Source:
    """Open an organisation as a source; with ``home`` its tokens and limits are shared."""
    from hakobu.connectors.zoho_source import ZohoSource  # noqa: PLC0415 - with Arrow

    return ZohoSource(connection.name, open_client(connection, home=home, base=base))
