"""People at their browsers: who is signed in, with what the application holds for them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.browser.test_accessibility import NAMED
from tests.browser.test_changes_and_undo import JOB, ROWS
from tests.conftest import Emulator
from tests.integration.application import serving
from tests.integration.jobs import key_field
from tests.integration.test_dashboard import define
from tests.integration.test_second_person import DELETE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.integration.application import Application

__all__ = ["connect", "enter", "furnished", "rows"]


def enter(page: Page, who: Application, language: str) -> None:
    """Take somebody's session, begun over the API, into a browser of their own."""
    who.ok("PATCH", "/api/session", {"language": language})
    cookies = [
        {"name": each.name, "value": each.value, "url": who.address} for each in who.client.cookies.jar
    ]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]


def connect(app: Application, zoho: Any, folder: Path, **more: Any) -> None:
    """Make the connections ``drop``, a folder of files, and ``crm``, the emulator."""
    crm = {"accounts_server": zoho.url, "api_domain": zoho.url, "client_id": "id", **more}
    crm |= {"client_secret": "planted-secret", "refresh_token": "planted-token"}
    app.ok("POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": crm})
    drop = {"name": "drop", "connector": "files", "settings": {"path": str(folder)}}
    app.ok("POST", "/api/connections", drop)


def rows(folder: Path, number: int) -> None:
    """Write ``leads.csv``: so many people, each with a mail address."""
    lines = "".join(f"person {each},p{each}@example.com\n" for each in range(number))
    (folder / "leads.csv").write_text(f"name,mail\n{lines}", encoding="utf-8")


@contextmanager
def furnished(folder: Path) -> Iterator[Application]:
    """An application with a plan that waits, failed rows, an undo that is shown, and a request for a yes."""
    zoho: Any = Emulator()
    zoho.seed(fields={"Leads": [key_field("Customer_No")]})
    (folder / "leads.csv").write_text("\n".join(["nr,name,mail", *ROWS]) + "\n", encoding="utf-8")
    (folder / "gone.csv").write_text("mail\nyamada@example.com\n", encoding="utf-8")
    try:
        with serving(folder / "home") as app:
            app.begin()
            app.ok("PATCH", "/api/session", {"language": "en"})
            connect(app, zoho, folder)
            define(app, NAMED["name"])  # the job that addresses of jobs name
            app.ok("POST", "/api/jobs", {"name": "leads", "text": JOB})
            app.ok("POST", "/api/jobs", {"name": "clear", "text": DELETE})
            for path in ("jobs/leads/plans", "jobs/leads/runs", "runs/2/undo"):
                app.follow(app.ok("POST", f"/api/{path}", {})["ticket"])
            operator = app.another("operator@example.com", "operator")
            assert operator.ok("POST", "/api/jobs/clear/runs", {})["ticket"] == 4
            yield app
    finally:
        zoho.close()
