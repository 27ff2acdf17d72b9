"""A file past the limit: the page says so before it sends a byte, and the server where it could not know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.people import enter
from tests.browser.test_connections import shoot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.integration.application import Application

WORDS = {
    "en": {"large": "an upload may have 200 MB", "there": "leads.csv is on the server.", "refused": "1 MB"},
    "ja": {
        "large": "アップロードできるのは 200 MB までです",
        "there": "leads.csv をサーバーに保存しました。",
        "refused": "1 MB",
    },
}


def sparse(path: Path, size: int) -> Path:
    """Make a file that is large and takes no room."""
    with path.open("wb") as file:
        file.write(b"name,email\n")
        file.truncate(size)
    return path


@pytest.mark.parametrize("language", ["en", "ja"])
def test_two_gigabytes_are_refused_in_words_and_a_small_file_goes_through_after(
    language: str, app: Application, page_in: Callable[..., Page], tmp_path: Path
) -> None:
    words, page = WORDS[language], page_in(language)
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    app.begin()
    enter(page, app, language)
    with page.expect_response(re.compile("/api/uploads")):  # the page learns the limit
        page.goto(f"{app.address}/connections/add/files")
    chooser = page.locator("input[type=file]")
    chooser.set_input_files(sparse(tmp_path / "huge.csv", 2 << 30))
    expect(page.get_by_role("alert").filter(has_text=words["large"])).to_contain_text("huge.csv")
    shoot(page, f"large-upload-{language}")
    assert not [url for url in sent if "/api/uploads" in url]

    app.context.store.settings.set("upload_megabytes", 1)  # since the page was opened
    chooser.set_input_files(sparse(tmp_path / "larger.csv", 3 << 20))
    expect(page.get_by_role("alert")).to_contain_text(words["refused"])
    expect(page.get_by_text(words["large"])).to_have_count(0)
    assert app.ok("GET", "/api/uploads")["total"] == 0

    (tmp_path / "leads.csv").write_text("name,email\na,a@example.com\n")
    chooser.set_input_files(tmp_path / "leads.csv")
    expect(page.get_by_text(words["there"])).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("input[name=path]")).to_have_value(re.compile(r"leads\.csv$"))
