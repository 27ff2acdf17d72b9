"""A user labels a job, finds it by a saved filter, comments on it and copies it, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_scheduled_job import JOB, check_access, enter, set_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.integration.application import Application

WORDS = {
    "en": {
        "labels": "Labels",
        "save_labels": "Save labels",
        "comment": "Comment",
        "add": "Add comment",
        "filters": "Saved filters",
        "keep": "Save this filter",
        "name": "Name",
        "shared": "Show it to everybody",
        "save": "Save",
        "clear": "Show all",
        "menu": "Actions: shop to crm",
        "copy": "Duplicate job",
        "by": "by admin@example.com",
    },
    "ja": {
        "labels": "ラベル",
        "save_labels": "ラベルを保存",
        "comment": "コメント",
        "add": "コメントを追加",
        "filters": "保存した絞り込み",
        "keep": "この絞り込みを保存",
        "name": "名前",
        "shared": "全員に表示",
        "save": "保存",
        "clear": "すべて表示",
        "menu": "操作: shop to crm",
        "copy": "ジョブを複製",
        "by": "作成者：admin@example.com",
    },
}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_job_is_labelled_commented_found_by_a_saved_filter_and_copied(
    language: str, app: Application, page_in: Callable[..., Page], tmp_path: Path
) -> None:
    words, page = WORDS[language], page_in(language)
    set_up(app, tmp_path / "drop", language)
    app.ok("POST", "/api/jobs", {"name": "another", "text": JOB})
    enter(page, app)
    page.goto(f"{app.address}/jobs/shop%20to%20crm")
    labels = page.get_by_role("combobox", name=words["labels"], exact=True)
    labels.fill("営業")
    labels.press("Enter")
    page.get_by_role("button", name=words["save_labels"]).click()
    expect(page.get_by_role("button", name=words["save_labels"])).to_have_count(0)
    page.get_by_label(words["comment"], exact=True).fill("<b>In November</b> the till moves.")
    page.get_by_role("button", name=words["add"]).click()
    expect(page.get_by_text("<b>In November</b> the till moves.")).to_be_visible()
    check_access(page)

    page.goto(f"{app.address}/jobs")
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("main").get_by_label(words["labels"], exact=True).first.click()
    page.get_by_role("option", name="営業").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("button", name=words["keep"]).click()
    dialog = page.get_by_role("dialog", name=words["keep"])
    dialog.get_by_label(words["name"]).fill("Sales 営業")
    dialog.get_by_label(words["shared"]).check()
    dialog.get_by_role("button", name=words["save"], exact=True).click()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name=words["clear"]).click()
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("button", name=words["filters"]).click()
    expect(page.get_by_text(words["by"])).to_be_visible()
    check_access(page)
    page.get_by_role("button", name=re.compile("^Sales 営業")).click()
    expect(page.get_by_role("row")).to_have_count(2)
    check_access(page)

    page.get_by_role("button", name=words["menu"]).click()
    page.get_by_role("menuitem", name=words["copy"]).click()
    page.get_by_role("dialog").get_by_role("textbox").fill("copied")
    page.get_by_role("dialog").get_by_role("button", name=words["copy"]).click()
    expect(page).to_have_url(re.compile("/jobs/copied$"))
    expect(page.get_by_role("heading", name="copied", level=1)).to_be_visible()
    assert app.ok("GET", "/api/jobs/copied")["labels"] == ["営業"]
