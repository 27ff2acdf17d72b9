"""What the command line says about lines of subforms, in both languages."""

__all__ = ["ENGLISH", "JAPANESE"]

ENGLISH: dict[str, str] = {
    "count.lines.one": "1 line stays as it is",
    "count.lines.many": "{n:,} lines stay as they are",
}

JAPANESE: dict[str, str] = {
    "count.lines.one": "変更のない明細行 1 行",
    "count.lines.many": "変更のない明細行 {n:,} 行",
}
