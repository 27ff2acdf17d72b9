"""What the command line says when something gets another name, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "rename.done": "{old} is called {new} now.",
    "rename.followed": "Saved as a new version: {jobs}.",
    "help.connections.rename": "Rename a connection of the application; its jobs follow.",
    "help.connections.rename.old": "The name that it has.",
    "help.connections.rename.new": "The name that it is to have.",
    "help.jobs": "Look after the application's jobs.",
    "help.jobs.rename": "Rename a job of the application; its history stays with it.",
    "help.jobs.rename.old": "The name that the job has.",
    "help.jobs.rename.new": "The name that the job is to have.",
}

JAPANESE: dict[str, str] = {
    "rename.done": "{old} の名前を {new} に変更しました。",
    "rename.followed": "新しいバージョンとして保存したジョブ：{jobs}",
    "help.connections.rename": "アプリケーションの接続の名前を変更します。使っているジョブも追従します。",
    "help.connections.rename.old": "今の名前。",
    "help.connections.rename.new": "新しい名前。",
    "help.jobs": "アプリケーションのジョブを管理します。",
    "help.jobs.rename": "アプリケーションのジョブの名前を変更します。実行履歴は引き継がれます。",
    "help.jobs.rename.old": "ジョブの今の名前。",
    "help.jobs.rename.new": "ジョブの新しい名前。",
}
