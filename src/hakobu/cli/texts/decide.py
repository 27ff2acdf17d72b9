"""What the command line says about decisions, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "help.decide": "Say which record a row means where several fit; remembered until it is revoked.",
    "help.decide.run_id": "Number of the run or plan in which the row stands.",
    "help.decide.key": "Key of the row, as hakobu plan and hakobu rejects show it.",
    "help.decide.answer": "The record's id, create (a new record) or skip (never send this row).",
    "help.decide.task": "Name of the task, where several have that key.",
    "help.decide.list": "List all decisions.",
    "help.decide.revoke": "Forget the decision for this key.",
    "decide.usage": "What is to be decided? Give RUN, KEY and an answer, or --list, or --revoke KEY.",
    "decide.made.record": "{key} ({task}) is record {id} from now on.",
    "decide.made.create": "A new record will be created for {key} ({task}), once.",
    "decide.made.skip": "{key} ({task}) will not be sent from now on.",
    "decide.revoked": "The decision for {key} ({task}) is forgotten.",
    "decide.next": "see what changes by it",
    "decide.none": "Nothing has been decided.",
    "decide.answer.create": "create a new record",
    "decide.answer.skip": "skip",
    "column.decision": "Decision",
    "column.made": "Decided",
    "why.decided: skip": "to be skipped by decision (hakobu decide --list)",
}

JAPANESE: dict[str, str] = {
    "help.decide": "複数のレコードに一致する行が、どのレコードを指すかを選択します。取り消すまで記憶します。",
    "help.decide.run_id": "その行がある実行または変更プレビューの番号。",
    "help.decide.key": "行の照合キー（hakobu plan、hakobu rejects の表示どおり）。",
    "help.decide.answer": "レコード ID、create（新しいレコードを追加）、skip（この行は送信しない）。",
    "help.decide.task": "タスクの名前（複数のタスクに同じキーがあるとき）。",
    "help.decide.list": "選択した内容をすべて表示します。",
    "help.decide.revoke": "このキーの選択を取り消します。",
    "decide.usage": "RUN、KEY、選択する値を指定してください。または --list、--revoke KEY を使ってください。",
    "decide.made.record": "今後 {key}（{task}）はレコード {id} として扱います。",
    "decide.made.create": "{key}（{task}）には新しいレコードを一度だけ追加します。",
    "decide.made.skip": "今後 {key}（{task}）は送信しません。",
    "decide.revoked": "{key}（{task}）の選択を取り消しました。",
    "decide.next": "この選択による変更内容を確認",
    "decide.none": "選択した内容はまだありません。",
    "decide.answer.create": "新しいレコードを追加",
    "decide.answer.skip": "送信しない",
    "column.decision": "選択",
    "column.made": "選択日時",
    "why.decided: skip": "送信しないと選択済み（hakobu decide --list で確認）",
}
