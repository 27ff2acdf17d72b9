"""What the comments of the first definition file say in English, in Japanese."""

__all__ = ["COMMENTS"]

COMMENTS: dict[str, str] = {
    "A Hakobu definition: where rows come from, where they go, and how.": "Hakobu の定義：どこから、どこへ、どのように行を運ぶか。",
    "Check it with:  hakobu check FILE     Run it with:  hakobu run FILE": "チェック：hakobu check FILE     実行：hakobu run FILE",
    "also: sqlite, postgresql, mysql": "ほかに sqlite、postgresql、mysql など",
    "a folder beside this file": "このファイルと同じ場所にあるフォルダー",
    "US EU IN AU JP CN CA SA UK AE: see the address of your Zoho CRM": "US EU IN AU JP CN CA SA UK AE（crm.zoho.jp なら JP）",
    "${NAME} is read from the environment": "${NAME} は環境変数から読み取ります",
    "insert, update, upsert or delete": "insert（追加）、update（更新）、upsert（追加または更新）、delete（削除）",
    "how a row finds its record": "行に対応するレコードを探す項目",
    "field of Zoho CRM: column, or an expression over columns": "Zoho CRM の項目: 列、または列を使った計算式",
}
