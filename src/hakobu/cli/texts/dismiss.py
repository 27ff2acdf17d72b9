"""What the command line says about dismissed rows, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "help.dismiss": "Say that nothing is to be done about failed rows of a run, and why.",
    "help.dismiss.reason": "Why; it is kept in the audit log.",
    "help.dismiss.cause": "Only rows with this cause, by its code.",
    "help.dismiss.task": "Only rows of this task.",
    "help.dismiss.key": "Only the row with this key, as hakobu rejects shows it.",
    "dismiss.done": "{rows} dismissed.",
    "dismiss.note": "A row that its source still holds unchanged fails anew in the next run.",
}

JAPANESE: dict[str, str] = {
    "help.dismiss": "実行のエラー行を、理由を添えて対応不要にします。",
    "help.dismiss.reason": "理由。監査ログに残ります。",
    "help.dismiss.cause": "この原因（コード）の行のみ。",
    "help.dismiss.task": "このタスクの行のみ。",
    "help.dismiss.key": "このキーの行のみ（hakobu rejects の表示どおり）。",
    "dismiss.done": "{rows}を対応不要にしました。",
    "dismiss.note": "ソースにそのまま残っている行は、次回の実行で再びエラーになります。",
}
