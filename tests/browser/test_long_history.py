"""Ten thousand runs: the history shows a page of them, goes on to older ones, and finds by its filters."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from hakobu.store.tables import run_tasks, runs
from tests.browser.people import enter
from tests.browser.test_connections import shoot
from tests.integration.test_dashboard import define, run_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.integration.application import Application

RUNS, PAGE, FAILED = 10_000, 50, 3
WORDS = {
    "en": {
        "runs": "Run history",
        "run": "Run",
        "more": "Show older",
        "status": "Status",
        "failed": "failed",
        "job": "Job name",
        "none": "No run of this kind",
    },
    "ja": {
        "runs": "実行履歴",
        "run": "実行",
        "more": "以前のものを表示",
        "status": "状態",
        "failed": "失敗",
        "job": "ジョブ名",
        "none": "該当する実行はありません",
    },
}


def furnish(app: Application) -> None:
    """Write ten thousand runs as they would have been written one by one."""
    define(app, "busy", "quiet")
    first = run_of(app, "busy", "done", {})
    began = time.time() - RUNS * 60
    made = [
        {
            "id": first + number,
            "job": "busy",
            "kind": "run",
            "file": "f",
            "definition": "d",
            "zgid": "42",
            "status": "failed" if number % (RUNS // FAILED) == 1 else "done",
            "started": began + number * 60,
            "ended": began + number * 60 + 5,
        }
        for number in range(1, RUNS)
    ]
    sums = {"position": 0, "task": "t", "module": "Leads", "operation": "insert", "read": 7, "carried": 0}
    sums |= {"outcomes": json.dumps({"created": 7}), "notes": "{}"}
    with app.context.store._database.write() as connection:
        ledger = connection.execute(run_tasks.select()).mappings().one()["ledger_id"]
        connection.execute(runs.insert(), made)
        connection.execute(
            run_tasks.insert(), [{**sums, "run_id": each["id"], "ledger_id": ledger} for each in made]
        )


@pytest.mark.parametrize("language", ["en", "ja"])
def test_ten_thousand_runs_are_paged_and_filtered(
    language: str, app: Application, page_in: Callable[..., Page]
) -> None:
    words, page = WORDS[language], page_in(language)
    app.begin()
    furnish(app)
    enter(page, app, language)
    page.goto(f"{app.address}/runs")
    rows = page.locator("tbody").get_by_role("row")
    expect(rows).to_have_count(PAGE)
    newest = rows.first.get_by_role("link")
    expect(newest).to_have_text(f"{words['run']} {RUNS}")
    shoot(page, f"long-history-{language}")
    page.get_by_role("button", name=words["more"]).click()
    expect(rows).to_have_count(2 * PAGE)
    numbers = [int(text.split()[-1]) for text in rows.get_by_role("link").all_inner_texts()]
    assert numbers == list(range(RUNS, RUNS - 2 * PAGE, -1))

    page.get_by_role("combobox", name=words["status"]).click()
    page.get_by_role("option", name=words["failed"], exact=True).click()
    expect(rows).to_have_count(FAILED)
    for text in rows.all_inner_texts():
        assert words["failed"] in text
    expect(page.get_by_role("button", name=words["more"])).to_have_count(0)
    page.get_by_role("combobox", name=words["job"]).click()
    page.get_by_role("option", name="quiet").click()
    expect(page.get_by_text(words["none"])).to_be_visible()

    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_role("combobox").fill("#17")
    page.get_by_role("option", name=re.compile("17")).first.click()
    expect(page).to_have_url(re.compile("/runs/17$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{words['run']} 17")
