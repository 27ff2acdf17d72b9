"""The walk that such software's manual describes, in a real browser and in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.integration.application import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.integration.application import Application

WORDS = {
    "en": {
        "connections": "Connections",
        "add": "Add connection",
        "select": "Select connector",
        "sources": "Sources",
        "destinations": "Destinations",
        "configure": "Configure connection",
        "new": "New connection",
        "name": "Connection name",
        "settings": "Settings",
        "advanced": "Advanced",
        "create": "Create & test",
        "report": "Test report",
        "passed": "Test passed",
        "failed": "Test failed",
        "api_type": "API Type",
        "coql": "Use COQL (optional)",
        "token": "Refresh token",
        "draft": "Save as draft",
        "is_draft": "Draft",
        "jobs": "Jobs",
        "add_job": "Add job",
        "job_name": "Job name",
        "save": "Save",
        "run": "Run now",
        "created": "Created",
    },
    "ja": {
        "connections": "接続",
        "add": "接続を追加",
        "select": "コネクタを選択",
        "sources": "データソース",
        "destinations": "同期先",
        "configure": "接続を設定",
        "new": "新しい接続",
        "name": "接続名",
        "settings": "設定",
        "advanced": "高度な設定",
        "create": "作成およびテスト",
        "report": "テスト結果",
        "passed": "テスト成功",
        "failed": "テスト失敗",
        "api_type": "API の種類",
        "coql": "COQL を使用（任意）",
        "token": "リフレッシュトークン",
        "draft": "下書きとして保存",
        "is_draft": "下書き",
        "jobs": "ジョブ",
        "add_job": "ジョブを追加",
        "job_name": "ジョブ名",
        "save": "保存",
        "run": "今すぐ実行",
        "created": "追加",
    },
}


def start(page: Page, app: Application) -> None:
    """Make the administrator by the one-time link."""
    page.goto(f"{app.address}/first-start#{app.context.first_start}")
    boxes = page.locator("form input")
    for box, value in enumerate(("佐藤 'O\"Brien' \U0001f469", "admin@example.com", PASSWORD)):
        boxes.nth(box).fill(value)
    page.locator("button[type=submit]").click()
    page.get_by_role("navigation").wait_for()


def to_zoho_form(page: Page, words: dict[str, str]) -> None:
    page.get_by_role("navigation").get_by_text(words["connections"], exact=True).click()
    page.get_by_role("link", name=words["add"], exact=True).first.click()
    expect(page.get_by_role("heading", name=words["select"])).to_be_visible()
    expect(page.get_by_role("tab", name=words["sources"])).to_be_visible()
    page.get_by_role("tab", name=words["destinations"]).click()
    page.get_by_role("link", name=re.compile(f"{words['configure']}.*Zoho")).click()
    expect(page.get_by_role("heading", name=words["new"])).to_be_visible()


def fill_sign_in(page: Page, words: dict[str, str], url: str) -> None:
    page.get_by_text(words["token"], exact=True).first.click()
    page.locator("input[name=client_id]").fill("1000.ABC")
    page.locator("input[name=client_secret]").fill("planted-secret")
    page.locator("input[name=refresh_token]").fill("planted-token")
    page.get_by_role("tab", name=words["advanced"]).click()
    page.locator("input[name=accounts_server]").fill(url)
    page.locator("input[name=api_domain]").fill(url)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_from_the_dashboard_to_a_tested_connection_and_a_first_run(
    language: str,
    app: Application,
    page_in: Callable[..., Page],
    emulator: Callable[..., Any],
    tmp_path: Path,
) -> None:
    words, zoho, page = WORDS[language], emulator(), page_in(language)
    start(page, app)
    to_zoho_form(page, words)
    page.get_by_label(words["name"]).fill("crm-tokyo")
    expect(page.locator("input[name=region]")).to_have_value(re.compile("^US"))
    expect(page.locator("input[name=schema]")).to_have_value(re.compile("^v4"))
    expect(page.locator("input[name=api_type]")).to_have_count(0)
    page.get_by_label(words["coql"]).click()
    expect(page.locator("input[name=api_type]")).to_have_value(re.compile("^REST"))
    page.get_by_label(words["coql"]).click()
    fill_sign_in(page, words, zoho.url)
    page.get_by_role("button", name=words["create"]).click()
    expect(page.get_by_text("Hakobu Emulated Trading")).to_be_visible()
    page.get_by_role("navigation").get_by_text(words["connections"], exact=True).click()
    row = page.get_by_role("row", name=re.compile("crm-tokyo"))
    expect(row).to_contain_text(words["passed"])

    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "leads.csv").write_text("name,email\n山田,yamada@example.com\n", encoding="utf-8")
    page.goto(f"{app.address}/connections/add/files")
    page.get_by_label(words["name"]).fill("drop")
    page.locator("input[name=path]").fill(str(tmp_path / "drop"))
    page.get_by_role("button", name=words["create"]).click()
    expect(page.get_by_text(words["passed"])).to_be_visible()
    page.get_by_role("navigation").get_by_text(words["jobs"], exact=True).click()
    page.get_by_role("link", name=words["add_job"]).first.click()
    page.get_by_label(words["job_name"]).fill("shop to crm")
    page.get_by_role("button", name=words["save"]).click()
    page.get_by_role("button", name=words["run"]).click()
    expect(page).to_have_url(re.compile(r"/runs/\d+$"))
    expect(page.get_by_text(words["created"], exact=True).first).to_be_visible()
    assert [each["Email"] for each in zoho.get("/_emulator/records/Leads")["records"]] == [
        "yamada@example.com"
    ]


def test_a_connection_that_fails_its_test_is_listed_so_and_an_incomplete_form_is_a_draft(
    app: Application, page_in: Callable[..., Page]
) -> None:
    words, page = WORDS["en"], page_in("en")
    start(page, app)
    page.goto(f"{app.address}/connections/add/files")
    page.get_by_label(words["name"]).fill("<img src=x onerror=alert(1)>")
    page.locator("input[name=path]").fill("nowhere")
    page.get_by_role("button", name=words["create"]).click()
    expect(page.get_by_text(words["failed"])).to_be_visible()
    to_zoho_form(page, words)
    page.get_by_label(words["name"]).fill("half")
    page.get_by_role("button", name=words["draft"]).click()
    expect(page.get_by_role("row", name=re.compile("half"))).to_contain_text(words["is_draft"])
    expect(page.get_by_role("row", name=re.compile("<img"))).to_contain_text(words["failed"])
