"""Details of faults in Japanese: they are kept in English, and put in the reader's language when shown."""

from __future__ import annotations

import re

__all__ = ["detail_in"]

EXPECTED = {
    "a whole number": "整数",
    "a number": "数値",
    "true or false": "true または false",
    "a date like 2024-12-31": "2024-12-31 のような日付",
    "a day that exists": "存在する日付",
    "a year from 1 to 9999": "1 年から 9999 年まで",
    "a time like 2024-12-31T23:59:59+09:00": "2024-12-31T23:59:59+09:00 のような日時",
    "a time with its zone": "タイムゾーン付きの日時",
    "a moment that exists": "存在する日時",
    "a JSON list of texts": "文字列の JSON 配列",
    "a record's id, or lookup: and by:": "レコード ID（または lookup: と by:）",
    "an address like name@example.com": "name@example.com のようなアドレス",
    "a phone number like +81 3-1234-5678": "+81 3-1234-5678 のような電話番号",
    "an address like https://example.com": "https://example.com のようなアドレス",
}

_EXPECTED = re.compile(r"expected (.+?); got '(.*)'", re.DOTALL)
_DIGITS = re.compile(r"at most (\d+) digits before the point")
_PATTERNS = (
    (re.compile(r"limit (\d+); actual (\d+)"), r"上限 \1 文字、実際は \2 文字"),
    (re.compile(r"'(.*)'; valid: (.*)", re.DOTALL), r"「\1」は使えません。使える値：\2"),
    (re.compile(r"'(.*)'; the map knows: (.*)", re.DOTALL), r"「\1」は対応表にありません。対応表の値：\2"),
    (re.compile(r"(.+) failed for (.*)", re.DOTALL), r"\1 を計算できない値：\2"),
    (re.compile(r"(.+) made an empty value"), r"\1 の結果が空になりました"),
)


def detail_in(lang: str, detail: str) -> str:
    """Say what a fault's detail says in a language; what is no text of ours stays as it is."""
    if lang != "ja":
        return detail
    if found := _EXPECTED.fullmatch(detail):
        wanted = EXPECTED.get(found[1]) or _DIGITS.sub(r"整数部は \1 桁まで", found[1])
        return f"{wanted}が必要です。実際の値：「{found[2]}」"
    for pattern, said in _PATTERNS:
        if pattern.fullmatch(detail):
            return pattern.sub(said, detail)
    return detail
