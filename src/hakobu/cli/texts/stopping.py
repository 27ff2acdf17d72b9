"""What the command line says about stopping, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "stopping": "Stopping: the calls in flight are finished, then the run ends. Press Ctrl-C again to "
    "interrupt at once.",
    "stopped.early": "Stopped. Nothing was written to the CRM.",
    "stopped.hard": "Interrupted. Start the same command again: what is not confirmed is looked up "
    "first, so nothing is doubled.",
}

JAPANESE: dict[str, str] = {
    "stopping": "停止します：送信中の呼び出しが終わるのを待っています。もう一度 Ctrl-C "
    "を押すと、直ちに中断します。",
    "stopped.early": "停止しました。CRM には何も書き込んでいません。",
    "stopped.hard": "中断しました。同じコマンドをもう一度実行してください。結果未確認の行は先に CRM "
    "で確認するので、二重に書き込まれません。",
}
