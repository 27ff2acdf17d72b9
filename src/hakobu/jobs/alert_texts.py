"""What alerts say, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.reports.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["body_of", "title_of"]

TITLES = {
    "en": {
        "failure": "{job} failed",
        "failed_rows": "{job} has {count} failed rows",
        "guard": "{job} was stopped by a safety limit",
        "no_run": "{job} did not run when it was due",
        "sign_in": "{job}: the sign-in to {connection} does not work any more",
        "success": "{job} is done",
        "daily": "{job}: summary of {day}",
        "test": "Test message",
        "over.failure": "{job} works again",
        "over.failed_rows": "{job} has no failed rows beyond the limit any more",
        "over.guard": "{job} is not stopped by a safety limit any more",
        "over.sign_in": "{job}: the sign-in to {connection} works again",
    },
    "ja": {
        "failure": "「{job}」が失敗しました",
        "failed_rows": "「{job}」にエラー行が {count} 件あります",
        "guard": "「{job}」は安全制限により停止しました",
        "no_run": "「{job}」が予定の時刻に実行されませんでした",
        "sign_in": "「{job}」：接続「{connection}」のサインインが使えなくなりました",
        "success": "「{job}」が完了しました",
        "daily": "「{job}」：{day} のまとめ",
        "test": "テスト送信",
        "over.failure": "「{job}」は正常に戻りました",
        "over.failed_rows": "「{job}」のエラー行は上限以下に戻りました",
        "over.guard": "「{job}」は安全制限による停止から戻りました",
        "over.sign_in": "「{job}」：接続「{connection}」のサインインは正常に戻りました",
    },
}
LINES = {
    "en": {
        "run": "Run {run} ended: {status}.",
        "cause": "Cause: {cause}",
        "due": "It was due at {due}.",
        "caught_up": "It was started later, at {begun}.",
        "skipped": "The run was skipped, as its schedule says.",
        "waits": "It still waits for its turn.",
        "keys": "Keys of failed rows: {keys}",
        "runs": "Runs: {runs}, of which {failed} failed.",
        "sign_in": "Sign in again on the page of the connection.",
        "test": "This channel is set up. Alerts of Hakobu arrive here.",
        "link": "Open: {link}",
    },
    "ja": {
        "run": "実行 {run} の結果：{status}",
        "cause": "原因：{cause}",
        "due": "予定の時刻：{due}",
        "caught_up": "開始した時刻：{begun}",
        "skipped": "スケジュールの設定により、この回は実行しませんでした。",
        "waits": "まだ順番を待っています。",
        "keys": "エラー行のキー：{keys}",
        "runs": "実行 {runs} 回、うち失敗 {failed} 回",
        "sign_in": "接続のページで再認証してください。",
        "test": "このチャネルは正しく設定されています。Hakobu のアラートはここに届きます。",
        "link": "開く：{link}",
    },
}
STATUS = {
    "en": {"guard": "stopped by a safety limit", "incomplete": "not complete"},
    "ja": {
        "done": "完了",
        "done with rejects": "完了（エラー行あり）",
        "guard": "安全制限により停止",
        "failed": "失敗",
        "interrupted": "中断",
        "incomplete": "未完了",
        "stopped": "停止",
    },
}
OUTCOMES = {
    "en": {
        "created": "Created",
        "updated": "Updated",
        "deleted": "Deleted",
        "unchanged": "Unchanged",
        "skipped": "Skipped",
        "invalid": "Not sent: check failed",
        "rejected": "Refused by Zoho",
        "unknown": "Not confirmed",
        "pending": "Not sent yet",
    },
    "ja": {
        "created": "追加",
        "updated": "更新",
        "deleted": "削除",
        "unchanged": "変更なし",
        "skipped": "スキップ（対象外）",
        "invalid": "未送信（入力エラー）",
        "rejected": "Zoho 側エラー",
        "unknown": "結果未確認",
        "pending": "未送信",
    },
}


def title_of(about: str, language: str, facts: Mapping[str, Any]) -> str:
    """Write the first line of a message."""
    said = TITLES[language][about].format(**{"job": "", "count": 0, "connection": "", "day": "", **facts})
    return f"Hakobu: {said}" if language == "en" else f"Hakobu：{said}"


def body_of(language: str, facts: Mapping[str, Any]) -> str:
    """Write the lines of a message, from what is known."""
    words, lines = LINES[language], []
    if facts.get("note"):
        lines.append(words[facts["note"]])
    if facts.get("run"):
        status = STATUS[language].get(facts["status"], facts["status"])
        lines.append(words["run"].format(run=facts["run"], status=status))
    if facts.get("cause"):
        lines.append(words["cause"].format(cause=spoken(facts["cause"], language)))
    lines += [words[key].format(**facts) for key in ("due", "runs") if facts.get(key) is not None]
    if facts.get("begun"):
        lines.append(words["caught_up"].format(**facts))
    counts = [f"{name} {facts['outcomes'].get(key, 0)}" for key, name in _counted(language, facts)]
    if counts:
        lines.append(("、" if language == "ja" else " · ").join(counts))
    if facts.get("keys"):
        lines.append(words["keys"].format(keys=", ".join(facts["keys"])))
    if facts.get("link"):
        lines.append(words["link"].format(link=facts["link"]))
    return "\n".join(lines)


def _counted(language: str, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    outcomes = facts.get("outcomes") or {}
    return [(key, name) for key, name in OUTCOMES[language].items() if outcomes.get(key)]
