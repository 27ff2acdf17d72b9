"""People at their browsers: who is signed in, with what the application holds for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.integration.application import Application

__all__ = ["connect", "enter", "rows"]


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
