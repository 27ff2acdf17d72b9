"""The words that users of such software already know stand in the pages to the letter, in both languages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from hakobu.connectors.catalogue import CATALOGUE

TEXTS = Path(__file__).resolve().parents[2] / "web" / "src" / "texts"

# path in the texts → the words
KNOWN = {
    "nav.dashboard": ("Dashboard", "ダッシュボード"),
    "nav.connections": ("Connections", "接続"),
    "connections.title": ("Connections", "接続"),
    "connections.add": ("Add connection", "接続を追加"),
    "connections.select": ("Select connector", "コネクタを選択"),
    "connections.sources": ("Sources", "データソース"),
    "connections.destinations": ("Destinations", "同期先"),
    "connections.configure": ("Configure connection", "接続を設定"),
    "connections.download": ("Download connector", "コネクタをダウンロード"),
    "connections.update": ("Update connector", "コネクタを更新"),
    "connections.name": ("Connection name", "接続名"),
    "connections.labels": ("Labels", "ラベル"),
    "form.new": ("New connection", "新しい接続"),
    "form.settings": ("Settings", "設定"),
    "form.advanced": ("Advanced", "高度な設定"),
    "form.createTest": ("Create & test", "作成およびテスト"),
    "form.saveTest": ("Save & test", "保存およびテスト"),
    "form.draft": ("Save as draft", "下書きとして保存"),
    "form.report": ("Test report", "テスト結果"),
    "form.passed": ("Test passed", "テスト成功"),
    "form.failed": ("Test failed", "テスト失敗"),
    "form.wayBrowser": ("Sign in with Zoho", "Zoho でサインイン"),
    "form.signInAgain": ("Sign in again", "再認証"),
    "form.waySelf": ("Self Client code", "Self Client のコード"),
    "form.practice": ("Practice Zoho CRM (built in)", "練習用 Zoho CRM（内蔵）"),
    "nav.jobs": ("Jobs", "ジョブ"),
    "jobs.add": ("Add job", "ジョブを追加"),
    "jobs.tasks": ("Tasks", "タスク"),
    "settings.audit": ("Audit log", "監査ログ"),
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


@cache
def texts(language: str) -> dict[str, str]:
    """Read a file of texts: keys by their path, as far as they are plain texts."""
    found: dict[str, str] = {}
    path: list[str] = []
    text = (TEXTS / f"{language}.ts").read_text(encoding="utf-8")
    text = re.sub(r":\n +\"", ': "', text)  # long texts stand on a line of their own
    text = re.sub(r"\{ (.*) \},\n", lambda one: "{\n " + one[1].replace('", ', '",\n ') + ",\n },\n", text)
    for line in text.splitlines():
        if opened := re.match(r"\s+\"?([\w ]+)\"?: \{$", line):
            path.append(opened[1])
        elif re.match(r"\s+\},?$", line):
            path.pop()
        elif said := re.match(r'\s+"?([\w ]+)"?: "(.*)",$', line):
            found[".".join([*path, said[1]])] = said[2]
    return found


@pytest.mark.parametrize("path", sorted(KNOWN))
def test_a_known_word_is_kept_to_the_letter(path: str) -> None:
    assert (texts("en").get(path), texts("ja").get(path)) == KNOWN[path]


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_zohos_settings_are_called_as_users_know_them(name: str) -> None:
    setting = CATALOGUE["zoho-crm"].setting(name)
    assert setting is not None
    assert (setting.title.en, setting.title.ja) == SETTINGS[name]


def test_no_text_is_missing_in_either_language() -> None:
    assert set(texts("en")) == set(texts("ja"))
    assert all(texts("en").values())
    assert all(texts("ja").values())
