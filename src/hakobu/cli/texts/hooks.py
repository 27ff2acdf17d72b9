"""What the command line says about SQL of a job in its source, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "hooks.said": "SQL in the source: {numbers}. None of it was run here.",
    "hooks.and": ", ",
    "hooks.before": "{n} before a run",
    "hooks.after": "{n} after it",
    "hooks.after_failure": "{n} after a failure",
}

JAPANESE: dict[str, str] = {
    "hooks.said": "データソースで実行する SQL：{numbers}。ここでは実行していません。",
    "hooks.and": "、",
    "hooks.before": "実行前 {n} 件",
    "hooks.after": "実行後 {n} 件",
    "hooks.after_failure": "失敗時 {n} 件",
}
