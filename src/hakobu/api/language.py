"""The language of whoever asks: what the API says to people, it says in it."""

from __future__ import annotations

from contextvars import ContextVar
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from hakobu.reports.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LANGUAGE", "invalid_in", "language_of", "say", "title_in"]

LANGUAGES = ("en", "ja")
LANGUAGE: ContextVar[str] = ContextVar("language", default="en")
"""Of the request that is being answered."""

_TITLES = {
    400: "リクエストを処理できません",
    401: "サインインが必要です",
    403: "許可されていません",
    404: "見つかりません",
    405: "この操作には対応していません",
    409: "現在の状態では実行できません",
    413: "送信された内容が大きすぎます",
    422: "内容に誤りがあります",
    429: "しばらく待ってからもう一度試してください",
    500: "サーバー内部のエラー",
    502: "接続先のエラー",
    503: "一時的に利用できません",
    507: "ディスクの空きが足りません",
}
_INVALID = {
    "missing": "必須です。",
    "extra_forbidden": "使えない項目です。",
    "json_invalid": "JSON として読み取れません。",
    "string_type": "文字列を指定してください。",
    "string_too_short": "{min_length} 文字以上で指定してください。",
    "string_too_long": "{max_length} 文字以内で指定してください。",
    "string_pattern_mismatch": "形式が正しくありません（{pattern}）。",
    "string_unicode": "UTF-8 の文字列を指定してください。",
    "int_type": "整数を指定してください。",
    "int_parsing": "整数を指定してください。",
    "int_parsing_size": "整数が大きすぎます。",
    "int_from_float": "整数を指定してください。",
    "float_type": "数値を指定してください。",
    "float_parsing": "数値を指定してください。",
    "finite_number": "有限の数値を指定してください。",
    "bool_type": "true または false を指定してください。",
    "bool_parsing": "true または false を指定してください。",
    "list_type": "一覧を指定してください。",
    "dict_type": "キーと値の組を指定してください。",
    "model_attributes_type": "キーと値の組を指定してください。",
    "model_type": "キーと値の組を指定してください。",
    "too_short": "{min_length} 件以上を指定してください。",
    "too_long": "{max_length} 件以内で指定してください。",
    "greater_than": "{gt} より大きい値を指定してください。",
    "greater_than_equal": "{ge} 以上の値を指定してください。",
    "less_than": "{lt} より小さい値を指定してください。",
    "less_than_equal": "{le} 以下の値を指定してください。",
    "literal_error": "次のいずれかを指定してください：{expected}",
    "enum": "次のいずれかを指定してください：{expected}",
    "none_required": "null を指定してください。",
}
"""What is wrong with what was sent, by the code that the library gives it."""


def language_of(headers: Mapping[str, str], query: Mapping[str, str] | None = None) -> str:
    """Give the language that is asked for: by ``lang=`` in the address, else by ``Accept-Language``."""
    if (asked := (query or {}).get("lang", "")) in LANGUAGES:
        return asked
    best, most = "en", 0.0
    for part in headers.get("accept-language", "").lower().split(","):
        name, _, weight = part.strip().partition(";q=")
        try:
            wanted = float(weight or 1)
        except ValueError:
            continue
        if (known := name.partition("-")[0]) in LANGUAGES and wanted > most:
            best, most = known, wanted
    return best


def say(text: str) -> str:
    """Say a text in the language of the request that is being answered."""
    return spoken(text, LANGUAGE.get())


def title_in(lang: str, status: int) -> str:
    """Give the title of a status; what has none in a language has the one of the standard."""
    said = _TITLES.get(status) if lang == "ja" else None
    return said or {422: "Unprocessable Content"}.get(status) or HTTPStatus(status).phrase


def invalid_in(lang: str, error: Mapping[str, Any]) -> str:
    """Say what is wrong with one value that was sent, as the library that checks values found it."""
    english = str(error["msg"]).removeprefix("Value error, ")
    if lang != "ja":
        return english
    if error["type"] == "value_error":
        return spoken(english, lang)
    said = _INVALID.get(error["type"], "この値は使えません。")
    return said.format_map(_Known(error.get("ctx") or {}))


class _Known(dict[str, Any]):
    """What the library tells of a value; what it does not tell is left out."""

    def __missing__(self, key: str) -> str:
        return ""
