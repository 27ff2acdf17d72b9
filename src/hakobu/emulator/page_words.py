"""What the pages say, in English and Japanese, and how they look."""

from typing import Any

STYLE = (
    ":root{color-scheme:light dark;--line:light-dark(#d8dce5,#3a4150);--soft:light-dark(#f3f5f9,#232833);"
    "--dim:light-dark(#5a6274,#a2abbd);--link:light-dark(#1a56b0,#8ab4f8)}"
    "body{font:15px/1.6 system-ui,'Hiragino Sans','Noto Sans CJK JP','Noto Sans JP',sans-serif;margin:0}"
    "header{display:flex;justify-content:space-between;padding:.7rem 2rem;background:var(--soft);"
    "border-bottom:1px solid var(--line)}main{padding:0 2rem 3rem}h1{font-size:1.5rem;margin:1.2rem 0 .2rem}"
    "h2{font-size:1.1rem;margin:2rem 0 .4rem}h2 code{font-weight:400;color:var(--dim)}"
    ".wide{overflow-x:auto}table{border-collapse:collapse}"
    "th,td{padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line);text-align:left;"
    "vertical-align:top;max-width:28rem;overflow-wrap:break-word}td.n,th{white-space:nowrap}th{color:var(--dim);font-weight:600}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}"
    "code{font-size:.9em}a{color:var(--link)}p.note{color:var(--dim);margin:.2rem 0}"
    "meter{width:16rem;margin-bottom:1rem}"
)

_ENGLISH = {
    "title": "Zoho CRM, emulated",
    "other": "日本語",
    "note": "organisation {organisation} · {edition} · {spent:,} of {allowance:,} credits used in 24 hours",
    "modules": "Modules",
    "requests": "Requests",
    "jobs": "Bulk jobs",
    "module": "Module",
    "api_name": "API name",
    "records": "Records",
    "deleted": "Deleted",
    "field": "Field",
    "value": "Value",
    "newer": "newer",
    "older": "older",
    "of_records": "{first:,} to {last:,} of {count:,} records, the newest first",
    "of_requests": "the last {shown:,} of {count:,} requests",
    "none": "There is nothing yet.",
    "number": "No.",
    "method": "Method",
    "path": "Path",
    "operation": "Operation",
    "status": "Status",
    "credits": "Credits",
    "ms": "ms",
    "fault": "Fault ordered",
    "dropped": "dropped",
    "job": "Job",
    "kind": "Kind",
    "state": "State",
    "created": "Created",
    "error": "Error",
    "job.read": "Bulk Read",
    "job.write": "Bulk Write",
    "job.mass_delete": "Mass delete",
}
_JAPANESE = {
    "title": "Zoho CRM エミュレーター",
    "other": "English",
    "note": "組織 ID {organisation} · {edition} · 24 時間の API クレジット {spent:,} / {allowance:,}",
    "modules": "モジュール",
    "requests": "リクエスト",
    "jobs": "一括処理ジョブ",
    "module": "モジュール",
    "api_name": "API 名",
    "records": "件数",
    "deleted": "削除済み",
    "field": "項目",
    "value": "値",
    "newer": "新しいデータへ",
    "older": "古いデータへ",
    "of_records": "{count:,} 件中 {first:,}～{last:,} 件目（新しい順）",
    "of_requests": "全 {count:,} 件のうち直近 {shown:,} 件",
    "none": "まだデータがありません。",
    "number": "番号",
    "method": "メソッド",
    "path": "パス",
    "operation": "操作",
    "status": "ステータス",
    "credits": "クレジット",
    "ms": "ミリ秒",
    "fault": "指定した障害",
    "dropped": "切断",
    "job": "ジョブ",
    "kind": "種類",
    "state": "状態",
    "created": "作成日時",
    "error": "エラー",
    "job.read": "一括読み取り",
    "job.write": "一括書き込み",
    "job.mass_delete": "一括削除",
}


class Words:
    """The texts of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.other = "en" if lang == "ja" else "ja"
        self.locale = "ja_JP" if lang == "ja" else "en_US"
        self._texts = _JAPANESE if lang == "ja" else _ENGLISH

    @classmethod
    def of(cls, asked: str, languages: str) -> "Words":
        """Choose by what the address asks for, else by ``Accept-Language``, the most wanted first."""
        wanted = [asked, *(part for _, part in sorted(_weighed(languages), reverse=True))]
        known = (one[:2].lower() for one in wanted if one[:2].lower() in {"en", "ja"})
        return cls(next(known, "en"))

    def __call__(self, name: str, **values: Any) -> str:
        """Give a text; names that have none, as those of fields, stand for themselves."""
        text = self._texts.get(name)
        return name if text is None else text.format(**values) if values else text


def _weighed(languages: str) -> list[tuple[float, str]]:
    """Read ``Accept-Language``; of equal weights the first goes first."""
    found = []
    for place, part in enumerate(languages.split(",")):
        name, _, more = part.strip().partition(";q=")
        weight = float(more) if more.replace(".", "", 1).isdecimal() and more.isascii() else 1.0
        found.append((weight - place / 1000, name))
    return found


LANGUAGES = {"en": _ENGLISH, "ja": _JAPANESE}
