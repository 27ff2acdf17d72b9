"""What the command line says about purging, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "help.purge": "Remove what old runs remember of values; shows how much, --yes does it.",
    "help.purge.older-than": "Runs that ended more days ago than this (default: HAKOBU_KEEP_DAYS, else 30).",
    "help.purge.yes": "Do it.",
    "count.runs.one": "1 run",
    "count.runs.many": "{n:,} runs",
    "purge.none": "No run ended more than {days} days ago and still holds values; there is nothing to purge.",
    "purge.old": "{runs} ended more than {days} days ago and can leave the history, with --yes",
    "purge.forgotten": "{runs} that ended more than {days} days ago left the history",
    "purge.would": "{runs} ended more than {days} days ago and can be purged",
    "purge.done": "{runs} that ended more than {days} days ago were purged",
    "purge.values": "Former and sent values: {size}",
    "purge.files": "Stored plans and kept rows: {size}",
    "purge.busy": "Left alone, for they are running: {jobs}.",
    "purge.note": "A purged run cannot be undone, and its plan cannot be shown. That it ran, which records "
    "it wrote, what later runs compare with, and failed rows that are still open are kept.",
    "purge.next": "purge them",
}

JAPANESE: dict[str, str] = {
    "help.purge": "古い実行が保持している値を削除します。まず容量を表示し、--yes で削除します。",
    "help.purge.older-than": "終了からこの日数を過ぎた実行（既定：HAKOBU_KEEP_DAYS、なければ 30）。",
    "help.purge.yes": "削除します。",
    "count.runs.one": "1 件の実行",
    "count.runs.many": "{n:,} 件の実行",
    "purge.none": "終了から {days} 日を過ぎて値を保持している実行はありません。削除するものはありません。",
    "purge.old": "終了から {days} 日を過ぎた {runs}は、--yes で実行履歴から削除できます",
    "purge.forgotten": "終了から {days} 日を過ぎた {runs}を実行履歴から削除しました",
    "purge.would": "終了から {days} 日を過ぎた {runs}の値を削除できます",
    "purge.done": "終了から {days} 日を過ぎた {runs}の値を削除しました",
    "purge.values": "以前の値と送信した値：{size}",
    "purge.files": "保存した変更内容と行：{size}",
    "purge.busy": "実行中のため、次のジョブは対象外です：{jobs}",
    "purge.note": "値を削除した実行は元に戻せず、変更内容も表示できません。実行の記録、書き込んだレコード、"
    "次回の比較に使う値、未解決のエラー行は残ります。",
    "purge.next": "値を削除する",
}
