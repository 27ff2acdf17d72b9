"""No tab and no dialog has a fault that axe finds, in either theme, with plans and failed rows there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.people import enter, furnished
from tests.browser.test_accessibility import addresses, faults
from tests.browser.test_changes_and_undo import JOB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.integration.application import Application

MORE = [  # a plan, an undo, a run with failed rows, one that is held, new connections' forms
    *("/plans/1", "/plans/3", "/runs/2", "/runs/2/failed", "/tickets/4", "/jobs/leads"),
    *("/connections/add/files", "/connections/add/postgresql"),
]
OPENED = [  # where, and what is pressed there to open something
    ("/plans/1", ["As command"]),
    ("/runs/2", ["As command"]),
    ("/runs/2/failed", ["Dismiss all"]),
    ("/connections", ["Actions: crm", "Duplicate"]),
    ("/connections", ["Actions: crm", "Remove"]),
    ("/jobs/leads", ["Definition (YAML)", "Compare"]),
    ("/jobs/leads", ["Schedule", "Add a start"]),
    ("/jobs/leads", ["Alerts", "Add a rule"]),
    ("/settings/approvals", ["Approve"]),
    ("/settings/approvals", ["Refuse"]),
    ("/settings/tokens", ["Make a token"]),
    ("/settings/users", ["Add user"]),
    ("/settings/alerts", ["Add a channel"]),
    ("/connections/add/zoho-crm", ["Self Client code"]),
    ("/connections/add/zoho-crm", ["Refresh token"]),
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with furnished(tmp_path_factory.mktemp("app")) as served:
        yield served


def settled(page: Page) -> None:
    page.get_by_role("heading", level=1).first.wait_for()
    expect(page.locator(".mantine-Skeleton-root")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_behind_any_tab(
    scheme: str, app: Application, page_in: Callable[..., Page]
) -> None:
    page, found, seen = page_in("en", color_scheme=scheme), list[str](), 0
    enter(page, app, "en")
    for address in dict.fromkeys([*addresses(), *MORE]):
        page.goto(app.address + address)
        settled(page)
        if address in MORE:
            found += faults(page)
        for place in range(page.get_by_role("main").get_by_role("tab").count()):
            page.get_by_role("main").get_by_role("tab").nth(place).click()
            settled(page)
            found += faults(page)
            seen += 1
    assert not found, "\n".join(found)
    assert seen > 15


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_dialog(scheme: str, app: Application, page_in: Callable[..., Page]) -> None:
    page, found = page_in("en", color_scheme=scheme), list[str]()
    enter(page, app, "en")
    for address, presses in OPENED:
        page.goto(app.address + address)
        settled(page)
        for name in presses:
            press(page, name)
        found += [f"{' > '.join(presses)}: {each}" for each in faults(page)]
    assert not found, "\n".join(found)


def press(page: Page, name: str) -> None:
    """Press what has this name, and wait for what it opens."""
    roles: Any = ("button", "tab", "menuitem")
    first, *others = [page.get_by_role(role, name=name, exact=True) for role in roles]
    wanted = first.or_(page.locator("label").filter(has_text=re.compile(f"^{re.escape(name)}$")))
    for each in others:
        wanted = wanted.or_(each)
    wanted.first.click()
    settled_after(page)


def settled_after(page: Page) -> None:
    """Wait until what opens is there: a dialog, or simply more of the page."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.locator(".mantine-Skeleton-root, .mantine-LoadingOverlay-root")).to_have_count(0)
    page.evaluate("Promise.allSettled(document.getAnimations().map(each => each.finished))")


def test_a_changed_definition_is_shown_and_dismissing_asks_in_a_dialog_that_escape_closes(
    app: Application, page_in: Callable[..., Page]
) -> None:
    page = page_in("en")
    enter(page, app, "en")
    page.goto(f"{app.address}/jobs/leads")
    page.get_by_role("tab", name="Definition (YAML)").click()
    page.get_by_role("textbox", name="Definition (YAML)").fill(JOB + "      # more\n")
    page.get_by_role("button", name="Save", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("# more")
    assert not faults(page)
    expect(dialog.get_by_role("button", name=re.compile("Close"))).to_have_count(1)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("textbox", name="Definition (YAML)")).to_have_value(re.compile("# more"))
