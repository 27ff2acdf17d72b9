"""Who reads Japanese meets no English sentence: every page with its tabs, and what opens on them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.people import enter, furnished
from tests.browser.test_accessibility import addresses
from tests.browser.test_accessibility_of_what_opens import MORE, press, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.integration.application import Application

SENTENCE = re.compile(r"[A-Za-z][A-Za-z'’]*(?:[ ,]+[A-Za-z'’]+){2,}")
ALLOWED = {
    "Apache-2.0 or UPL-1.0": "the name of a licence",
    "Authorized Redirect URI": "so Zoho's console names it, in every language",
    "Microsoft SQL Server": "a product",
    "Server-based Applications": "so Zoho's console names it, in every language",
    "autosize measurement": "the component library's own hidden box; nobody sees or hears it",
    "clear, leads, shop": "names of jobs",
}
SHOWN = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const of = walk.currentNode.parentElement;
    if (!of.closest('script, style, code, pre, textarea')) found.push(walk.currentNode.textContent);
  }
  for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
    for (const each of document.querySelectorAll(`[${name}]`)) found.push(each.getAttribute(name));
  return found.map(each => each.replace(/\\s+/g, ' ').trim());
}"""  # code, commands and definitions are the same in every language
OPENED = [  # where, and what is pressed there to open something
    ("/connections", ["操作: crm"]),
    ("/connections/add", ["コネクタをダウンロード: Oracle Database"]),
    ("/connections/add/zoho-crm", ["Self Client のコード"]),
    ("/connections/add/zoho-crm", ["リフレッシュトークン"]),
    ("/jobs/leads", ["スケジュール", "開始条件を追加"]),
    ("/jobs/leads", ["アラート", "ルールを追加"]),
    ("/runs/2/failed", ["すべて対応不要にする"]),
    ("/settings/alerts", ["チャネルを追加"]),
    ("/settings/approvals", ["承認"]),
    ("/settings/tokens", ["トークンを作成"]),
    ("/settings/users", ["ユーザーを追加"]),
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with furnished(tmp_path_factory.mktemp("app")) as served:
        yield served


def english(page: Page, where: str) -> list[str]:
    """Give what a page says in English, apart from names that have no other."""
    said = [text for text in page.evaluate(SHOWN) if SENTENCE.search(text)]
    for name in ALLOWED:
        said = [text for text in said if SENTENCE.search(text.replace(name, ""))]
    return [f"{where}: {text}" for text in dict.fromkeys(said)]


def test_no_page_says_a_sentence_in_english(app: Application, page_in: Callable[..., Page]) -> None:
    page, found = page_in("ja"), list[str]()
    enter(page, app, "ja")
    for address in dict.fromkeys([*addresses(), *MORE]):
        page.goto(app.address + address)
        settled(page)
        found += english(page, address)
        tabs = page.get_by_role("main").get_by_role("tab")
        for place in range(tabs.count()):
            tabs.nth(place).click()
            settled(page)
            found += english(page, f"{address}, tab {place + 1}")
    for address, names in OPENED:
        page.goto(app.address + address)
        settled(page)
        for name in names:
            press(page, name)
        found += english(page, f"{address} > {' > '.join(names)}")
    assert not found, "\n".join(found)
