"""What the command line says about the parameters of a run, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "help.any.set": "Value of a parameter of the job (may stand several times).",
    "set.form": "{pair!r} gives no parameter a value.",
    "set.next": "Write --set name=value, once for each name.",
    "set.plan": "A plan keeps the values that it was made with; --set does not go with --plan.",
    "set.said": "Parameters: {values}",
}

JAPANESE: dict[str, str] = {
    "help.any.set": "ジョブのパラメーターの値（繰り返し指定可）。",
    "set.form": "{pair!r} はパラメーターの値の指定になっていません。",
    "set.next": "--set 名前=値 の形で、名前ごとに 1 回だけ指定してください。",
    "set.plan": "変更プレビューは作成時の値を使います。--set と --plan は同時に指定できません。",
    "set.said": "パラメーター：{values}",
}
