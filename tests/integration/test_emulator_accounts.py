"""The accounts server over the wire: every form of the token call, consent, revoking, strict mode."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Emulator

REFRESH = {"grant_type": "refresh_token", "client_id": "c", "client_secret": "s", "refresh_token": "mine"}


@pytest.fixture
def running(emulator: Callable[..., Emulator]) -> Emulator:
    return emulator()


@pytest.fixture
def web(running: Emulator) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=running.url) as client:
        yield client


def token(web: httpx2.Client, **values: str) -> Any:
    return web.post("/oauth/v2/token", data=values).json()


def status_with(web: httpx2.Client, access: str) -> int:
    return web.get("/crm/v8/org", headers={"Authorization": f"Zoho-oauthtoken {access}"}).status_code


def test_parameters_may_stand_anywhere(web: httpx2.Client, running: Emulator) -> None:
    path = "/oauth/v2/token"
    answers = [
        web.post(path, params=REFRESH),
        web.post(path, params=REFRESH, headers={"Content-Type": "application/json"}),
        web.post(path, data=REFRESH),
        web.post(path, files={name: (None, value) for name, value in REFRESH.items()}),
    ]
    for answer in answers:
        assert answer.status_code == 200
        body = answer.json()
        assert set(body) == {"access_token", "api_domain", "token_type", "expires_in"}
        assert (body["api_domain"], body["token_type"], body["expires_in"]) == (running.url, "Bearer", 3600)
        assert status_with(web, body["access_token"]) == 200


def test_a_code_gives_a_refresh_token_once(web: httpx2.Client) -> None:
    values = {"grant_type": "authorization_code", "client_id": "c", "client_secret": "s", "code": "any"}
    first = token(web, **values)
    assert status_with(web, first["access_token"]) == 200
    assert "access_token" in token(web, **(REFRESH | {"refresh_token": first["refresh_token"]}))
    assert token(web, **values) == {"error": "invalid_code"}


def test_client_credentials_need_an_organisation(web: httpx2.Client) -> None:
    values = {"grant_type": "client_credentials", "client_id": "c", "scope": "ZohoCRM.modules.ALL"}
    assert token(web, **values) == {"error": "missing_org_info"}
    given = token(web, **values, soid="ZohoCRM.1")
    assert "refresh_token" not in given
    assert given["scope"] == "ZohoCRM.modules.ALL"


def test_errors_come_with_200(web: httpx2.Client) -> None:
    for values, error in (
        ({}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "r"}, "invalid_client"),
        ({"grant_type": "refresh_token", "client_id": "c"}, "invalid_code"),
    ):
        answer = web.post("/oauth/v2/token", data=values)
        assert (answer.status_code, answer.json()) == (200, {"error": error})


def test_the_throttle_and_its_switch(web: httpx2.Client, running: Emulator) -> None:
    for _ in range(10):
        assert "access_token" in token(web, **REFRESH)
    refused = web.post("/oauth/v2/token", data=REFRESH)
    assert refused.status_code == 400
    assert refused.json() == {
        "error_description": (
            "You have made too many requests continuously. Please try again after some time."
        ),
        "error": "Access Denied",
        "status": "failure",
    }
    assert "access_token" in token(web, **(REFRESH | {"refresh_token": "another"}))
    running.post("/_emulator/tokens", {"throttle": False})
    assert "access_token" in token(web, **REFRESH)


@pytest.mark.parametrize("path", ["/oauth/v2/token/revoke", "/oauth/v2/revoke/token"])
def test_revoking(web: httpx2.Client, path: str) -> None:
    access = token(web, **REFRESH)["access_token"]
    assert web.post(path, params={"token": "mine"}).json() == {"status": "success"}
    assert status_with(web, access) == 401
    assert token(web, **REFRESH) == {"error": "invalid_code"}
    assert web.post(path, params={"token": "mine"}).status_code == 400


def test_the_consent_page_sends_the_browser_back(web: httpx2.Client, running: Emulator) -> None:
    asked = {
        "response_type": "code",
        "client_id": "c",
        "redirect_uri": "http://127.0.0.1:1/back?x=1",
        "scope": "ZohoCRM.modules.ALL,ZohoCRM.org.READ",
        "access_type": "offline",
        "state": "s1",
    }
    answer = web.get("/oauth/v2/auth", params=asked)
    assert answer.status_code == 302
    back = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (back["x"], back["state"], back["location"]) == (["1"], ["s1"], ["us"])
    assert back["accounts-server"] == [running.url]
    values = {"grant_type": "authorization_code", "client_id": "c", "code": back["code"][0]}
    given = token(web, **values, redirect_uri=asked["redirect_uri"])
    assert given["scope"] == "ZohoCRM.modules.ALL ZohoCRM.org.READ"
    assert status_with(web, given["access_token"]) == 200
    running.post("/_emulator/tokens", {"refuse_consent": True})
    assert "error=access_denied" in web.get("/oauth/v2/auth", params=asked).headers["Location"]
    assert web.get("/oauth/v2/auth").status_code == 400


def test_a_browser_is_asked_and_a_stolen_code_is_worth_nothing(web: httpx2.Client) -> None:
    verifier = "a" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": "<i>c</i>",
        "redirect_uri": "http://127.0.0.1:1/",
        "scope": "ZohoCRM.modules.ALL",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    page = web.get("/oauth/v2/auth", params=asked, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "&lt;i&gt;c&lt;/i&gt;" in page.text
    assert "<li>ZohoCRM.modules.ALL</li>" in page.text
    browser = {"Accept": "text/html"}
    refused = web.get("/oauth/v2/auth", params={**asked, "consent": "no"}, headers=browser)
    assert "error=access_denied" in refused.headers["Location"]
    for proof, given in (("b" * 43, False), (verifier, True)):
        back = web.get("/oauth/v2/auth", params={**asked, "consent": "yes"}, headers=browser)
        code = parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]
        values = {"grant_type": "authorization_code", "client_id": "<i>c</i>", "code": code}
        assert ("access_token" in token(web, **values, code_verifier=proof)) is given


def test_an_online_consent_gives_no_refresh_token(web: httpx2.Client) -> None:
    asked = {"response_type": "code", "client_id": "c", "redirect_uri": "http://127.0.0.1:1/"}
    back = parse_qs(urlsplit(web.get("/oauth/v2/auth", params=asked).headers["Location"]).query)
    values = {"grant_type": "authorization_code", "client_id": "c", "code": back["code"][0]}
    assert "refresh_token" not in token(web, **values)


def test_a_wrong_region(web: httpx2.Client, running: Emulator) -> None:
    running.post("/_emulator/tokens", {"regions": {"mine": "EU"}})
    assert token(web, **REFRESH) == {"error": "invalid_code"}
    running.post("/_emulator/org", {"region": "EU"})
    assert "access_token" in token(web, **REFRESH)
    locations = web.get("/oauth/serverinfo").json()["locations"]
    assert locations["eu"] == running.url
    assert locations["us"] == "https://accounts.zoho.com"
    assert web.get("/.well-known/openid-configuration").json()["token_endpoint"].startswith(running.url)


def test_tokens_expired_and_revoked_from_the_door(web: httpx2.Client, running: Emulator) -> None:
    access = token(web, **REFRESH)["access_token"]
    assert running.post("/_emulator/tokens", {"expire": True})["expired"] == 1
    assert status_with(web, access) == 401
    running.post("/_emulator/tokens", {"revoke": ["mine"]})
    assert token(web, **REFRESH) == {"error": "invalid_code"}


def test_the_strict_mode_checks_everything(emulator: Callable[..., Emulator]) -> None:
    running = emulator("--strict")
    with httpx2.Client(base_url=running.url) as web:
        assert token(web, **REFRESH) == {"error": "invalid_client"}
        running.post("/_emulator/tokens", {"clients": [{"id": "c", "secret": "s"}]})
        assert token(web, **(REFRESH | {"client_secret": "x"})) == {"error": "invalid_client_secret"}
        assert token(web, **REFRESH) == {"error": "invalid_code"}
        wish = {"issue": ["code", "refresh_token"], "client_id": "c", "grant_scopes": ["ZohoCRM.org.READ"]}
        issued = running.post("/_emulator/tokens", wish)
        given = token(web, **(REFRESH | {"refresh_token": issued["refresh_token"]}))
        assert status_with(web, given["access_token"]) == 200
        header = {"Authorization": f"Zoho-oauthtoken {given['access_token']}"}
        assert web.get("/crm/v8/users", headers=header).json()["code"] == "OAUTH_SCOPE_MISMATCH"
        basic = base64.b64encode(b"c:s").decode()
        exchanged = web.post(
            "/oauth/v2/token",
            data={"grant_type": "authorization_code", "code": issued["code"]},
            headers={"Authorization": f"Basic {basic}"},
        ).json()
        assert "refresh_token" in exchanged


def test_a_device_without_a_browser(web: httpx2.Client, running: Emulator) -> None:
    asked = {"grant_type": "device_request", "client_id": "c", "access_type": "offline"}
    device = web.post("/oauth/v3/device/code", data=asked).json()
    poll = {"grant_type": "device_token", "client_id": "c", "code": device["device_code"]}

    def ask() -> Any:
        return web.post("/oauth/v3/device/token", data=poll).json()

    assert ask() == {"error": "authorization_pending"}
    assert ask() == {"error": "slow_down"}
    assert web.get(device["verification_uri_complete"]).status_code == 200
    running.post("/_emulator/clock", {"advance": 31})
    assert "refresh_token" in ask()
    assert ask() == {"error": "invalid_code"}
