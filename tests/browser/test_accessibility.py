"""No page has a fault that axe finds, in either theme; and all of it works by keyboard."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from hakobu.model import Outcome
from tests.browser.conftest import lacking
from tests.integration.application import PASSWORD, Application, serving
from tests.integration.test_dashboard import define, run_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

WEB = Path(__file__).parents[2] / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
TAGS = [  # all of axe but the rules of AAA, which is beyond the goal, and those that axe itself has retired
    *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"),
    *("best-practice", "experimental"),
]
NAMED = {  # what stands for the changing part of an address
    "connector": "zoho-crm",
    "id": "1",
    "module": "Leads",
    "name": "shop",
    "number": "1",
    "topic": "runs",
}
APART = {  # pages whose changing part means something else
    "/connections/$name": "/connections/crm",
}


def addresses() -> list[str]:
    """Read every page's address from the router, so that a new page cannot be forgotten."""
    text = (WEB / "src" / "app" / "router.tsx").read_text(encoding="utf-8")
    found = re.findall(r'\bpage\(\s*"([^"]+)"', text) + re.findall(r'\bpath: "([^"]+)"', text)
    assert len(found) > 10
    return [APART.get(each, re.sub(r"\$(\w+)", lambda part: NAMED[part[1]], each)) for each in found]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """An application with a little of everything; shared by this file."""
    with serving(tmp_path_factory.mktemp("app") / "home") as app:
        app.begin()
        define(app, "shop", "limited")
        run_of(app, "shop", "done with rejects", {Outcome.CREATED: 31, Outcome.INVALID: 2})
        run_of(app, "limited", "guard", {Outcome.PENDING: 4}, cause="Too many deletes.")
        app.context.store.overview.note_credits("42", left=24_000, kept=1_000)
        app.context.store.tickets.add(job="shop", verb="run", by="me", why="by hand")
        yield app


def sign_in(page: Page, app: Application) -> None:
    page.goto(f"{app.address}/sign-in")
    page.locator("input[type=email]").fill("admin@example.com")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.get_by_role("navigation").first.wait_for()


def faults(page: Page) -> list[str]:
    """Let axe look at the page as it stands."""
    if not AXE.is_file():
        lacking("axe is not installed (scripts/web)")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(TAGS)}, resultTypes: ['violations']}})")
    return [
        f"{page.url}: {each['id']}: {each['nodes'][0]['html'][:200]} ({len(each['nodes'])})"
        for each in found["violations"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(
    scheme: str, served: Application, page_in: Callable[..., Page]
) -> None:
    page, found = page_in("en", color_scheme=scheme), list[str]()
    sign_in(page, served)
    for address in addresses():
        page.goto(served.address + address)
        page.get_by_role("heading", level=1).first.wait_for()
        expect(page.locator(".mantine-Skeleton-root")).to_have_count(0)
        found += faults(page)
    page.goto(served.address)
    page.get_by_role("heading", level=1).wait_for()
    page.keyboard.press("Control+k")
    page.get_by_role("option").first.wait_for()
    found += faults(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_tab_of_a_job(
    scheme: str, served: Application, page_in: Callable[..., Page]
) -> None:
    page, found = page_in("en", color_scheme=scheme), list[str]()
    sign_in(page, served)
    page.goto(f"{served.address}/jobs/shop")
    tabs = page.get_by_role("tab")
    tabs.first.wait_for()
    for number in range(tabs.count()):
        tabs.nth(number).click()
        expect(page.get_by_role("tabpanel")).to_be_visible()
        expect(page.locator(".mantine-Skeleton-root")).to_have_count(0)
        found += faults(page)
    assert tabs.count() > 5
    assert not found, "\n".join(found)


def test_the_keyboard_reaches_everything_and_a_dialog_keeps_it(
    served: Application, page_in: Callable[..., Page]
) -> None:
    page = page_in("en")
    served.context.store.users.change(1, language="en")
    sign_in(page, served)
    page.goto(f"{served.address}/jobs")
    page.get_by_role("heading", level=1).wait_for()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    while not skip.evaluate("each => each === document.activeElement"):
        page.keyboard.press("Tab")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#main') !== null")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"

    page.keyboard.press("Control+k")
    box = page.get_by_role("dialog").get_by_role("combobox")
    expect(box).to_be_focused()
    for _ in range(6):  # once round, and it is still in the dialog
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null")
    box.fill("limited")
    page.get_by_role("option", name=re.compile("^Job limited")).wait_for()
    box.press("Enter")
    expect(page).to_have_url(re.compile("/jobs/limited$"))
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_session_that_ends_in_mid_edit_loses_nothing_typed(
    language: str, served: Application, page_in: Callable[..., Page]
) -> None:
    page = page_in(language)
    served.context.store.users.change(1, language=language)
    sign_in(page, served)
    page.goto(f"{served.address}/settings/network")
    typed: Any = page.locator("main textarea")
    typed.fill("intra.example.com")
    served.context.store.sessions.end(user_id=1)
    page.locator("main button[type=submit]").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=password]").fill(PASSWORD)
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_have_count(0)
    expect(typed).to_have_value("intra.example.com")
    page.locator("main button[type=submit]").click()
    done = {"en": "hold from the next call on", "ja": "次の通信からこの設定が使われます"}
    expect(page.get_by_text(done[language])).to_be_visible()
