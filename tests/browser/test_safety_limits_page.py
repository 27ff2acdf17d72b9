"""A user sets a job's safety limits, and how talkative its log is, in a real browser, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_connections import shoot
from tests.browser.test_scheduled_job import enter, set_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.integration.application import Application

WORDS = {
    "en": {
        "tab": "Safety limits",
        "deletes": "Deleted",
        "invalid": "Not sent: check failed",
        "usual": "100, or 20% beyond 10",
        "first": "Try the first rows",
        "records": "How many records",
        "save": "Save limits",
        "shown": "What this save changes",
        "keep": "Save",
        "saved": "Saved as version 2.",
        "overview": "Overview",
        "log": "Log of its runs",
        "debug": "Debug: every step",
    },
    "ja": {
        "tab": "安全制限",
        "deletes": "削除",
        "invalid": "未送信（入力エラー）",
        "usual": "100 件、または 10 件を超えて 20%",
        "first": "先頭の数件で試行",
        "records": "試行する件数",
        "save": "安全制限を保存",
        "shown": "この保存による変更点",
        "keep": "保存",
        "saved": "版 2 として保存しました。",
        "overview": "概要",
        "log": "実行のログの詳しさ",
        "debug": "デバッグ：すべての手順",
    },
}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_limits_are_set_shown_as_a_difference_and_saved(
    language: str, app: Application, page_in: Callable[..., Page], tmp_path: Path
) -> None:
    words, page = WORDS[language], page_in(language)
    set_up(app, tmp_path / "drop", language)
    enter(page, app)
    page.goto(f"{app.address}/jobs/shop%20to%20crm")
    page.get_by_role("tab", name=words["tab"]).click()
    deletes = page.get_by_label(words["deletes"], exact=True)
    expect(deletes).to_have_attribute("placeholder", words["usual"])
    deletes.fill("200%")
    page.get_by_role("button", name=words["save"]).click()
    expect(deletes).to_have_attribute("aria-invalid", "true")
    deletes.fill("７％")  # as a Japanese keyboard writes it
    expect(page.get_by_label(f"contacts: {words['deletes']}")).to_have_attribute("placeholder", "7%")
    page.get_by_label(f"leads: {words['invalid']}").fill("1,000")
    page.get_by_label(words["first"]).check(force=True)
    page.get_by_label(words["records"]).fill("5")
    page.get_by_role("button", name=words["save"]).click()
    dialog = page.get_by_role("dialog", name=words["shown"])
    expect(dialog.locator(".new")).to_have_count(7)
    dialog.get_by_role("button", name=words["keep"], exact=True).click()
    expect(page.get_by_text(words["saved"])).to_be_visible()
    defined = app.context.workspace.definition("shop to crm").jobs["shop to crm"]
    assert defined.guards.deletes is not None
    assert defined.guards.deletes.share == 7
    invalid = defined.tasks[0].guards.invalid
    assert invalid is not None
    assert invalid.number == 1000
    assert defined.canary is not None
    assert defined.canary.records == 5
    page.get_by_role("tab", name=words["overview"]).click()
    page.get_by_label(words["log"], exact=True).first.click()
    page.get_by_role("option", name=words["debug"]).click()
    dialog = page.get_by_role("dialog", name=words["shown"])
    expect(dialog.locator(".new")).to_have_text("+ log_level: debug")
    shoot(page, f"log-level-{language}")
    dialog.get_by_role("button", name=words["keep"], exact=True).click()
    expect(dialog).to_be_hidden()
    assert app.context.workspace.definition("shop to crm").jobs["shop to crm"].log_level == "debug"
