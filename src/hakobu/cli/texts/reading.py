"""What the command line says about how Zoho CRM is read, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "help.run.whole": "Read everything where a task is incremental.",
    "reads.task": "{task} reads {reads}",
    "reads.and": "; ",
    "reads.comma": ", ",
    "reads.source": "its source",
    "reads.destination": "the CRM",
    "reads.lines": "the lines of {rows} for {credits}",
    "reads.by": "{what} by {api}",
    "reads.part.first": "everything, for the first time",
    "reads.part.since": "what changed since {since}",
    "reads.part.changed": "everything: what is read, or its mapping, has changed",
    "reads.part.reread": "everything, as 'reread' says",
    "reads.part.asked": "everything, as --whole says",
    "reads.part.no column": "everything: the module tells no time of changes",
    "reads.remark": "Connection {connection}: {remark}",
}

JAPANESE: dict[str, str] = {
    "help.run.whole": "差分読み取りのタスクでも、すべての行を読み取ります。",
    "reads.task": "{task}：{reads}",
    "reads.and": "、",
    "reads.comma": "、",
    "reads.source": "データソース",
    "reads.destination": "同期先の CRM ",
    "reads.lines": "{rows}の明細行を読み取り（{credits}）",
    "reads.by": "{what}を {api} で読み取り",
    "reads.part.first": "初回のため全件",
    "reads.part.since": "{since} 以降の変更分",
    "reads.part.changed": "読み取り内容またはマッピングが変わったため全件",
    "reads.part.reread": "reread の設定により全件",
    "reads.part.asked": "--whole の指定により全件",
    "reads.part.no column": "モジュールに更新日時がないため全件",
    "reads.remark": "接続 {connection}：{remark}",
}
