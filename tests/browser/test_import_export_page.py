"""Definitions leave and come back through the browser, compared first; in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
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
        "download": "Download hakobu.yaml",
        "none": "The file holds nothing that differs.",
        "see": "Show the difference: shop to crm",
        "apply": "Import 1 definition",
        "done": "1 definition was taken over.",
        "backup": "Download backup",
        "failed": "This did not work",
        "would": "Imported paused: night. They start by themselves after",
        "start": "Let new jobs start by themselves at once",
        "installs": "Installing connectors",
        "save": "Save",
        "saved": "Saved.",
        "paused": "taken over. Paused: night.",
    },
    "ja": {
        "download": "hakobu.yaml をダウンロード",
        "none": "変更はありません。",
        "see": "変更点を表示: shop to crm",
        "apply": "1 件の定義をインポート",
        "done": "1 件の定義を取り込みました。",
        "backup": "バックアップをダウンロード",
        "failed": "処理できませんでした",
        "would": "一時停止の状態で取り込むジョブ：night。",
        "start": "新しいジョブを、すぐに自動で開始する",
        "installs": "コネクタのインストール",
        "save": "保存",
        "saved": "保存しました。",
        "paused": "一時停止の状態で取り込んだジョブ：night。",
    },
}


def with_schedule(text: str) -> str:
    found = yaml.safe_load(text)
    found["jobs"]["night"]["schedule"] = {"starts": [{"every": "6 hours"}]}
    return yaml.safe_dump({"connections": found["connections"], "jobs": found["jobs"]}, allow_unicode=True)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_file_is_downloaded_changed_compared_and_taken_over(
    language: str, app: Application, page_in: Callable[..., Page], tmp_path: Path
) -> None:
    words, page = WORDS[language], page_in(language)
    set_up(app, tmp_path / "drop", language)
    enter(page, app)
    page.goto(f"{app.address}/settings/definitions")
    with page.expect_download() as got:
        page.get_by_role("button", name=words["download"]).click()
    file = tmp_path / "hakobu.yaml"
    got.value.save_as(file)
    chooser = page.locator("input[type=file]")
    chooser.set_input_files(file)
    expect(page.get_by_text(words["none"])).to_be_visible()
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("module: Contacts", "module: Vendors"), encoding="utf-8")
    chooser.set_input_files(file)
    page.get_by_role("button", name=words["see"]).click()
    expect(page.locator(".diff .new")).to_have_text("+     module: Vendors")
    check_access(page)
    assert "Contacts" in app.ok("GET", "/api/jobs/shop to crm")["text"]
    page.get_by_role("button", name=words["apply"]).click()
    expect(page.get_by_text(words["done"])).to_be_visible()
    assert "module: Vendors" in app.ok("GET", "/api/jobs/shop to crm")["text"]
    nightly = text.replace("  shop to crm:", "  night:", 1).replace('  "shop to crm":', "  night:", 1)
    file.write_text(with_schedule(nightly), encoding="utf-8")
    chooser.set_input_files(file)
    told = page.get_by_text(words["would"])
    expect(told).to_be_visible()
    page.get_by_label(words["start"]).check(force=True)
    expect(told).to_be_hidden()
    page.get_by_label(words["start"]).uncheck(force=True)
    shoot(page, f"import-paused-{language}")
    page.get_by_role("button", name=words["apply"]).click()
    expect(page.get_by_text(words["paused"])).to_be_visible()
    assert app.ok("GET", "/api/jobs/night")["paused"]
    file.write_text("jobs: {x: {source: nowhere}}\n", encoding="utf-8")
    chooser.set_input_files(file)
    expect(page.get_by_role("alert").filter(has_text=words["failed"])).to_be_visible()
    with page.expect_download() as got:
        page.get_by_role("button", name=words["backup"]).click()
    assert got.value.suggested_filename == "hakobu-backup.zip"
    page.goto(f"{app.address}/settings/security")
    installs = page.get_by_role("switch", name=words["installs"])
    expect(installs).to_be_checked()
    installs.uncheck(force=True)
    page.get_by_role("button", name=words["save"], exact=True).first.click()
    expect(page.get_by_text(words["saved"])).to_be_visible()
    page.reload()
    expect(installs).not_to_be_checked()
    shoot(page, f"installs-{language}")
    told = app.refused(403, "POST", "/api/connectors/mysql/installation")
    assert told["code"] == "installs_forbidden"
