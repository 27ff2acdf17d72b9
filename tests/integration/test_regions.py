"""Zoho's regions under their real names: a sign-in of another region, a proxy, certificates of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.zoho import Client, Settings, Verdict
from tests.integration.application import serving
from tests.integration.data_centres import CLIENT, DataCentres, data_centres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hakobu.zoho import Report


@pytest.fixture
def centres(tmp_path: Path, emulator: Callable[..., Any]) -> Iterator[DataCentres]:
    with data_centres(tmp_path, us=emulator("--strict"), jp=emulator("--strict")) as made:
        made.register("us", "jp")
        yield made


def client(centres: DataCentres, **changed: Any) -> Client:
    given = {"client_id": CLIENT["id"], "client_secret": CLIENT["secret"], **centres.reach}
    return Client(Settings(**(given | changed)))


def report_of(centres: DataCentres, **changed: Any) -> Report:
    with client(centres, **changed) as crm:
        return crm.check()


def heard(centres: DataCentres, region: str) -> str:
    return str(centres.emulators[region].journal(limit=1_000))


@pytest.mark.parametrize("kind", ["code", "refresh_token"])
def test_a_sign_in_of_another_region_is_explained_and_its_region_found(
    centres: DataCentres, kind: str
) -> None:
    given = {kind: centres.issue("jp", kind)}
    report = report_of(centres, **given)
    assert not report.ok
    assert report["token"].arguments["code"] == "invalid_code"
    said = f"https://accounts.zoho.com does not know this {kind.replace('_', ' ')}"
    assert said in report["token"].message
    assert "Choose the region" in report["token"].next_step
    found = report["region"]
    assert (found.verdict, found.code, found.arguments["code"]) == (Verdict.WARNING, "region.also", "JP")
    assert "begins with https://crm.zoho.jp" in found.next_step
    assert given[kind] not in heard(centres, "jp")  # no secret is tried where nobody said that it belongs
    assert CLIENT["secret"] not in heard(centres, "jp")
    assert len(set(centres.asked)) == 10  # each region was asked once, most of which cannot be reached
    centres.asked.clear()
    switched = report_of(centres, region="JP", **given)
    assert switched.ok, [check.message for check in switched.checks if check.ok is False]
    assert switched["region"].message == "Japan (JP)"
    assert set(centres.asked) == {"accounts.zoho.jp", "www.zohoapis.jp"}


def test_a_client_that_was_made_in_another_region_is_found_there(
    tmp_path: Path, emulator: Callable[..., Any]
) -> None:
    with data_centres(tmp_path, us=emulator("--strict"), jp=emulator("--strict")) as centres:
        report = report_of(centres, refresh_token=centres.issue("jp", "refresh_token"))
        assert report["token"].arguments["code"] == "invalid_client"
        assert report["region"].verdict is Verdict.FAILED
        assert report["region"].message == "US does not know this client; Zoho knows it in Japan (JP)."
        assert report["region"].next_step == "Set the region to JP."


def test_a_client_that_several_regions_know_leaves_the_choice_to_a_person(
    tmp_path: Path, emulator: Callable[..., Any]
) -> None:
    eu, jp = emulator("--strict"), emulator("--strict")
    with data_centres(tmp_path, us=emulator("--strict"), eu=eu, jp=jp) as centres:
        centres.register("us", "eu", "jp")
        found = report_of(centres, refresh_token="1000.unknown")["region"]
        assert (found.code, found.arguments["codes"]) == ("region.several", ("EU", "JP"))


def test_a_sign_in_that_is_only_used_up_blames_no_region(
    tmp_path: Path, emulator: Callable[..., Any]
) -> None:
    with data_centres(tmp_path, us=emulator("--strict"), jp=emulator("--strict")) as centres:
        centres.register("us")
        report = report_of(centres, code="1000.used-up")
        assert [check.name for check in report.checks] == ["token"]


def test_records_go_and_come_through_the_proxy_over_tls(centres: DataCentres) -> None:
    token = centres.issue("jp", "refresh_token")
    with client(centres, region="JP", refresh_token=token) as crm:
        (answer,) = crm.insert("Leads", [{"Last_Name": "運ぶ", "Company": "東京"}], trigger=[])
        assert answer.ok
        (page,) = crm.select("Leads", ["Last_Name"])
        assert [lead["Last_Name"] for lead in page] == ["運ぶ"]
    assert set(centres.asked) == {"accounts.zoho.jp", "www.zohoapis.jp"}


def test_without_the_authoritys_file_the_setting_is_named_and_nothing_is_sent(centres: DataCentres) -> None:
    token = centres.issue("us", "refresh_token")
    with client(centres, refresh_token=token, ca_file=None) as crm:
        check = crm.check()["token"]
        assert check.arguments["code"] == "untrusted"
        assert check.message.startswith("ca_file: The certificate of accounts.zoho.com is not trusted: ")
        assert "set ca_file (Certificate) to a file" in check.next_step
        assert "証明書を信頼できません" in check.say("ja")[0]
        assert crm.stats.retries == 0  # no second try mends it
    assert "oauth.token" not in heard(centres, "us")
    assert report_of(centres, refresh_token=token).ok


def test_a_proxy_that_wants_a_password_is_named_and_gets_it(centres: DataCentres) -> None:
    token, centres.password = centres.issue("us", "refresh_token"), "me:planted"
    refused = report_of(centres, refresh_token=token)["token"]
    assert (
        refused.message
        == "proxy: The proxy wants a user and a password before it leads to accounts.zoho.com."
    )
    assert refused.next_step == "Write it as http://user:password@host:port."
    proxy = centres.proxy.replace("//", "//me:planted@")
    assert report_of(centres, refresh_token=token, proxy=proxy).ok


def test_the_application_offers_the_region_and_a_person_switches_it(
    centres: DataCentres, tmp_path: Path
) -> None:
    settings = {"client_id": CLIENT["id"], "client_secret": CLIENT["secret"], "region": "US", **centres.reach}
    settings["code"] = centres.issue("jp", "code")
    with serving(tmp_path / "home") as app:
        app.begin()
        made = app.ok(
            "POST", "/api/connections", {"name": "crm", "connector": "zoho-crm", "settings": settings}
        )
        told = app.ok("POST", "/api/connections/crm/test")
        assert told["passed"] is False
        assert [(each["name"], each["offer"]) for each in told["report"]] == [
            ("token", {}),
            ("region", {"region": "JP"}),
        ]
        assert told["settings"]["region"] == "US"
        assert "JP" in told["report"][1]["message_ja"]
        switched = {**told["settings"], "region": "JP"}
        body = {"connector": "zoho-crm", "settings": switched, "based_on": made["version"]}
        app.ok("PUT", "/api/connections/crm", body)
        told = app.ok("POST", "/api/connections/crm/test")
        assert told["passed"] is True, told["report"]
        assert [each["offer"] for each in told["report"] if each["offer"]] == []
