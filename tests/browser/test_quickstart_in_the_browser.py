"""The quickstart's part in the browser, word for word: from the demo's printed hint to a scheduled job."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx2
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.acceptance.pages import DOCS
from tests.browser.test_connections import shoot
from tests.integration.application import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LONG = 120_000  # milliseconds: ten thousand rows, on a machine that does much else
JAPANESE = {  # what the pages call in Japanese what the quickstart names
    "Make the administrator": "管理者を作成",
    "Make administrator": "管理者を作成",
    "Jobs": "ジョブ",
    "shop-to-crm": "shop-to-crm",
    "Runs": "実行",
    "Run 1": "実行 1",
    "Failed rows": "エラー行",
    "Download (Excel)": "ダウンロード（Excel）",
    "Take a corrected file back": "修正したファイルを取り込む",
    "Definition (YAML)": "定義（YAML）",
    "Save": "保存",
    "See the changes": "変更内容を確認",
    "Run exactly these changes": "この内容で実行",
    "Undo this run": "この実行を元に戻す",
    "Schedule": "スケジュール",
    "Add a start": "開始条件を追加",
    "Save schedule": "スケジュールを保存",
}
SAID = {
    "en": {"adds_up": r"([\d,]+) rows read, ([\d,]+) results", "nothing": "nothing has been written"},
    "ja": {"adds_up": r"読み取り ([\d,]+) 件、結果 ([\d,]+) 件", "nothing": "まだ何も書き込んでいません"},
}


def steps() -> list[list[str]]:
    """Read what each step tells to press and to type: *names* as they are, `words` with their marks."""
    page = (DOCS / "quickstart.md").read_text(encoding="utf-8")
    told = page.partition("## In the browser")[2].partition("Each run,")[0]
    found = re.findall(r"^\d\. (.*?)(?=^\d\. |\Z)", told, re.MULTILINE | re.DOTALL)
    return [
        [name or word for name, word in re.findall(r"\*([^*]+)\*|(`[^`]+`)", " ".join(each.split()))]
        for each in found
    ]


@contextmanager
def typed(command: str, home: Path) -> Iterator[tuple[str, str]]:
    """Type the command that the demo printed, on a free port; give the link and the CRM's address."""
    words = [*shlex.split(command)[1:], "--port", "0", "--no-browser"]
    env = {**os.environ, "HAKOBU_LANG": "en", "HAKOBU_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "hakobu", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=env,
    ) as process:
        assert process.stdout is not None
        try:
            crm = link = ""
            while not link:
                line = process.stdout.readline()
                assert line, "the server ended"
                crm = crm or "".join(re.findall(r"Zoho CRM is at (\S+);", line))
                link = "".join(re.findall(r"^http\S+/first-start#\S+", line))
            yield link, crm
        finally:
            process.terminate()
            process.communicate(timeout=60)


class Reader:
    """Somebody who presses what the quickstart names."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.language = language

    def named(self, name: str) -> str:
        return name if self.language == "en" else JAPANESE[name]

    def find(self, name: str) -> Locator:
        """Look for a button, a tab or a link of exactly this name, in a dialog if one is open."""
        here = self.page.get_by_role("dialog") if self.page.get_by_role("dialog").count() else self.page
        label = self.named(name)
        found = [here.get_by_role(role, name=label, exact=True) for role in ("button", "tab", "link")]
        return found[0].or_(found[1]).or_(found[2]).first

    def press(self, *names: str) -> None:
        for name in names:
            label = self.named(name)
            place = self.page.get_by_role("navigation").first.get_by_role("link", name=label, exact=True)
            if place.count():
                place.click()
                expect(self.page.get_by_role("heading", level=1, name=label, exact=True)).to_be_visible()
            else:
                self.find(name).click(timeout=LONG)


def accounts(crm: str) -> set[str]:
    """Look what kind of accounts the CRM holds."""
    with httpx2.Client(base_url=crm, timeout=60) as zoho:
        found = zoho.get("/_emulator/records/Accounts").json()["records"]
    return {each["Account_Type"] for each in found}


def become_administrator(reader: Reader, heading: str, button: str) -> None:
    page = reader.page
    expect(page.get_by_role("heading", name=reader.named(heading))).to_be_visible()
    boxes = page.locator("form input").all()
    for box, value in zip(boxes, ("Sato", "sato@example.com", PASSWORD), strict=True):
        box.fill(value)
    reader.press(button)
    page.get_by_role("navigation").first.wait_for()


def look_at_failed_rows(reader: Reader, *names: str) -> None:
    *way, download, back = names
    reader.press(*way)
    with reader.page.expect_download() as got:
        reader.press(download)
    assert got.value.suggested_filename.endswith(".xlsx")
    expect(reader.find(back)).to_be_visible()


def change_the_definition(reader: Reader, *names: str) -> None:
    jobs, job, definition, old, new, save, again = names
    page = reader.page
    reader.press(jobs, job, definition)
    editor = page.get_by_role("textbox", name=reader.named(definition))
    text = editor.input_value()
    assert text.count(old.strip("`")) == 1
    editor.fill(text.replace(old.strip("`"), new.strip("`")))
    reader.press(save)
    expect(page.get_by_role("dialog").get_by_text("+ ").first).to_contain_text("Partner")
    reader.press(again)
    expect(page.get_by_role("dialog")).to_have_count(0)


def expect_sums(reader: Reader) -> None:
    """Wait for the end of a run: its counters add up to the rows read."""
    said = SAID[reader.language]["adds_up"]
    total = reader.page.get_by_text(re.compile(said))
    expect(total).to_be_visible(timeout=LONG)
    read = re.search(said, total.inner_text())
    assert read is not None
    assert read[1] == read[2] != "0"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_from_the_demos_hint_to_a_scheduled_job(
    language: str, tmp_path: Path, page_in: Callable[..., Page]
) -> None:
    home, page = tmp_path / "home", page_in(language)
    env = {**os.environ, "HAKOBU_HOME": str(home), "COLUMNS": "300"}
    demo = [sys.executable, "-m", "hakobu", "demo", "--lang", "en"]
    hint = subprocess.run(demo, env=env, capture_output=True, text=True, check=True, timeout=120).stdout
    (command,) = re.findall(r"^\s*(hakobu serve --demo)\s", hint, re.MULTILINE)
    assert command in (DOCS / "quickstart.md").read_text(encoding="utf-8")
    first, runs, failed, edited, changed, undone, scheduled = steps()
    reader, nothing = Reader(page, language), page.get_by_text(SAID[language]["nothing"])
    with typed(command, home) as (link, crm):
        page.goto(link)
        become_administrator(reader, *first)
        reader.press(*runs)
        expect_sums(reader)
        look_at_failed_rows(reader, *failed)
        change_the_definition(reader, *edited)

        reader.press(changed[0])
        expect(nothing).to_be_visible(timeout=LONG)
        expect(page.get_by_text("1,988").first).to_be_visible()  # as the quickstart promises
        shoot(page, f"quickstart-changes-{language}")
        assert accounts(crm) == {"Customer"}
        reader.press(changed[1])
        expect(reader.find(undone[0])).to_be_visible(timeout=LONG)
        assert accounts(crm) == {"Partner"}

        reader.press(undone[0])
        expect(page).to_have_url(re.compile(r"/plans/\d+$"), timeout=LONG)
        expect(nothing).to_be_visible(timeout=LONG)
        shoot(page, f"quickstart-undo-{language}")
        reader.press(undone[1])
        expect(page).to_have_url(re.compile(r"/runs/\d+$"), timeout=LONG)
        expect_sums(reader)
        assert accounts(crm) == {"Customer"}

        reader.press(*scheduled[:-2])
        expect(page.get_by_role("row")).to_have_count(11)  # a head and the next ten times
        shoot(page, f"quickstart-schedule-{language}")
        reader.press(*scheduled[-2:])
        expect(page.get_by_role("row", name=re.compile("shop-to-crm"))).to_contain_text("09:00")
        shoot(page, f"quickstart-end-{language}")
