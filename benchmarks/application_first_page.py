"""Claim: from a cold headless Chromium on loopback, the first page is usable in under 1.5 s, and its script
is at most 400 KB as the server sends it. Measured twice: the page for signing in, and the dashboard of one
who is signed in. Each time the browser is a new process with an empty profile; the clock starts with the
address and stops when what is to be used can be used.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
from benchmarks.rig import tell
from benchmarks.rig_application import PASSWORD, furnish, serving, user
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Playwright, Request

TIMES = 7
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
)
PROGRAM = shutil.which("chromium") or shutil.which("google-chrome")


def once(playwright: Playwright, address: str, usable: str, cookies: list[Any]) -> tuple[float, int, int]:
    """Open the address in a new browser; gives seconds, and the bytes of scripts and of everything."""
    browser = playwright.chromium.launch(executable_path=PROGRAM, args=list(FLAGS))
    context = browser.new_context(locale="en-US")
    context.add_cookies(cookies)
    page = context.new_page()
    asked: list[Request] = []
    page.on("requestfinished", lambda each: asked.append(each))  # noqa: PLW0108 - it marks its listeners
    began = time.perf_counter()
    page.goto(f"{address}/", wait_until="commit")
    page.locator(usable).first.wait_for(state="visible")
    seconds = time.perf_counter() - began
    page.wait_for_load_state("networkidle")
    sizes = [(each.resource_type, each.sizes()["responseBodySize"]) for each in asked]
    browser.close()
    return seconds, sum(size for kind, size in sizes if kind == "script"), sum(size for _, size in sizes)


with tempfile.TemporaryDirectory() as folder:
    home = Path(folder) / "home"
    furnish(home, users=1)
    with serving(home, files=home) as url, sync_playwright() as driver:
        body = {"email": user(0), "password": PASSWORD}
        with httpx2.Client(base_url=url) as client:
            client.post("/api/session", json=body).raise_for_status()
            signed_in = [{"name": n, "value": v, "url": url} for n, v in client.cookies.items()]
        for name, usable, cookies in (
            ("sign-in", 'input[type="password"]', []),
            ("dashboard", "nav a", signed_in),
        ):
            found = [once(driver, url, usable, cookies) for _ in range(TIMES)]
            seconds = [each[0] for each in found]
            tell(
                f"first page: {name}",
                median_s=statistics.median(seconds),
                slowest_s=max(seconds),
                script_kb=found[0][1] / 1024,
                all_kb=found[0][2] / 1024,
            )
