"""The words that users of such software already know stand in the pages to the letter, in both languages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from hakobu.connectors.catalogue import CATALOGUE

TEXTS = Path(__file__).resolve().parents[2] / "web" / "src" / "texts"

# Words that users know from other such software: to the letter, in both languages.
KNOWN = {
    "Dashboard": "ダッシュボード",
    "Connections": "接続",
    "Add connection": "接続を追加",
    "Select connector": "コネクタを選択",
    "Sources": "データソース",
    "Destinations": "同期先",
    "Configure connection": "接続を設定",
    "Download connector": "コネクタをダウンロード",
    "New connection": "新しい接続",
    "Connection name": "接続名",
    "Settings": "設定",
    "Advanced": "高度な設定",
    "Create & test": "作成およびテスト",
    "Jobs": "ジョブ",
    "Add job": "ジョブを追加",
    "Tasks": "タスク",
    "Field": "項目",
    "Lookup": "ルックアップ",
    "Subform": "サブフォーム",
    "Schedule": "スケジュール",
    "Alerts": "アラート",
    "Labels": "ラベル",
    "Workspace": "ワークスペース",
    "Users": "ユーザー",
    "Role": "ロール",
    "Audit log": "監査ログ",
}
# Words of our own: one for each thing on every page, capitals as the place wants them.
OURS = {
    "Update connector": "コネクタを更新",
    "Save & test": "保存およびテスト",
    "Save as draft": "下書きとして保存",
    "Test report": "テスト結果",
    "Test passed": "テスト成功",
    "Test failed": "テスト失敗",
    "Region": "リージョン（データセンター）",
    "Schema": "スキーマ（Zoho CRM のバージョン）",
    "Use COQL": "COQL を使用",
    "{{label}} (optional)": "{{label}}（任意）",
    "API Type": "API の種類",
    "Sign in with Zoho": "Zoho でサインイン",
    "Sign in again": "再認証",
    "Client ID": "クライアント ID",
    "Client Secret": "クライアントシークレット",
    "Self Client code": "Self Client のコード",
    "Scopes (what this connection may do)": "スコープ（この接続に許可する操作）",
    "Organisation": "組織",
    "Edition": "プラン",
    "Environment": "環境",
    "production": "本番",
    "sandbox": "サンドボックス",
    "developer": "開発者",
    "Practice Zoho CRM (built in)": "練習用 Zoho CRM（内蔵）",
    "Duplicate job": "ジョブを複製",
    "Add task": "タスクを追加",
    "Run this task only": "このタスクだけ実行",
    "Preview rows": "先頭の行を表示",
    "Module": "モジュール",
    "Record": "レコード",
    "Refresh fields": "項目情報を更新",
    "Operation": "書き込み方法",
    "Insert": "追加（Insert）",
    "Update": "更新（Update）",
    "Upsert": "追加または更新（Upsert）",
    "Delete": "削除（Delete）",
    "Mirror": "追加・更新・削除",
    "Match key": "照合キー",
    "System-defined duplicate-check field": "システム定義の重複チェック項目",
    "Custom (unique)": "重複禁止項目（カスタム）",
    "External ID": "外部 ID",
    "Mapping": "項目マッピング",
    "Suggest mapping": "マッピングを提案",
    "Source column": "ソースの列",
    "Formula": "計算式",
    "Clean up": "値の整形",
    "Picklist value map": "選択リストの値の対応表",
    "Line items": "明細",
    "Required": "必須",
    "Empty values": "空の値",
    "Write": "書き込む条件",
    "Workflow rules": "ワークフロー",
    "Compare with": "比較対象",
    "Check all rows": "全行をチェック",
    "Plan": "変更プレビュー",
    "See the changes": "変更内容を確認",
    "Run exactly these changes": "この内容で実行",
    "Created": "追加",
    "Updated": "更新",
    "Deleted": "削除",
    "Unchanged": "変更なし",
    "Skipped": "スキップ（対象外）",
    "Kept: edited in the CRM": "保留（CRM で編集済み）",
    "Not sent: check failed": "未送信（入力エラー）",
    "Refused by Zoho": "Zoho 側エラー",
    "Not confirmed": "結果未確認",
    "Several matches: choose": "複数一致（要選択）",
    "Failed rows": "エラー行",
    "Resend": "再送信",
    "Dismiss": "対応不要にする",
    "Run history": "実行履歴",
    "Run now": "今すぐ実行",
    "Stop": "停止",
    "Resume": "再開",
    "Phase": "処理段階",
    "Log": "ログ",
    "Download log": "ログをダウンロード",
    "Confirmed": "書き込み済み",
    "Verified by reading back": "読み戻しで確認済み",
    "Undo this run": "この実行を元に戻す",
    "Record history": "レコードの変更経緯",
    "Safety limits": "安全制限",
    "Stopped by a safety limit": "安全制限により停止",
    "Approve": "承認",
    "Try the first rows": "先頭の数件で試行",
    "API credits": "API クレジット",
    "Kept for people": "利用者用に確保",
    "Next run": "次回実行",
    "Business-day calendar": "営業日カレンダー",
    "Send a test": "テスト送信",
    "Definition (YAML)": "定義（YAML）",
    "Export": "エクスポート",
    "Import": "インポート",
    "Comment": "コメント",
    "Administrator": "管理者",
    "Editor": "編集者",
    "Operator": "実行担当者",
    "Viewer": "閲覧者",
    "API token": "API トークン",
    "Masked field": "マスクする項目",
    "Erase a person's data": "個人データを消去",
    "Network proxy": "プロキシ",
    "Certificates (CA file)": "証明書（CA ファイル）",
}
EDITOR = "it belongs to the editor of tasks, which is not among these pages: tasks are written as YAML"
HISTORY = "it belongs to the page of a record's history, which is not among these pages"
ANOTHER_PAGE = "no control of the pages of today is called so"
# Words that need not be on a page of today, and why; where a page says one, it is held to it all the same.
NOT_ON_A_PAGE = {
    **dict.fromkeys(("Lookup", "Subform", "Line items", "Picklist value map"), EDITOR),
    **dict.fromkeys(("Add task", "Preview rows", "Refresh fields", "Match key", "External ID"), EDITOR),
    **dict.fromkeys(("System-defined duplicate-check field", "Custom (unique)"), EDITOR),
    **dict.fromkeys(("Mapping", "Suggest mapping", "Source column", "Formula", "Clean up"), EDITOR),
    **dict.fromkeys(("Empty values", "Write", "Workflow rules", "Compare with", "Check all rows"), EDITOR),
    **dict.fromkeys(("Record history", "Record"), HISTORY),
    **dict.fromkeys(("Safety limits", "Try the first rows", "Export", "Import", "Comment"), ANOTHER_PAGE),
    **dict.fromkeys(("Masked field", "Download log"), ANOTHER_PAGE),
    **dict.fromkeys(("Confirmed", "Verified by reading back"), "the page of a run shows the sums by result"),
    "Workspace": "a server holds one workspace, which needs no name on a page",
}
# The same English in a second sense: beside a narrower heading, or as what a plan does with a record.
SHORTER = {
    "Region": {"リージョン"},
    "Schema": {"スキーマ"},
    "Use COQL": {"COQL の使用"},
    "Update": {"更新"},
    "Delete": {"削除"},
}
# Where it matters on which control a word stands: path in the texts → the English word.
PLACES = {
    "nav.dashboard": "Dashboard",
    "nav.connections": "Connections",
    "nav.jobs": "Jobs",
    "nav.runs": "Run history",
    "frame.failed": "Failed rows",
    "connections.title": "Connections",
    "connections.add": "Add connection",
    "connections.select": "Select connector",
    "connections.sources": "Sources",
    "connections.destinations": "Destinations",
    "connections.configure": "Configure connection",
    "connections.download": "Download connector",
    "connections.update": "Update connector",
    "connections.name": "Connection name",
    "connections.labels": "Labels",
    "form.new": "New connection",
    "form.settings": "Settings",
    "form.advanced": "Advanced",
    "form.createTest": "Create & test",
    "form.saveTest": "Save & test",
    "form.draft": "Save as draft",
    "form.report": "Test report",
    "form.passed": "Test passed",
    "form.failed": "Test failed",
    "form.wayBrowser": "Sign in with Zoho",
    "form.signInAgain": "Sign in again",
    "form.waySelf": "Self Client code",
    "form.practice": "Practice Zoho CRM (built in)",
    "jobs.add": "Add job",
    "jobs.tasks": "Tasks",
    "jobs.runNow": "Run now",
    "jobs.changes": "See the changes",
    "jobs.duplicate": "Duplicate job",
    "schedule.tab": "Schedule",
    "schedule.next": "Next run",
    "schedule.calendar": "Business-day calendar",
    "schedule.tasks.only": "Run this task only",
    "schedule.alerts.tab": "Alerts",
    "schedule.channels.title": "Alerts",
    "schedule.channels.test": "Send a test",
    "plan.execute": "Run exactly these changes",
    "plan.approve": "Approve",
    "runs.title": "Run history",
    "runs.stop": "Stop",
    "runs.phase": "Phase",
    "runs.undo": "Undo this run",
    "runs.resume": "Resume",
    "runs.resend": "Resend",
    "failed.title": "Failed rows",
    "failed.resend": "Resend",
    "failed.dismiss": "Dismiss",
    "security.nav.users": "Users",
    "security.users.title": "Users",
    "security.users.role": "Role",
    "security.role.administrator": "Administrator",
    "security.role.editor": "Editor",
    "security.role.operator": "Operator",
    "security.role.viewer": "Viewer",
    "security.nav.audit": "Audit log",
    "settings.audit": "Audit log",
}
SETTINGS = {
    "region": ("Region", "リージョン（データセンター）"),
    "schema": ("Schema", "スキーマ（Zoho CRM のバージョン）"),
    "use_coql": ("Use COQL", "COQL を使用"),
    "api_type": ("API Type", "API の種類"),
    "client_id": ("Client ID", "クライアント ID"),
    "client_secret": ("Client Secret", "クライアントシークレット"),
    "scopes": ("Scopes (what this connection may do)", "スコープ（この接続に許可する操作）"),
}


BOTH = {**KNOWN, **OURS}


@cache
def texts(language: str) -> dict[str, str]:
    """Read the texts of a language: keys by their path."""
    found: dict[str, str] = {}
    for path in sorted(TEXTS.glob("*.ts")):
        of, topic = ("ja", path.stem.removesuffix(".ja")) if path.stem.endswith("ja") else ("en", path.stem)
        if of == language and topic != "index":
            found |= plain(path.read_text(encoding="utf-8"))
    return found


def plain(text: str) -> dict[str, str]:
    """Read one file of texts, as far as they are plain."""
    found: dict[str, str] = {}
    path: list[str] = []
    text = re.sub(r":\n +\"", ': "', text)  # long texts stand on a line of their own
    text = re.sub(r"\{ (.*) \},\n", lambda one: "{\n " + one[1].replace('", ', '",\n ') + ",\n },\n", text)
    for line in text.splitlines():
        if exported := re.match(r"export const (\w+)(?::.*)? = \{$", line):
            # a file of many exports puts each in by its name; en, ja and frame are the texts themselves
            name = {"runsMore": "runs"}.get(exported[1], exported[1])
            path = [] if name in {"en", "ja", "frame"} else [name]
        elif opened := re.match(r"\s+\"?([\w ]+)\"?: \{$", line):
            path.append(opened[1])
        elif re.match(r"\s+\},?$", line):
            path.pop()
        elif said := re.match(r'\s+"?([\w ]+)"?: "(.*)",$', line):
            found[".".join([*path, said[1]])] = said[2]
    return found


@cache
def pairs() -> frozenset[tuple[str, str]]:
    """Gather what stands beside each other in the two languages: texts of pages, titles of settings."""
    en, ja = texts("en"), texts("ja")
    settings = (each.title for spec in CATALOGUE.values() for each in spec.settings)
    return frozenset(
        {(en[path], ja[path]) for path in en.keys() & ja.keys()} | {(each.en, each.ja) for each in settings}
    )


@pytest.mark.parametrize("english", [word for word in KNOWN if word not in NOT_ON_A_PAGE])
def test_a_known_word_is_kept_to_the_letter(english: str) -> None:
    assert (english, KNOWN[english]) in pairs()


@pytest.mark.parametrize("english", [word for word in OURS if word not in NOT_ON_A_PAGE])
def test_a_word_of_ours_is_the_same_on_every_page(english: str) -> None:
    assert (english.lower(), OURS[english]) in {(en.lower(), ja) for en, ja in pairs()}


@pytest.mark.parametrize("english", sorted(BOTH))
def test_a_word_is_called_otherwise_nowhere(english: str) -> None:
    assert {ja for en, ja in pairs() if en == english} <= {BOTH[english], *SHORTER.get(english, ())}


@pytest.mark.parametrize("path", sorted(PLACES))
def test_a_control_is_called_by_its_word(path: str) -> None:
    assert (texts("en").get(path), texts("ja").get(path)) == (PLACES[path], BOTH[PLACES[path]])


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_zohos_settings_are_called_as_users_know_them(name: str) -> None:
    setting = CATALOGUE["zoho-crm"].setting(name)
    assert setting is not None
    assert (setting.title.en, setting.title.ja) == SETTINGS[name]


def test_no_text_is_missing_in_either_language() -> None:
    assert set(texts("en")) == set(texts("ja"))
    assert all(texts("en").values())
    assert all(texts("ja").values())


DEVELOPERS = re.compile(r"\b(ledger|journal|outcome|reject|settle|spool|canary|guard)s?\b", re.IGNORECASE)


def test_no_word_of_developers_is_shown() -> None:
    assert not {path: text for path, text in texts("en").items() if DEVELOPERS.search(text)}


def test_only_words_are_excused() -> None:
    assert set(NOT_ON_A_PAGE) <= set(BOTH)
