"""A job from YAML: its changes, run exactly these, failed rows, undo; in both languages."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_first_connection import start
from tests.integration.jobs import key_field

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.integration.application import Application

WORDS = {
    "en": {
        "see": "See the changes",
        "execute": "Run exactly these changes",
        "nothing": "nothing has been written",
        "not_sent": "Not sent: check failed",
        "failed": "Failed rows",
        "dismiss": "Dismiss",
        "reason": "Reason",
        "undo": "Undo this run",
        "definition": "Definition (YAML)",
        "save": "Save",
        "command": "As command",
        "changed": "What changed",
        "delete": "delete",
        "stale": "Somebody saved a newer version",
    },
    "ja": {
        "see": "変更内容を確認",
        "execute": "この内容で実行",
        "nothing": "まだ何も書き込んでいません",
        "not_sent": "未送信（入力エラー）",
        "failed": "エラー行",
        "dismiss": "対応不要にする",
        "reason": "理由",
        "undo": "この実行を元に戻す",
        "definition": "定義（YAML）",
        "save": "保存",
        "command": "コマンドで表す",
        "changed": "変更した内容",
        "delete": "削除",
        "stale": "ほかの人が新しい版を保存しました",
    },
}
JOB = """\
source: drop
destination: crm
tasks:
  - name: leads
    read: {file: leads.csv}
    module: Leads
    operation: upsert
    match: [Customer_No]
    map:
      Customer_No: nr
      Last_Name: name
      Email: mail
"""
HOSTILE = "<img src=x onerror=alert(1)>"
ROWS = ["1,山田 \U0001f469,yamada@example.com", f"2,{HOSTILE},b@example.com", "3,שלום,no mail"]


def furnish(app: Application, zoho: Any, folder: Path) -> None:
    zoho.seed(fields={"Leads": [key_field("Customer_No")]})
    (folder / "leads.csv").write_text("\n".join(["nr,name,mail", *ROWS]) + "\n", encoding="utf-8")
    crm = {"accounts_server": zoho.url, "api_domain": zoho.url, "client_id": "id"}
    crm |= {"client_secret": "planted-secret", "refresh_token": "planted-token"}
    admin = app.another("admin@example.com", "administrator")
    admin.ok("POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": crm})
    drop = {"name": "drop", "connector": "files", "settings": {"path": str(folder)}}
    admin.ok("POST", "/api/connections", drop)
    admin.ok("POST", "/api/jobs", {"name": "leads", "text": JOB})


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    folder = os.environ.get("HAKOBU_TEST_PICTURES")
    if folder:
        page.wait_for_timeout(300)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_changes_are_seen_then_run_then_taken_back(
    language: str,
    app: Application,
    page_in: Callable[..., Page],
    emulator: Callable[..., Any],
    tmp_path: Path,
) -> None:
    words, zoho, page = WORDS[language], emulator(), page_in(language)
    start(page, app)
    furnish(app, zoho, tmp_path)

    def names() -> set[str]:
        return {row["Last_Name"] for row in zoho.get("/_emulator/records/Leads")["records"]}

    page.goto(f"{app.address}/jobs/leads")
    page.get_by_role("button", name=words["see"]).click()
    expect(page).to_have_url(re.compile(r"/plans/\d+$"))
    expect(page.get_by_text(words["nothing"])).to_be_visible()
    expect(page.get_by_text(words["not_sent"])).to_be_visible()
    expect(page.get_by_text(HOSTILE)).to_be_visible()
    look(page, f"plan-{language}")
    page.get_by_role("textbox").fill("山田")
    expect(page.get_by_text(HOSTILE)).to_have_count(0)
    assert names() == set()

    page.get_by_role("button", name=words["command"]).click()
    expect(page.get_by_text(re.compile("hakobu plan --show 1"))).to_be_visible()
    page.get_by_role("button", name=words["execute"]).click()
    expect(page).to_have_url(re.compile(r"/runs/\d+$"))
    expect(page.get_by_role("button", name=words["undo"])).to_be_visible()
    assert names() == {"山田 \U0001f469", HOSTILE}
    page.get_by_role("tab", name=re.compile(words["failed"])).click()
    expect(page.get_by_text("bad_email")).to_be_visible()
    look(page, f"run-{language}")

    page.get_by_role("navigation").get_by_text(words["failed"], exact=True).click()
    page.get_by_role("row", name=re.compile("leads")).get_by_role("link").click()
    expect(page.get_by_text("bad_email")).to_be_visible()
    look(page, f"failed-{language}")
    page.get_by_role("button", name=words["dismiss"], exact=True).click()
    page.get_by_label(words["reason"]).fill("a test row")
    page.get_by_role("dialog").get_by_role("button", name=words["dismiss"]).click()
    expect(page.get_by_text("bad_email")).to_have_count(0)

    page.goto(f"{app.address}/runs/1")
    page.get_by_role("button", name=words["undo"]).click()
    expect(page).to_have_url(re.compile(r"/plans/2$"))
    expect(page.get_by_text(words["delete"], exact=True).first).to_be_visible()
    look(page, f"undo-{language}")
    assert len(names()) == 2
    page.get_by_role("button", name=words["execute"]).click()
    expect(page.get_by_role("link", name=words["changed"])).to_be_visible()
    assert names() == set()


def test_a_definition_is_compared_before_it_is_saved_and_the_second_editor_is_told(
    app: Application, page_in: Callable[..., Page], emulator: Callable[..., Any], tmp_path: Path
) -> None:
    words, page = WORDS["en"], page_in("en")
    start(page, app)
    furnish(app, emulator(), tmp_path)
    page.goto(f"{app.address}/jobs/leads")
    page.get_by_role("tab", name=words["definition"]).click()
    editor = page.get_by_role("textbox", name=words["definition"])
    editor.fill(JOB + "      Phone: \"'03'\"\n")
    other = app.another("admin@example.com", "administrator")
    other.ok("PUT", "/api/jobs/leads", {"text": JOB + "      Company: name\n", "based_on": 1})
    page.get_by_role("button", name=words["save"]).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("+ ")).to_contain_text("Phone")
    look(page, "definition")
    dialog.get_by_role("button", name=words["save"]).click()
    expect(page.get_by_text(words["stale"])).to_be_visible()
    expect(editor).to_have_value(re.compile("Phone"))
    assert "Company" in other.ok("GET", "/api/jobs/leads")["text"]
    page.get_by_role("button", name="Compare").first.click()
    expect(dialog.get_by_text("- ")).to_contain_text("Company")
    dialog.get_by_role("button", name=words["save"]).click()
    expect(dialog).to_have_count(0)
    assert "Phone" in other.ok("GET", "/api/jobs/leads")["text"]
    assert [each["version"] for each in other.ok("GET", "/api/jobs/leads/versions")] == [3, 2, 1]
