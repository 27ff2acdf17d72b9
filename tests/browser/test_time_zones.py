"""A reader in New York and a job in Tokyo: each time is shown in a zone that is named, and is right."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.people import enter
from tests.browser.test_connections import shoot
from tests.browser.test_scheduled_job import set_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.integration.application import Application

HERE, THERE = "America/New_York", "Asia/Tokyo"
DAILY = {"starts": [{"at": ["09:00"], "days": "every day"}], "time_zone": THERE}
WORDS = {
    "en": {"schedule": "Schedule", "said": "09:00 (Japan time)", "zone": f"Shown in the zone {HERE}"},
    "ja": {"schedule": "スケジュール", "said": "9:00（日本時間）", "zone": f"時刻は {HERE} で表示しています"},
}


def clock(seconds: float, zone: str) -> str:
    """Tell the day and time of a moment in a zone, as the pages write it apart from the year's place."""
    return dt.datetime.fromtimestamp(seconds, ZoneInfo(zone)).strftime("%H:%M")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_schedule_in_tokyo_is_read_rightly_in_new_york(
    language: str, app: Application, page_in: Callable[..., Page], tmp_path: Path
) -> None:
    words, page = WORDS[language], page_in(language, timezone_id=HERE)
    set_up(app, tmp_path / "drop", language)
    body = {"schedule": DAILY, "based_on": 1}
    app.ok("PUT", "/api/jobs/shop to crm/schedule", body)
    at = app.ok("GET", "/api/jobs/shop to crm")["next_run"]
    assert clock(at, THERE) == "09:00"
    assert clock(at, HERE) != clock(at, "UTC") != "09:00"
    enter(page, app, language)

    page.goto(f"{app.address}/jobs")
    row = page.get_by_role("row", name=re.compile("shop to crm"))
    expect(row).to_contain_text(re.compile(rf"{clock(at, HERE)} (GMT-[45]|E[SD]T)"))
    expect(row).not_to_contain_text("09:00 ")

    page.goto(f"{app.address}/jobs/shop%20to%20crm")
    page.get_by_role("tab", name=words["schedule"]).click()
    expect(page.get_by_text(words["said"])).to_be_visible()
    heads = page.get_by_role("columnheader")
    expect(heads).to_have_text([THERE, HERE, "UTC"])
    cells = page.get_by_role("row").nth(1).get_by_role("cell")
    for place, zone in enumerate((THERE, HERE, "UTC")):
        expect(cells.nth(place)).to_contain_text(clock(at, zone))
    shoot(page, f"zones-schedule-{language}")

    page.goto(f"{app.address}/runs")
    expect(page.get_by_text(words["zone"])).to_be_visible()
