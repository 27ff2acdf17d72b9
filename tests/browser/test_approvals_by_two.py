"""An operator asks for what deletes, an administrator approves it, each at a browser of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from playwright.sync_api import expect

from tests.browser.people import connect, enter, rows
from tests.browser.test_connections import shoot
from tests.integration.test_second_person import DELETE, UPSERT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.integration.application import Application

WORDS = {
    "en": {
        "run": "Run now",
        "held": "It waits for a second person's approval",
        "approvals": "Approvals",
        "approve": "Approve",
        "refuse": "Refuse",
        "withdraw": "Withdraw",
        "remark": "Remark (optional)",
        "deleted": "Deleted",
        "none": "Nothing waits",
        "refused": "not agreed",
    },
    "ja": {
        "run": "今すぐ実行",
        "held": "別の人の承認を待っています",
        "approvals": "承認",
        "approve": "承認",
        "refuse": "却下",
        "withdraw": "取り下げ",
        "remark": "備考（任意）",
        "deleted": "削除",
        "none": "承認待ちはありません",
        "refused": "合意していません",
    },
}


class Held(NamedTuple):
    """An operator has asked for what deletes: the CRM, and the browsers of who asked and who decides."""

    words: dict[str, str]
    language: str
    zoho: Any
    asking: Page
    deciding: Page


def furnish(app: Application, zoho: Any, folder: Path) -> None:
    app.begin()
    rows(folder, 5)
    (folder / "gone.csv").write_text("mail\np1@example.com\n")
    connect(app, zoho, folder)
    app.ok("POST", "/api/jobs", {"name": "fill", "text": UPSERT})
    app.ok("POST", "/api/jobs", {"name": "clear", "text": DELETE})
    app.follow(app.ok("POST", "/api/jobs/fill/runs", {})["ticket"])


@pytest.fixture(params=["en", "ja"])
def held(
    request: pytest.FixtureRequest,
    app: Application,
    page_in: Callable[..., Page],
    emulator: Callable[..., Any],
    tmp_path: Path,
) -> Held:
    words, language, zoho = WORDS[request.param], request.param, emulator()
    furnish(app, zoho, tmp_path)
    asking, deciding = page_in(language), page_in(language)
    enter(asking, app.another("operator@example.com", "operator"), language)
    enter(deciding, app, language)
    asking.goto(f"{app.address}/jobs/clear")
    asking.get_by_role("button", name=words["run"]).click()
    expect(asking.get_by_text(words["held"])).to_be_visible()
    shoot(asking, f"held-{language}")
    deciding.goto(f"{app.address}/settings/approvals")
    return Held(words, language, zoho, asking, deciding)


def test_an_operator_asks_and_an_administrator_approves(held: Held) -> None:
    words, language, zoho, asking, deciding = held
    watched = asking.url
    asking.get_by_role("main").get_by_role("link", name=words["approvals"]).click()
    own = asking.get_by_role("row", name=re.compile("operator@example.com"))
    expect(own.get_by_role("button", name=words["withdraw"])).to_be_visible()
    expect(own.get_by_role("button", name=words["approve"])).to_have_count(0)
    shoot(asking, f"own-request-{language}")
    asking.goto(watched)
    expect(asking.get_by_text(words["held"])).to_be_visible()
    assert len(zoho.get("/_emulator/records/Leads")["records"]) == 5

    row = deciding.get_by_role("row", name=re.compile("operator@example.com"))
    row.get_by_role("button", name=words["approve"]).click()
    dialog = deciding.get_by_role("dialog")
    dialog.get_by_label(words["remark"]).fill("<script>alert(1)</script>")
    shoot(deciding, f"approving-{language}")
    dialog.get_by_role("button", name=words["approve"]).click()
    expect(deciding.get_by_text(words["none"])).to_be_visible()

    expect(asking).to_have_url(re.compile(r"/runs/\d+$"))
    expect(asking.get_by_text(words["deleted"], exact=True).first).to_be_visible()
    left = {each["Email"] for each in zoho.get("/_emulator/records/Leads")["records"]}
    assert left == {f"p{each}@example.com" for each in (0, 2, 3, 4)}


def test_what_is_refused_never_runs_and_the_asker_reads_why(held: Held) -> None:
    words, language, zoho, asking, deciding = held
    deciding.get_by_role("main").get_by_role("button", name=words["refuse"]).click()
    dialog = deciding.get_by_role("dialog")
    dialog.get_by_label(words["remark"]).fill(words["refused"])
    dialog.get_by_role("button", name=words["refuse"]).click()
    expect(asking.get_by_role("alert").filter(has_text=words["refused"])).to_be_visible()
    expect(asking.get_by_text(words["held"])).to_have_count(0)
    shoot(asking, f"refused-{language}")
    assert len(zoho.get("/_emulator/records/Leads")["records"]) == 5
