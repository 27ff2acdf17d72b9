"""A record's life in the browser: from the plan's change to every editor, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_changes_and_undo import furnish, look
from tests.browser.test_scheduled_job import check_access, enter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.integration.application import Application

WORDS = {
    "en": {
        "crm": "CRM",
        "address": "Address of its page in Zoho CRM, or its ID",
        "module": "Module (API name)",
        "show": "Show its history",
        "wrong": "This is neither the address of a record's page nor an ID (digits only).",
        "edits": "Every edit, as Zoho tells it",
        "hand": "Eve <b>Example</b> · by hand",
        "run": "run {}, ours",
        "wrote": "What Hakobu wrote",
        "after": "That was after our last write.",
        "ask": "Connection that is asked",
        "last": "Only the last editor is known",
        "v8": "Choose schema v8.",
    },
    "ja": {
        "crm": "CRM",
        "address": "Zoho CRM のレコード画面の URL、または ID",
        "module": "モジュール（API 名）",
        "show": "変更経緯を表示",
        "wrong": "レコード画面の URL でも ID（数字）でもありません。",
        "edits": "Zoho の記録による全編集",
        "hand": "Eve <b>Example</b> · 画面での操作",
        "run": "実行 {}（Hakobu）",
        "wrote": "Hakobu が書き込んだ内容",
        "after": "これは、最後の書き込みより後の変更です。",
        "ask": "問い合わせる接続",
        "last": "確認できるのは最後の更新者だけです",
        "v8": "スキーマ v8 を選択してください。",
    },
}


def prepare(app: Application, zoho: Any, folder: Path, language: str) -> tuple[int, str]:
    """Run the job, have Eve edit its first record, and give the run and the record."""
    app.begin()
    app.ok("PATCH", "/api/session", {"language": language})
    furnish(app, zoho, folder)
    (ident,) = zoho.seed(records={"Leads": [{"Last_Name": "Old", "Customer_No": "1"}]})["ids"]["Leads"]
    crm = app.ok("GET", "/api/connections/crm")["settings"] | {"client_secret": "s", "refresh_token": "t"}
    newer = {"name": "newer", "connector": "zoho-crm", "settings": crm | {"schema": "v8"}}
    app.ok("POST", "/api/connections", newer)
    started = app.ok("POST", "/api/jobs/leads/runs", {})
    run = int(app.follow(started["ticket"])[-1][1]["run"])
    user = {"first_name": "Eve", "last_name": "<b>Example</b>", "email": "eve@example.com"}
    (eve,) = zoho.seed(users=[user])["users"]
    us = zoho.get("/_emulator/org")["current_user"]
    zoho.post("/_emulator/org", {"current_user": eve, "timeline_source": "crm_ui"})
    zoho.post("/_emulator/clock", {"advance": 5})
    token = zoho.post("/oauth/v2/token?grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=p")
    zoho._http.put(
        f"/crm/v8/Leads/{ident}",
        json={"data": [{"Last_Name": "Edited", "City": "津"}]},
        headers={"Authorization": f"Zoho-oauthtoken {token['access_token']}"},
    ).raise_for_status()
    zoho.post("/_emulator/org", {"current_user": us, "timeline_source": "crm_api"})
    return run, ident


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_editor_of_a_record_is_shown(
    language: str,
    app: Application,
    page_in: Callable[..., Page],
    emulator: Callable[..., Any],
    tmp_path: Path,
) -> None:
    words, page = WORDS[language], page_in(language)
    run, ident = prepare(app, emulator(), tmp_path, language)
    enter(page, app)
    page.goto(f"{app.address}/plans/{run}")
    page.get_by_role("main").get_by_role("link", name=ident).click()
    expect(page).to_have_url(f"{app.address}/crm/Leads/{ident}")
    expect(page.get_by_role("region", name=words["wrote"]).get_by_text("yamada@example.com")).to_be_visible()

    page.get_by_role("combobox", name=words["ask"]).click()
    page.get_by_role("option", name="newer").click()
    edits = page.get_by_role("region", name=words["edits"])
    expect(edits.get_by_text(words["hand"])).to_be_visible()
    expect(edits.get_by_text("津", exact=True)).to_be_visible()
    expect(page.get_by_text(words["after"])).to_be_visible()
    look(page, f"record-{language}")
    check_access(page)
    edits.get_by_role("link", name=words["run"].format(run)).click()
    expect(page).to_have_url(f"{app.address}/runs/{run}")

    page.get_by_role("link", name=words["crm"], exact=True).click()
    page.get_by_label(words["address"]).fill("nothing")
    page.get_by_role("button", name=words["show"]).click()
    expect(page.get_by_text(words["wrong"])).to_be_visible()
    page.get_by_label(words["address"]).fill(f"https://crm.zoho.com/crm/org1/tab/Leads/{ident}")
    expect(page.get_by_label(words["module"])).to_have_value("Leads")
    look(page, f"crm-{language}")
    check_access(page)
    page.get_by_role("button", name=words["show"]).click()
    page.get_by_role("combobox", name=words["ask"]).click()
    page.get_by_role("option", name="crm", exact=True).click()
    expect(page.get_by_role("alert", name=words["last"])).to_be_visible()
    expect(page.get_by_text(words["v8"])).to_be_visible()
    look(page, f"record-older-{language}")
