"""What the command line says about backups, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "help.backup": "Write all that is remembered into one file, without the keys; no job may run meanwhile.",
    "help.backup.file": "File to write, a ZIP.",
    "help.restore": "Unpack a backup into a home that is empty.",
    "help.restore.file": "File that hakobu backup wrote.",
    "backup.done": "Written: {file}",
    "backup.keys": "Keep secret.key and private.key of the home in another place: they are not in it.",
    "restore.done": "Restored into {home}",
    "restore.keys": "Put secret.key and private.key there; without them stored secrets cannot be opened.",
}

JAPANESE: dict[str, str] = {
    "help.backup": "保存内容をすべて 1 つのファイルに書き出します（鍵は含みません）。"
    "実行中のジョブがないときに使います。",
    "help.backup.file": "書き出すファイル（ZIP）。",
    "help.restore": "バックアップを空のデータフォルダー（--home）に復元します。",
    "help.restore.file": "hakobu backup が書き出したファイル。",
    "backup.done": "書き出しました：{file}",
    "backup.keys": "データフォルダーの secret.key と private.key は含まれません。"
    "別の場所に保管してください。",
    "restore.done": "{home} に復元しました",
    "restore.keys": "secret.key と private.key をそこに置いてください。"
    "ないと、保存した認証情報を開けません。",
}
