"""Where something went wrong, as errors name it in English, in Japanese."""

__all__ = ["PLACES"]

PLACES: dict[str, str] = {
    "bulk insert": "一括追加",
    "bulk job {a}": "一括処理 {a}",
    "bulk read {a}": "{a} の一括読み取り",
    "column {a}": "列 {a}",
    "connection {a}": "接続 {a}",
    "delete {a}": "{a} の削除",
    "field {a}": "項目 {a}",
    "file {a}": "ファイル {a}",
    "incremental": "差分読み取り",
    "insert {a}": "{a} の追加",
    "job {a}": "ジョブ {a}",
    "list {a}": "{a} の一覧",
    "organisation {a}": "組織 {a}",
    "query": "クエリ",
    "row {number}": "{number} 行目",
    "run {number}": "実行 {number}",
    "search {a}": "{a} の検索",
    "table {a}": "テーブル {a}",
    "task {a}": "タスク {a}",
    "the query": "クエリ",
    "update {a}": "{a} の更新",
    "upsert {a}": "{a} の追加または更新",
    "write {a}": "{a} への書き込み",
}
