"""No tab, menu, list or dialog has a fault that axe finds, in either theme."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pyotp import TOTP

from tests.browser.people import enter, furnished
from tests.browser.test_accessibility import NAMED, addresses, faults
from tests.browser.test_changes_and_undo import JOB
from tests.integration.application import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page, Route

    from tests.integration.application import Application

Step = str | tuple[str, str]  # what is pressed; or a field, and what is typed there
MORE = [  # a plan, an undo, a run with failed rows, one that is held, new connections' forms
    *("/plans/1", "/plans/3", "/runs/2", "/runs/2/failed", "/tickets/4", "/jobs/leads"),
    *("/connections/add/files", "/connections/add/postgresql"),
]
OPENED: list[tuple[str, list[Step]]] = [  # where, and what opens something there
    ("/", ["Language"]),
    ("/", ["Account"]),
    ("/plans/1", ["As command"]),
    ("/plans/1", ["Download"]),
    ("/runs", ["Status"]),
    ("/runs/2", ["As command"]),
    ("/runs/2", ["Remove the comment by admin@example.com"]),
    ("/runs/2/failed", ["Dismiss all"]),
    ("/connections", ["Actions: crm", "Duplicate"]),
    ("/connections", ["Actions: crm", "Remove"]),
    ("/jobs", ["Actions: leads", "Duplicate job"]),
    ("/jobs", ["Actions: leads", "Remove"]),
    ("/jobs", [("Name, source or destination", "leads"), "Save this filter"]),
    ("/jobs", ["Saved filters", "Forget the filter Mine"]),
    ("/jobs/leads", ["Definition (YAML)", "Compare"]),
    ("/jobs/leads", ["Schedule", "Add a start"]),
    ("/jobs/leads", ["Alerts", "Add a rule"]),
    ("/jobs/leads", ["Safety limits", ("Deleted", "7"), "Save limits"]),
    (f"/jobs/{NAMED['name']}", ["Schedule", "Make a new address"]),
    ("/settings/approvals", ["Approve"]),
    ("/settings/approvals", ["Refuse"]),
    ("/settings/tokens", ["Make a token", ("Name", "nightly"), "Make a token"]),
    ("/settings/tokens", ["Revoke: daily"]),
    (
        "/settings/users",
        [
            "Add user",
            ("E-mail address", "{scheme}-new@example.com"),
            ("Name", "New"),
            "Add and make the link",
        ],
    ),
    ("/settings/users", ["Actions: operator@example.com", "Rights"]),
    ("/settings/users", ["Actions: operator@example.com", "New password by a link"]),
    ("/settings/alerts", ["Add a channel"]),
    ("/settings/alerts", ["Remove"]),
    ("/connections/add/zoho-crm", ["Self Client code"]),
    ("/connections/add/zoho-crm", ["Refresh token"]),
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with furnished(tmp_path_factory.mktemp("app")) as served:
        note(served)
        yield served


def note(app: Application) -> None:
    """Add what lists show: a comment, a filter, a token, a channel, a schedule with a webhook."""
    app.ok("POST", "/api/runs/2/comments", {"text": "The till moves in November."})
    app.ok("POST", "/api/filters", {"page": "jobs", "name": "Mine", "shared": False, "sought": {"text": "l"}})
    app.ok("POST", "/api/tokens", {"name": "daily", "scope": "read", "days": 9, "see_values": False})
    app.ok("PUT", "/api/alert-channels/ops", {"kind": "webhook", "secret": "https://127.0.0.1/hook"})
    path = f"/api/jobs/{NAMED['name']}/schedule"
    body = {"schedule": {"starts": [{"webhook": True}]}, "based_on": app.ok("GET", path)["version"]}
    app.ok("PUT", path, body)


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
def test_axe_finds_nothing_in_any_menu_list_or_dialog(
    scheme: str, app: Application, page_in: Callable[..., Page]
) -> None:
    page, found = page_in("en", color_scheme=scheme), list[str]()
    enter(page, app, "en")
    for address, steps in OPENED:
        page.goto(app.address + address)
        settled(page)
        for step in steps:
            if isinstance(step, str):
                press(page, step)
                found += [f"{address} {step}: {each}" for each in faults(page)]
            else:
                field = upon(page).get_by_role("textbox", name=step[0], exact=True)
                field.fill(step[1].format(scheme=scheme))
    assert not found, "\n".join(found)


def test_on_a_narrow_page_the_navigation_waits_behind_a_button(
    app: Application, page_in: Callable[..., Page]
) -> None:
    page = page_in("en", viewport={"width": 768, "height": 880})
    enter(page, app, "en")
    page.goto(f"{app.address}/runs")
    settled(page)
    jobs = page.get_by_role("navigation").get_by_role("link", name="Jobs")
    expect(jobs).to_be_hidden()
    press(page, "Menu")
    expect(jobs).to_be_in_viewport()
    assert not faults(page)
    press(page, "Close")
    expect(jobs).to_be_hidden()
    press(page, "Menu")
    jobs.click()
    expect(page.get_by_role("heading", level=1, name="Jobs")).to_be_visible()
    expect(jobs).to_be_hidden()


def upon(page: Page) -> Page | Locator:
    """Give the dialog that is open, else the page."""
    dialog = page.get_by_role("dialog")
    return dialog if dialog.count() else page


def press(page: Page, name: str) -> None:
    """Press what has this name, whatever it is, and wait until what opens is there."""
    there, roles = upon(page), ("button", "tab", "menuitem", "combobox")
    wanted = there.locator("label").filter(has_text=re.compile(f"^{re.escape(name)}$"))
    for role in roles:
        wanted = wanted.or_(there.get_by_role(role, name=name, exact=True))  # type: ignore[arg-type]
    wanted.first.click()
    settled_after(page)


def settled_after(page: Page) -> None:
    """Wait until what opens is there: a dialog, or simply more of the page."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.locator(".mantine-Skeleton-root, .mantine-LoadingOverlay-root")).to_have_count(0)
    expect(page.locator("[data-loading]")).to_have_count(0)
    page.evaluate("Promise.allSettled(document.getAnimations().map(each => each.finished))")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_from_the_second_factor_to_signing_in_again(
    scheme: str, app: Application, page_in: Callable[..., Page]
) -> None:
    page, found, email = page_in("en", color_scheme=scheme), list[str](), f"{scheme}@example.com"
    person = app.another(email, "editor")
    enter(page, person, "en")
    page.goto(f"{app.address}/settings/account")
    press(page, "Set up")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Present password").fill(PASSWORD)
    found += faults(page)
    press(page, "Continue")
    secret = dialog.locator("pre").inner_text().replace(" ", "")
    found += faults(page)
    dialog.get_by_role("textbox", name="Code", exact=True).fill(TOTP(secret).now())
    press(page, "Confirm the code")
    expect(page.get_by_role("dialog", name="Recovery codes")).to_be_visible()
    codes = dialog.locator("pre").inner_text().split()
    found += faults(page)

    page.context.clear_cookies()
    page.goto(f"{app.address}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill("000000")
    found += faults(page)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    found += faults(page)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("navigation").first.wait_for()

    page.goto(f"{app.address}/settings/account")
    settled(page)
    who = app.context.store.users.named(email)
    assert who is not None
    app.context.store.sessions.end(user_id=who.id)
    page.get_by_role("button", name="Sign out everywhere else").click()
    dialog.locator("input[type=password]").fill(PASSWORD)
    found += faults(page)
    dialog.get_by_role("button", name="Sign in and go on").click()
    dialog.get_by_label("Code of the second factor").fill(codes[1])
    found += faults(page)
    dialog.get_by_role("button", name="Sign in and go on").click()
    toast = page.get_by_role("alert").filter(has_text="You are signed in again")
    toast.hover()  # it stays as long as one points at it
    settled_after(page)
    found += faults(page)
    toast.get_by_role("button", name="Close", exact=True).click()
    expect(toast).to_have_count(0)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_a_connector_is_fetched_nor_when_that_fails(
    scheme: str, app: Application, page_in: Callable[..., Page]
) -> None:
    page, found = page_in("en", color_scheme=scheme), list[str]()
    enter(page, app, "en")
    told = {"done": 1, "total": 3, "ended": False, "error": "", "next_step": "", "log": ["Collecting a"]}
    app.ok("DELETE", "/api/connectors/sqlite/installation")

    def tell(route: Route) -> None:
        route.fulfill(json=told)

    page.route("**/api/connectors/sqlite/installation", tell)
    page.goto(f"{app.address}/connections/add")
    settled(page)
    press(page, "Actions: PostgreSQL")
    found += faults(page)
    page.keyboard.press("Escape")
    press(page, "Download connector: SQLite")
    found += faults(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Download", exact=True).click()
    dialog.get_by_text("Log", exact=True).click()
    found += faults(page)
    told.update(ended=True, error="The package index did not answer.", next_step="Try again.")
    expect(dialog.get_by_role("alert")).to_contain_text("did not answer")
    found += faults(page)
    assert not found, "\n".join(found)


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
