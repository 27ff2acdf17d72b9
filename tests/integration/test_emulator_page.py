"""The emulator's pages in a browser: modules, records, one record with its lines, requests, jobs, credits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from hakobu.emulator.page_words import LANGUAGES
from tests.conftest import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator

EVIL = '<script>alert("1")</script>'
FORM = {"grant_type": "refresh_token", "client_id": "c", "client_secret": "planted", "refresh_token": "mine"}


class Browser:
    """Looks at the pages of one emulator, and calls its API."""

    def __init__(self, running: Emulator) -> None:
        self.url = running.url
        access = httpx2.post(f"{running.url}/oauth/v2/token", data=FORM).json()["access_token"]
        self.headers = {"Authorization": f"Zoho-oauthtoken {access}"}

    def look(self, path: str, languages: str = "en") -> str:
        answer = httpx2.get(self.url + path, headers={"Accept-Language": languages})
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/html;charset=UTF-8"
        assert "<script" not in answer.text
        return answer.text

    def call(self, path: str, body: Any) -> Any:
        return httpx2.post(f"{self.url}/crm/{path}", headers=self.headers, json=body).json()


@pytest.fixture(scope="module")
def running() -> Iterator[Emulator]:
    """One emulator for all tests of this file, with leads, two products and a quote."""
    started = Emulator()
    started.post("/_emulator/org", {"job_seconds": 0})
    leads = [{"Last_Name": f"N{number}", "Company": EVIL} for number in range(120)]
    started.seed(records={"Leads": leads, "Products": [{"Product_Name": "椅子"}, {"Product_Name": EVIL}]})
    yield started
    started.end()


@pytest.fixture(scope="module")
def browser(running: Emulator) -> Browser:
    return Browser(running)


def cells(page: str) -> list[list[str]]:
    """Give the texts of the table's rows."""
    rows = re.findall(r"<tr>(<td.*?)</tr>", page)
    return [[re.sub("<.*?>", "", one) for one in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in rows]


def test_modules_stand_with_their_counts_in_the_language_asked_for(browser: Browser) -> None:
    assert ["Leads", "Leads", "120", "0"] in cells(browser.look("/"))
    assert ["見込み客", "Leads", "120", "0"] in cells(browser.look("/", "fr;q=0.9, ja;q=0.8, en;q=0.5"))
    assert ["Leads", "Leads", "120", "0"] in cells(browser.look("/?lang=en", "ja"))
    assert 'href="/modules/Leads?lang=ja"' in browser.look("/?lang=ja")


def test_both_languages_say_the_same_things() -> None:
    english, japanese = LANGUAGES["en"], LANGUAGES["ja"]
    assert english.keys() == japanese.keys()
    for name, text in english.items():
        assert set(re.findall(r"\{\w+", text)) == set(re.findall(r"\{\w+", japanese[name]))


def test_records_are_shown_in_pages_and_escaped(browser: Browser) -> None:
    first = browser.look("/modules/Leads")
    assert [row[0] for row in cells(first)] == [f"N{number}" for number in range(119, 69, -1)]
    assert "1 to 50 of 120 records" in first
    assert "&lt;script&gt;" in first
    last = browser.look("/modules/Leads?page=3")
    assert [row[0] for row in cells(last)] == [f"N{number}" for number in range(19, -1, -1)]
    assert "page=2" in last
    assert "page=4" not in last
    for odd in ("0", "-1", "99", "x", "²"):
        assert len(cells(browser.look(f"/modules/Leads?page={odd}"))) in {20, 50}
    assert "There is nothing yet." in browser.look("/modules/Vendors")


def test_a_record_stands_with_its_lines_and_leads_to_others(browser: Browser, running: Emulator) -> None:
    products = running.get("/_emulator/records/Products")["records"]
    lines = [{"Product_Name": {"id": one["id"]}, "Quantity": 3} for one in products]
    made = browser.call("v8/Quotes", {"data": [{"Subject": EVIL, "Quoted_Items": lines}]})
    page = browser.look(f"/modules/Quotes/{made['data'][0]['details']['id']}", "ja")
    assert "<h1>&lt;script&gt;" in page
    assert "見積商品" in page
    assert f'<a href="/modules/Products/{products[0]["id"]}">椅子</a>' in page
    assert ["件名", "Subject", "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;"] in cells(page)


def test_requests_stand_with_status_and_credits_and_tell_no_secret(browser: Browser) -> None:
    httpx2.post(f"{browser.url}/oauth/v2/token", params=FORM)
    browser.call(f"v8/{EVIL}", {"data": [{}]})
    browser.call("v8/Leads", {"data": [{"Last_Name": "Ito"}] * 11})
    page = browser.look("/requests")
    ours = next(row for row in cells(page) if row[3] == "records.insert" and row[2] == "/crm/v8/Leads")
    assert (ours[1], ours[4], ours[5], ours[6]) == ("POST", "201", "11", "2")
    assert "planted" not in page
    assert browser.headers["Authorization"].split()[1] not in page


def test_bulk_jobs_stand_with_their_state_and_what_they_failed_of(
    browser: Browser, running: Emulator
) -> None:
    wish = {"query": {"module": {"api_name": "Products"}}}
    browser.call("bulk/v8/read", wish)
    running.faults({"kind": "fail_job", "operation": "bulk.read.create", "message": EVIL, "times": 1})
    browser.call("bulk/v8/read", wish)
    running.post("/_emulator/jobs")
    failed, done = cells(browser.look("/jobs"))
    assert (done[1], done[2], done[3], done[4]) == ("Bulk Read", "Products", "COMPLETED", "2")
    assert (failed[3], failed[6]) == ("FAILURE", "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;")


def test_credits_used_are_on_every_page(browser: Browser, running: Emulator) -> None:
    stats = running.stats()
    told = f"{stats['credits']:,} of {stats['credits_allowance']:,} credits used"
    for path in ("/", "/requests", "/jobs", "/modules/Leads"):
        assert told in browser.look(path)


@pytest.mark.parametrize(
    "path", ["/modules/Nonsense", "/modules/Leads/1", "/modules/Leads/x", "/favicon.ico"]
)
def test_other_addresses_are_wrong_as_zoho_calls_them(browser: Browser, path: str) -> None:
    answer = httpx2.get(browser.url + path)
    assert (answer.status_code, answer.json()["code"]) == (404, "INVALID_URL_PATTERN")
