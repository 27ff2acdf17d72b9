"""A secret that is planted in connections, channels and a form stands on no page and stays in no browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.test_accessibility import addresses, sign_in
from tests.integration.test_planted_secret import JOB, PLANTED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from tests.integration.application import Application

SEEN = """() => [
    document.documentElement.outerHTML, document.cookie, JSON.stringify(localStorage),
    JSON.stringify(sessionStorage),
    ...[...document.querySelectorAll('input, textarea')].map((each) => each.value),
]"""
TYPED = "typed-5ecret"


def furnish(app: Application, url: str, folder: Path) -> None:
    """Plant it, and let it be used: by a run that leaves a failed row, by tests and by an alert."""
    (folder / "leads.csv").write_text("name,mail\nA,a@x.org\n,b@x.org\n")
    secrets = dict.fromkeys(("client_secret", "refresh_token"), PLANTED)
    crm = {"accounts_server": url, "api_domain": url, "client_id": "id", **secrets}
    shop = {"url": f"postgresql://user:{PLANTED}@127.0.0.1:1/shop"}
    drop = {"path": str(folder)}
    for name, connector, settings in (
        ("crm", "zoho-crm", crm),
        ("drop", "files", drop),
        ("url", "postgresql", shop),
    ):
        app.ok("POST", "/api/connections", {"name": name, "connector": connector, "settings": settings})
        app.ok("POST", f"/api/connections/{name}/test")
    hook = {"kind": "webhook", "secret": f"http://127.0.0.1:1/{PLANTED}"}
    app.ok("PUT", "/api/alert-channels/hook", hook)
    app.ok("POST", "/api/jobs", {"name": "shop", "text": JOB + "alerts: [{to: [hook]}]\n"})
    heard = app.follow(app.ok("POST", "/api/jobs/shop/runs", {})["ticket"])
    assert heard[-1][1]["run"] == 1


def test_no_page_no_answer_and_no_storage_of_the_browser_holds_it(
    app: Application, page_in: Callable[..., Page], emulator: Callable[..., Any], tmp_path: Path
) -> None:
    app.begin()
    furnish(app, emulator().url, tmp_path)
    page = page_in("en")
    told: list[str] = []

    def listen(route: Route) -> None:
        if "/events" in route.request.url:
            route.continue_()
            return
        answer = route.fetch()
        told.append(answer.text())
        route.fulfill(response=answer)

    page.route("**/api/**", listen)
    sign_in(page, app)
    found = []
    for address in (*addresses(), "/connections/url"):
        page.goto(app.address + address)
        page.get_by_role("heading", level=1).first.wait_for()
        expect(page.locator(".mantine-Skeleton-root")).to_have_count(0)
        found += [address for text in page.evaluate(SEEN) if PLANTED in text]
    page.goto(f"{app.address}/connections/crm")
    page.get_by_label("Client Secret").fill(TYPED)
    page.get_by_label("Client ID").fill("another")
    page.get_by_role("link", name="Jobs").click()
    page.get_by_role("heading", level=1).first.wait_for()
    page.goto(f"{app.address}/connections/crm")
    expect(page.get_by_label("Client ID")).to_have_value("another")  # what was typed is back, but no secret
    found += [text for text in page.evaluate(SEEN) if TYPED in text or PLANTED in text]
    page.unroute_all(behavior="wait")
    assert len(told) > 20
    assert not [text for text in told if PLANTED in text]
    assert not found
