"""A run is stopped in good order from its page, and taken up again there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.people import connect, enter, rows
from tests.browser.test_connections import shoot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.integration.application import Application

ROWS = 900
JOB = """\
source: drop
destination: crm
tasks:
  - name: leads
    read: {file: leads.csv}
    module: Leads
    operation: upsert
    match: [Email]
    map: {Last_Name: name, Email: mail}
"""
WORDS = {
    "en": {
        "run": "Run now",
        "stop": "Stop",
        "resume": "Resume",
        "pending": "Not sent yet",
        "sums": f"{ROWS} rows read, {ROWS} results",
    },
    "ja": {
        "run": "今すぐ実行",
        "stop": "停止",
        "resume": "再開",
        "pending": "未送信",
        "sums": f"読み取り {ROWS} 件、結果 {ROWS} 件",
    },
}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_stopped_run_keeps_what_was_sent_and_is_resumed(
    language: str,
    app: Application,
    page_in: Callable[..., Page],
    emulator: Callable[..., Any],
    tmp_path: Path,
) -> None:
    words, zoho, page = WORDS[language], emulator(), page_in(language)
    app.begin()
    rows(tmp_path, ROWS)
    connect(app, zoho, tmp_path, concurrency=1)
    app.ok("POST", "/api/jobs", {"name": "job", "text": JOB})
    enter(page, app, language)
    zoho.post("/_emulator/latency", {"ms": 2000})
    page.goto(f"{app.address}/jobs/job")
    page.get_by_role("button", name=words["run"]).click()
    expect(page).to_have_url(re.compile(r"/runs/\d+$"))
    while not zoho.get("/_emulator/records/Leads")["records"]:
        page.wait_for_timeout(100)
    page.get_by_role("button", name=words["stop"], exact=True).click()
    resume = page.get_by_role("button", name=words["resume"], exact=True)
    expect(resume).to_be_visible()
    expect(page.get_by_text(words["sums"])).to_be_visible()
    shoot(page, f"stopped-{language}")
    sent = len(zoho.get("/_emulator/records/Leads")["records"])
    (run,) = app.ok("GET", "/api/runs")["runs"]
    assert run["status"] == "stopped"
    assert run["outcomes"]["created"] == sent < ROWS
    assert run["outcomes"]["pending"] == ROWS - sent
    zoho.post("/_emulator/latency", {"ms": 0})
    resume.click()
    expect(resume).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/runs/\d+$"))
    expect(page.get_by_text(words["sums"])).to_be_visible()
    records = zoho.get("/_emulator/records/Leads")["records"]
    assert len({each["Email"] for each in records}) == len(records) == ROWS
