"""What the command line says about init files, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "init.done": "Wrote {file}.",
    "init.next.edit": "fill in your source, your Zoho CRM and the mapping; then",
    "init.next.check": "check definition and rows; nothing is written to the CRM",
    "init.next.run": "send the rows",
}

JAPANESE: dict[str, str] = {
    "init.done": "{file} を作成しました。",
    "init.next.edit": "データソース、Zoho CRM、項目マッピングを記入してから",
    "init.next.check": "定義と全行をチェック（CRM には書き込みません）",
    "init.next.run": "行を送信",
}
