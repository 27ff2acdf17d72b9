"""A server that is killed while somebody watches a run: the page takes the run up again, to its true end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.people import rows
from tests.browser.test_connections import shoot
from tests.browser.test_stopped_runs import JOB, ROWS
from tests.browser.test_stopped_runs import WORDS as RUN_WORDS
from tests.integration.application import PASSWORD
from tests.integration.listening import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

LONG = 120_000  # milliseconds: a new owner of a run waits until the old calls' time is over
WORDS = {
    "en": {"lost": "The connection to the server was lost", "no_answer": "The server does not answer."},
    "ja": {"lost": "サーバーとの接続が切れました。", "no_answer": "サーバーが応答しません。"},
}


@contextmanager
def serve(home: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a real ``hakobu serve`` at a place; give the process and the link that it prints."""
    command = [sys.executable, "-m", "hakobu", "serve", "--no-browser", "--port", str(port)]
    env = {**os.environ, "HAKOBU_FILES": str(home.parent), "HAKOBU_HOME": str(home), "HAKOBU_LANG": "en"}
    env |= {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout is not None
        link = ""
        while not link:
            line = process.stdout.readline()
            assert line, "the server ended"
            link = "".join(re.findall(rf"http://127\.0\.0\.1:{port}/\S*", line))
        try:
            yield process, link
        finally:
            process.terminate()
            process.communicate(timeout=60)


def ask(page: Page, method: str, path: str, body: Any = None) -> Any:
    """Call the API as the page's own script would."""
    origin = re.match(r"http://[^/]+", page.url)
    assert origin is not None
    at = origin[0]
    csrf = page.request.get(f"{at}/api/session").json()["csrf"]
    answer = page.request.fetch(at + path, method=method, data=body, headers={"x-csrf-token": csrf})
    assert answer.ok, answer.text()
    return answer.json()


def furnish(page: Page, folder: Path, zoho: Any) -> None:
    crm = {"accounts_server": zoho.url, "api_domain": zoho.url, "concurrency": 1, "timeout": 3}
    crm |= {"client_id": "i", "client_secret": "s", "refresh_token": "t"}
    ask(page, "POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": crm})
    drop = {"name": "drop", "connector": "files", "settings": {"path": str(folder)}}
    ask(page, "POST", "/api/connections", drop)
    ask(page, "POST", "/api/jobs", {"name": "job", "text": JOB})


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_page_follows_its_run_over_a_killed_server(
    language: str, tmp_path: Path, page_in: Callable[..., Page], emulator: Callable[..., Any]
) -> None:
    words, zoho, page = WORDS[language] | RUN_WORDS[language], emulator(), page_in(language)
    home, port = tmp_path / "home", free_port()
    (tmp_path / "drop").mkdir()
    rows(tmp_path / "drop", ROWS)

    def written() -> list[Any]:
        return list(zoho.get("/_emulator/records/Leads")["records"])

    with serve(home, port) as (process, link):
        page.goto(link)
        boxes = page.locator("form input")
        for box, value in enumerate(("Sato", "sato@example.com", PASSWORD)):
            boxes.nth(box).fill(value)
        page.locator("button[type=submit]").click()
        page.get_by_role("navigation").first.wait_for()
        furnish(page, tmp_path / "drop", zoho)
        zoho.post("/_emulator/latency", {"ms": 400})
        page.goto(link.partition("first-start")[0] + "jobs/job")
        page.get_by_role("button", name=words["run"]).click()
        expect(page).to_have_url(re.compile(r"/runs/\d+$"))
        while not written():
            page.wait_for_timeout(100)
        process.send_signal(signal.SIGKILL)
        process.wait()
        expect(page.get_by_text(words["lost"])).to_be_visible()
        page.get_by_role("button", name=words["stop"], exact=True).click()
        expect(page.get_by_role("alert").filter(has_text=words["no_answer"])).to_be_visible()
        shoot(page, f"server-gone-{language}")
        assert 0 < len(written()) < ROWS
    zoho.post("/_emulator/latency", {"ms": 0})
    with serve(home, port):
        expect(page.get_by_text(words["sums"])).to_be_visible(timeout=LONG)
        expect(page.get_by_text(words["lost"])).to_have_count(0)
        shoot(page, f"server-back-{language}")
        (run,) = ask(page, "GET", "/api/runs")["runs"]
        assert (run["status"], run["resumed"], run["outcomes"]["created"]) == ("done", 1, ROWS)
    assert len({each["Email"] for each in written()}) == len(written()) == ROWS
