"""A user gives a job its schedule and its alerts, in a real browser and in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import faults
from tests.integration.listening import free_port, web_server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.integration.application import Application

JOB = """\
source: drop
destination: crm
tasks:
  - name: leads
    read: {file: leads.csv}
    module: Leads
    operation: insert
    map: {Last_Name: name}
  - name: contacts
    read: {file: contacts.csv}
    module: Contacts
    operation: insert
    map: {Last_Name: name}
"""
WORDS = {
    "en": {
        "schedule": "Schedule",
        "add": "Add a start",
        "zone": "Time zone",
        "clock": "Times",
        "days": "Days",
        "said": "Every business day at 09:00, 17:30 (Japan time)",
        "save": "Save schedule",
        "saved": "Saved.",
        "jobs": "Jobs",
        "dashboard": "Dashboard",
        "next": "What runs next",
        "alerts": "Alerts",
        "add_rule": "Add a rule",
        "save_alerts": "Save alerts",
        "tasks": "Tasks",
        "disable": "Disable",
        "disabled": "disabled",
        "only": "Run this task only",
        "test": "Send a test",
        "sent": "The test message was taken.",
        "add_channel": "Add a channel",
        "name": "Name",
        "kind": "Kind",
        "url": "Address",
        "common_save": "Save",
        "fault": "25:00",
    },
    "ja": {
        "schedule": "スケジュール",
        "add": "開始条件を追加",
        "zone": "タイムゾーン",
        "clock": "時刻",
        "days": "日",
        "said": "毎営業日 9:00、17:30（日本時間）",
        "save": "スケジュールを保存",
        "saved": "保存しました。",
        "jobs": "ジョブ",
        "dashboard": "ダッシュボード",
        "next": "次に実行するジョブ",
        "alerts": "アラート",
        "add_rule": "ルールを追加",
        "save_alerts": "アラートを保存",
        "tasks": "タスク",
        "disable": "無効にする",
        "disabled": "無効",
        "only": "このタスクだけ実行",
        "test": "テスト送信",
        "sent": "テスト送信に成功しました。",
        "add_channel": "チャネルを追加",
        "name": "名前",
        "kind": "種類",
        "url": "URL",
        "common_save": "保存",
        "fault": "25:00",
    },
}


def set_up(app: Application, folder: Path, language: str) -> None:
    app.begin()
    app.ok("PATCH", "/api/session", {"language": language})
    folder.mkdir()
    drop = {"name": "drop", "connector": "files", "settings": {"path": str(folder)}}
    app.ok("POST", "/api/connections", drop)
    url = f"http://127.0.0.1:{free_port()}"
    crm = {"client_id": "i", "client_secret": "s", "refresh_token": "t"}
    crm |= {"accounts_server": url, "api_domain": url}
    app.ok("POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": crm})
    app.ok("POST", "/api/jobs", {"name": "shop to crm", "text": JOB})


def enter(page: Page, app: Application) -> None:
    """Take the session that was begun over the API into the browser."""
    cookies = [
        {"name": each.name, "value": each.value, "url": app.address} for each in app.client.cookies.jar
    ]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]


def check_access(page: Page) -> None:
    """Let axe look at the page, once nothing on it moves or fades any more."""
    page.evaluate(
        "Promise.allSettled(document.getAnimations().map(each => "
        "each.effect.getComputedTiming().iterations === Infinity || each.finished))"
    )
    assert not faults(page)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_user_schedules_a_job_and_says_who_is_told(
    language: str, app: Application, page_in: Callable[..., Page], tmp_path: Path
) -> None:
    words, page = WORDS[language], page_in(language)
    set_up(app, tmp_path / "drop", language)
    enter(page, app)
    page.goto(f"{app.address}/jobs/shop%20to%20crm")
    page.get_by_role("tab", name=words["schedule"]).click()
    page.get_by_role("button", name=words["add"]).click()
    page.get_by_label(words["clock"], exact=True).fill("25:00")
    expect(page.get_by_text(words["fault"]).first).to_be_visible()
    page.get_by_label(words["clock"], exact=True).fill("9:00, 17:30")
    expect(page.get_by_text(words["said"])).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(11)  # a head and ten times
    check_access(page)
    page.get_by_role("button", name=words["save"]).click()
    expect(page.get_by_text(words["saved"])).to_be_visible()
    text = app.ok("GET", "/api/jobs/shop to crm")["text"]
    assert text.startswith(JOB)
    assert "days: business days" in text

    page.get_by_role("navigation").first.get_by_text(words["jobs"], exact=True).click()
    expect(page.get_by_role("row", name=re.compile("shop to crm"))).to_contain_text(
        re.compile("(09:00|17:30)")
    )
    page.get_by_role("navigation").first.get_by_text(words["dashboard"], exact=True).click()
    expect(page.get_by_role("heading", name=words["next"])).to_be_visible()
    expect(page.get_by_text(words["said"])).to_be_visible()
    check_access(page)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_channel_is_tried_and_named_and_a_task_is_disabled(
    language: str, app: Application, page_in: Callable[..., Page], tmp_path: Path
) -> None:
    words, page = WORDS[language], page_in(language)
    set_up(app, tmp_path / "drop", language)
    enter(page, app)
    with web_server() as posts:
        page.goto(f"{app.address}/settings/alerts")
        page.get_by_role("button", name=words["add_channel"]).click()
        page.get_by_label(words["name"]).first.fill("ops")
        page.get_by_role("combobox", name=words["kind"]).click()
        page.get_by_role("option", name="Webhook").click()
        page.get_by_label(words["url"]).first.fill(f"{posts.address}/hook")
        page.get_by_role("button", name=words["common_save"], exact=True).click()
        page.get_by_role("button", name=re.compile(words["test"])).click()
        expect(page.get_by_text(words["sent"])).to_be_visible()
        check_access(page)
        assert posts.got[0]["path"] == "/hook"
    page.goto(f"{app.address}/jobs/shop%20to%20crm")
    page.get_by_role("tab", name=words["alerts"]).click()
    page.get_by_role("button", name=words["add_rule"]).click()
    page.get_by_role("button", name=words["save_alerts"]).click()
    expect(page.get_by_role("button", name=words["save_alerts"])).to_be_disabled()
    check_access(page)
    assert app.ok("GET", "/api/jobs/shop to crm/alerts")["alerts"] == [{"to": ["ops"], "language": language}]
    page.get_by_role("tab", name=words["tasks"]).click()
    page.get_by_role("button", name=words["disable"]).first.click()
    expect(page.get_by_role("row", name=re.compile("leads"))).to_contain_text(words["disabled"])
    check_access(page)
    page.get_by_role("button", name=words["only"]).last.click()
    expect(page).to_have_url(re.compile("/(tickets|runs)/"))
    page.goto(f"{app.address}/settings/calendar")
    expect(page.get_by_role("row").nth(3)).to_be_visible()
    check_access(page)
