"""What the command line says about a query, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "help.query": "Run a COQL query and show every row that it finds.",
    "help.query.text": 'The query: "select Last_Name, Email from Leads where id is not null".',
    "help.query.format": "table, json, csv (for a spreadsheet) or parquet.",
    "help.query.output": "File to write; its ending says the format where --format does not.",
    "help.query.limit": "How many rows (default: 100 in a table, else all).",
    "query.parquet": "Parquet is not for a terminal.",
    "query.parquet.next": "Name a file with --output FILE.parquet.",
    "query.ending": "The ending of {name} tells no format.",
    "query.more": "The first {n} of {total} rows; --limit shows more, --output writes all to a file.",
    "query.price": "{rows} by {api} · {credits}, {calls} with sign-in and metadata",
}

JAPANESE: dict[str, str] = {
    "help.query": "COQL クエリを実行し、見つかったすべての行を表示します。",
    "help.query.text": 'クエリ："select Last_Name, Email from Leads where id is not null" など。',
    "help.query.format": "table（表）、json、csv（表計算ソフト用）、parquet のいずれか。",
    "help.query.output": "書き込むファイル。--format がないときは拡張子で形式を決めます。",
    "help.query.limit": "行数（既定は表で 100 件、ほかは全件）。",
    "query.parquet": "Parquet は画面に表示できません。",
    "query.parquet.next": "--output FILE.parquet でファイルを指定してください。",
    "query.ending": "{name} の拡張子からは形式が分かりません。",
    "query.more": "{total} 件のうち先頭の {n} 件です。--limit で件数を増やせます。"
    "--output でファイルに全件を書き込めます。",
    "query.price": "{api} で {rows} · {credits}、{calls}（サインインとメタデータを含む）",
}
