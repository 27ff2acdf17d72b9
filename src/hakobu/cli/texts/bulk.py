"""What the command line says about Bulk Write, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "phase.bulk": "bulk job, waiting",
    "count.jobs.one": "{n:,} job",
    "count.jobs.many": "{n:,} jobs",
    "bulk.chosen": "{task}: Bulk Write for {rows}, {jobs}; {credits:,} credits in all, by REST {rest:,}.",
    "bulk.forced": "{task}: Bulk Write for {rows}, {jobs}; {credits:,} credits in all, by REST only "
    "{rest:,}; write: auto takes the cheaper way.",
    "bulk.automation": "Zoho does not document whether workflow rules, approvals and assignment rules run on "
    "rows written by Bulk Write. Expect that they do not; write: rest runs them all.",
    "bulk.not": "{task}: by REST. Bulk Write would be cheaper here. {why}",
    "bulk.no.automation": "It needs automation: any.",
    "bulk.no.module": "Zoho does not offer it for {what}.",
    "bulk.no.assignment": "It takes no assignment rule, and the connection names one.",
    "bulk.no.unlisted": "Zoho's page of it does not list {what}, though line items go below their records "
    "there; write: bulk tries it.",
    "bulk.no.field": "It cannot fill {what}.",
    "bulk.no.lines": "It takes the lines of {what} from Schema v8 on.",
    "bulk.no.columns": "It takes 200 columns, and {what} are mapped.",
    "bulk.no.guard": "It creates records only where a unique field is filled, so that none is created twice.",
    "bulk.no.upsert": "No unique field keeps records from being created twice, so Zoho's upsert makes them.",
    "bulk.no.erasing": "Updates that erase values share a job only where they write the same fields, and too "
    "few of them do.",
}

JAPANESE: dict[str, str] = {
    "phase.bulk": "一括処理の完了待ち",
    "count.jobs.one": "{n:,} ジョブ",
    "count.jobs.many": "{n:,} ジョブ",
    "bulk.chosen": "{task}：{rows}を一括書き込み（Bulk Write、{jobs}）で送信。合計 {credits:,} クレジット"
    "（REST のみの場合は {rest:,}）。",
    "bulk.forced": "{task}：{rows}を一括書き込み（Bulk Write、{jobs}）で送信。合計 {credits:,} クレジット"
    "（REST のみなら {rest:,} で済みます）。write: auto にすると安いほうを選びます。",
    "bulk.automation": "一括書き込みした行に対してワークフロー、承認、割り当てルールが"
    "実行されるかどうか、Zoho の資料には記載がありません。実行されないものと考えてください。"
    "write: rest を指定すると、すべて実行されます。",
    "bulk.not": "{task}：REST で送信します。一括書き込み（Bulk Write）のほうが安いのですが、"
    "使えません。{why}",
    "bulk.no.automation": "automation: any の指定が必要です。",
    "bulk.no.module": "Zoho では {what} は一括書き込みの対象外です。",
    "bulk.no.assignment": "接続に割り当てルールが設定されていますが、一括書き込みでは適用できません。",
    "bulk.no.unlisted": "Zoho の一括書き込みの資料に {what} の記載はありませんが、明細行の記載はあります。"
    "write: bulk を指定すると試せます。",
    "bulk.no.field": "{what} は一括書き込みでは入力できません。",
    "bulk.no.lines": "{what} の明細行を一括書き込みで送信できるのは Schema v8 以降です。",
    "bulk.no.columns": "一括書き込みの上限は 200 列ですが、{what} 項目がマッピングされています。",
    "bulk.no.guard": "レコードの二重追加を防ぐため、追加には値の入った重複禁止の項目が必要です。",
    "bulk.no.upsert": "重複禁止の項目がないため、新規レコードは Zoho の upsert で追加します。",
    "bulk.no.erasing": "値を空にする更新は、同じ項目を書き込む行だけを 1 つのジョブにまとめられますが、"
    "その件数が足りません。",
}
