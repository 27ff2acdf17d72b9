"""What the command line says about one run in detail, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "help.runs.run_id": "Number of one run, to be shown in detail.",
    "help.runs.log": "Show the log of that run, an event a line.",
    "runs.one.which": "A log is of one run: give RUN.",
    "runs.one.began": "Started: {time}",
    "runs.one.ended": "Ended: {time}",
    "runs.one.no_log": "No log was kept of this run.",
    "runs.one.phases": "What took how long",
    "runs.one.phase": "Phase",
    "runs.one.time": "Time",
    "runs.one.rows": "Rows",
    "runs.one.calls": "API calls",
    "runs.one.credits": "Credits",
    "runs.one.bytes_sent": "Bytes sent",
    "runs.one.bytes_received": "Bytes received",
}

JAPANESE: dict[str, str] = {
    "help.runs.run_id": "詳細を表示する実行の番号。",
    "help.runs.log": "その実行のログを 1 行に 1 件ずつ表示します。",
    "runs.one.which": "ログを表示する実行の番号（RUN）を指定してください。",
    "runs.one.began": "開始：{time}",
    "runs.one.ended": "終了：{time}",
    "runs.one.no_log": "この実行のログはありません。",
    "runs.one.phases": "所要時間の内訳",
    "runs.one.phase": "段階",
    "runs.one.time": "時間",
    "runs.one.rows": "行数",
    "runs.one.calls": "API 呼び出し",
    "runs.one.credits": "クレジット",
    "runs.one.bytes_sent": "送信バイト",
    "runs.one.bytes_received": "受信バイト",
}
