"""Names and cells of every kind of letter, and with scripts in them: shown as they are, and never run."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.people import connect, enter
from tests.browser.test_connections import BAD_NAME, shoot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.integration.application import Application

HIT = "window.hit = 1"
SCRIPT = f"<script>{HIT}</script>"
IMAGE = f"\"'><img src=x onerror='{HIT}'>"
TEMPLATE = "{{constructor.constructor('window.hit = 1')()}} ${7*7} $t(jobs.title)"
FORMULA = '=HYPERLINK("http://127.0.0.1:9/","x")'
RIGHT_TO_LEFT = "שלום \u202eabc\u202c العربية"
FOUR_BYTES = "\U00020bb7野家 \U0001f469\u200d\U0001f467"
CELLS = [SCRIPT, IMAGE, TEMPLATE, FORMULA, RIGHT_TO_LEFT, FOUR_BYTES]
JOB = """\
source: drop
destination: crm
tasks:
  - name: "<b>task</b>"
    read: {file: leads.csv}
    module: Leads
    operation: insert
    map: {Last_Name: name, Email: mail, Company: name}
"""
WORDS = {
    "en": {
        "name": "Job name",
        "definition": "Definition (YAML)",
        "save": "Save",
        "see": "See the changes",
        "execute": "Run exactly these changes",
        "undo": "Undo this run",
        "failed": "Failed rows",
        "log": "Log",
        "runs": "Run history",
        "schedule": "Schedule",
        "filter": "Filter by key, field or value",
    },
    "ja": {
        "name": "ジョブ名",
        "definition": "定義（YAML）",
        "save": "保存",
        "see": "変更内容を確認",
        "execute": "この内容で実行",
        "undo": "この実行を元に戻す",
        "failed": "エラー行",
        "log": "ログ",
        "runs": "実行履歴",
        "schedule": "スケジュール",
        "filter": "キー、項目、値で絞り込み",
    },
}


def write_rows(folder: Path) -> None:
    """Each text once in a good row, and once in one that fails its check and so is shown among the failed."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["name", "mail"])
    for number, cell in enumerate(CELLS):
        table.writerow([cell, f"p{number}@example.com"])
        table.writerow([f"failed {number}", cell])
    (folder / "leads.csv").write_text(out.getvalue(), encoding="utf-8")


def expect_nothing_ran(page: Page) -> None:
    assert page.evaluate("window.hit") is None
    assert page.locator("main img, main script").count() == 0
    bold = page.locator("main b").all_inner_texts()
    assert not {"task", "x"} & set(bold)  # what the names would have made


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_text_is_shown_as_it_is_and_no_script_runs(
    language: str,
    app: Application,
    page_in: Callable[..., Page],
    emulator: Callable[..., Any],
    tmp_path: Path,
) -> None:
    words, zoho, page = WORDS[language], emulator(), page_in(language)
    app.begin()
    write_rows(tmp_path)
    connect(app, zoho, tmp_path)
    enter(page, app, language)
    page.goto(f"{app.address}/jobs/add")
    page.get_by_label(words["name"]).fill(BAD_NAME)
    page.get_by_label(words["definition"]).fill(JOB)
    page.get_by_role("button", name=words["save"], exact=True).click()
    expect(page.get_by_role("heading", name=BAD_NAME, exact=True)).to_be_visible()
    page.reload()  # the name stands in the address
    expect(page.get_by_role("heading", name=BAD_NAME, exact=True)).to_be_visible()
    shoot(page, f"hostile-job-{language}")
    for tab in (words["schedule"], words["definition"]):
        page.get_by_role("tab", name=tab).click()
        expect_nothing_ran(page)

    page.get_by_role("button", name=words["see"]).click()
    expect(page).to_have_url(re.compile(r"/plans/\d+$"))
    for cell in (SCRIPT, IMAGE, TEMPLATE, FOUR_BYTES):
        expect(page.get_by_text(cell).first).to_be_visible()
    shoot(page, f"hostile-plan-{language}")
    expect_nothing_ran(page)
    page.get_by_role("button", name=words["execute"]).click()
    expect(page.get_by_role("button", name=words["undo"])).to_be_visible()
    made = {each["Last_Name"] for each in zoho.get("/_emulator/records/Leads")["records"]}
    assert made == set(CELLS)

    page.get_by_role("tab", name=words["log"], exact=True).click()
    expect(page.get_by_text("<b>task</b>").first).to_be_visible()
    expect_nothing_ran(page)
    page.get_by_role("tab", name=re.compile(words["failed"])).click()
    expect(page.get_by_text(SCRIPT).first).to_be_visible()
    shoot(page, f"hostile-failed-{language}")
    expect_nothing_ran(page)

    page.goto(app.address)
    page.get_by_role("link", name=BAD_NAME, exact=True).first.wait_for()
    shoot(page, f"hostile-dashboard-{language}")
    expect_nothing_ran(page)
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_role("combobox").fill("野家")
    page.get_by_role("option").filter(has_text=BAD_NAME).first.click()
    expect(page.get_by_role("heading", name=BAD_NAME, exact=True)).to_be_visible()
    expect_nothing_ran(page)
