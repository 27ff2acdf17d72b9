"""What the command line says about an undo, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "help.undo": "Take a run back: shows what would be given back; --yes does it.",
    "help.undo.record": "Only this record (its id).",
    "help.undo.field": "Only this field of the updated records.",
    "help.undo.yes": "Do it.",
    "help.undo.release": "Let the rows that this undo holds be sent again.",
    "undo.next": "take these changes back",
    "undo.released": "{rows} may be sent again.",
    "undo.note": "What people edited since, and records that others refer to, are left alone. Rows "
    "that were taken back are not sent again until they change in the source, or until hakobu undo N "
    "--release (N is the undo).",
    "why.its earlier values are not known": "its earlier values are not known",
    "why.other records refer to it": "other records refer to it",
    "why.undone; held until its source row changes": "taken back before; held until the row changes in "
    "the source",
}

JAPANESE: dict[str, str] = {
    "help.undo": "実行を元に戻します。まず内容を表示し、--yes で実行します。",
    "help.undo.record": "この ID のレコードだけ。",
    "help.undo.field": "更新されたレコードのこの項目だけ。",
    "help.undo.yes": "元に戻す処理を実行します。",
    "help.undo.release": "保留中の行を再び送信できるようにします。",
    "undo.next": "これらの変更を元に戻す",
    "undo.released": "{rows}を再び送信できるようにしました。",
    "undo.note": "その後 CRM で編集されたレコードと、ほかのレコードから参照されているレコードは変更しま"
    "せん。元に戻した行は、ソースで変更されるか hakobu undo N --release（N "
    "は元に戻した実行の番号）を実行するまで送信しません。",
    "why.its earlier values are not known": "以前の値が分かりません",
    "why.other records refer to it": "ほかのレコードから参照されています",
    "why.undone; held until its source row changes": "元に戻したため、ソースの行が変わるまで保留",
}
