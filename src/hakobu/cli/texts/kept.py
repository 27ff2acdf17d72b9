"""What the command line says about values left alone and records taken away, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "kept.title": "{task}: kept as the CRM has it ({fields})",
    "kept.heading": "Kept as the CRM has it",
    "kept.column.crm": "In the CRM",
    "kept.column.source": "In the source",
    "kept.column.why": "Why",
    "kept.source": "(source: {value})",
    "kept.edited_by": "kept: record last edited by {by} at {at}",
    "kept.more": "… and {records} more",
    "kept.fields": "{task}: {fields} kept: {why}",
    "kept.mirrored": "{task}: {records} no longer in the source",
    "count.fields.one": "1 field",
    "count.fields.many": "{n:,} fields",
    "count.records.one": "1 record",
    "count.records.many": "{n:,} records",
    "why.edited in the CRM": "edited in the CRM",
    "why.filled in the CRM": "filled in the CRM",
    "why.deleted in Zoho": "deleted in Zoho",
    "rejects.no_row": "(not in the source)",
}

JAPANESE: dict[str, str] = {
    "kept.title": "{task}：CRM の値のまま保留（{fields}）",
    "kept.heading": "CRM の値のまま保留する項目",
    "kept.column.crm": "CRM の値",
    "kept.column.source": "ソースの値",
    "kept.column.why": "理由",
    "kept.source": "（ソース：{value}）",
    "kept.edited_by": "保留：最終更新 {by}、{at}",
    "kept.more": "… ほか {records}",
    "kept.fields": "{task}：{fields}を保留：{why}",
    "kept.mirrored": "{task}：{records}がソースにありません",
    "count.fields.one": "1 項目",
    "count.fields.many": "{n:,} 項目",
    "count.records.one": "1 件",
    "count.records.many": "{n:,} 件",
    "why.edited in the CRM": "CRM で編集済み",
    "why.filled in the CRM": "CRM に値あり",
    "why.deleted in Zoho": "Zoho で削除済み",
    "rejects.no_row": "（ソースにない行）",
}
