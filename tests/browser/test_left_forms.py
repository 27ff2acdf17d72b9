"""A form left half filled, or whose session ends, or that somebody else overtook: nothing typed is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.people import connect, enter
from tests.browser.test_connections import shoot
from tests.browser.test_stopped_runs import JOB
from tests.integration.application import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.integration.application import Application

MINE = JOB + "      # mine\n"
THEIRS = JOB.replace("upsert", "insert").replace("    match: [Email]\n", "")
WORDS = {
    "en": {
        "jobs": "Jobs",
        "add": "Add job",
        "name": "Job name",
        "definition": "Definition (YAML)",
        "tasks": "Tasks",
        "back": "What you had typed and not saved is back.",
        "discard": "Discard it",
        "save": "Save",
        "stale": "Somebody saved a newer version",
    },
    "ja": {
        "jobs": "ジョブ",
        "add": "ジョブを追加",
        "name": "ジョブ名",
        "definition": "定義（YAML）",
        "tasks": "タスク",
        "back": "保存していない入力内容を復元しました。",
        "discard": "破棄",
        "save": "保存",
        "stale": "ほかの人が新しい版を保存しました",
    },
}


@pytest.fixture
def furnished(app: Application, emulator: Callable[..., Any], tmp_path: Path) -> Application:
    app.begin()
    connect(app, emulator(), tmp_path)
    app.ok("POST", "/api/jobs", {"name": "job", "text": JOB})
    return app


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_new_job_that_is_left_is_there_again(
    language: str, furnished: Application, page_in: Callable[..., Page]
) -> None:
    words, page = WORDS[language], page_in(language)
    enter(page, furnished, language)
    page.goto(f"{furnished.address}/jobs/add")
    page.get_by_label(words["name"]).fill("half")
    page.get_by_label(words["definition"]).fill(MINE)
    page.get_by_role("navigation").first.get_by_role("link", name=words["jobs"], exact=True).click()
    page.get_by_role("link", name=words["add"]).first.click()
    expect(page.get_by_text(words["back"])).to_be_visible()
    expect(page.get_by_label(words["name"])).to_have_value("half")
    expect(page.get_by_label(words["definition"])).to_have_value(MINE)
    shoot(page, f"left-job-{language}")
    page.get_by_role("button", name=words["save"], exact=True).click()
    expect(page).to_have_url(re.compile("/jobs/half$"))
    page.goto(f"{furnished.address}/jobs/add")
    expect(page.get_by_label(words["name"])).to_have_value("")
    expect(page.get_by_text(words["back"])).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_definition_that_is_left_comes_back_and_never_overwrites_what_others_saved(
    language: str, furnished: Application, page_in: Callable[..., Page]
) -> None:
    words, page = WORDS[language], page_in(language)
    enter(page, furnished, language)
    page.goto(f"{furnished.address}/jobs/job")
    editor = page.get_by_role("textbox", name=words["definition"])
    page.get_by_role("tab", name=words["definition"]).click()
    editor.fill(MINE)
    page.get_by_role("tab", name=words["tasks"], exact=True).click()
    page.reload()
    other = furnished.another("second@example.com", "editor")
    other.ok("PUT", "/api/jobs/job", {"text": THEIRS, "based_on": 1})
    page.get_by_role("tab", name=words["definition"]).click()
    expect(page.get_by_text(words["back"])).to_be_visible()
    expect(editor).to_have_value(MINE)
    page.get_by_role("button", name=words["save"], exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=words["save"], exact=True).click()
    expect(page.get_by_text(words["stale"])).to_contain_text("second@example.com, v2")
    shoot(page, f"left-definition-{language}")
    assert other.ok("GET", "/api/jobs/job")["text"] == THEIRS
    page.reload()
    page.get_by_role("tab", name=words["definition"]).click()
    page.get_by_role("button", name=words["discard"]).click()
    expect(editor).to_have_value(THEIRS)
    expect(page.get_by_text(words["back"])).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_session_that_ends_in_the_middle_of_a_definition_loses_nothing(
    language: str, furnished: Application, page_in: Callable[..., Page]
) -> None:
    words, page = WORDS[language], page_in(language)
    enter(page, furnished, language)
    page.goto(f"{furnished.address}/jobs/job")
    page.get_by_role("tab", name=words["definition"]).click()
    editor = page.get_by_role("textbox", name=words["definition"])
    editor.fill(MINE)
    furnished.context.store.sessions.end(user_id=1)
    page.get_by_role("button", name=words["save"], exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=password]").fill(PASSWORD)
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_have_count(0)
    expect(editor).to_have_value(MINE)
    page.get_by_role("button", name=words["save"], exact=True).click()
    dialog.get_by_role("button", name=words["save"], exact=True).click()
    expect(dialog).to_have_count(0)
    found = furnished.context.store.definitions.job("job")
    assert found is not None
    assert found.text == MINE
