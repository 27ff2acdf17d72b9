"""What the command line says about a support bundle, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "help.support": "Write a bundle for those who help: what ran, without values or secrets.",
    "help.support.file": "The ZIP file to write.",
    "support.written": "Written: {file}",
    "support.note": "It holds no definitions, rows, keys or secrets. Look into it before you pass it on.",
}

JAPANESE: dict[str, str] = {
    "help.support": "サポート用のファイルを作成します。値と認証情報は含みません。",
    "help.support.file": "作成する ZIP ファイル。",
    "support.written": "作成しました：{file}",
    "support.note": "定義、行、照合キー、認証情報は含みません。渡す前に内容を確認してください。",
}
