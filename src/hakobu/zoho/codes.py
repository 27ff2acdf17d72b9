"""Zoho's error codes as data: what each means, what to do, and of which kind it is."""

from __future__ import annotations

from dataclasses import dataclass

from hakobu.errors import Kind
from hakobu.zoho.codes_of_bulk import BULKS
from hakobu.zoho.codes_of_calls import CALLS
from hakobu.zoho.codes_of_records import RECORDS
from hakobu.zoho.codes_of_sign_in import SIGN_INS

__all__ = ["CODES", "Code", "explain", "kind_of"]


@dataclass(frozen=True, slots=True)
class Code:
    """One code of Zoho; ``meaning`` and ``remedy`` by language ("en", "ja")."""

    code: str
    kind: Kind
    meaning: dict[str, str]
    remedy: dict[str, str]


def _code(row: tuple[str, Kind, str, str, str, str]) -> Code:
    code, kind, meaning, remedy, meaning_ja, remedy_ja = row
    return Code(code, kind, {"en": meaning, "ja": meaning_ja}, {"en": remedy, "ja": remedy_ja})


CODES: dict[str, Code] = {row[0]: _code(row) for row in (*RECORDS, *CALLS, *BULKS, *SIGN_INS)}
"""Every code that Zoho's documents name for the calls that are made here, and those of our own."""

_GENERIC = _code(
    (
        "",
        Kind.GIVE_UP,
        "Zoho refused this, with a code that is not in our table.",
        "Read Zoho's own message and details beside it.",
        "Zoho が、対応表にないコードで拒否しました。",
        "併記されている Zoho のメッセージと詳細を確認してください。",
    )
)


def explain(code: str, lang: str = "en") -> tuple[str, str]:
    """Meaning and remedy of a code in a language; a general word for a code that is not known."""
    entry = CODES.get(code, _GENERIC)
    return entry.meaning.get(lang, entry.meaning["en"]), entry.remedy.get(lang, entry.remedy["en"])


def kind_of(code: str) -> Kind:
    """What to do about a code."""
    return CODES.get(code, _GENERIC).kind
