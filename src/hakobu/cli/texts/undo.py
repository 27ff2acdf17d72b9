"""What the command line says about an undo, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "help.undo": "Take a run back: shows what would be given back; --yes does it.",
    "help.undo.record": "Only this record (its id).",
    "help.undo.field": "Only this field of the updated records.",
    "help.undo.force": "Take back what others edited since, too.",
    "help.undo.create-again": "Create deleted records again; leave Zoho's recycle bin alone.",
    "help.undo.no-pager": "Write everything at once, without a pager.",
    "help.undo.yes": "Do it.",
    "help.undo.release": "Let the rows that this undo holds be sent again.",
    "undo.next": "take these changes back",
    "undo.released": "{rows} may be sent again.",
    "undo.edited": "Edited in the CRM since; left alone",
    "undo.edited.taken": "Edited in the CRM since; taken back all the same",
    "undo.edited.next": "To take these back too: {command}",
    "undo.gone": "gone from the CRM",
    "undo.other_fields": "only fields that this run did not write",
    "undo.more": "… and {n} more (--json lists all).",
    "undo.lost": "Lookups that will point at an ID that is no more",
    "undo.lost.next": "A deleted record is created again under a new ID. Run their job with "
    "--compare live to fill these lookups again.",
    "undo.column.id": "ID",
    "undo.column.fields": "Fields",
    "undo.column.by": "Edited by",
    "undo.column.at": "Edited at",
    "undo.column.old": "Old ID",
    "undo.note": "What people edited since (without --force), and records that others refer to, are left "
    "alone. Rows that were taken back are not sent again until they change in the source, or until "
    "hakobu undo N --release (N is the undo).",
    "why.edited in the CRM since the run": "edited in the CRM since the run",
    "why.gone from the CRM since the run": "gone from the CRM since the run",
    "why.it is in the CRM again": "it is in the CRM again",
    "why.its earlier values are not known": "its earlier values are not known",
    "why.other records refer to it": "other records refer to it",
    "why.undone; held until its source row changes": "taken back before; held until the row changes in "
    "the source",
}

JAPANESE: dict[str, str] = {
    "help.undo": "実行を元に戻します。まず内容を表示し、--yes で実行します。",
    "help.undo.record": "この ID のレコードだけ。",
    "help.undo.field": "更新されたレコードのこの項目だけ。",
    "help.undo.force": "その後に CRM で編集されたレコードも元に戻します。",
    "help.undo.create-again": "削除したレコードを、ごみ箱から復元せずに追加し直します。",
    "help.undo.no-pager": "ページャーを使わずに、すべて続けて表示します。",
    "help.undo.yes": "元に戻す処理を実行します。",
    "help.undo.release": "保留中の行を再び送信できるようにします。",
    "undo.next": "これらの変更を元に戻す",
    "undo.released": "{rows}を再び送信できるようにしました。",
    "undo.edited": "その後に CRM で編集されたため、変更しないレコード",
    "undo.edited.taken": "その後に CRM で編集されたが、元に戻すレコード",
    "undo.edited.next": "これらも元に戻すには：{command}",
    "undo.gone": "CRM にありません",
    "undo.other_fields": "この実行が書き込んでいない項目のみ",
    "undo.more": "ほか {n} 件（--json ですべて表示）",
    "undo.lost": "なくなった ID を参照することになるルックアップ",
    "undo.lost.next": "削除したレコードは新しい ID で追加し直します。これらのルックアップを埋め直すには、該当"
    "するジョブを --compare live で実行してください。",
    "undo.column.id": "ID",
    "undo.column.fields": "項目",
    "undo.column.by": "編集者",
    "undo.column.at": "編集日時",
    "undo.column.old": "以前の ID",
    "undo.note": "その後 CRM で編集されたレコードと、ほかのレコードから参照されているレコードは変更しま"
    "せん。元に戻した行は、ソースで変更されるか hakobu undo N --release（N "
    "は元に戻した実行の番号）を実行するまで送信しません。",
    "why.edited in the CRM since the run": "実行後に CRM で編集されました",
    "why.gone from the CRM since the run": "実行後に CRM からなくなりました",
    "why.it is in the CRM again": "すでに CRM に戻っています",
    "why.its earlier values are not known": "以前の値が分かりません",
    "why.other records refer to it": "ほかのレコードから参照されています",
    "why.undone; held until its source row changes": "元に戻したため、ソースの行が変わるまで保留",
}
