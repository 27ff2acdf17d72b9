"""What the command line says about progress, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "phase.read": "reading",
    "phase.map": "mapping",
    "phase.check": "checking",
    "phase.look up": "looking up",
    "phase.compare": "comparing",
    "phase.plan": "preparing",
    "phase.ready": "ready",
    "phase.deliver": "writing",
    "phase.read back": "reading back",
    "phase.settle": "confirming what was in flight",
    "phase.resume": "resuming",
    "phase.done": "done",
    "progress.rows": "{n:,} rows",
    "progress.task": "{task}: {phase}",
    "progress.of": "{done:,}/{total:,}",
    "progress.rate": "{n:,}/s",
    "progress.cost": "{credits:,} credits · {calls:,} calls",
    "progress.resume": "Taking up run {run} where it stopped.",
}

JAPANESE: dict[str, str] = {
    "phase.read": "読み取り",
    "phase.map": "変換",
    "phase.check": "チェック",
    "phase.look up": "参照先の検索",
    "phase.compare": "比較",
    "phase.plan": "準備",
    "phase.ready": "準備完了",
    "phase.deliver": "書き込み",
    "phase.read back": "読み戻しで確認",
    "phase.settle": "送信中だった行の結果を確認",
    "phase.resume": "再開",
    "phase.done": "完了",
    "progress.rows": "{n:,} 件",
    "progress.task": "{task}：{phase}",
    "progress.of": "{done:,}/{total:,}",
    "progress.rate": "{n:,} 件/秒",
    "progress.cost": "{credits:,} クレジット · {calls:,} 回",
    "progress.resume": "中断した実行 {run} を再開します。",
}
