"""A connection and a job get other names in a real browser, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_connections import shoot
from tests.browser.test_scheduled_job import check_access, enter, set_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.integration.application import Application

WORDS = {
    "en": {
        "actions": "Actions",
        "rename": "Rename",
        "name": "New name",
        "follows": "The job shop to crm follows as a new version",
        "taken": "Choose another name.",
        "done": "drop is called 倉庫 now.",
        "definition": "Definition (YAML)",
        "why": "The connection 'drop' is called '倉庫' now.",
    },
    "ja": {
        "actions": "操作",
        "rename": "名前を変更",
        "name": "新しい名前",
        "follows": "1 件のジョブの定義は、新しい版として保存されます：shop to crm。",
        "taken": "別の名前を入力してください。",
        "done": "「drop」の名前を「倉庫」に変更しました。",
        "definition": "定義（YAML）",
        "why": "接続「drop」の名前を「倉庫」に変更しました。",
    },
}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_connection_and_a_job_get_other_names(
    language: str, app: Application, page_in: Callable[..., Page], tmp_path: Path
) -> None:
    words, page = WORDS[language], page_in(language)
    set_up(app, tmp_path / "drop", language)
    enter(page, app)
    page.goto(f"{app.address}/connections")
    page.get_by_role("button", name=f"{words['actions']}: drop").click()
    page.get_by_role("menuitem", name=words["rename"]).click()
    dialog = page.get_by_role("dialog", name=words["rename"])
    expect(dialog).to_contain_text(words["follows"])
    other = next(each["name"] for each in app.ok("GET", "/api/connections") if each["name"] != "drop")
    dialog.get_by_label(words["name"]).fill(other)
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text(words["taken"])
    dialog.get_by_label(words["name"]).fill("倉庫")
    check_access(page)
    shoot(page, f"rename-connection-{language}")
    dialog.get_by_role("button", name=words["rename"]).click()
    expect(page.get_by_text(words["done"])).to_be_visible()
    expect(page.get_by_role("link", name="倉庫")).to_be_visible()
    page.goto(f"{app.address}/jobs")
    page.get_by_role("button", name=f"{words['actions']}: shop to crm").click()
    page.get_by_role("menuitem", name=words["rename"]).click()
    dialog = page.get_by_role("dialog", name=words["rename"])
    dialog.get_by_label(words["name"]).fill("nightly")
    dialog.get_by_role("button", name=words["rename"]).click()
    page.get_by_role("link", name="nightly").click()
    page.get_by_role("tab", name=words["definition"]).click()
    expect(page.get_by_text(words["why"])).to_be_visible()
    shoot(page, f"renamed-job-{language}")
    assert app.ok("GET", "/api/jobs/nightly")["source"] == "倉庫"
