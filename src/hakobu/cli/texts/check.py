"""What the command line says about a check, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "check.title": "Check · {job}",
    "check.definition": "The definition has no fault: {jobs} job(s), {tasks} task(s).",
    "check.price": "{job}: a run would need {calls} and {credits} for writing.",
    "check.clean": "All rows passed. Nothing was written to the CRM.",
    "check.dirty": "{rows} would not be sent; the others would. Nothing was written to the CRM.",
    "check.next.run": "send what differs",
    "column.create": "To create",
    "column.update": "To update",
    "column.delete": "To delete",
}

JAPANESE: dict[str, str] = {
    "check.title": "チェック · {job}",
    "check.definition": "定義に誤りはありません：ジョブ {jobs} 件、タスク {tasks} 件。",
    "check.price": "{job}：実行時の書き込みは、{calls}、{credits}の見込みです。",
    "check.clean": "全行がチェックを通りました。CRM には何も書き込んでいません。",
    "check.dirty": "{rows}は送信されません（ほかの行は送信されます）。CRM には何も書き込んでいません。",
    "check.next.run": "差分を送信",
    "column.create": "追加予定",
    "column.update": "更新予定",
    "column.delete": "削除予定",
}
