"""What the command line says about exported and applied definitions, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "help.export": "Write the application's connections and jobs as a file; secrets stay references.",
    "help.export.folder": "Folder that gets hakobu.yaml.",
    "help.apply": "Take connections and jobs over from hakobu.yaml of a folder; what is not in it stays.",
    "help.apply.folder": "Folder with hakobu.yaml, as hakobu export writes it.",
    "help.apply.dry-run": "Show what would be new or changed, and save nothing.",
    "help.apply.start": "Let new jobs that carry a schedule start by themselves; without it they are paused.",
    "export.done": "Written: {file}",
    "apply.none": "There is no file {file}.",
    "apply.connection": "connection",
    "apply.job": "job",
    "apply.calendar": "calendar",
    "apply.alert channel": "alert channel",
    "apply.labels": "labels",
    "apply.new": "new",
    "apply.changed": "changed",
    "apply.same": "as it is",
    "apply.dry": "Nothing was saved.",
    "apply.paused": "Paused, for they carry a schedule and may run elsewhere: {jobs}. "
    "They start by themselves after {command}.",
    "apply.would_pause": "Would be paused, for they carry a schedule and may run elsewhere: {jobs}. "
    "With --start they start by themselves at once; else after {command}.",
    "apply.done": "Saved; each change is a version of its own. Test new connections before their jobs run.",
}

JAPANESE: dict[str, str] = {
    "help.export": "アプリケーションの接続とジョブを定義ファイルに書き出します（認証情報は参照のまま）。",
    "help.export.folder": "hakobu.yaml を書き出すフォルダー。",
    "help.apply": "フォルダーの hakobu.yaml から接続とジョブを取り込みます。"
    "書かれていないものは変更しません。",
    "help.apply.folder": "hakobu.yaml のあるフォルダー（hakobu export の出力）。",
    "help.apply.dry-run": "追加・変更される内容を表示し、保存しません。",
    "help.apply.start": "スケジュールのある新しいジョブを自動で開始します（既定は一時停止）。",
    "export.done": "書き出しました：{file}",
    "apply.none": "ファイル {file} がありません。",
    "apply.connection": "接続",
    "apply.job": "ジョブ",
    "apply.calendar": "営業日カレンダー",
    "apply.alert channel": "アラートのチャネル",
    "apply.labels": "ラベル",
    "apply.new": "新規",
    "apply.changed": "変更あり",
    "apply.same": "変更なし",
    "apply.dry": "何も保存していません。",
    "apply.paused": "スケジュールがあり、別のサーバーで動いている可能性があるため、"
    "一時停止の状態で取り込みました：{jobs}。"
    "{command} で自動開始を再開できます。",
    "apply.would_pause": "スケジュールがあり、別のサーバーで動いている可能性があるため、"
    "一時停止の状態で取り込みます：{jobs}。"
    "--start を付けるとすぐに自動で開始します。後から {command} でも再開できます。",
    "apply.done": "保存しました。変更ごとに版が残ります。新しい接続は、ジョブの実行前にテストしてください。",
}
