"""What the command line says about the history as tables, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "help.history": "Write runs, changes and failed rows as tables to a database of your own.",
    "help.history.to": "The connection of FILE to the database; it must say allow_sql: true.",
    "help.history.run": "Only this run, anew if it is there (default: every run that is not there yet).",
    "help.history.prefix": "What the names of the three tables begin with (default: hakobu_).",
    "history.none": "Every run that has ended stands in {connection} already ({tables}).",
    "history.written": "Written to {connection} ({tables}): {runs}.",
    "history.renewed": "Only the state of failed rows renewed: {runs}.",
    "history.runs": "run {numbers}",
    "history.many": "{n:,} runs, the last is {last}",
}

JAPANESE: dict[str, str] = {
    "help.history": "実行履歴、変更内容、エラー行を、自分のデータベースのテーブルに書き込みます。",
    "help.history.to": "書き込み先（FILE にあるデータベースの接続。allow_sql: true が必要）。",
    "help.history.run": "この実行だけを書き込みます（すでにあれば書き直し。省略時はまだない実行すべて）。",
    "help.history.prefix": "3 つのテーブル名の先頭に付ける文字（既定：hakobu_）。",
    "history.none": "終了した実行はすべて {connection} に書き込み済みです（{tables}）。",
    "history.written": "{connection} に書き込みました（{tables}）：{runs}。",
    "history.renewed": "エラー行の状態だけを更新しました：{runs}。",
    "history.runs": "実行 {numbers}",
    "history.many": "{n:,} 件の実行（最後は {last}）",
}
