"""A real browser, and the application that it looks at."""

from __future__ import annotations

import os
import shutil
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.integration.application import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.integration.application import Application

FLAGS = (  # without these Chromium looks for the internet at every start
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
PATIENCE = 20_000  # milliseconds; a machine that does much else is slow
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def lacking(what: str) -> None:
    """Skip where something is missing; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium for one file: while it runs, nothing else in this process can use asyncio."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        lacking("no Chromium was found (scripts/browser)")
    if not (files("hakobu") / "web" / "index.html").is_file():
        lacking("the pages are not built (make web)")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Application]:
    with serving(tmp_path / "home") as served:
        yield served


@pytest.fixture
def page_in(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a language; what the page itself complains of fails the test."""
    contexts = []
    complaints: list[str] = []

    def opened(language: str, **more: Any) -> Page:
        context = browser.new_context(
            **{
                "locale": "ja-JP" if language == "ja" else "en-US",
                "viewport": {"width": 1280, "height": 880},
                "timezone_id": "Asia/Tokyo",
                "reduced_motion": "reduce",  # nothing is looked at while it still fades
                **more,
            }
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    refused = "Failed to load resource"  # a refusal of the API, which the page shows
    assert not [each for each in complaints if refused not in each]
