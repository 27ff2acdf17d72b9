"""Connections in a real browser: the vendor's walk, signing in with Zoho, and what may go wrong."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_first_connection import WORDS, fill_sign_in, start, to_zoho_form
from tests.integration.data_centres import CLIENT, data_centres

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.integration.application import Application

MORE = {
    "en": {
        "region": "Region",
        "schema": "Schema",
        "download": "Download connector",
        "begin": "Download",
        "close": "Close",
        "practice": "Practice Zoho CRM (built in)",
        "browser": "Sign in with Zoho",
        "self": "Self Client code",
        "again": "Sign in again",
        "took": "Show their version",
        "mine": "Keep mine, and save it over theirs",
        "back": "What you had typed and not saved is back",
        "retest": "Save & test",
        "found": "Found in JP. Switch?",
    },
    "ja": {
        "region": "リージョン（データセンター）",
        "schema": "スキーマ（Zoho CRM のバージョン）",
        "download": "コネクタをダウンロード",
        "begin": "ダウンロード",
        "close": "閉じる",
        "practice": "練習用 Zoho CRM（内蔵）",
        "browser": "Zoho でサインイン",
        "self": "Self Client のコード",
        "again": "再認証",
        "took": "相手の版を表示",
        "mine": "自分の内容を残して上書き保存",
        "back": "保存していない入力内容を復元しました",
        "retest": "保存およびテスト",
        "found": "JP で見つかりました。切り替えますか？",
    },
}
JOB = """\
source: drop
destination: crm
tasks:
  - name: leads
    read: {file: leads.csv}
    module: Leads
    operation: insert
    map: {Last_Name: name}
"""
BAD_NAME = '"quoted" \'o\u2019 \U0001f469\u200d\U0001f469\u200d\U0001f467 \U00020bb7野家 שלום <b>x<b>'


def words_of(language: str) -> dict[str, str]:
    return {**WORDS[language], **MORE[language]}


def shoot(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at them: HAKOBU_SHOTS names a folder."""
    folder = os.environ.get("HAKOBU_SHOTS")
    if folder:
        page.wait_for_timeout(400)  # only for the picture: what fades in has faded in
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def shoot_widths(page: Page, app: Application, language: str) -> None:
    """Nothing of a page is wider than the page, light and dark, at home and on a small screen."""
    for width in (1280, 768):
        page.set_viewport_size({"width": width, "height": 900})
        for place in ("connections", "connections/crm-tokyo", "connections/add"):
            page.goto(f"{app.address}/{place}")
            page.get_by_role("heading", level=1).wait_for()
            page.get_by_text("Zoho CRM").first.wait_for()
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                name = place.replace("/", "-")
                shoot(page, f"{name}-{width}-{scheme}-{language}")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (place, width)


def to_connections(page: Page, words: dict[str, str]) -> None:
    page.get_by_role("navigation").get_by_text(words["connections"], exact=True).click()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_vendors_walk_literally(
    language: str, app: Application, page_in: Callable[..., Page], emulator: Callable[..., Any]
) -> None:
    words, zoho, page = words_of(language), emulator(), page_in(language)
    start(page, app)
    shoot(page, f"dashboard-{language}")
    to_connections(page, words)
    shoot(page, f"empty-{language}")
    page.get_by_role("link", name=words["add"], exact=True).first.click()
    expect(page.get_by_role("heading", name=words["select"])).to_be_visible()
    shoot(page, f"select-sources-{language}")
    page.get_by_role("tab", name=words["destinations"]).click()
    row = page.get_by_role("row", name=re.compile("Zoho CRM"))
    row.get_by_role("link", name=re.compile(words["configure"])).click()
    expect(page.get_by_role("heading", name=words["new"], exact=True)).to_be_visible()
    page.get_by_label(words["name"]).fill("crm-tokyo")
    region, schema = page.get_by_label(words["region"]), page.get_by_label(words["schema"])
    expect(region.first).to_have_value("US（zoho.com）" if language == "ja" else "US (zoho.com)")
    schema.first.click()
    options = page.get_by_role("option")
    expect(options.filter(has_text=re.compile(r"^v4[ （]\S+"))).to_be_visible()
    assert [re.split("[ （]", text)[0] for text in options.all_inner_texts()] == ["v2", "v2.1", "v4", "v8"]
    page.keyboard.press("Escape")
    coql = page.get_by_label(words["coql"])
    expect(coql).to_be_checked()
    expect(page.locator("input[name=api_type]")).to_have_count(0)
    coql.click()
    page.get_by_role("combobox", name=words["api_type"]).click()
    expect(page.get_by_role("option")).to_have_count(2)
    choices = page.get_by_role("option").all_inner_texts()
    assert [re.split("[ （]", text)[0] for text in choices] == ["Bulk", "REST"]
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox", name=words["api_type"])).to_have_value(re.compile(r"^REST( \(|（)"))
    shoot(page, f"form-browser-{language}")
    coql.click()
    fill_sign_in(page, words, zoho.url)
    shoot(page, f"form-advanced-{language}")
    page.get_by_role("tab", name=words["settings"], exact=True).click()
    page.get_by_role("button", name=words["create"]).click()
    expect(page.get_by_text("Hakobu Emulated Trading")).to_be_visible()
    expect(page.get_by_role("heading", name=words["report"])).to_be_visible()
    shoot(page, f"report-{language}")
    to_connections(page, words)
    expect(page.get_by_role("row", name=re.compile("crm-tokyo"))).to_contain_text(words["passed"])
    shoot(page, f"list-{language}")
    shoot_widths(page, app, language)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_connector_that_was_removed_is_downloaded_and_then_configured(
    language: str, app: Application, page_in: Callable[..., Page]
) -> None:
    words, page = words_of(language), page_in(language)
    start(page, app)
    page.goto(f"{app.address}/connections/add")
    page.get_by_role("tab", name=words["destinations"]).click()
    row = page.get_by_role("row", name=re.compile("Zoho CRM"))
    row.get_by_role("button").click()
    page.get_by_role("menuitem").click()
    row.get_by_role("button", name=re.compile(words["download"])).click()
    expect(page.get_by_role("dialog")).to_contain_text("Apache-2.0")
    shoot(page, f"download-{language}")
    page.get_by_role("dialog").get_by_role("button", name=words["begin"], exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name=words["begin"], exact=True)).to_have_count(0)
    dialog.get_by_role("button", name=words["close"], exact=True).last.click()
    row.get_by_role("link", name=re.compile(words["configure"])).click()
    expect(page.get_by_role("heading", name=words["new"], exact=True)).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_signing_in_with_zoho_through_ones_own_client(
    language: str, app: Application, page_in: Callable[..., Page], emulator: Callable[..., Any]
) -> None:
    words, zoho, page = words_of(language), emulator(), page_in(language)
    zoho.post("/_emulator/org", {"region": "jp"})
    start(page, app)
    to_zoho_form(page, words)
    page.get_by_label(words["name"]).fill("crm")
    expect(page.get_by_text(f"{app.address}/zoho/callback")).to_be_visible()
    page.locator("input[name=client_id]").fill("1000.ABC")
    page.locator("input[name=client_secret]").fill("planted-secret")
    page.get_by_role("tab", name=words["advanced"]).click()
    page.locator("input[name=accounts_server]").fill(zoho.url)
    page.locator("input[name=api_domain]").fill(zoho.url)
    page.get_by_role("tab", name=words["settings"], exact=True).click()
    page.get_by_role("button", name=words["browser"]).click()
    expect(page.get_by_role("heading", name="Practice Zoho CRM")).to_be_visible()
    shoot(page, f"consent-{language}")
    page.get_by_role("link", name="Accept").click()
    expect(page).to_have_url(re.compile("/connections/crm$"))
    expect(page.get_by_role("alert").filter(has_text="JP")).to_be_visible()
    expect(page.locator("input[name=region]")).to_have_value(re.compile("^JP"))
    shoot(page, f"signed-in-{language}")
    page.get_by_role("button", name=words["create"]).click()
    expect(page.get_by_text("Hakobu Emulated Trading")).to_be_visible()
    token = app.context.vault.of("crm")["refresh_token"].reveal()
    assert token
    # again: the older sign-in is given back
    page.get_by_text(words["browser"], exact=True).first.click()
    page.get_by_role("button", name=words["again"]).click()
    page.get_by_role("link", name="Accept").click()
    expect(page).to_have_url(re.compile("/connections/crm$"))
    page.get_by_role("alert").first.wait_for()
    assert app.context.vault.of("crm")["refresh_token"].reveal() != token
    # and somebody who does not consent is told, and loses nothing
    page.get_by_text(words["browser"], exact=True).first.click()
    page.get_by_role("button", name=words["again"]).click()
    page.get_by_role("link", name="Reject").click()
    expect(page.get_by_role("alert").filter(has_text="access_denied")).to_be_visible()


def test_practice_is_one_click(app: Application, page_in: Callable[..., Page]) -> None:
    words, page = words_of("en"), page_in("en")
    start(page, app)
    to_zoho_form(page, words)
    page.get_by_label(words["name"]).fill(BAD_NAME)
    page.get_by_role("button", name=words["practice"]).click()
    expect(page.get_by_text("the form is filled in")).to_be_visible()
    page.get_by_role("button", name=words["create"]).click()
    expect(page.get_by_text("Hakobu Emulated Trading")).to_be_visible()
    to_connections(page, words)
    expect(page.get_by_role("row").filter(has_text=BAD_NAME)).to_contain_text(words["passed"])
    page.get_by_role("link", name=BAD_NAME, exact=True).click()
    expect(page.get_by_role("heading", name=BAD_NAME, exact=True)).to_be_visible()


def test_what_was_typed_outlives_leaving_and_the_end_of_the_session(
    app: Application, page_in: Callable[..., Page]
) -> None:
    words, page = words_of("en"), page_in("en")
    start(page, app)
    to_zoho_form(page, words)
    page.get_by_label(words["name"]).fill("half done")
    page.locator("input[name=client_id]").fill("1000.HALF")
    page.locator("input[name=client_secret]").fill("planted-secret")
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    assert "1000.HALF" in kept
    assert "planted-secret" not in kept
    to_connections(page, words)
    to_zoho_form(page, words)
    expect(page.get_by_text(words["back"])).to_be_visible()
    expect(page.locator("input[name=client_id]")).to_have_value("1000.HALF")
    expect(page.locator("input[name=client_secret]")).to_have_value("")

    page.context.clear_cookies()  # the session ends in mid-edit
    page.locator("input[name=client_secret]").fill("planted-secret")
    page.get_by_role("button", name=words["draft"]).click()
    page.goto(f"{app.address}/sign-in")
    page.locator("input").first.fill("admin@example.com")
    page.locator("input[type=password]").fill("a long and quiet phrase")
    page.locator("button[type=submit]").click()
    page.get_by_role("navigation").wait_for()
    to_zoho_form(page, words)
    expect(page.get_by_label(words["name"])).to_have_value("half done")


def test_the_second_of_two_people_is_told_and_overwrites_nothing(
    app: Application, page_in: Callable[..., Page], tmp_path: Path
) -> None:
    words, page = words_of("en"), page_in("en")
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    start(page, app)
    other = app.another("second@example.com", "editor")
    body = {"connector": "files", "settings": {"path": str(tmp_path)}, "name": "drop"}
    other.ok("POST", "/api/connections", body)
    page.goto(f"{app.address}/connections/drop")
    page.locator("input[name=path]").fill(str(tmp_path / "a"))
    theirs = {**body, "settings": {"path": str(tmp_path / "b")}, "based_on": 1}
    del theirs["name"]
    other.ok("PUT", "/api/connections/drop", theirs)
    page.get_by_role("button", name="Save & test").click()
    told = page.get_by_role("alert").filter(has_text="second@example.com")
    expect(told).to_be_visible()
    shoot(page, "stale-en")
    assert other.ok("GET", "/api/connections/drop")["settings"]["path"] == str(tmp_path / "b")
    page.get_by_role("button", name=words["took"]).click()
    expect(page.locator("input[name=path]")).to_have_value(str(tmp_path / "b"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"refresh_token": "revoked"}, "invalid_code"),
        ({"refresh_token": "token-of-eu"}, "the account does not live at this accounts server"),
        ({"client_secret": "wrong"}, "invalid_client_secret"),
        ({"accounts_server": "http://127.0.0.1:9", "api_domain": "http://127.0.0.1:9"}, "did not answer"),
    ],
)
def test_what_is_wrong_is_named_and_no_job_runs_with_it(
    change: dict[str, str],
    said: str,
    app: Application,
    page_in: Callable[..., Page],
    emulator: Callable[..., Any],
) -> None:
    words, page = words_of("en"), page_in("en")
    zoho = emulator("--strict")
    known = {"clients": [{"id": "1000.ABC", "secret": "planted-secret"}]}
    zoho.post("/_emulator/tokens", {**known, "regions": {"token-of-eu": "EU"}})
    start(page, app)
    to_zoho_form(page, words)
    page.get_by_label(words["name"]).fill("crm")
    fill_sign_in(page, words, zoho.url)
    for name, value in change.items():
        tab = "settings" if "secret" in name or "token" in name else "advanced"
        page.get_by_role("tab", name=words[tab], exact=True).click()
        page.locator(f"input[name={name}]").fill(value)
    page.get_by_role("button", name=words["create"]).click()
    expect(page.get_by_text(re.compile(re.escape(said))).first).to_be_visible()
    shoot(page, f"failed-{said.split(maxsplit=1)[0]}")
    to_connections(page, words)
    expect(page.get_by_role("row", name=re.compile("crm"))).to_contain_text(words["failed"])
    other = app.another("second@example.com", "editor")
    drop = {"name": "drop", "connector": "files", "settings": {"path": str(app.context.home.parent)}}
    other.ok("POST", "/api/connections", drop)
    other.ok("POST", "/api/jobs", {"name": "job", "text": JOB})
    page.goto(f"{app.address}/jobs/job")
    page.get_by_role("button", name=words["run"]).click()
    refused = page.get_by_role("alert").filter(has_text="The last test of the connection 'crm' failed.")
    expect(refused).to_contain_text("Mend the connection and test it again.")
    assert other.ok("GET", "/api/runs")["runs"] == []


def test_a_connection_is_duplicated_labelled_and_removed(
    app: Application, page_in: Callable[..., Page], tmp_path: Path
) -> None:
    words, page = words_of("en"), page_in("en")
    start(page, app)
    page.goto(f"{app.address}/connections/add/files")
    page.get_by_label(words["name"]).fill("drop")
    page.locator("input[name=path]").fill(str(tmp_path))
    page.get_by_role("combobox", name="Labels").fill("東京")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=words["create"]).click()
    expect(page.get_by_text(words["passed"])).to_be_visible()
    to_connections(page, words)
    row = page.get_by_role("row", name=re.compile("drop")).first
    expect(row).to_contain_text("東京")
    row.get_by_role("button").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    page.get_by_role("dialog").get_by_role("button", name="Duplicate").click()
    copy = page.get_by_role("row").filter(has_text="drop (copy)")
    expect(copy).to_contain_text("Not tested")
    copy.get_by_role("button").click()
    page.get_by_role("menuitem", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(copy).to_have_count(0)


def test_a_source_file_is_uploaded_beside_naming_a_path(
    app: Application, page_in: Callable[..., Page]
) -> None:
    words, page = words_of("en"), page_in("en")
    start(page, app)
    page.goto(f"{app.address}/connections/add/files")
    page.get_by_label(words["name"]).fill("mine")
    rows = b"name,email\n<script>alert(1)</script>,yamada@example.com\n"
    page.locator("input[type=file]").set_input_files(
        {"name": "leads.csv", "mimeType": "text/csv", "buffer": rows}
    )
    expect(page.get_by_text("leads.csv is on the server.")).to_be_visible()
    expect(page.locator("input[name=path]")).to_have_value(re.compile(r"leads\.csv$"))
    page.get_by_role("button", name=words["create"]).click()
    expect(page.get_by_text(words["passed"])).to_be_visible()
    shoot(page, "upload-en")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_region_found_elsewhere_is_offered_and_never_switched_silently(
    app: Application,
    page_in: Callable[..., Page],
    emulator: Callable[..., Any],
    tmp_path: Path,
    language: str,
) -> None:
    """A code of Japan's data centre, given to a connection that says US; the hosts have their real names."""
    words, page = words_of(language), page_in(language)
    with data_centres(tmp_path, us=emulator("--strict"), jp=emulator("--strict")) as centres:
        centres.register("us", "jp")
        start(page, app)
        settings = {"client_id": CLIENT["id"], "client_secret": CLIENT["secret"], **centres.reach}
        settings["code"] = centres.issue("jp", "code")
        values = {"connector": "zoho-crm", "settings": settings, "draft": False, "labels": []}
        app.another("editor@example.com", "editor").ok("POST", "/api/connections", {"name": "crm", **values})
        page.goto(f"{app.address}/connections/crm")
        page.get_by_role("button", name=words["retest"]).click()
        offer = page.get_by_role("button", name=words["found"])
        expect(offer).to_be_visible()
        expect(page.get_by_text("invalid_code")).to_be_visible()
        expect(page.locator("input[name=region]")).to_have_value("US")
        shoot(page, f"region-{language}")
        offer.click()
        expect(page.locator("input[name=region]")).to_have_value("JP")
        page.get_by_role("button", name=words["retest"]).click()
        expect(page.get_by_text("https://accounts.zoho.jp")).to_be_visible()
        expect(offer).to_have_count(0)
        shoot(page, f"region-switched-{language}")
