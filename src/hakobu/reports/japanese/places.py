"""Where something went wrong, and how runs end, as errors name it in English, in Japanese."""

__all__ = ["PLACES", "STATUSES"]

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
    "modules": "モジュール",
    "organisation": "組織",
    "organisation {a}": "組織 {a}",
    "query": "クエリ",
    "row {number}": "{number} 行目",
    "run {number}": "実行 {number}",
    "search {a}": "{a} の検索",
    "table {a}": "テーブル {a}",
    "task {a}": "タスク {a}",
    "the query": "クエリ",
    "update {a}": "{a} の更新",
    "users": "ユーザー",
    "upsert {a}": "{a} の追加または更新",
    "write {a}": "{a} への書き込み",
}

STATUSES: dict[str, str] = {
    "delivering": "書き込み中",
    "done": "完了",
    "done with rejects": "エラー行ありで完了",
    "failed": "失敗",
    "guard": "安全制限により停止",
    "incomplete": "未完了",
    "interrupted": "中断",
    "planned": "変更プレビュー済み",
    "planning": "変更を計算中",
    "stopped": "停止",
}
