"""What the command line says about a record's history, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "help.explain": "Tell a record's history: which runs wrote it, from what, and who changed it after.",
    "help.explain.record": "Module and ID, or the address of the record's page; then a definition file, if "
    "Zoho is to be asked too.",
    "help.explain.connection": "The connection to Zoho CRM, where the file has several.",
    "explain.title": "{module} {id} · {key}",
    "explain.unknown": "No run of this Hakobu wrote this record.",
    "explain.run": "run {run} · {job} · {task}",
    "explain.run.retry": "run {run} (again, of run {of}) · {job} · {task}",
    "explain.run.undo": "run {run} (undo of run {of}) · {job} · {task}",
    "explain.row": "source row {row}",
    "explain.no_row": "no longer in the source",
    "explain.purged": "The values were purged.",
    "explain.undone": "Taken back by run {run}.",
    "explain.held": "Held after an undo: the row {key} is not sent again until it changes in the source.",
    "explain.decided": "Decided on {day}: the key {key} means {answer}.",
    "explain.zoho": "In Zoho now",
    "explain.zoho.gone": "Zoho has no such record, or this user may not see it.",
    "explain.zoho.created": "created by {who}, {when}",
    "explain.zoho.modified": "modified by {who}, {when}",
    "explain.zoho.after": "That was after our last write.",
    "explain.zoho.same": "Nobody changed it after our last write.",
    "explain.zoho.differs": "{field}: we wrote {wrote}; now {holds}",
    "explain.ask_zoho": "With a definition file at the end, Zoho is asked who changed it after.",
    "explain.no_page": "This is no address of a record's page: {given}",
    "explain.no_id": "A record is named by its module and its ID (digits only): {given}",
    "explain.forms": "Write hakobu explain Leads 4150868000000224005, or hakobu explain "
    "https://crm.zoho.com/crm/org1/tab/Leads/4150868000000224005.",
}

JAPANESE: dict[str, str] = {
    "help.explain": "レコードの変更経緯を表示します：どの実行がどの行から書き込み、その後だれが変更したか。",
    "help.explain.record": "モジュールと ID、またはレコード画面の URL。Zoho にも問い合わせるには、続けて"
    "定義ファイルを指定します。",
    "help.explain.connection": "ファイルに複数の Zoho CRM 接続がある場合の接続名。",
    "explain.title": "{module} {id} · {key}",
    "explain.unknown": "このレコードを書き込んだ実行はありません。",
    "explain.run": "実行 {run} · {job} · {task}",
    "explain.run.retry": "実行 {run}（実行 {of} の再送信） · {job} · {task}",
    "explain.run.undo": "実行 {run}（実行 {of} を元に戻す） · {job} · {task}",
    "explain.row": "ソースの {row} 行目",
    "explain.no_row": "ソースにはもうありません",
    "explain.purged": "値は保存期間を過ぎて削除されました。",
    "explain.undone": "実行 {run} で元に戻しました。",
    "explain.held": "元に戻したため保留中：{key} の行は、ソースで変わるまで送信しません。",
    "explain.decided": "{day} に決定：照合キー {key} は {answer} を指します。",
    "explain.zoho": "Zoho の現在の状態",
    "explain.zoho.gone": "Zoho にこのレコードはありません（または、このユーザーには見えません）。",
    "explain.zoho.created": "作成者 {who}、{when}",
    "explain.zoho.modified": "更新者 {who}、{when}",
    "explain.zoho.after": "これは、最後の書き込みより後の変更です。",
    "explain.zoho.same": "最後の書き込みの後に変更した人はいません。",
    "explain.zoho.differs": "{field}: 書き込んだ値 {wrote}、現在の値 {holds}",
    "explain.ask_zoho": "最後に定義ファイルを指定すると、その後だれが変更したかを Zoho に問い合わせます。",
    "explain.no_page": "レコード画面の URL ではありません: {given}",
    "explain.no_id": "レコードはモジュールと ID（数字）で指定します: {given}",
    "explain.forms": "例：hakobu explain Leads 4150868000000224005、または hakobu explain "
    "https://crm.zoho.jp/crm/org1/tab/Leads/4150868000000224005",
}
